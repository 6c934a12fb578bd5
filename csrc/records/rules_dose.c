/* R4 range in order, R5 lost superscript, R6 comparable dose, R14 follow-up long enough, R24 dose
   too small. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* Report a pair that stands the wrong way round. */
static void check_pair(hepar_rule_run *run, const char *what, double low, double high) {
  if (low > high)
    hepar_rule_find(run, NULL, "%s from %s to %s: the lower bound is above the upper one", what,
                    hepar_rule_number(low).text, hepar_rule_number(high).text);
}

/* Members min and max of an object. */
static void check_range(hepar_rule_run *run, const char *what, const json_t *range) {
  double low;
  double high;
  if (hepar_json_real(range, "min", &low) && hepar_json_real(range, "max", &high))
    check_pair(run, what, low, high);
}

/* An array [low, high]. */
static void check_bounds(hepar_rule_run *run, const char *what, const json_t *bounds) {
  const json_t *low = json_array_get(bounds, 0);
  const json_t *high = json_array_get(bounds, 1);
  if (json_array_size(bounds) == 2 && json_is_number(low) && json_is_number(high))
    check_pair(run, what, json_number_value(low), json_number_value(high));
}

void hepar_rule_ranges(hepar_rule_run *run, const json_t *record) {
  const json_t *injuries = json_object_get(record, "injury");
  const json_t *dose;
  for (size_t i = 0; (dose = hepar_rule_dose(record, i)) != NULL; i++)
    check_range(run, "dose", dose);
  check_range(run, "passage", json_object_get(json_object_get(record, "product"), "passage"));
  check_bounds(run, "size in nm", json_object_get(json_object_get(record, "ev"), "size_nm"));
  for (size_t i = 0; i < json_array_size(injuries); i++) {
    const json_t *agents = json_object_get(json_array_get(injuries, i), "agents");
    for (size_t j = 0; j < json_array_size(agents); j++)
      check_bounds(run, "dose of an agent", json_object_get(json_array_get(agents, j), "dose"));
  }
}

/* The number that ends right before `end`, blanks between; 1 when there is none. */
static double number_before(const char *text, const char *end) {
  const char *start = end;
  while (start > text && start[-1] == ' ') start--;
  while (start > text && (isdigit((unsigned char)start[-1]) || start[-1] == '.')) start--;
  return start < end && (isdigit((unsigned char)*start) || *start == '.') ? strtod(start, NULL) : 1;
}

/* Find the next "2 × 107": a multiplication sign, then 10 with an exponent of 3 to 19 stuck to it.
   Gives what the digits say literally (2 * 107) and where to go on; NULL when there is none. */
static const char *flattened(const char *text, const char *from, double *literal, int *exponent) {
  for (const char *at = from; *at != '\0'; at++) {
    size_t sign = 0;
    const char *ten;
    char *end;
    long power;
    if (strncmp(at, "\xc3\x97", 2) == 0) /* multiplication sign */
      sign = 2;
    else if ((*at == 'x' || *at == 'X' || *at == '*') && at > text &&
             (at[-1] == ' ' || isdigit((unsigned char)at[-1])))
      sign = 1;
    if (sign == 0) continue;
    ten = at + sign;
    while (*ten == ' ') ten++;
    if (ten[0] != '1' || ten[1] != '0' || ten[2] < '1' || ten[2] > '9') continue;
    power = strtol(ten + 2, &end, 10);
    if (end - ten > 4 || power < 3 || power > 19 || *end == '.' || *end == ',') continue;
    *exponent = (int)power;
    *literal = number_before(text, at) * strtod(ten, NULL);
    return end;
  }
  return NULL;
}

/* True when the dose was coded as the flattened digits read literally. */
static bool coded_as(const json_t *dose, double literal) {
  double value;
  return (hepar_json_real(dose, "min", &value) && value == literal) ||
         (hepar_json_real(dose, "max", &value) && value == literal);
}

/* Report the first flattened power of a text. */
static bool report_flattened(hepar_rule_run *run, const char *text, const json_t *dose) {
  double literal;
  int exponent;
  for (const char *at = text;
       (at = flattened(text, at, &literal, &exponent)) != NULL;) {
    if (coded_as(dose, literal)) continue;
    hepar_rule_find(run, NULL, "\"%s\" is printed without its superscript; read as 10^%d",
                    hepar_rule_excerpt(text).text, exponent);
    return true;
  }
  return false;
}

void hepar_rule_exponent(hepar_rule_run *run, const json_t *record) {
  const json_t *dose;
  const char *column;
  json_t *cell;
  bool text_seen = false;
  for (size_t i = 0; (dose = hepar_rule_dose(record, i)) != NULL; i++) {
    const char *text = hepar_json_text(dose, "text");
    if (text == NULL) continue;
    text_seen = true;
    if (report_flattened(run, text, dose)) return;
  }
  if (text_seen) return;
  json_object_foreach(json_object_get(record, "verbatim"), column, cell)
    if (json_is_string(cell) && report_flattened(run, json_string_value(cell), NULL)) return;
}

