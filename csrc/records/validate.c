/* The table of the validation rules, and the passes that run them. */
#include "rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* R15 runs only in check(), which gets the documents; R6 is first of all a property of the API:
   hepar_dose_compare refuses. R25 came with the built-in evidence, after the numbered 24. */
static const hepar_rule table[] = {
    {1, "codes exist", "CODE_UNKNOWN", "error", "Every code stands in its vocabulary.",
     hepar_rule_codes, NULL, NULL},
    {2, "arms add up", "N_MISMATCH", "warning", "The arms' n add up to n_total.",
     hepar_rule_arm_sum, NULL, NULL},
    {3, "one kind of n", "N_ROLE_MIXED", "warning",
     "Arms that are compared count the same patients (randomised, analysed, …).",
     hepar_rule_n_role, hepar_rule_n_roles, NULL},
    {4, "range in order", "RANGE_REVERSED", "error",
     "The lower bound of a dose, passage or size is not above the upper one.", hepar_rule_ranges,
     NULL, NULL},
    {5, "lost superscript", "EXPONENT_FLATTENED", "note",
     "A power of ten printed without its superscript (\"2 x 107\") is read as an exponent.",
     hepar_rule_exponent, NULL, NULL},
    {6, "comparable dose", "DOSE_AMBIGUOUS", "warning",
     "A dose has one value, a known unit, and a basis: per kg and total are never compared without "
     "an assumed weight.",
     hepar_rule_dose_basis, NULL, NULL},
    {7, "opposite directions", "DIR_CONFLICT", "warning",
     "One outcome is not printed with two opposite directions.", hepar_rule_opposite, NULL, NULL},
    {8, "arrow missing", "DIR_MISSING", "warning",
     "Where results are printed with arrows, every outcome has one.", hepar_rule_arrow, NULL, NULL},
    {9, "prothrombin test", "PT_AMBIGUOUS", "warning",
     "PT says whether it is a time or an activity.", hepar_rule_prothrombin, NULL, NULL},
    {10, "citation number", "REF_SHIFT", "warning",
     "A citation number of a source belongs to one study.", NULL, NULL, hepar_rule_citation},
    {11, "one species", "SPECIES_CONFLICT", "warning",
     "No cell of a row names another species than the row.", hepar_rule_species, NULL, NULL},
    {12, "right table", "MISPLACED", "warning",
     "No clinical study stands in a table of preclinical ones.", NULL, NULL, hepar_rule_misplaced},
    {13, "control or etiology", "LABEL_SUSPECT", "warning",
     "No \"Control\" stands in a list of etiologies.", hepar_rule_strata, NULL, NULL},
    {14, "follow-up long enough", "FOLLOW_UP_SHORT", "warning",
     "Follow-up does not end before the last dose.", hepar_rule_last_dose, NULL, NULL},
    {15, "quote unchanged", "QUOTE_CHANGED", "error",
     "The lines quoted, and the file, have the hashes on record (needs the file).", NULL, NULL,
     NULL},
    {16, "percent of an arm", "PERCENT_RANGE", "error",
     "A percentage lies in 0 to 100 and names the arm it is of.", hepar_rule_percent,
     hepar_rule_rates, NULL},
    {17, "unit of the outcome", "UNIT_WRONG", "error",
     "The unit measures what the outcome is, and a conversion is right.", NULL,
     hepar_rule_dimension, NULL},
    {18, "dispersion", "DISPERSION", "error",
     "SD above 0, SE below SD, the value inside its interval.", NULL, hepar_rule_dispersion, NULL},
    {19, "alike SDs", "SD_RATIO", "warning",
     "SDs of the arms differ less than fivefold (an SE may have been entered as SD).", NULL,
     hepar_rule_sd_ratio, NULL},
    {20, "events", "EVENTS_EXCEED_N", "error", "No more events than patients.", NULL,
     hepar_rule_events, NULL},
    {21, "two sources", "SEED_CONFLICT", "warning",
     "What two sources say of one study agrees; decisions are kept beside both values.", NULL,
     NULL, hepar_rule_links},
    {22, "one phase", "PHASE_TEXT", "warning", "The phase as printed is one code.",
     hepar_rule_phase, NULL, NULL},
    {23, "column meaning", "COLUMN_MEANING", "warning",
     "A column headed as p value holds numbers from 0 to 1.", hepar_rule_columns,
     hepar_rule_p_values, NULL},
    {24, "dose too small", "DOSE_TOO_SMALL", "error",
     "No cell dose lies below 1000 per kg: the exponent was lost.", hepar_rule_dose_small, NULL,
     NULL},
    {25, "one model a row", "MULTI_MODEL", "warning",
     "Results of a row with several models say which model they belong to.", hepar_rule_models,
     NULL, NULL},
};

