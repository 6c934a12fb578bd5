/* R2 arms add up, R3 one kind of n, R13 control or etiology, R16 percent of an arm. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* True when the arm has this role. */
static bool has_role(const json_t *arm, const char *role) {
  const char *own = hepar_json_text(arm, "role");
  return own != NULL && strcmp(own, role) == 0;
}

/* True when arms that are treated or compared stand beside strata of the same patients. */
static bool strata_overlap(const json_t *arms) {
  bool strata = false;
  bool treated = false;
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *arm = json_array_get(arms, i);
    if (has_role(arm, "stratum"))
      strata = true;
    else if (!has_role(arm, "as_printed"))
      treated = true;
  }
  return strata && treated;
}

void hepar_rule_arm_sum(hepar_rule_run *run, const json_t *record) {
  const json_t *arms = json_object_get(record, "arms");
  bool overlap = strata_overlap(arms);
  char parts[160] = "";
  size_t used = 0;
  size_t counted = 0;
  bool complete = true;
  int64_t sum = 0;
  int64_t total;
  if (!hepar_json_integer(json_object_get(record, "enrolment"), "n_total", &total)) return;
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *arm = json_array_get(arms, i);
    int64_t n;
    if (overlap && has_role(arm, "stratum")) continue;
    if (!hepar_json_integer(arm, "n", &n)) {
      complete = false;
      continue;
    }
    sum += n;
    if (used + 24 < sizeof parts)
      used += (size_t)snprintf(parts + used, sizeof parts - used, "%s%lld",
                               counted > 0 ? " + " : "", (long long)n);
    counted++;
  }
  /* With an arm unsplit the sum can only be too small, unless it is too large already. */
  if (counted == 0 || sum == total || (!complete && sum < total)) return;
  hepar_rule_find(run, NULL, "n = %lld but the arms sum to %lld (%s)", (long long)total,
                  (long long)sum, parts);
}

void hepar_rule_n_role(hepar_rule_run *run, const json_t *record) {
  const json_t *arms = json_object_get(record, "arms");
  const char *first = NULL;
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *arm = json_array_get(arms, i);
    const char *n_role = hepar_json_text(arm, "n_role");
    if (n_role == NULL || has_role(arm, "stratum") || has_role(arm, "as_printed")) continue;
    if (first == NULL) {
      first = n_role;
    } else if (strcmp(first, n_role) != 0) {
      hepar_rule_find(run, NULL, "n counts %s patients in one arm and %s ones in another",
                      hepar_rule_excerpt(first).text, hepar_rule_excerpt(n_role).text);
      return;
    }
  }
}

void hepar_rule_n_roles(hepar_rule_run *run, const json_t *list) {
  json_t *groups = hepar_rule_groups(run, list);
  const char *key;
  json_t *group;
  json_object_foreach(groups, key, group) {
    const char *first = NULL;
    for (size_t i = 0; i < json_array_size(group); i++) {
      const json_t *row = json_array_get(group, i);
      const char *n_role = hepar_json_text(row, "n_role");
      if (n_role == NULL) continue;
      if (first == NULL) {
        first = n_role;
      } else if (strcmp(first, n_role) != 0) {
        hepar_rule_find(run, NULL, "%s: n counts %s patients in one arm and %s ones in another",
                        hepar_rule_row_name(row).text, hepar_rule_excerpt(first).text,
                        hepar_rule_excerpt(n_role).text);
        break;
      }
    }
  }
  json_decref(groups);
}

void hepar_rule_strata(hepar_rule_run *run, const json_t *record) {
  const json_t *arms = json_object_get(record, "arms");
  const json_t *control = NULL;
  char names[96] = "";
  size_t used = 0;
  size_t strata = 0;
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *arm = json_array_get(arms, i);
    const char *label = hepar_json_text(arm, "label");
    const char *etiology = hepar_json_text(arm, "etiology");
    if (etiology != NULL) {
      if (used + 32 < sizeof names)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.24s",
                                 strata > 0 ? ", " : "", etiology);
      strata++;
    } else if (label != NULL && hepar_rule_word(label, "control")) {
      control = arm;
    } else {
      return; /* arms of treatment: "Control" is what it says */
    }
  }
  if (strata >= 2 && control != NULL)
    hepar_rule_find(run, NULL,
                    "\"%s\" stands in a list of etiologies (%s): perhaps patients of the same "
                    "cohort, not a control arm",
                    hepar_rule_excerpt(hepar_json_text(control, "label")).text, names);
}

/* True when text starts with the id of an arm, or is its label: "A1", "A1 (assumed)". */
static bool names_arm(const json_t *record, const char *text) {
  const json_t *arms = json_object_get(record, "arms");
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *arm = json_array_get(arms, i);
    const char *id = hepar_json_text(arm, "id");
    const char *label = hepar_json_text(arm, "label");
    size_t length = id != NULL ? strlen(id) : 0;
    if (length > 0 && strncmp(text, id, length) == 0 && !isalnum((unsigned char)text[length]))
      return true;
    if (label != NULL && strcmp(text, label) == 0) return true;
  }
  return false;
}

void hepar_rule_percent(hepar_rule_run *run, const json_t *record) {
  const json_t *events = json_object_get(json_object_get(record, "adverse_events"), "events");
  for (size_t i = 0; i < json_array_size(events); i++) {
    const json_t *event = json_array_get(events, i);
    const char *term = hepar_json_text(event, "term");
    const char *arm = hepar_json_text(event, "denominator_arm");
    double percent;
    if (term == NULL) term = hepar_json_text(event, "code");
    if (term == NULL) term = "an adverse event";
    if (!hepar_json_real(event, "percent", &percent)) continue;
    if (!(percent >= 0 && percent <= 100))
      hepar_rule_find(run, NULL, "%s: %s %% is outside 0 to 100", hepar_rule_excerpt(term).text,
                      hepar_rule_number(percent).text);
    else if (arm == NULL)
      hepar_rule_find(run, NULL, "%s: %s %% of which arm is not said",
                      hepar_rule_excerpt(term).text, hepar_rule_number(percent).text);
    else if (!names_arm(record, arm))
      hepar_rule_find(run, NULL, "%s: %s %% of \"%s\", which is no arm of the record",
                      hepar_rule_excerpt(term).text, hepar_rule_number(percent).text,
                      hepar_rule_excerpt(arm).text);
  }
}

void hepar_rule_rates(hepar_rule_run *run, const json_t *list) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *row = json_array_get(list, i);
    const char *stat = hepar_json_text(row, "stat");
    const char *unit = hepar_json_text(row, "unit");
    double value;
    double top;
    if (stat == NULL || strcmp(stat, "rate") != 0 || unit == NULL ||
        !hepar_json_real(row, "value", &value) ||
        hepar_unit_convert(1, "proportion", unit, NULL, NULL, &top, NULL, NULL) != HEPAR_OK)
      continue;
    if (!(value >= 0 && value <= top))
      hepar_rule_find(run, NULL, "%s: a rate of %s %s is outside 0 to %s",
                      hepar_rule_row_name(row).text, hepar_rule_number(value).text,
                      hepar_rule_excerpt(unit).text, hepar_rule_number(top).text);
    else if (hepar_json_text(row, "arm") == NULL)
      hepar_rule_find(run, NULL, "%s: a rate of %s %s of which arm is not said",
                      hepar_rule_row_name(row).text, hepar_rule_number(value).text,
                      hepar_rule_excerpt(unit).text);
  }
}
