/* The controlled vocabularies (lua/hepar/data/vocab.json, carried inside the core): which codes
   there are, what they mean, and which spellings mean the same. */
#ifndef HEPAR_VOCABULARY_H
#define HEPAR_VOCABULARY_H

#include <jansson.h>

#include "hepar.h"

/* All vocabularies; immutable, counted references, safe to share between threads. */
typedef struct hepar_vocabulary hepar_vocabulary;

/* One code. Members that the entry does not have are NULL. */
typedef struct hepar_code {
  const char *code;
  const char *label;
  const char *parent;    /* disease, injury_model: the wider code */
  const char *domain;    /* outcome: what kind of measure */
  const char *desirable; /* outcome: up | down | improve | ctx */
  const char *unit;      /* outcome: its unit */
  const json_t *entry;   /* the whole entry: syn, note, … */
} hepar_code;

hepar_status hepar_vocabulary_open(hepar_vocabulary **vocabulary, hepar_error *error);
hepar_vocabulary *hepar_vocabulary_retain(hepar_vocabulary *vocabulary);
void hepar_vocabulary_free(hepar_vocabulary *vocabulary);

/* The names of the vocabularies ("design", "disease", …), sorted, and how many. */
const char *const *hepar_vocabulary_names(const hepar_vocabulary *vocabulary, size_t *count);

/* The codes of one vocabulary, sorted by code; NULL and 0 when there is no such vocabulary. */
const hepar_code *hepar_vocabulary_codes(const hepar_vocabulary *vocabulary, const char *name,
                                         size_t *count);

/* The entry with exactly this code, or NULL. */
const hepar_code *hepar_vocabulary_code(const hepar_vocabulary *vocabulary, const char *name,
                                        const char *code);

/* The entry that text means: its code, label or a synonym, letter case, kind of hyphen and blanks
   at the ends ignored. An exact code wins. NULL when nothing fits. */
const hepar_code *hepar_vocabulary_resolve(const hepar_vocabulary *vocabulary, const char *name,
                                           const char *text);

/* The entries that text is a synonym of (not the code, nor the label), at most one of each
   vocabulary. Returns how many stand in found now, `most` at most. */
size_t hepar_vocabulary_synonyms(const hepar_vocabulary *vocabulary, const char *text,
                                 const hepar_code **found, size_t most);

/* The code whose code, label or synonym is nearest to text, or NULL. */
const char *hepar_vocabulary_suggest(const hepar_vocabulary *vocabulary, const char *name,
                                     const char *text);

/* True when code is ancestor or has it among its parents. */
bool hepar_vocabulary_under(const hepar_vocabulary *vocabulary, const char *name, const char *code,
                            const char *ancestor);

#endif
