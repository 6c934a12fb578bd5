/* R21, second road: records of one study in two sources, compared field by field. */
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* Give both sides a value, when both have one. */
static int set_pair(json_t *a, json_t *b, const char *name, json_t *left, json_t *right) {
  if (left == NULL || right == NULL || json_is_null(left) || json_is_null(right)) return 0;
  return json_object_set(a, name, left) | json_object_set(b, name, right);
}

/* True when every arm has an n. */
static bool all_sized(const json_t *record) {
  const json_t *arms = json_object_get(record, "arms");
  size_t i = 0;
  while (i < json_array_size(arms) &&
         json_is_integer(json_object_get(json_array_get(arms, i), "n")))
    i++;
  return i > 0 && i == json_array_size(arms);
}

/* Compare the n of the arms, when both records have them all. */
static int compare_arms(const json_t *left, const json_t *right, json_t *a, json_t *b) {
  hepar_gathered sizes[2] = {{NULL, false}, {NULL, false}};
  const json_t *records[2] = {left, right};
  int bad = 0;
  if (!all_sized(left) || !all_sized(right)) return 0;
  for (int i = 0; i < 2; i++) {
    sizes[i].list = json_array();
    hepar_rule_walk(records[i], "arms.n", hepar_link_collect, &sizes[i]);
    bad |= sizes[i].list == NULL || sizes[i].failed;
  }
  if (!bad && !hepar_link_same(sizes[0].list, sizes[1].list))
    bad |= set_pair(a, b, "arms", sizes[0].list, sizes[1].list);
  json_decref(sizes[0].list);
  json_decref(sizes[1].list);
  return bad;
}

/* A dose that has bounds and a unit as text: "500000 cells per kg". NULL: out of memory. */
static json_t *dose_text(const json_t *dose) {
  const char *unit = hepar_json_text(dose, "unit");
  const char *per = hepar_json_text(dose, "per");
  const json_t *bounds[2] = {json_object_get(dose, "min"), json_object_get(dose, "max")};
  hepar_text text = {0};
  json_t *value;
  (void)hepar_json_write(bounds[0], false, &text, NULL);
  if (!hepar_link_same(bounds[0], bounds[1])) {
    hepar_text_add(&text, " to ");
    (void)hepar_json_write(bounds[1], false, &text, NULL);
  }
  hepar_text_char(&text, ' ');
  hepar_text_add(&text, unit != NULL ? unit : "");
  if (per != NULL) {
    hepar_text_add(&text, " per ");
    hepar_text_add(&text, per);
  }
  value = text.failed ? NULL : json_string(text.data);
  hepar_text_free(&text);
  return value;
}

/* Compare the first doses. Those that have no common basis (per kg and total) are left alone. */
static int compare_doses(const json_t *left, const json_t *right, json_t *a, json_t *b) {
  static const char *const bounds[] = {"min", "max"};
  const json_t *doses[2] = {hepar_rule_dose(left, 0), hepar_rule_dose(right, 0)};
  bool differ = false;
  json_t *texts[2];
  int bad = 0;
  for (int i = 0; i < 2; i++) {
    hepar_dose d[2];
    double ratio;
    for (int j = 0; j < 2; j++) {
      d[j].unit = hepar_json_text(doses[j], "unit");
      d[j].per = hepar_json_text(doses[j], "per");
      if (!hepar_json_real(doses[j], bounds[i], &d[j].value)) return 0;
    }
    if (hepar_dose_compare(&d[0], &d[1], NULL, &ratio, NULL, NULL) != HEPAR_OK) return 0;
    differ = differ || ratio < 1 - 1e-9 || ratio > 1 + 1e-9;
  }
  if (!differ) return 0;
  texts[0] = dose_text(doses[0]);
  texts[1] = dose_text(doses[1]);
  bad = texts[0] == NULL || texts[1] == NULL || set_pair(a, b, "dose", texts[0], texts[1]) != 0;
  json_decref(texts[0]);
  json_decref(texts[1]);
  return bad;
}

/* The one direction of an outcome in a record that is up, down, improved or worsened; else NULL. */
static json_t *one_direction(const json_t *record, const char *outcome) {
  const json_t *results = json_object_get(record, "results");
  json_t *found = NULL;
  for (size_t i = 0; i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    json_t *direction = json_object_get(result, "direction");
    const char *code = hepar_json_text(result, "outcome");
    if (code == NULL || strcmp(code, outcome) != 0) continue;
    if (found != NULL && !json_equal(found, direction)) return NULL;
    found = direction;
  }
  return found;
}

