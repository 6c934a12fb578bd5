/* R21: what two sources say of one study. Two roads lead here: decisions, which name both sides and
   what became of the difference, and records of one study in two sources, compared by the rule. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* ---- values ---- */

/* Two JSON values mean the same: numbers by value, lists in order. */
bool hepar_link_same(const json_t *a, const json_t *b) {
  if (json_is_number(a) && json_is_number(b)) return json_number_value(a) == json_number_value(b);
  if (!json_is_array(a) || !json_is_array(b)) return json_equal(a, b) != 0;
  if (json_array_size(a) != json_array_size(b)) return false;
  for (size_t i = 0; i < json_array_size(a); i++)
    if (!hepar_link_same(json_array_get(a, i), json_array_get(b, i))) return false;
  return true;
}

void hepar_link_collect(void *data, const json_t *value) {
  hepar_gathered *g = data;
  if (json_array_append(g->list, (json_t *)value) != 0) g->failed = true;
}

/* The directions of one outcome among the results. */
static void collect_outcome(hepar_gathered *g, const json_t *record, const char *outcome) {
  const json_t *results = json_object_get(record, "results");
  for (size_t i = 0; i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    const char *code = hepar_json_text(result, "outcome");
    if (code != NULL && strcmp(code, outcome) == 0)
      hepar_link_collect(g, json_object_get(result, "direction"));
  }
}

/* What the record says at a path ("arms.n", "results.MELD"), in the form of `stated`; stated itself
   when the path is none of the record. A new reference. */
static json_t *live_value(const json_t *record, const char *path, json_t *stated) {
  hepar_gathered g = {json_array(), false};
  json_t *value = NULL;
  bool outcome = strncmp(path, "results.", 8) == 0 && strcmp(path, "results.outcome") != 0;
  if (g.list == NULL) return NULL;
  if (outcome)
    collect_outcome(&g, record, path + 8);
  else
    hepar_rule_walk(record, path, hepar_link_collect, &g);
  if (!g.failed && json_array_size(g.list) == 0)
    value = outcome ? json_null() : json_incref(stated);
  else if (!g.failed && json_array_size(g.list) == 1 && !json_is_array(stated))
    value = json_incref(json_array_get(g.list, 0));
  else if (!g.failed)
    value = json_incref(g.list);
  json_decref(g.list);
  return value;
}

/* ---- locators ---- */

/* The record with this id as JSON and its key; NULL when the store has none (no failure). */
static json_t *find_record(hepar_rule_run *run, const char *id, int64_t *key) {
  hepar_error missing;
  json_t *record;
  hepar_status status = hepar_record_find(run->store, id, key, &missing);
  if (status == HEPAR_NOT_FOUND) return NULL;
  if (status != HEPAR_OK) {
    hepar_rule_fail(run, hepar_fail(run->error, status, "%s", missing.message));
    return NULL;
  }
  record = hepar_record_get(run->store, *key, run->error);
  if (record == NULL) hepar_rule_fail(run, run->error->status);
  return record;
}

/* Add to a side where its record stands: container, row and lines, unless they are given. */
int hepar_link_locate(json_t *side, const json_t *record) {
  static const char *const members[] = {"source_id", "container", "row", "lines"};
  const json_t *place = json_array_get(json_object_get(record, "provenance"), 0);
  int bad = 0;
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(place, members[i]);
    if (value != NULL && json_object_get(side, members[i]) == NULL)
      bad |= json_object_set(side, members[i], value);
  }
  return bad;
}

/* "fiore2018 lines 316-322" */
static void add_locator(hepar_text *text, const json_t *side) {
  const char *source = hepar_json_text(side, "source_id");
  const char *locator = hepar_json_text(side, "locator");
  const json_t *lines = json_object_get(side, "lines");
  hepar_text_add(text, source != NULL ? source : "?");
  if (json_array_size(lines) == 2) {
    hepar_text_add(text, " lines ");
    (void)hepar_json_write(json_array_get(lines, 0), false, text, NULL);
    hepar_text_char(text, '-');
    (void)hepar_json_write(json_array_get(lines, 1), false, text, NULL);
  } else if (locator != NULL) {
    hepar_text_char(text, ' ');
    hepar_text_add(text, locator);
  }
}

