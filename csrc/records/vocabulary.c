/* The vocabularies: parsed once for a store, then only looked at. */
#include "vocabulary.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "rules.h"

static const char vocab_json[] = {
#include "vocab_json.inc"
    0};

enum { CODE, SYNONYM, LABEL };

/* A spelling, folded, and the code it stands for. Codes come before labels and synonyms. */
typedef struct spelling {
  char *folded;
  const hepar_code *code;
  int rank; /* CODE, SYNONYM or LABEL */
} spelling;

typedef struct table {
  const char *name;
  hepar_code *codes;
  size_t count;
  spelling *spellings; /* sorted by folded, then rank */
  size_t spellings_count;
} table;

struct hepar_vocabulary {
  json_t *root;
  table *tables; /* sorted by name */
  const char **names;
  size_t count;
  atomic_int references;
};

/* The length of a hyphen or minus sign of Unicode at s (U+2010 to U+2015, U+2212), else 0. */
static size_t dash(const unsigned char *s) {
  if (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0x90 && s[2] <= 0x95) return 3;
  if (s[0] == 0xe2 && s[1] == 0x88 && s[2] == 0x92) return 3;
  return 0;
}

/* Fold a spelling into out (as long as text at most): small letters, plain hyphens, single blanks,
   none at the ends. */
static void fold(const char *text, char *out) {
  const unsigned char *s = (const unsigned char *)text;
  char *at = out;
  while (*s != '\0') {
    size_t hyphen = dash(s);
    if (hyphen > 0) {
      *at++ = '-';
      s += hyphen;
    } else if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r') {
      if (at > out && at[-1] != ' ') *at++ = ' ';
      s++;
    } else {
      *at++ = (char)(*s >= 'A' && *s <= 'Z' ? *s + ('a' - 'A') : *s);
      s++;
    }
  }
  if (at > out && at[-1] == ' ') at--;
  *at = '\0';
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const table *)a)->name, ((const table *)b)->name);
}

static int by_code(const void *a, const void *b) {
  return strcmp(((const hepar_code *)a)->code, ((const hepar_code *)b)->code);
}

static int by_spelling(const void *a, const void *b) {
  const spelling *x = a;
  const spelling *y = b;
  int order = strcmp(x->folded, y->folded);
  if (order != 0) return order;
  if (x->rank != y->rank) return x->rank - y->rank;
  return strcmp(x->code->code, y->code->code);
}

static bool add_spelling(table *t, const hepar_code *code, const char *text, int rank) {
  spelling *s = &t->spellings[t->spellings_count];
  s->folded = hepar_malloc(strlen(text) + 1);
  if (s->folded == NULL) return false;
  fold(text, s->folded);
  s->code = code;
  s->rank = rank;
  t->spellings_count++;
  return true;
}

/* Fill one vocabulary from its JSON object. */
static bool fill_table(table *t, json_t *entries) {
  const char *key;
  json_t *entry;
  size_t room = 0;
  t->codes = hepar_calloc(json_object_size(entries), sizeof *t->codes);
  if (t->codes == NULL) return false;
  json_object_foreach(entries, key, entry) {
    hepar_code *code = &t->codes[t->count++];
    code->code = key;
    code->label = hepar_json_text(entry, "label");
    code->parent = hepar_json_text(entry, "parent");
    code->domain = hepar_json_text(entry, "domain");
    code->desirable = hepar_json_text(entry, "desirable");
    code->unit = hepar_json_text(entry, "unit");
    code->entry = entry;
    if (code->label == NULL) code->label = key;
    room += 2 + json_array_size(json_object_get(entry, "syn"));
  }
  qsort(t->codes, t->count, sizeof *t->codes, by_code);
  t->spellings = hepar_calloc(room, sizeof *t->spellings);
  if (t->spellings == NULL) return false;
  for (size_t i = 0; i < t->count; i++) {
    const json_t *synonyms = json_object_get(t->codes[i].entry, "syn");
    if (!add_spelling(t, &t->codes[i], t->codes[i].code, CODE) ||
        !add_spelling(t, &t->codes[i], t->codes[i].label, LABEL))
      return false;
    for (size_t j = 0; j < json_array_size(synonyms); j++) {
      const char *text = json_string_value(json_array_get(synonyms, j));
      if (text != NULL && !add_spelling(t, &t->codes[i], text, SYNONYM)) return false;
    }
  }
  qsort(t->spellings, t->spellings_count, sizeof *t->spellings, by_spelling);
  return true;
}

static bool fill(hepar_vocabulary *v, json_t *all) {
  const char *key;
  json_t *entries;
  v->tables = hepar_calloc(json_object_size(all), sizeof *v->tables);
  v->names = hepar_calloc(json_object_size(all), sizeof *v->names);
  if (v->tables == NULL || v->names == NULL) return false;
  json_object_foreach(all, key, entries) {
    table *t = &v->tables[v->count++];
    t->name = key;
    if (!fill_table(t, entries)) return false;
  }
  qsort(v->tables, v->count, sizeof *v->tables, by_name);
  for (size_t i = 0; i < v->count; i++) v->names[i] = v->tables[i].name;
  return true;
}