/* True for two directions that exclude each other. */
static bool opposite(const char *a, const char *b) {
  static const char *const pairs[][2] = {{"up", "down"}, {"improved", "worsened"},
                                         {"up", "no_change"}, {"down", "no_change"},
                                         {"improved", "no_change"}, {"worsened", "no_change"}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
    if ((strcmp(a, pairs[i][0]) == 0 && strcmp(b, pairs[i][1]) == 0) ||
        (strcmp(a, pairs[i][1]) == 0 && strcmp(b, pairs[i][0]) == 0))
      return true;
  return false;
}

/* The direction of an outcome under the name that decisions use, too. */
static int set_direction(json_t *a, json_t *b, const char *outcome, json_t *left, json_t *right) {
  char name[64];
  (void)snprintf(name, sizeof name, "results.%.50s", outcome);
  return set_pair(a, b, name, left, right);
}

/* Compare the directions of the outcomes that both records report. */
static int compare_results(const json_t *left, const json_t *right, json_t *a, json_t *b) {
  const json_t *results = json_object_get(left, "results");
  int bad = 0;
  for (size_t i = 0; i < json_array_size(results); i++) {
    const char *outcome = hepar_json_text(json_array_get(results, i), "outcome");
    json_t *here = outcome != NULL ? one_direction(left, outcome) : NULL;
    json_t *there = outcome != NULL ? one_direction(right, outcome) : NULL;
    if (json_is_string(here) && json_is_string(there) &&
        opposite(json_string_value(here), json_string_value(there)))
      bad |= set_direction(a, b, outcome, here, there);
  }
  return bad;
}

/* A side for a record: its id, its place, and an empty value. */
static json_t *record_side(const json_t *record, json_t **value) {
  json_t *s = json_object();
  int bad = s == NULL;
  *value = json_object();
  bad = bad || *value == NULL;
  if (!bad) bad |= json_object_set(s, "record", json_object_get(record, "id"));
  bad |= json_object_set_new(s, "value", *value);
  if (!bad) bad |= hepar_link_locate(s, record);
  if (!bad) return s;
  json_decref(s);
  return NULL;
}

/* Compare two records and fill the values that differ into the two sides. */
static int compare_records(const json_t *left, const json_t *right, json_t *a, json_t *b) {
  static const char *const names[] = {"enrolment", "follow_up"};
  static const char *const members[] = {"n_total", "days"};
  int bad = 0;
  for (int i = 0; i < 2; i++) {
    json_t *here = json_object_get(json_object_get(left, names[i]), members[i]);
    json_t *there = json_object_get(json_object_get(right, names[i]), members[i]);
    if (here != NULL && there != NULL && !hepar_link_same(here, there))
      bad |= set_pair(a, b, i == 0 ? "n_total" : "follow_up_days", here, there);
  }
  bad |= compare_arms(left, right, a, b);
  bad |= compare_doses(left, right, a, b);
  bad |= compare_results(left, right, a, b);
  return bad;
}

/* True when a decision names both records: somebody has looked at the pair. */
static bool decided(const json_t *decisions, const char *one, const char *two) {
  for (size_t i = 0; i < json_array_size(decisions); i++) {
    const json_t *decision = json_array_get(decisions, i);
    const char *a = hepar_json_text(json_object_get(decision, "a"), "record");
    const char *b = hepar_json_text(json_object_get(decision, "b"), "record");
    if (a != NULL && b != NULL && ((strcmp(a, one) == 0 && strcmp(b, two) == 0) ||
                                   (strcmp(a, two) == 0 && strcmp(b, one) == 0)))
      return true;
  }
  return false;
}

/* Report what differs between two records of one study. */
static void report_pair(hepar_rule_run *run, const int64_t keys[2], const json_t *left,
                        const json_t *right) {
  json_t *values[2];
  json_t *a = record_side(left, &values[0]);
  json_t *b = a != NULL ? record_side(right, &values[1]) : NULL;
  json_t *extra = NULL;
  hepar_text text = {0};
  if (a == NULL || b == NULL || compare_records(left, right, values[0], values[1]) != 0) {
    hepar_rule_fail_memory(run);
  } else if (json_object_size(values[0]) > 0) {
    (void)hepar_link_differences(run->store->vocabulary, &text, a, b);
    if (run->findings != NULL) {
      extra = json_pack("{s:s, s:O, s:O, s:O}", "kind", "conflict", "study",
                        json_object_get(left, "study"), "a", a, "b", b);
      if (extra == NULL || text.failed)
        hepar_rule_fail_memory(run);
      else
        hepar_rule_find_on(run, keys[0], hepar_json_text(left, "id"), text.data,
                           run->rule->severity, json_incref(extra));
      json_decref(extra);
    } else if (text.failed) {
      hepar_rule_fail_memory(run);
    } else {
      for (int i = 0; i < 2; i++)
        hepar_rule_find_on(run, keys[i], NULL, text.data, run->rule->severity, NULL);
    }
  }
  hepar_text_free(&text);
  json_decref(a);
  json_decref(b);
}

/* Pairs of records of one study in two sources. Of a study with more than 16 rows only the first
   row of each source is compared, so that the work stays in proportion. */
static const char pairs_sql[] =
    "WITH shared AS (SELECT study, COUNT(*) AS n FROM record GROUP BY study "
    "HAVING COUNT(DISTINCT source_id) > 1), "
    "side AS (SELECT r.record, r.study, r.source_id FROM record r JOIN shared s USING (study) "
    "WHERE s.n <= 16 OR r.record IN (SELECT MIN(record) FROM record WHERE study IN "
    "(SELECT study FROM shared) GROUP BY study, source_id)) "
    "SELECT a.record, b.record FROM side a JOIN side b ON a.study = b.study "
    "AND a.record < b.record AND a.source_id <> b.source_id ORDER BY a.record, b.record";

/* Compare all such pairs. */
void hepar_link_pairs(hepar_rule_run *run, const json_t *decisions) {
  sqlite3_stmt *rows = hepar_store_prepare(run->store, pairs_sql, run->error);
  if (rows == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  while (hepar_rule_going(run) && hepar_store_row(run->store, rows, &run->status, run->error)) {
    int64_t keys[2] = {sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1)};
    json_t *left = hepar_record_get(run->store, keys[0], run->error);
    json_t *right = left != NULL ? hepar_record_get(run->store, keys[1], run->error) : NULL;
    if (left == NULL || right == NULL)
      hepar_rule_fail(run, run->error->status);
    else if (!decided(decisions, hepar_json_text(left, "id"), hepar_json_text(right, "id")))
      report_pair(run, keys, left, right);
    json_decref(left);
    json_decref(right);
  }
  hepar_store_release(run->store, rows);
}
