/* The validation rules: what a rule is, and what the files that hold rules share. A rule looks at
   one record, at the quantities of one record or study, or compares records; it says what it found
   through hepar_rule_find, which writes a flag (at import) or a finding (check). Rules never change
   a value and know no record by name. */
#ifndef HEPAR_RULES_H
#define HEPAR_RULES_H

#include "store.h"

typedef struct hepar_rule_run hepar_rule_run;

typedef struct hepar_rule {
  int number;
  const char *name;     /* in three words */
  const char *code;     /* of the flag it leaves */
  const char *severity; /* error | warning | note */
  const char *checks;   /* one sentence for people */
  void (*record)(hepar_rule_run *run, const json_t *record);
  void (*quantities)(hepar_rule_run *run, const json_t *list); /* of one record or one study */
  void (*store)(hepar_rule_run *run);                          /* compares records */
} hepar_rule;

/* One pass of the rules. After a failure (status) hepar_rule_find does nothing more. */
struct hepar_rule_run {
  hepar_store *store;
  const hepar_rule *rule; /* the one at work */
  int64_t record;         /* key of the record looked at; 0: none */
  const char *id;         /* its id; NULL: none */
  const char *study;      /* whose quantities are looked at, when they hang on no record */
  json_t *findings;       /* an array: check; NULL: flags are written */
  uint64_t chosen;        /* bit n: rule n runs */
  hepar_status status;
  hepar_error *error;
};

/* All rules by number, and how many. */
const hepar_rule *hepar_rule_table(size_t *count);

