/* The shape of what comes in: members, types, codes, ranges; and the derived values. */
#ifndef HEPAR_SHAPE_H
#define HEPAR_SHAPE_H

#include "store.h"

typedef enum hepar_shape_kind {
  HEPAR_SHAPE_RECORD,
  HEPAR_SHAPE_SOURCE,
  HEPAR_SHAPE_QUANTITY, /* one that hangs on no record */
  HEPAR_SHAPE_CLAIM,
  HEPAR_SHAPE_DECISION
} hepar_shape_kind;

typedef struct hepar_check {
  const hepar_vocabulary *vocabulary;
  const char *where; /* in front of each message: "file.ndjson:12"; NULL: nothing */
  void (*warn)(void *data, const char *message); /* NULL: warnings are not wanted */
  void *data;
  uint64_t normalised; /* spellings replaced by their code so far */
} hepar_check;

/* Check an object, put codes where synonyms stand, and set the derived values. HEPAR_FORMAT or
   HEPAR_RANGE with the object's id, the field and what was expected. */
hepar_status hepar_shape_check(hepar_check *check, hepar_shape_kind kind, json_t *object,
                               hepar_error *error);

/* "record", "source", … */
const char *hepar_shape_name(hepar_shape_kind kind);
/* The members of a bundle by kind: "records", "sources", …; those below NEEDED must be there. */
enum { HEPAR_SHAPE_NEEDED = 2, HEPAR_SHAPE_KINDS = 5 };
extern const char *const hepar_shape_lists[HEPAR_SHAPE_KINDS];

/* What the member "schema" of a bundle says. */
#define HEPAR_BUNDLE_SCHEMA "hepar.record/1"

/* ---- the tables of shape_tables.c ---- */

typedef enum hepar_member_kind {
  MEMBER_ANY,
  MEMBER_TEXT,
  MEMBER_NAME, /* text that is not empty */
  MEMBER_INTEGER,
  MEMBER_NUMBER,
  MEMBER_BOOLEAN,
  MEMBER_OBJECT,
  MEMBER_CODE,   /* names: the vocabulary */
  MEMBER_WORD,   /* names: "one|two|three" */
  MEMBER_ID,     /* source:table:r1 */
  MEMBER_KEY,    /* letters, digits, _ . - */
  MEMBER_SHA256,
  MEMBER_DATE,   /* 2026-11-21… */
  MEMBER_LINES,  /* [first, last], in this order */
  MEMBER_PAIR,   /* two numbers */
  MEMBER_ROW,    /* a whole number, or text */
  MEMBER_CELLS   /* what the source prints: column -> text */
} hepar_member_kind;

enum {
  REQUIRED = 1,
  NULLABLE = 2,
  LIST = 4,        /* a list of that kind */
  ONE_OR_LIST = 8, /* one, or a list */
  OPEN = 16,       /* an unknown code is kept with a warning */
  FILLED = 32      /* the list has at least one item */
};

struct hepar_shape;

typedef struct hepar_member {
  const char *name;
  hepar_member_kind kind;
  unsigned flags;
  const char *names;
  const struct hepar_shape *shape;
  double least, most; /* range of numbers; equal: none */
} hepar_member;

typedef struct hepar_shape {
  const char *name;
  const hepar_member *members;
  size_t count;
} hepar_shape;

extern const hepar_shape hepar_shapes[]; /* by hepar_shape_kind */

/* Set effect, days, arms_sum and consistent; warn(data, field, given, derived) when a given value
   differs. False: out of memory. */
bool hepar_record_derive(const hepar_vocabulary *vocabulary, json_t *record,
                         void (*warn)(void *data, const char *field, const json_t *given,
                                      const json_t *derived),
                         void *data);
/* The same for the timepoint of one quantity, whose path in messages is `field`. */
bool hepar_quantity_derive(json_t *quantity, const char *field,
                           void (*warn)(void *data, const char *field, const json_t *given,
                                        const json_t *derived),
                           void *data);

#endif
