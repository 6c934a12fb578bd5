/* The front end's inside: what lexer, parser, resolver and checkers share while a model is made.

   Every function here leaves by hepar_front_fail when something is wrong: it jumps back to
   hepar_model_parse, which frees both arenas. So nothing here holds memory of its own; what is not
   in an arena (the token buffer, texts that were found) hangs on the front and is freed there. */
#ifndef HEPAR_MODEL_FRONT_H
#define HEPAR_MODEL_FRONT_H

#include <setjmp.h>

#include "arena.h"
#include "model.h"
#include "tree.h"

/* Limits: texts may come from anywhere. */
enum {
  HEPAR_TEXT_MOST = 1 << 20,
  HEPAR_DEPTH_MOST = 200,
  HEPAR_STATES_MOST = 4096,
  HEPAR_SYMBOLS_MOST = 16384,
  HEPAR_NODES_MOST = 1000000,
  HEPAR_IMPORT_DEPTH_MOST = 8,
  HEPAR_IMPORTS_MOST = 256,
  HEPAR_NAME_MOST = 200,
  HEPAR_UNITS_MOST = 256,
  HEPAR_NOTES_MOST = 100,
  HEPAR_TEXTS_MOST = 8 << 20, /* of all texts together */
  HEPAR_LIST_MOST = 1000 /* presets, events, remarks, bindings of one import */
};

typedef enum hepar_token_kind {
  HEPAR_TOKEN_END,
  HEPAR_TOKEN_NEWLINE,
  HEPAR_TOKEN_NAME,
  HEPAR_TOKEN_NUMBER,
  HEPAR_TOKEN_STRING, /* with its quotes */
  HEPAR_TOKEN_UNIT,   /* with its brackets */
  HEPAR_TOKEN_BRACE,  /* with its braces */
  HEPAR_TOKEN_OPEN,
  HEPAR_TOKEN_CLOSE,
  HEPAR_TOKEN_INDEX,       /* [ right behind a name */
  HEPAR_TOKEN_INDEX_CLOSE, /* ] */
  HEPAR_TOKEN_COMMA,
  HEPAR_TOKEN_PRIME,
  HEPAR_TOKEN_DOTS,
  HEPAR_TOKEN_ASSIGN,
  HEPAR_TOKEN_PLUS,
  HEPAR_TOKEN_MINUS,
  HEPAR_TOKEN_TIMES,
  HEPAR_TOKEN_DIVIDE,
  HEPAR_TOKEN_POWER,
  HEPAR_TOKEN_LESS,
  HEPAR_TOKEN_LESS_EQUAL,
  HEPAR_TOKEN_GREATER,
  HEPAR_TOKEN_GREATER_EQUAL,
  HEPAR_TOKEN_EQUAL,
  HEPAR_TOKEN_NOT_EQUAL,
  HEPAR_TOKEN_KEYWORD /* the keywords in the order of hepar_keywords, from here on */
} hepar_token_kind;

enum hepar_keyword {
  HEPAR_WORD_MODEL, HEPAR_WORD_TIME, HEPAR_WORD_UNIT, HEPAR_WORD_PARAM, HEPAR_WORD_INPUT,
  HEPAR_WORD_STATE, HEPAR_WORD_LET, HEPAR_WORD_OUTPUT, HEPAR_WORD_EVENT, HEPAR_WORD_WHEN,
  HEPAR_WORD_SET, HEPAR_WORD_IMPORT, HEPAR_WORD_AS, HEPAR_WORD_WITH, HEPAR_WORD_PRESET,
  HEPAR_WORD_REPRODUCES, HEPAR_WORD_LIMITS, HEPAR_WORD_SOURCE, HEPAR_WORD_RANGE,
  HEPAR_WORD_NONNEGATIVE, HEPAR_WORD_IF, HEPAR_WORD_THEN, HEPAR_WORD_ELSE, HEPAR_WORD_AND,
  HEPAR_WORD_OR, HEPAR_WORD_NOT, HEPAR_WORD_IN, HEPAR_WORD_SUM, HEPAR_WORD_COUNT
};
extern const char *const hepar_keywords[HEPAR_WORD_COUNT];

typedef struct hepar_token {
  int32_t kind;
  uint32_t offset, length;
} hepar_token;

/* One text: the model's own, an import's, or the extension's. */
typedef struct hepar_model_text {
  const char *file; /* for messages */
  const char *name; /* of an import: what it was asked for by */
  const char *text;
  size_t length;
  const uint32_t *lines; /* where each line starts */
  size_t line_count;
  struct hepar_declaration *first, **last;
} hepar_model_text;

/* NAME = EXPR of presets, events and `with`. */
typedef struct hepar_assignment {
  struct hepar_assignment *next;
  const char *name;
  const hepar_index *index;
  hepar_place place;
  hepar_tree *tree;
  bool used;
} hepar_assignment;