void hepar_rule_dose_basis(hepar_rule_run *run, const json_t *record) {
  const json_t *dose;
  for (size_t i = 0; (dose = hepar_rule_dose(record, i)) != NULL; i++) {
    const char *text = hepar_json_text(dose, "text");
    const char *unit = hepar_json_text(dose, "unit");
    const char *per = hepar_json_text(dose, "per");
    double value;
    char words[64];
    bool valued = hepar_json_real(dose, "min", &value) || hepar_json_real(dose, "max", &value);
    if (text == NULL) text = "";
    if (!valued) {
      if (strpbrk(text, "0123456789") != NULL)
        hepar_rule_find(run, NULL, "the dose \"%s\" gives no one value",
                        hepar_rule_excerpt(text).text);
    } else if (unit == NULL) {
      hepar_rule_find(run, NULL, "the dose \"%s\" has no unit", hepar_rule_excerpt(text).text);
    } else if (!hepar_unit_dimension(unit, words)) {
      hepar_rule_find(run, NULL, "the unit of the dose, \"%s\", is not a known one",
                      hepar_rule_excerpt(unit).text);
    } else if (per != NULL && strcmp(per, "concentration") == 0 &&
               !hepar_json_real(dose, "volume_uL", &value)) {
      hepar_rule_find(run, NULL, "the dose \"%s\" is a concentration without the volume given",
                      hepar_rule_excerpt(text).text);
    }
  }
}

/* Read "day 3 …" or "1 mo …" as days; false when the text names no time. */
static bool time_in_words(const char *text, double *days) {
  char words[2][24] = {"", ""};
  while (*text != '\0') {
    char dimension[64];
    size_t length = strcspn(text, " ;,()");
    char *end;
    double value;
    memcpy(words[0], words[1], sizeof words[0]);
    if (length > 0 && length < sizeof words[1]) {
      memcpy(words[1], text, length);
      words[1][length] = '\0';
    } else {
      words[1][0] = '\0';
    }
    for (int order = 0; order < 2; order++) {
      const char *number = words[order];
      const char *unit = words[1 - order];
      if (!isdigit((unsigned char)*number)) continue;
      value = strtod(number, &end);
      if (*end == '\0' && hepar_unit_dimension(unit, dimension) &&
          strcmp(dimension, "time") == 0 &&
          hepar_unit_convert(value, unit, "d", NULL, NULL, days, NULL, NULL) == HEPAR_OK)
        return true;
    }
    text += length;
    text += strspn(text, " ;,()");
  }
  return false;
}

/* A {value, unit} of time in days. */
static bool time_of(const json_t *time, double *days) {
  const char *unit = hepar_json_text(time, "unit");
  double value;
  return unit != NULL && hepar_json_real(time, "value", &value) &&
         hepar_unit_convert(value, unit, "d", NULL, NULL, days, NULL, NULL) == HEPAR_OK;
}

/* The day of the last dose of a schedule, counted from the first one or from its anchor; 0 when
   nothing is said. */
static double last_day(const json_t *dose) {
  const json_t *schedule = json_object_get(dose, "schedule");
  const json_t *weeks = json_object_get(schedule, "weeks");
  const json_t *at = json_object_get(schedule, "at");
  double last = 0;
  double days;
  double count;
  for (size_t i = 0; i < json_array_size(weeks); i++) {
    double day = 7 * json_number_value(json_array_get(weeks, i));
    if (day > last) last = day;
  }
  for (size_t i = 0; i < json_array_size(at); i++) {
    const char *text = json_string_value(json_array_get(at, i));
    if (text != NULL && time_in_words(text, &days) && days > last) last = days;
  }
  if (time_of(json_object_get(schedule, "interval"), &days) &&
      hepar_json_real(dose, "n_doses", &count) && count > 1 && days * (count - 1) > last)
    last = days * (count - 1);
  return last;
}

void hepar_rule_last_dose(hepar_rule_run *run, const json_t *record) {
  const json_t *dose;
  double end;
  if (!time_of(json_object_get(record, "follow_up"), &end)) return;
  for (size_t i = 0; (dose = hepar_rule_dose(record, i)) != NULL; i++) {
    double last = last_day(dose);
    if (last > end) {
      hepar_rule_find(run, NULL, "follow-up ends on day %s, before the last dose on day %s",
                      hepar_rule_number(end).text, hepar_rule_number(last).text);
      return;
    }
  }
}

void hepar_rule_dose_small(hepar_rule_run *run, const json_t *record) {
  const json_t *dose;
  for (size_t i = 0; (dose = hepar_rule_dose(record, i)) != NULL; i++) {
    const char *unit = hepar_json_text(dose, "unit");
    const char *per = hepar_json_text(dose, "per");
    char words[64];
    double low;
    if (unit == NULL || !hepar_unit_dimension(unit, words)) continue;
    if (!(strcmp(words, "cells per body weight") == 0 ||
          (strcmp(words, "cells") == 0 && per != NULL && strcmp(per, "kg") == 0)))
      continue;
    if (!hepar_json_real(dose, "min", &low) && !hepar_json_real(dose, "max", &low)) continue;
    if (low < 1000)
      hepar_rule_find(run, NULL, "%s cells per kg is too few: an exponent was lost (\"107\" for "
                      "10^7)", hepar_rule_number(low).text);
  }
}