/* Two directions of one outcome ("results.CP") say the same, such as down and improved. */
static bool same_effect(const hepar_vocabulary *vocabulary, const char *name, const json_t *a,
                        const json_t *b) {
  const hepar_code *outcome;
  const char *effects[2];
  if (strncmp(name, "results.", 8) != 0 || !json_is_string(a) || !json_is_string(b)) return false;
  outcome = hepar_vocabulary_code(vocabulary, "outcome", name + 8);
  if (outcome == NULL) return false;
  effects[0] = hepar_effect_name(outcome, json_string_value(a));
  effects[1] = hepar_effect_name(outcome, json_string_value(b));
  return strcmp(effects[0], effects[1]) == 0 && strcmp(effects[0], "ambiguous") != 0;
}

/* What a side says, for a sentence. */
static void add_value(hepar_text *text, const json_t *value) {
  if (json_is_null(value)) hepar_text_add(text, "not stated");
  else (void)hepar_json_write(value, false, text, NULL);
}

/* Append "name: 25 (fiore2018 lines …) against 27 (review2 lines …)" for each name that differs;
   how many do. */
size_t hepar_link_differences(const hepar_vocabulary *vocabulary, hepar_text *text,
                              const json_t *a, const json_t *b) {
  const json_t *values[2] = {json_object_get(a, "value"), json_object_get(b, "value")};
  const char *name;
  json_t *value;
  size_t count = 0;
  if (values[0] == NULL || values[1] == NULL) return 0;
  json_object_foreach((json_t *)values[0], name, value) {
    const json_t *other = json_object_get(values[1], name);
    if (other == NULL || hepar_link_same(value, other) ||
        same_effect(vocabulary, name, value, other))
      continue;
    hepar_text_add(text, count++ == 0 ? "" : "; ");
    hepar_text_add(text, name);
    hepar_text_char(text, ' ');
    add_value(text, value);
    hepar_text_add(text, " (");
    add_locator(text, a);
    hepar_text_add(text, ") against ");
    add_value(text, other);
    hepar_text_add(text, " (");
    add_locator(text, b);
    hepar_text_char(text, ')');
  }
  return count;
}

/* ---- decisions ---- */

/* A side of a decision made ready: a copy whose values come from the record where it names one. */
typedef struct side {
  json_t *json;
  int64_t record; /* 0: none in the store */
} side;

static side open_side(hepar_rule_run *run, const json_t *given) {
  side s = {json_deep_copy(given), 0};
  const char *id = hepar_json_text(given, "record");
  json_t *record = id != NULL ? find_record(run, id, &s.record) : NULL;
  int bad = s.json == NULL;
  const char *name;
  json_t *stated;
  if (record != NULL && !bad) {
    json_object_foreach(json_object_get(given, "value"), name, stated) {
      json_t *now = live_value(record, name, stated);
      bad |= json_object_set_new(json_object_get(s.json, "value"), name, now);
    }
    bad |= hepar_link_locate(s.json, record);
  }
  json_decref(record);
  if (bad) hepar_rule_fail_memory(run);
  return s;
}

/* The members that a finding of a decision has beside the usual ones. */
static json_t *decision_extra(hepar_rule_run *run, const json_t *decision, const side *a,
                              const side *b) {
  static const char *const members[] = {"kind", "subject", "field", "study"};
  json_t *extra = json_object();
  int bad = extra == NULL;
  for (size_t i = 0; !bad && i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(decision, members[i]);
    if (json_is_string(value)) bad |= json_object_set(extra, members[i], value);
  }
  if (!bad) {
    bad |= json_object_set(extra, "decision", json_object_get(decision, "id"));
    bad |= json_object_set(extra, "a", a->json);
    bad |= json_object_set(extra, "b", b->json);
  }
  if (bad) hepar_rule_fail_memory(run);
  return extra;
}