/* One statement. */
typedef struct hepar_declaration {
  struct hepar_declaration *next;
  int word;           /* HEPAR_WORD_PARAM …; a rate has HEPAR_WORD_COUNT */
  const char *name;   /* of an import: the other model */
  const char *prefix; /* of an import: as what, or NULL */
  hepar_place place;
  bool indexed; /* NAME[low .. high], with or without a variable */
  const char *variable;
  int64_t low_index, high_index;
  hepar_tree *tree, *low, *high;
  const char *unit, *doc, *status, *source;
  hepar_place unit_place;
  bool nonnegative;
  hepar_assignment *assignments;
} hepar_declaration;

/* A model text put into the model: the text itself, or an import under its prefix. */
typedef struct hepar_scope {
  struct hepar_scope *parent, *next; /* next: all scopes, in order */
  const char *prefix;                /* "" or "regen." */
  const hepar_model_text *text;
  hepar_place place; /* of the import */
  hepar_assignment *bindings;
  bool extension, bare;
  int depth;
} hepar_scope;

/* A unit as numbers: value in this unit * scale = value in the base units; powers in sixtieths. */
enum { HEPAR_DIMENSIONS = 32, HEPAR_POWER_ONE = 60 };
typedef struct hepar_dimension {
  double scale;
  int16_t power[HEPAR_DIMENSIONS];
} hepar_dimension;

typedef enum hepar_input_use {
  HEPAR_USE_OPEN,
  HEPAR_USE_LEVEL,
  HEPAR_USE_DELIVERY
} hepar_input_use;

/* A symbol in the making. */
typedef struct hepar_entry_making {
  hepar_symbol symbol;
  hepar_scope *scope;      /* that declared it */
  hepar_scope *tree_scope; /* where the names of its definition are looked up */
  hepar_scope *rate_scope;
  const hepar_declaration *declaration, *rate;
  const hepar_tree *written; /* the definition as parsed */
  const hepar_tree *low, *high;
  int64_t index, rate_index; /* of an element */
  hepar_place place, unit_place;
  bool dead;     /* an input that another definition took the place of */
  bool replaced; /* by the extension */
  bool bound;    /* by `with` */
  bool alias;    /* `output NAME` of something that has the name already */
  bool uses_state, uses_input, uses_time; /* directly or through lets */
  hepar_dimension unit;
  bool floating; /* an input bound to a bare number: a level or a delivery, as it is used */
  hepar_input_use use;
  hepar_place use_place;
  int mark; /* of the walk that orders definitions */
  int32_t *needs;
  size_t need_count;
} hepar_making;

/* Names of the model -> numbers. */
typedef struct hepar_map {
  struct { const char *key; int32_t value; } *slots;
  size_t count, room;
} hepar_map;

/* The elements of an array. */
typedef struct hepar_family {
  const char *name;
  int64_t low, high;
} hepar_family;

/* A unit that the model defines. */
typedef struct hepar_own_unit {
  const char *name;
  const hepar_declaration *declaration; /* unit NULL: a dimension of its own */
  int state; /* 0: not yet read, 1: being read, 2: read */
  hepar_dimension dimension;
} hepar_own_unit;

typedef struct hepar_front {
  jmp_buf out;
  hepar_error *error;
  hepar_status status;
  hepar_model *model;
  hepar_arena *keep; /* lives as long as the model */
  hepar_arena work;  /* until the model is made */
  const hepar_model_options *options;
  /* texts */
  hepar_model_text *texts[HEPAR_IMPORTS_MOST + 3];
  int32_t text_count;
  size_t text_length; /* of all */
  hepar_place where; /* the place that was asked for last, and its line and column */
  int32_t where_line, where_column;
  char *found; /* a text that `find` gave and that is not copied yet */
  /* tokens of the text that is being parsed */
  hepar_token *tokens;
  size_t token_count, token_room, at;
  int32_t text; /* its number */
  int depth;
  bool unit_ends; /* a unit at the end of an expression belongs to the statement */
  /* scopes and symbols */
  hepar_scope *scopes, **scopes_last;
  hepar_making *makings;
  size_t making_count, making_room;
  hepar_map names, families_by_name;
  hepar_family *families;
  size_t family_count, family_room;
  size_t tree_count;
  int32_t *order; /* definitions, what is needed first */
  size_t order_count;
  /* units */
  hepar_own_unit *units;
  size_t unit_count, unit_room;
  int dimension_count;
  const char *dimension_names[HEPAR_DIMENSIONS];
  hepar_dimension time;
  struct { const char *text; hepar_dimension dimension; } *known;
  size_t known_count, known_room;
  bool strict;
  bool unit_seen, converts; /* any unit at all; any `in [unit]` */
  struct hepar_measure *measures; /* the checker's stack */
  size_t measure_count, measure_room;
  hepar_model_remark *notes;
  size_t note_count, note_room;
} hepar_front;