hepar_status hepar_vocabulary_open(hepar_vocabulary **vocabulary, hepar_error *error) {
  hepar_vocabulary *v = hepar_calloc(1, sizeof *v);
  *vocabulary = NULL;
  if (v == NULL) return hepar_fail_memory(error);
  atomic_init(&v->references, 1);
  v->root = hepar_json_parse(vocab_json, sizeof vocab_json - 1, "vocab.json", 1, error);
  if (v->root == NULL) {
    hepar_vocabulary_free(v);
    return error != NULL ? error->status : HEPAR_NOMEM;
  }
  if (!fill(v, json_object_get(v->root, "vocab"))) {
    hepar_vocabulary_free(v);
    return hepar_fail_memory(error);
  }
  *vocabulary = v;
  return HEPAR_OK;
}

hepar_vocabulary *hepar_vocabulary_retain(hepar_vocabulary *vocabulary) {
  atomic_fetch_add(&vocabulary->references, 1);
  return vocabulary;
}

void hepar_vocabulary_free(hepar_vocabulary *vocabulary) {
  if (vocabulary == NULL || atomic_fetch_sub(&vocabulary->references, 1) > 1) return;
  for (size_t i = 0; i < vocabulary->count; i++) {
    table *t = &vocabulary->tables[i];
    for (size_t j = 0; j < t->spellings_count; j++) hepar_free(t->spellings[j].folded);
    hepar_free(t->spellings);
    hepar_free(t->codes);
  }
  hepar_free(vocabulary->tables);
  hepar_free((void *)vocabulary->names);
  json_decref(vocabulary->root);
  hepar_free(vocabulary);
}

const char *const *hepar_vocabulary_names(const hepar_vocabulary *vocabulary, size_t *count) {
  *count = vocabulary->count;
  return vocabulary->names;
}

static const table *find_table(const hepar_vocabulary *vocabulary, const char *name) {
  table key = {0};
  key.name = name;
  return bsearch(&key, vocabulary->tables, vocabulary->count, sizeof key, by_name);
}

const hepar_code *hepar_vocabulary_codes(const hepar_vocabulary *vocabulary, const char *name,
                                         size_t *count) {
  const table *t = find_table(vocabulary, name);
  *count = t != NULL ? t->count : 0;
  return t != NULL ? t->codes : NULL;
}

const hepar_code *hepar_vocabulary_code(const hepar_vocabulary *vocabulary, const char *name,
                                        const char *code) {
  const table *t = find_table(vocabulary, name);
  hepar_code key = {0};
  if (t == NULL) return NULL;
  key.code = code;
  return bsearch(&key, t->codes, t->count, sizeof key, by_code);
}

/* The first entry of a folded spelling, or NULL. */
static const spelling *find_spelling(const table *t, const char *folded) {
  size_t low = 0;
  size_t high = t->spellings_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(t->spellings[middle].folded, folded) < 0) low = middle + 1;
    else high = middle;
  }
  if (low == t->spellings_count || strcmp(t->spellings[low].folded, folded) != 0) return NULL;
  return &t->spellings[low];
}

const hepar_code *hepar_vocabulary_resolve(const hepar_vocabulary *vocabulary, const char *name,
                                           const char *text) {
  const table *t = find_table(vocabulary, name);
  const hepar_code *found = hepar_vocabulary_code(vocabulary, name, text);
  const spelling *spelt;
  char folded[256];
  if (found != NULL || t == NULL || strlen(text) >= sizeof folded) return found;
  fold(text, folded);
  spelt = find_spelling(t, folded);
  found = spelt != NULL ? spelt->code : NULL;
  /* Phases come in too many spellings to list: "Phase1|Phase2", "PHASE1, PHASE2" (rule R22). */
  if (found == NULL && strcmp(name, "phase") == 0) {
    const char *phase = hepar_phase_code(text);
    if (phase != NULL) found = hepar_vocabulary_code(vocabulary, name, phase);
  }
  return found;
}

size_t hepar_vocabulary_synonyms(const hepar_vocabulary *vocabulary, const char *text,
                                 const hepar_code **found, size_t most) {
  char folded[256];
  size_t count = 0;
  if (strlen(text) >= sizeof folded) return 0;
  fold(text, folded);
  for (size_t i = 0; i < vocabulary->count && count < most; i++) {
    const spelling *spelt = find_spelling(&vocabulary->tables[i], folded);
    if (spelt != NULL && spelt->rank == SYNONYM) found[count++] = spelt->code;
  }
  return count;
}

const char *hepar_vocabulary_suggest(const hepar_vocabulary *vocabulary, const char *name,
                                     const char *text) {
  const table *t = find_table(vocabulary, name);
  const char **candidates;
  const char *near;
  char folded[256];
  if (t == NULL || strlen(text) >= sizeof folded) return NULL;
  fold(text, folded);
  candidates = hepar_calloc(t->spellings_count, sizeof *candidates);
  if (candidates == NULL) return NULL; /* a suggestion is a courtesy */
  for (size_t i = 0; i < t->spellings_count; i++) candidates[i] = t->spellings[i].folded;
  near = hepar_suggest(folded, candidates, t->spellings_count);
  hepar_free((void *)candidates);
  if (near == NULL) return NULL;
  return find_spelling(t, near)->code->code;
}

bool hepar_vocabulary_under(const hepar_vocabulary *vocabulary, const char *name, const char *code,
                            const char *ancestor) {
  for (int steps = 0; code != NULL && steps < 16; steps++) {
    const hepar_code *entry;
    if (strcmp(code, ancestor) == 0) return true;
    entry = hepar_vocabulary_code(vocabulary, name, code);
    code = entry != NULL ? entry->parent : NULL;
  }
  return false;
}