/* A note of which a side has no lines (an error in a paper that is known by table or abstract only)
   tells the reader something, but there is nothing in the documents at hand to look up. */
static bool mere_note(const char *kind, const side *a, const side *b) {
  return kind != NULL && strcmp(kind, "note") == 0 &&
         (json_object_get(a->json, "lines") == NULL || json_object_get(b->json, "lines") == NULL);
}

/* One finding for the decision, or a flag for each record that it names and leaves in conflict. */
static void report_decision(hepar_rule_run *run, const json_t *decision) {
  side a = open_side(run, json_object_get(decision, "a"));
  side b = open_side(run, json_object_get(decision, "b"));
  const char *kind = hepar_json_text(decision, "kind");
  const char *subject = hepar_json_text(decision, "subject");
  hepar_text text = {0};
  bool conflict = kind != NULL && strcmp(kind, "conflict") == 0;
  size_t differ = 0;
  if (hepar_rule_going(run)) {
    hepar_text_add(&text, subject != NULL ? subject : "two sources");
    hepar_text_add(&text, ": ");
    differ = hepar_link_differences(run->store->vocabulary, &text, a.json, b.json);
    if (differ == 0) hepar_text_add(&text, "the values given agree");
    if (text.failed) hepar_rule_fail_memory(run);
  }
  if (hepar_rule_going(run) && run->findings != NULL && !mere_note(kind, &a, &b)) {
    const json_t *named = a.record != 0 ? a.json : b.record != 0 ? b.json : NULL;
    json_t *extra = decision_extra(run, decision, &a, &b);
    hepar_rule_find_on(run, 0, hepar_json_text(named, "record"), text.data,
                       conflict && differ > 0 ? run->rule->severity : "note", extra);
  } else if (run->findings == NULL && conflict && differ > 0) {
    if (a.record != 0)
      hepar_rule_find_on(run, a.record, NULL, text.data, run->rule->severity, NULL);
    if (b.record != 0 && b.record != a.record)
      hepar_rule_find_on(run, b.record, NULL, text.data, run->rule->severity, NULL);
  }
  hepar_text_free(&text);
  json_decref(a.json);
  json_decref(b.json);
}

/* Order ids as people count: S2 before S10. */
static int compare_ids(const void *left, const void *right) {
  const char *a = hepar_json_text(*(json_t *const *)left, "id");
  const char *b = hepar_json_text(*(json_t *const *)right, "id");
  if (a == NULL || b == NULL) return (a != NULL) - (b != NULL);
  while (*a != '\0' && *a == *b && !isdigit((unsigned char)*a)) {
    a++;
    b++;
  }
  if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
    char *ends[2];
    unsigned long numbers[2] = {strtoul(a, &ends[0], 10), strtoul(b, &ends[1], 10)};
    if (numbers[0] != numbers[1]) return numbers[0] < numbers[1] ? -1 : 1;
    return strcmp(ends[0], ends[1]);
  }
  return strcmp(a, b);
}

/* Report the decisions in the order of their ids. */
static void report_decisions(hepar_rule_run *run, const json_t *decisions) {
  size_t count = json_array_size(decisions);
  json_t **sorted = hepar_malloc((count + 1) * sizeof *sorted);
  if (sorted == NULL) {
    hepar_rule_fail_memory(run);
    return;
  }
  for (size_t i = 0; i < count; i++) sorted[i] = json_array_get(decisions, i);
  qsort(sorted, count, sizeof *sorted, compare_ids);
  for (size_t i = 0; i < count && hepar_rule_going(run); i++) report_decision(run, sorted[i]);
  hepar_free(sorted);
}

void hepar_rule_links(hepar_rule_run *run) {
  json_t *decisions = hepar_store_objects(run->store, "decisions", run->error);
  if (decisions == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  report_decisions(run, decisions);
  if (hepar_rule_going(run)) hepar_link_pairs(run, decisions);
  json_decref(decisions);
}