/* front.c */
_Noreturn void hepar_front_fail(hepar_front *front, hepar_status status, hepar_place place,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));
_Noreturn void hepar_front_stop(hepar_front *front, hepar_status status);
void *hepar_front_keep(hepar_front *front, size_t size);
void *hepar_front_work(hepar_front *front, size_t size);
char *hepar_front_text(hepar_front *front, const char *text, size_t length);
char *hepar_front_print(hepar_front *front, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Room for one more item of `size` bytes in a list of the work arena. */
void *hepar_front_grow(hepar_front *front, void *list, size_t count, size_t *room, size_t size);
void hepar_front_where(hepar_front *front, hepar_place place, int32_t *line, int32_t *column);
void hepar_front_note(hepar_front *front, const char *text);

/* lexer.c: fills front->tokens from front->texts[front->text]. */
void hepar_front_lex(hepar_front *front);

/* parser.c, statements.c */
hepar_tree *hepar_front_expression(hepar_front *front);
const hepar_index *hepar_front_index(hepar_front *front);
hepar_tree *hepar_front_tree(hepar_front *front, hepar_tree_kind kind, hepar_place place);
const hepar_token *hepar_front_token(const hepar_front *front);
bool hepar_front_take(hepar_front *front, int kind);
void hepar_front_expect(hepar_front *front, int kind, const char *what);
_Noreturn void hepar_front_unexpected(hepar_front *front, const char *what);
hepar_place hepar_front_here(const hepar_front *front);
const char *hepar_front_name(hepar_front *front, const char *what);
char *hepar_front_unit_text(hepar_front *front);
/* Parse a text into its statements and give its number. */
int32_t hepar_front_parse(hepar_front *front, const char *file, const char *name, const char *text,
                          size_t length);

/* scope.c: the symbols of all texts. */
void hepar_front_declare(hepar_front *front);
int32_t hepar_map_find(const hepar_map *map, const char *key);
void hepar_front_map_put(hepar_front *front, hepar_map *map, const char *key, int32_t value);
/* The nearest name that scope could mean, or NULL. */
const char *hepar_front_near(hepar_front *front, const hepar_scope *scope, const char *name);

/* resolve.c: names become symbols. */
typedef struct hepar_names {
  const hepar_scope *scope;
  const char *variable; /* the index of an array rule, or NULL */
  int64_t index;
} hepar_names;
void hepar_front_resolve(hepar_front *front);
hepar_tree *hepar_front_resolved(hepar_front *front, const hepar_tree *tree,
                                 const hepar_names *names);
int32_t hepar_front_lookup(hepar_front *front, const hepar_names *names, const char *name,
                           const hepar_index *index, hepar_place place);

/* order.c: what must be known before what. */
void hepar_front_order(hepar_front *front);
/* Refuse what changes with time in a value that is fixed before the model runs. */
void hepar_front_check_fixed(hepar_front *front, const hepar_tree *tree, const char *what,
                             const char *name);

/* dimension.c and check.c */
void hepar_front_units(hepar_front *front);
void hepar_front_read_unit(hepar_front *front, const char *text, hepar_place place,
                           hepar_dimension *dimension);
/* a * b^sign; a to a power; in words: "in cells/day", "a pure number". */
hepar_dimension hepar_front_product(hepar_front *front, const hepar_dimension *a,
                                    const hepar_dimension *b, int sign, hepar_place place);
hepar_dimension hepar_front_power(hepar_front *front, const hepar_dimension *a, double power,
                                  hepar_place place);
bool hepar_dimension_alike(const hepar_dimension *a, const hepar_dimension *b); /* but for scale */
bool hepar_dimension_same(const hepar_dimension *a, const hepar_dimension *b);
bool hepar_dimension_pure(const hepar_dimension *a);
const char *hepar_front_unit_name(hepar_front *front, const hepar_dimension *dimension);
const char *hepar_front_unit_words(hepar_front *front, const hepar_dimension *dimension);
/* Remember how a unit is spelt in this model. */
void hepar_front_know_unit(hepar_front *front, const char *text, const hepar_dimension *dimension);
void hepar_front_check(hepar_front *front);
/* Units of an event's condition, and of a value that a symbol is set to. */
void hepar_front_check_event(hepar_front *front, const hepar_tree *condition);
void hepar_front_check_set(hepar_front *front, int32_t symbol, const hepar_tree *tree);

/* lower.c: trees become nodes of the graph; events, presets, remarks, values. */
void hepar_front_lower(hepar_front *front);

#endif