#define RULES (sizeof table / sizeof table[0])
#define ALL_RULES (~(uint64_t)0)

const hepar_rule *hepar_rule_table(size_t *count) {
  *count = RULES;
  return table;
}

bool hepar_rule_going(const hepar_rule_run *run) { return run->status == HEPAR_OK; }

void hepar_rule_fail(hepar_rule_run *run, hepar_status status) {
  if (run->status == HEPAR_OK) run->status = status;
}

void hepar_rule_fail_memory(hepar_rule_run *run) {
  hepar_rule_fail(run, hepar_fail(run->error, HEPAR_NOMEM, "out of memory while checking"));
}

/* Append one finding to the array of a check. Extra members (a, b, …) are taken over. */
static void append_finding(hepar_rule_run *run, const char *code, const char *id,
                           const char *severity, const char *text, json_t *extra) {
  json_t *finding = extra != NULL ? extra : json_object();
  char rule[8];
  int bad = finding == NULL;
  (void)snprintf(rule, sizeof rule, "R%d", run->rule->number);
  if (!bad) {
    bad |= json_object_set_new(finding, "rule", json_string(rule));
    bad |= json_object_set_new(finding, "code", json_string(code));
    bad |= json_object_set_new(finding, "severity", json_string(severity));
    bad |= json_object_set_new(finding, "text", json_string(text));
    if (id != NULL) bad |= json_object_set_new(finding, "id", json_string(id));
    if (run->study != NULL) bad |= json_object_set_new(finding, "study", json_string(run->study));
    bad |= json_array_append(run->findings, finding);
  }
  json_decref(finding);
  if (bad) {
    hepar_rule_fail_memory(run);
  }
}

/* Write the finding as a flag, or into the list. */
static void report(hepar_rule_run *run, int64_t record, const char *id, const char *code,
                   const char *severity, const char *text, json_t *extra) {
  char rule[8];
  if (!hepar_rule_going(run)) {
    json_decref(extra);
  } else if (run->findings != NULL) {
    append_finding(run, code, id, severity, text, extra);
  } else {
    json_decref(extra);
    if (record == 0) return; /* a flag stands beside a record */
    (void)snprintf(rule, sizeof rule, "R%d", run->rule->number);
    hepar_rule_fail(run, hepar_flag_add(run->store, record, code, text, rule, run->error));
  }
}

void hepar_rule_find(hepar_rule_run *run, const char *code, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  hepar_utf8_mend(text);
  report(run, run->record, run->id, code != NULL ? code : run->rule->code, run->rule->severity,
         text, NULL);
}

void hepar_rule_find_on(hepar_rule_run *run, int64_t record, const char *id, const char *text,
                        const char *severity, json_t *extra) {
  report(run, record, id, run->rule->code, severity, text, extra);
}

/* Run the rules that look at one record. */
static void run_record(hepar_rule_run *run, int64_t record, const json_t *json) {
  const json_t *quantities = json_object_get(json, "quantities");
  run->record = record;
  run->id = hepar_json_text(json, "id");
  for (size_t i = 0; i < RULES && hepar_rule_going(run); i++) {
    if ((run->chosen & ((uint64_t)1 << table[i].number)) == 0) continue;
    /* Import has refused unknown codes already: R1 is for stores from elsewhere. */
    if (table[i].number == 1 && run->findings == NULL) continue;
    run->rule = &table[i];
    if (table[i].record != NULL) table[i].record(run, json);
    if (table[i].quantities != NULL && json_is_array(quantities))
      table[i].quantities(run, quantities);
  }
  run->record = 0;
  run->id = NULL;
}

/* Run the rules that compare records. */
static void run_store(hepar_rule_run *run) {
  char rule[8];
  for (size_t i = 0; i < RULES && hepar_rule_going(run); i++) {
    if (table[i].store == NULL || (run->chosen & ((uint64_t)1 << table[i].number)) == 0) continue;
    run->rule = &table[i];
    if (run->findings == NULL) {
      (void)snprintf(rule, sizeof rule, "R%d", table[i].number);
      hepar_rule_fail(run, hepar_flag_clear(run->store, 0, rule, run->error));
    }
    if (hepar_rule_going(run)) table[i].store(run);
  }
}