/* Say what was found. code NULL: the code of the rule. */
void hepar_rule_find(hepar_rule_run *run, const char *code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* The same about another record than the one looked at, for rules that compare records (0: none).
   extra (may be NULL) holds further members of the finding; its reference is stolen. */
void hepar_rule_find_on(hepar_rule_run *run, int64_t record, const char *id, const char *text,
                        const char *severity, json_t *extra);

/* Note a failure: a rule returns after this. */
void hepar_rule_fail(hepar_rule_run *run, hepar_status status);

void hepar_rule_fail_memory(hepar_rule_run *run);

/* True while nothing has failed. */
bool hepar_rule_going(const hepar_rule_run *run);

/* `text` in at most 48 bytes, cut between characters. */
typedef struct hepar_excerpt {
  char text[64];
} hepar_excerpt;
hepar_excerpt hepar_rule_excerpt(const char *text);

/* A number in its shortest spelling. */
hepar_excerpt hepar_rule_number(double value);

/* Call see(data, value) for each value at a path such as "arms.role", into all array elements. */
void hepar_rule_walk(const json_t *json, const char *path,
                     void (*see)(void *data, const json_t *value), void *data);

/* The index-th dose of a record (product.doses, then doses), or NULL. */
const json_t *hepar_rule_dose(const json_t *record, size_t index);

/* True when the lower-case word stands in text (letter case ignored), not inside another word. */
bool hepar_rule_word(const char *text, const char *word);

/* One code for a phase as registries and tables print it: "Phase1|Phase2", "PHASE1,PHASE2", "I/II",
   "Phase 1/Phase 2" are all "I/II". NULL when the text names none. */
const char *hepar_phase_code(const char *text);

/* The rows of a list of quantities by what is compared (outcome, instrument, time, scale): an
   object of arrays. NULL after a failure, which is noted. */
json_t *hepar_rule_groups(hepar_rule_run *run, const json_t *list);

/* What a quantity is of, in words: "ALB at 12 wk, MSC". */
hepar_excerpt hepar_rule_row_name(const json_t *row);

/* ---- the rules, by file ---- */

void hepar_rule_codes(hepar_rule_run *run, const json_t *record);          /* R1 */
void hepar_rule_phase(hepar_rule_run *run, const json_t *record);          /* R22 */
void hepar_rule_columns(hepar_rule_run *run, const json_t *record);        /* R23 */
void hepar_rule_p_values(hepar_rule_run *run, const json_t *list);         /* R23 */
void hepar_rule_arm_sum(hepar_rule_run *run, const json_t *record);        /* R2 */
void hepar_rule_n_role(hepar_rule_run *run, const json_t *record);         /* R3 */
void hepar_rule_n_roles(hepar_rule_run *run, const json_t *list);          /* R3 */
void hepar_rule_strata(hepar_rule_run *run, const json_t *record);         /* R13 */
void hepar_rule_percent(hepar_rule_run *run, const json_t *record);        /* R16 */
void hepar_rule_rates(hepar_rule_run *run, const json_t *list);            /* R16 */
void hepar_rule_ranges(hepar_rule_run *run, const json_t *record);         /* R4 */
void hepar_rule_exponent(hepar_rule_run *run, const json_t *record);       /* R5 */
void hepar_rule_dose_basis(hepar_rule_run *run, const json_t *record);     /* R6 */
void hepar_rule_last_dose(hepar_rule_run *run, const json_t *record);      /* R14 */
void hepar_rule_dose_small(hepar_rule_run *run, const json_t *record);     /* R24 */
void hepar_rule_opposite(hepar_rule_run *run, const json_t *record);       /* R7 */
void hepar_rule_arrow(hepar_rule_run *run, const json_t *record);          /* R8 */
void hepar_rule_prothrombin(hepar_rule_run *run, const json_t *record);    /* R9 */
void hepar_rule_species(hepar_rule_run *run, const json_t *record);        /* R11 */
void hepar_rule_models(hepar_rule_run *run, const json_t *record);         /* R25 */
void hepar_rule_dimension(hepar_rule_run *run, const json_t *list);        /* R17 */
void hepar_rule_dispersion(hepar_rule_run *run, const json_t *list);       /* R18 */
void hepar_rule_sd_ratio(hepar_rule_run *run, const json_t *list);         /* R19 */
void hepar_rule_events(hepar_rule_run *run, const json_t *list);           /* R20 */
void hepar_rule_citation(hepar_rule_run *run);                             /* R10 */
void hepar_rule_misplaced(hepar_rule_run *run);                            /* R12 */
void hepar_rule_links(hepar_rule_run *run);                                /* R21 */

/* ---- shared with derive.c: an outcome printed both ways has an ambiguous effect ---- */

/* What directions each outcome is printed with; NULL when no outcome stands there twice (or when
   *failed: out of memory). */
json_t *hepar_results_directions(const json_t *results, bool *failed);

/* True when the outcome of the result is printed with opposite directions. Sets *failed when out of
   memory, else leaves it. directions may be NULL. */
bool hepar_result_opposed(const json_t *directions, const json_t *result, bool *failed);

/* ---- shared by the two files of R21 ---- */

/* Values gathered from a record by hepar_rule_walk. */
typedef struct hepar_gathered {
  json_t *list;
  bool failed;
} hepar_gathered;
void hepar_link_collect(void *data, const json_t *value);

/* Two JSON values mean the same: numbers by value, lists in order. */
bool hepar_link_same(const json_t *a, const json_t *b);

/* Add to a side where its record stands: source, container, row, lines. 0, or out of memory. */
int hepar_link_locate(json_t *side, const json_t *record);

/* Append "name 25 (fiore2018 lines …) against 27 (review2 lines …)" for each member of `value` that
   differs between the sides; how many do. */
size_t hepar_link_differences(const hepar_vocabulary *vocabulary, hepar_text *text,
                              const json_t *a, const json_t *b);

/* Compare the records of one study in two sources; pairs that a decision names are left alone. */
void hepar_link_pairs(hepar_rule_run *run, const json_t *decisions);

/* R15 needs the documents: {source_id: path}. */
void hepar_rule_quotes(hepar_rule_run *run, const json_t *sources);

/* ---- what the others call ---- */

/* The two hooks of store.h. */
const hepar_rules *hepar_rules_default(void);

/* Run the rules over the whole store. options: {"rules": ["R2", …], "sources": {id: path}} or NULL.
   *findings is a new array of {rule, code, severity, text, id?, study?, a?, b?, kind?, decision?},
   by rule and then in the order of the store. */
hepar_status hepar_rules_check(hepar_store *store, const json_t *options, json_t **findings,
                               hepar_error *error);

#endif
