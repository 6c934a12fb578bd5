/* Setting the derived values of a record in their usual place, after the rules of effect.c. */
#include <stdio.h>
#include <string.h>

#include "rules.h"
#include "shape.h"

typedef void (*warning)(void *data, const char *field, const json_t *given, const json_t *derived);

/* Numbers by value, so that 168 and 168.0 agree. */
static bool same(const json_t *a, const json_t *b) {
  if (json_is_number(a) && json_is_number(b)) return json_number_value(a) == json_number_value(b);
  return json_equal((json_t *)(uintptr_t)a, (json_t *)(uintptr_t)b);
}

/* Set a member to a derived value (a new reference); warn when another was given. */
static bool set(json_t *object, const char *key, json_t *derived, const char *field, warning warn,
                void *data) {
  const json_t *given = json_object_get(object, key);
  if (derived == NULL) return false;
  if (given != NULL && !same(given, derived)) warn(data, field, given, derived);
  return json_object_set_new(object, key, derived) == 0;
}

/* The days of {value, unit} as JSON: null when it cannot be told. */
static json_t *days_of(const json_t *time) {
  const char *unit = hepar_json_text(time, "unit");
  double value;
  double days;
  if (unit == NULL || !hepar_json_real(time, "value", &value) ||
      !hepar_days_from(value, unit, &days))
    return json_null();
  return json_real(days);
}

bool hepar_quantity_derive(json_t *quantity, const char *field, warning warn, void *data) {
  json_t *time = json_object_get(quantity, "timepoint");
  json_t *days;
  if (!json_is_object(time)) return true;
  days = days_of(time);
  if (!json_is_null(days)) return set(time, "days", days, field, warn, data);
  if (json_is_number(json_object_get(time, "days")))
    warn(data, field, json_object_get(time, "days"), days);
  (void)json_object_del(time, "days");
  return true;
}

/* The sum of the arm sizes, and whether it is the total (null when an arm has no size). */
static bool derive_arms(json_t *record, warning warn, void *data) {
  json_t *enrolment = json_object_get(record, "enrolment");
  const json_t *arms = json_object_get(record, "arms");
  json_int_t sum = 0;
  int64_t total;
  bool known = json_array_size(arms) > 0;
  json_t *consistent;
  if (!json_is_object(enrolment) || !json_is_array(arms)) return true;
  for (size_t i = 0; i < json_array_size(arms); i++) {
    const json_t *n = json_object_get(json_array_get(arms, i), "n");
    known = known && json_is_integer(n);
    sum += json_integer_value(n);
  }
  known = known && hepar_json_integer(enrolment, "n_total", &total);
  consistent = known ? json_boolean(sum == total) : json_null();
  return set(enrolment, "arms_sum", json_integer(sum), "enrolment.arms_sum", warn, data) &&
         set(enrolment, "consistent", consistent, "enrolment.consistent", warn, data);
}

/* The effect of each result; of an outcome printed both ways (rule R7) it is ambiguous. */
static bool derive_effects(const hepar_vocabulary *vocabulary, json_t *results, warning warn,
                           void *data) {
  bool failed;
  json_t *directions = hepar_results_directions(results, &failed);
  for (size_t i = 0; !failed && i < json_array_size(results); i++) {
    json_t *result = json_array_get(results, i);
    const char *outcome = hepar_json_text(result, "outcome");
    const char *effect = hepar_effect_name(hepar_vocabulary_code(vocabulary, "outcome", outcome),
                                           hepar_json_text(result, "direction"));
    char field[64];
    if (hepar_result_opposed(directions, result, &failed)) effect = "ambiguous";
    (void)snprintf(field, sizeof field, "results[%zu].effect", i + 1);
    if (!set(result, "effect", json_string(effect), field, warn, data)) failed = true;
  }
  json_decref(directions);
  return !failed;
}

bool hepar_record_derive(const hepar_vocabulary *vocabulary, json_t *record, warning warn,
                         void *data) {
  json_t *quantities = json_object_get(record, "quantities");
  json_t *follow_up = json_object_get(record, "follow_up");
  char field[64];
  if (!derive_effects(vocabulary, json_object_get(record, "results"), warn, data)) return false;
  for (size_t i = 0; i < json_array_size(quantities); i++) {
    (void)snprintf(field, sizeof field, "quantities[%zu].timepoint.days", i + 1);
    if (!hepar_quantity_derive(json_array_get(quantities, i), field, warn, data)) return false;
  }
  if (json_is_object(follow_up) &&
      !set(follow_up, "days", days_of(follow_up), "follow_up.days", warn, data))
    return false;
  return derive_arms(record, warn, data);
}
