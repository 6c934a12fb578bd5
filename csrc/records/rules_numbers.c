/* R17 unit of the outcome, R18 dispersion, R19 alike SDs, R20 events: quantities. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* True when the member is this string. */
static bool is(const json_t *row, const char *key, const char *value) {
  const char *text = hepar_json_text(row, key);
  return text != NULL && strcmp(text, value) == 0;
}

hepar_excerpt hepar_rule_row_name(const json_t *row) {
  hepar_excerpt out;
  const json_t *time = json_object_get(row, "timepoint");
  const char *outcome = hepar_json_text(row, "outcome");
  const char *label = hepar_json_text(time, "label");
  const char *unit = hepar_json_text(time, "unit");
  const char *arm = hepar_json_text(row, "arm");
  char when[24] = "";
  double value;
  if (label != NULL)
    (void)snprintf(when, sizeof when, "%.16s", label);
  else if (unit != NULL && hepar_json_real(time, "value", &value))
    (void)snprintf(when, sizeof when, "%.8g %.8s", value, unit);
  hepar_utf8_mend(when);
  (void)snprintf(out.text, sizeof out.text, "%.16s%s%s%s%.24s", outcome != NULL ? outcome : "?",
                 *when != '\0' ? " at " : "", when, arm != NULL ? ", " : "",
                 arm != NULL ? arm : "");
  hepar_utf8_mend(out.text);
  return out;
}

/* What the rows of a comparison have in common; NULL: out of memory. */
static char *group_key(const json_t *row) {
  static const char *const members[] = {"outcome", "instrument", "timepoint", "scale", "unit"};
  hepar_text key = {0};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    const json_t *value = json_object_get(row, members[i]);
    hepar_text_char(&key, '|');
    if (value != NULL && hepar_json_write(value, false, &key, NULL) != HEPAR_OK) key.failed = true;
  }
  if (!key.failed) return key.data;
  hepar_text_free(&key);
  return NULL;
}

json_t *hepar_rule_groups(hepar_rule_run *run, const json_t *list) {
  json_t *groups = json_object();
  for (size_t i = 0; groups != NULL && i < json_array_size(list); i++) {
    json_t *row = json_array_get(list, i);
    char *key;
    json_t *group;
    if (hepar_json_text(row, "level") != NULL && !is(row, "level", "arm")) continue;
    key = group_key(row);
    group = key != NULL ? json_object_get(groups, key) : NULL;
    if (key != NULL && group == NULL) {
      group = json_array();
      if (json_object_set_new(groups, key, group) != 0) group = NULL;
    }
    hepar_free(key);
    if (group == NULL || json_array_append(group, row) != 0) {
      json_decref(groups);
      groups = NULL;
    }
  }
  if (groups == NULL)
    hepar_rule_fail_memory(run);
  return groups;
}

/* Dimensions that may stand for the one of the vocabulary's unit: enzymes also as multiples of the
   upper limit, any measure as percent or ratio when a change or a ratio is reported. */
static bool may_stand(const json_t *row, const char *expected, const char *got) {
  bool relative = is(row, "scale", "percent_change") || is(row, "scale", "ratio");
  if (strcmp(expected, got) == 0) return true;
  if (relative && (strcmp(got, "fraction") == 0 || strcmp(got, "ratio") == 0)) return true;
  return strcmp(expected, "catalytic concentration") == 0 &&
         strcmp(got, "times upper limit of normal") == 0;
}

/* True for statistics that carry no unit of the outcome. */
static bool unitless(const json_t *row) {
  static const char *const stats[] = {"count", "rate", "hr", "or", "rr", "smd"};
  for (size_t i = 0; i < sizeof stats / sizeof stats[0]; i++)
    if (is(row, "stat", stats[i])) return true;
  return false;
}

/* Compare value with the conversion of value_original. */
static void check_conversion(hepar_rule_run *run, const json_t *row, const char *unit) {
  const char *original = hepar_json_text(row, "unit_original");
  const json_t *kept = json_object_get(row, "value_original");
  const char *text = json_string_value(kept);
  const char *outcome = hepar_json_text(row, "outcome");
  char *end;
  double value;
  double from;
  double expected;
  double mass;
  const char *source;
  if (original == NULL || !hepar_json_real(row, "value", &value)) return;
  if (json_is_number(kept)) {
    from = json_number_value(kept);
  } else {
    if (text == NULL) return;
    from = strtod(text, &end);
    if (end == text || *end != '\0') return;
  }
  if (hepar_unit_convert(from, original, unit,
                         hepar_unit_analyte(outcome, &mass, &source) ? outcome : NULL, NULL,
                         &expected, NULL, NULL) != HEPAR_OK)
    return;
  /* Printed values are rounded: half a per cent, and no less than their last digit. */
  if (fabs(value - expected) > 0.005 * fabs(expected) + 1e-9)
    hepar_rule_find(run, NULL, "%s: %s %s is not %s %s (that would be %s)",
                    hepar_rule_row_name(row).text, hepar_rule_number(value).text,
                    hepar_rule_excerpt(unit).text, hepar_rule_number(from).text,
                    hepar_rule_excerpt(original).text, hepar_rule_number(expected).text);
}