/* The hook for one record that came in. */
static hepar_status record_hook(hepar_store *store, int64_t record, json_t *json,
                                hepar_error *error) {
  hepar_rule_run run = {store, NULL, 0, NULL, NULL, NULL, ALL_RULES, HEPAR_OK, error};
  run_record(&run, record, json);
  return run.status;
}

/* The hook for the end of an import. */
static hepar_status store_hook(hepar_store *store, hepar_error *error) {
  hepar_rule_run run = {store, NULL, 0, NULL, NULL, NULL, ALL_RULES, HEPAR_OK, error};
  run_store(&run);
  return run.status;
}

const hepar_rules *hepar_rules_default(void) {
  static const hepar_rules rules = {record_hook, store_hook};
  return &rules;
}

/* True when a chosen rule looks at single records or quantities. */
static bool looks_inside(const hepar_rule_run *run) {
  for (size_t i = 0; i < RULES; i++)
    if ((run->chosen & ((uint64_t)1 << table[i].number)) != 0 &&
        (table[i].record != NULL || table[i].quantities != NULL))
      return true;
  return false;
}

/* Check every record, in the order of the store. */
static void check_records(hepar_rule_run *run) {
  sqlite3_stmt *keys;
  if (!looks_inside(run)) return;
  keys = hepar_store_prepare(run->store, "SELECT record FROM record ORDER BY record", run->error);
  if (keys == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  while (hepar_rule_going(run) &&
         hepar_store_row(run->store, keys, &run->status, run->error)) {
    int64_t key = sqlite3_column_int64(keys, 0);
    json_t *json = hepar_record_get(run->store, key, run->error);
    if (json == NULL) {
      hepar_rule_fail(run, run->error->status);
    } else {
      run_record(run, key, json);
      json_decref(json);
    }
  }
  hepar_store_release(run->store, keys);
}

/* Sort the quantities that hang on no record into lists by study: {study: [quantity, …]}. */
static json_t *by_study(const json_t *quantities) {
  json_t *studies = json_object();
  size_t i;
  json_t *quantity;
  json_array_foreach(quantities, i, quantity) {
    const char *study = hepar_json_text(quantity, "study");
    json_t *list;
    if (study == NULL) study = ""; /* pooled values */
    list = json_object_get(studies, study);
    if (list == NULL) {
      list = json_array();
      if (json_object_set_new(studies, study, list) != 0) return json_decref(studies), NULL;
    }
    if (json_array_append(list, quantity) != 0) return json_decref(studies), NULL;
  }
  return studies;
}

/* Check the published figures that hang on a study. */
static void check_quantities(hepar_rule_run *run) {
  json_t *quantities = hepar_store_objects(run->store, "quantities", run->error);
  json_t *studies = quantities != NULL ? by_study(quantities) : NULL;
  const char *study;
  json_t *list;
  if (quantities == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  if (studies == NULL)
    hepar_rule_fail_memory(run);
  json_object_foreach(studies, study, list) {
    run->study = *study != '\0' ? study : NULL;
    for (size_t i = 0; i < RULES && hepar_rule_going(run); i++) {
      if (table[i].quantities == NULL || (run->chosen & ((uint64_t)1 << table[i].number)) == 0)
        continue;
      run->rule = &table[i];
      table[i].quantities(run, list);
    }
  }
  run->study = NULL;
  json_decref(studies);
  json_decref(quantities);
}

/* Read options.rules into bits. */
static hepar_status read_rules(const json_t *list, uint64_t *chosen, hepar_error *error) {
  size_t i;
  json_t *entry;
  if (!json_is_array(list))
    return hepar_fail(error, HEPAR_MISUSE, "rules must be a list such as {\"R2\", \"R7\"}");
  *chosen = 0;
  json_array_foreach(list, i, entry) {
    const char *text = json_string_value(entry);
    size_t n = 0;
    char name[8];
    while (n < RULES) {
      (void)snprintf(name, sizeof name, "R%d", table[n].number);
      if (text != NULL && strcmp(text, name) == 0) break;
      n++;
    }
    if (n == RULES)
      return hepar_fail(error, HEPAR_MISUSE, "rules: \"%.40s\" is not known (R1 to R%d)",
                        text != NULL ? text : "a value that is no string", (int)RULES);
    *chosen |= (uint64_t)1 << table[n].number;
  }
  return HEPAR_OK;
}

/* Read options.sources: source id -> file. An empty list is an empty table of Lua. */
static hepar_status read_sources(json_t *given, const json_t **sources, hepar_error *error) {
  const char *key;
  json_t *file;
  bool empty = json_is_array(given) && json_array_size(given) == 0;
  bool good = json_is_object(given) || empty;
  json_object_foreach(given, key, file) good = good && json_is_string(file);
  if (!good)
    return hepar_fail(error, HEPAR_MISUSE,
                      "sources must map source ids to files, such as {fiore2018 = \"fiore.txt\"}");
  *sources = empty ? NULL : given;
  return HEPAR_OK;
}

/* Read the options of a check. */
static hepar_status read_options(const json_t *options, uint64_t *chosen, const json_t **sources,
                                 hepar_error *error) {
  static const char *const names[] = {"rules", "sources"};
  const char *key;
  json_t *value;
  *chosen = ALL_RULES;
  *sources = NULL;
  json_object_foreach((json_t *)options, key, value) {
    const char *near;
    if (strcmp(key, "rules") == 0) {
      hepar_status status = read_rules(value, chosen, error);
      if (status != HEPAR_OK) return status;
    } else if (strcmp(key, "sources") == 0) {
      hepar_status status = read_sources(value, sources, error);
      if (status != HEPAR_OK) return status;
    } else {
      near = hepar_suggest(key, names, 2);
      return hepar_fail(error, HEPAR_MISUSE, "option \"%.40s\" is not known%s%s%s", key,
                        near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
                        near != NULL ? "\"?)" : "");
    }
  }
  return HEPAR_OK;
}

/* Order findings by rule; those of one rule stay as they came. */
static json_t *sort_findings(json_t *findings) {
  json_t *sorted = json_array();
  char rule[8];
  size_t i;
  json_t *finding;
  for (size_t n = 0; sorted != NULL && n < RULES; n++) {
    (void)snprintf(rule, sizeof rule, "R%d", table[n].number);
    json_array_foreach(findings, i, finding) {
      if (strcmp(hepar_json_text(finding, "rule"), rule) == 0 &&
          json_array_append(sorted, finding) != 0) {
        json_decref(sorted);
        return NULL;
      }
    }
  }
  return sorted;
}

hepar_status hepar_rules_check(hepar_store *store, const json_t *options, json_t **findings,
                               hepar_error *error) {
  hepar_error own;
  hepar_rule_run run = {store, NULL, 0, NULL, NULL, NULL, ALL_RULES, HEPAR_OK,
                        error != NULL ? error : &own};
  const json_t *sources;
  hepar_status status = hepar_store_check(store, run.error);
  *findings = NULL;
  if (status == HEPAR_OK) status = read_options(options, &run.chosen, &sources, run.error);
  if (status != HEPAR_OK) return status;
  run.findings = json_array();
  if (run.findings == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory while checking");
  check_records(&run);
  if (hepar_rule_going(&run)) check_quantities(&run);
  if (hepar_rule_going(&run)) run_store(&run);
  if (hepar_rule_going(&run) && sources != NULL && (run.chosen & ((uint64_t)1 << 15)) != 0) {
    run.rule = &table[14];
    hepar_rule_quotes(&run, sources);
  }
  if (hepar_rule_going(&run)) {
    *findings = sort_findings(run.findings);
    if (*findings == NULL)
      hepar_rule_fail_memory(&run);
  }
  json_decref(run.findings);
  return run.status;
}

hepar_status hepar_store_findings(hepar_store *store, const char *options, char **text,
                                  hepar_error *error) {
  hepar_error own;
  json_t *parsed = NULL;
  json_t *findings = NULL;
  hepar_status status = HEPAR_OK;
  if (error == NULL) error = &own;
  *text = NULL;
  if (options != NULL) {
    parsed = hepar_json_parse(options, strlen(options), "options", 1, error);
    if (parsed == NULL) return error->status;
  }
  status = hepar_rules_check(store, parsed, &findings, error);
  if (status == HEPAR_OK) {
    *text = hepar_json_string(findings, error);
    if (*text == NULL) status = error->status;
  }
  json_decref(findings);
  json_decref(parsed);
  return status;
}