/* Check one row whose outcome has a unit in the vocabulary. */
static void check_unit(hepar_rule_run *run, const json_t *row, const hepar_code *outcome,
                       const char *unit) {
  char expected[64];
  char got[64];
  double mass;
  const char *source;
  if (!hepar_unit_dimension(outcome->unit, expected)) return;
  if (!hepar_unit_dimension(unit, got)) {
    hepar_rule_find(run, NULL, "%s: the unit \"%s\" is not known", hepar_rule_row_name(row).text,
                    hepar_rule_excerpt(unit).text);
    return;
  }
  /* Mass and amount of a substance whose molar mass is known are one. */
  if (hepar_unit_analyte(outcome->code, &mass, &source) &&
      (strcmp(got, "mass concentration") == 0 || strcmp(got, "substance concentration") == 0))
    return;
  if (!may_stand(row, expected, got))
    hepar_rule_find(run, NULL, "%s in \"%s\" (%s): %s is measured in \"%s\" (%s)",
                    hepar_rule_row_name(row).text, hepar_rule_excerpt(unit).text, got,
                    outcome->code, outcome->unit, expected);
}

void hepar_rule_dimension(hepar_rule_run *run, const json_t *list) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *row = json_array_get(list, i);
    const char *code = hepar_json_text(row, "outcome");
    const char *unit = hepar_json_text(row, "unit");
    const hepar_code *outcome =
        code != NULL ? hepar_vocabulary_code(run->store->vocabulary, "outcome", code) : NULL;
    if (unit == NULL) continue;
    if (outcome != NULL && outcome->unit != NULL && !unitless(row))
      check_unit(run, row, outcome, unit);
    check_conversion(run, row, unit);
  }
}

/* SD and SE that cannot be. */
static void check_spread(hepar_rule_run *run, const json_t *row, const json_t *list) {
  double spread;
  if (!hepar_json_real(row, "disp_value", &spread)) return;
  if ((is(row, "disp", "sd") || is(row, "disp", "se")) && !(spread > 0)) {
    hepar_rule_find(run, NULL, "%s: the %s is %s, it has to be above 0",
                    hepar_rule_row_name(row).text, is(row, "disp", "sd") ? "SD" : "SE",
                    hepar_rule_number(spread).text);
    return;
  }
  if (!is(row, "disp", "se")) return;
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *other = json_array_get(list, i);
    const char *arm = hepar_json_text(row, "arm");
    double sd;
    if (is(other, "disp", "sd") && arm != NULL && is(other, "arm", arm) &&
        hepar_json_real(other, "disp_value", &sd) && spread >= sd)
      hepar_rule_find(run, NULL, "%s: the SE %s is not below the SD %s",
                      hepar_rule_row_name(row).text, hepar_rule_number(spread).text,
                      hepar_rule_number(sd).text);
  }
}

/* An interval that runs backwards, or does not hold its value. */
static void check_interval(hepar_rule_run *run, const json_t *row) {
  double low;
  double high;
  double value;
  bool has_low = hepar_json_real(row, "disp_lo", &low);
  bool has_high = hepar_json_real(row, "disp_hi", &high);
  if (has_low && has_high && low > high)
    hepar_rule_find(run, NULL, "%s: the interval runs from %s to %s",
                    hepar_rule_row_name(row).text, hepar_rule_number(low).text,
                    hepar_rule_number(high).text);
  else if (hepar_json_real(row, "value", &value) &&
           ((has_low && value < low) || (has_high && value > high)))
    hepar_rule_find(run, NULL, "%s: %s is outside its interval (%s to %s)",
                    hepar_rule_row_name(row).text, hepar_rule_number(value).text,
                    has_low ? hepar_rule_number(low).text : "…",
                    has_high ? hepar_rule_number(high).text : "…");
}

void hepar_rule_dispersion(hepar_rule_run *run, const json_t *list) {
  json_t *groups = hepar_rule_groups(run, list);
  const char *key;
  json_t *group;
  for (size_t i = 0; i < json_array_size(list); i++) check_interval(run, json_array_get(list, i));
  json_object_foreach(groups, key, group) {
    for (size_t i = 0; i < json_array_size(group); i++)
      check_spread(run, json_array_get(group, i), group);
  }
  json_decref(groups);
}

void hepar_rule_sd_ratio(hepar_rule_run *run, const json_t *list) {
  json_t *groups = hepar_rule_groups(run, list);
  const char *key;
  json_t *group;
  json_object_foreach(groups, key, group) {
    const json_t *smallest = NULL;
    double least = INFINITY;
    double most = 0;
    for (size_t i = 0; i < json_array_size(group); i++) {
      const json_t *row = json_array_get(group, i);
      double sd;
      if (!is(row, "disp", "sd") || !hepar_json_real(row, "disp_value", &sd) || !(sd > 0))
        continue;
      if (sd < least) {
        least = sd;
        smallest = row;
      }
      if (sd > most) most = sd;
    }
    if (smallest != NULL && most > 5 * least)
      hepar_rule_find(run, NULL, "%s: the SD %s is less than a fifth of another arm's, %s; an SE "
                      "may have been entered as SD", hepar_rule_row_name(smallest).text,
                      hepar_rule_number(least).text, hepar_rule_number(most).text);
  }
  json_decref(groups);
}

void hepar_rule_events(hepar_rule_run *run, const json_t *list) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *row = json_array_get(list, i);
    int64_t events;
    int64_t n;
    if (!hepar_json_integer(row, "events", &events)) continue;
    if (events < 0)
      hepar_rule_find(run, NULL, "%s: %lld events", hepar_rule_row_name(row).text,
                      (long long)events);
    else if (hepar_json_integer(row, "n", &n) && events > n)
      hepar_rule_find(run, NULL, "%s: %lld events among %lld patients",
                      hepar_rule_row_name(row).text, (long long)events, (long long)n);
  }
}
