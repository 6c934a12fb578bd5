/* The engine of the scores: finds one, brings its inputs into the units of the formula, refuses
   what no patient has, cuts at the bounds, runs the kernel over the patients, rounds. */
#include "score.h"

#include <stdio.h>
#include <string.h>

#define FAMILIES 5

/* Family number i. */
static const hepar_score *family(size_t i) {
  const hepar_score *const all[FAMILIES] = {hepar_scores_meld, hepar_scores_cirrhosis,
                                            hepar_scores_alcohol, hepar_scores_clif,
                                            hepar_scores_kings};
  return all[i];
}

const hepar_score *hepar_score_at(size_t index) {
  for (size_t i = 0; i < FAMILIES; i++)
    for (const hepar_score *score = family(i); score->name != NULL; score++)
      if (index-- == 0) return score;
  return NULL;
}

const hepar_score *hepar_score_find(const char *name) {
  const hepar_score *score;
  for (size_t i = 0; (score = hepar_score_at(i)) != NULL; i++)
    if (strcmp(score->name, name) == 0) return score;
  return NULL;
}

const char *hepar_score_class_of(const hepar_score *score, double value) {
  const hepar_score_class *at = score->classes;
  if (at == NULL || isnan(value)) return NULL;
  while (at->included ? value > at->limit : value >= at->limit) at++;
  return at->name;
}

/* Multiply or divide: of a factor and its inverse one is often a whole number, and exact. */
typedef struct scale {
  double by;
  bool divide;
} scale;

static double apply(const scale *s, double x) { return s->divide ? x / s->by : x * s->by; }

/* How to get from one unit to another. */
static hepar_status find_scale(const char *from, const char *to, const char *analyte, scale *out,
                               hepar_error *error) {
  char how[256];
  double there = 1;
  double back = 1;
  hepar_status status;
  *out = (scale){1, false};
  if (from == to || strcmp(from, to) == 0) return HEPAR_OK;
  status = hepar_unit_convert(1, from, to, analyte, NULL, &there, how, error);
  if (status == HEPAR_OK)
    status = hepar_unit_convert(1, to, from, analyte, NULL, &back, how, error);
  if (status != HEPAR_OK) return status;
  *out = back > there ? (scale){back, true} : (scale){there, false};
  return HEPAR_OK;
}

/* One input, made ready: values, and how they become those of the formula. */
typedef struct ready {
  const hepar_score_input *input;
  const hepar_score_given *given;
  scale to_unit, to_used;
  const char *unit; /* as given */
} ready;

static hepar_status prepare(const hepar_score_input *input, const hepar_score_given *given,
                            ready *out, hepar_error *error) {
  hepar_error why;
  hepar_status status;
  const char *used = input->used != NULL ? input->used : input->unit;
  *out = (ready){input, given, {1, false}, {1, false}, NULL};
  if (given->data == NULL) return HEPAR_OK;
  out->unit = given->unit != NULL ? given->unit : input->unit;
  if (input->unit == NULL) {
    if (given->unit == NULL) return HEPAR_OK;
    return hepar_fail(error, HEPAR_MISUSE, "%s is a number without a unit, got \"%.40s\"",
                      input->name, given->unit);
  }
  status = find_scale(out->unit, input->unit, input->analyte, &out->to_unit, &why);
  if (status == HEPAR_OK)
    status = find_scale(out->unit, used, input->analyte, &out->to_used, &why);
  if (status != HEPAR_OK)
    return hepar_fail(error, status, "%s in \"%.40s\": %.600s", input->name, out->unit,
                      why.message);
  return HEPAR_OK;
}

/* Whether the bare number would be one of a patient in the input's SI unit. */
static bool fits_si(const ready *r, double value) {
  const hepar_score_input *input = r->input;
  scale si;
  if (r->given->unit != NULL || input->si == NULL ||
      find_scale(input->si, input->unit, input->analyte, &si, NULL) != HEPAR_OK)
    return false;
  return apply(&si, value) >= input->low && apply(&si, value) <= input->high;
}

/* Refuse a value, naming its place when there are several. */
static hepar_status refuse(const ready *r, size_t place, double value, hepar_error *error) {
  const hepar_score_input *input = r->input;
  const char *space = r->unit != NULL ? " " : "";
  const char *unit = r->unit != NULL ? r->unit : "";
  const char *own = r->unit != NULL ? input->unit : "";
  char at[32] = "";
  char hint[48] = "";
  if (r->given->length != 1) (void)snprintf(at, sizeof at, "[%zu]", place + 1);
  if (fits_si(r, value)) (void)snprintf(hint, sizeof hint, " (is it in %s?)", input->si);
  return hepar_fail(error, HEPAR_MISUSE, "%s%s must be %s from %g to %g%s%s, got %.14g%s%.40s%s",
                    input->name, at, input->words != NULL ? "a whole number" : "a number",
                    input->low, input->high, space, own, value, space, unit, hint);
}

/* Value number `row` in the unit of the formula; NaN when it is missing. */
static hepar_status value_of(const ready *r, size_t row, double *value, hepar_error *error) {
  const hepar_score_input *input = r->input;
  double x, own;
  *value = input->absent;
  if (r->given->data == NULL) return HEPAR_OK;
  x = r->given->data[r->given->length == 1 ? 0 : row];
  *value = x;
  if (isnan(x)) return HEPAR_OK;
  own = apply(&r->to_unit, x);
  if (!(own >= input->low && own <= input->high) || (input->words != NULL && own != floor(own)))
    return refuse(r, row, x, error);
  *value = apply(&r->to_used, x);
  return HEPAR_OK;
}

/* The inputs that are missing, as words; false when none is. */
static bool name_missing(const hepar_score *score, const hepar_score_given *given, char text[256]) {
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; i < score->count; i++) {
    const hepar_score_input *input = &score->inputs[i];
    if (given[i].data != NULL || input->either != 0 || !isnan(input->absent)) continue;
    (void)snprintf(text + length, 256 - length, "%s%s", length > 0 ? ", " : "", input->name);
    length = strlen(text);
  }
  return length > 0;
}

/* A row without a score though nothing required is missing: when no column could help, say which
   input is needed. */
static hepar_status explain_nan(const hepar_score *score, const hepar_score_given *given,
                                hepar_error *error) {
  char text[128];
  for (size_t i = 0; i < score->count; i++) {
    char letter = score->inputs[i].either;
    size_t length = 0;
    bool any = false;
    if (letter == 0 || letter == ' ') continue;
    for (size_t j = 0; j < score->count; j++) {
      if (score->inputs[j].either != letter) continue;
      any = any || given[j].data != NULL;
      (void)snprintf(text + length, sizeof text - length, "%s%s", length > 0 ? " or " : "",
                     score->inputs[j].name);
      length = strlen(text);
    }
    if (!any) return hepar_fail(error, HEPAR_MISUSE, "%s is missing", text);
  }
  return HEPAR_OK;
}

/* Make all inputs ready, or say what is missing or does not fit. */
static hepar_status prepare_all(const hepar_score *score, const hepar_score_given *given, size_t n,
                                ready *all, hepar_error *error) {
  char text[256];
  if (name_missing(score, given, text))
    return hepar_fail(error, HEPAR_MISUSE, "%s missing: %s", strchr(text, ',') ? "inputs are"
                      : "an input is", text);
  for (size_t i = 0; i < score->count; i++) {
    hepar_status status;
    if (given[i].data != NULL && given[i].length != 1 && given[i].length != n)
      return hepar_fail(error, HEPAR_MISUSE, "%s has %zu values for %zu patients",
                        score->inputs[i].name, given[i].length, n);
    status = prepare(&score->inputs[i], &given[i], &all[i], error);
    if (status != HEPAR_OK) return status;
  }
  return HEPAR_OK;
}

static double clamp(double x, double least, double most) {
  if (x < least) return least;
  return x > most ? most : x; /* a bound that is NaN bounds nothing */
}

/* The score of patient `row`; NaN when an input is missing. */
static hepar_status one(const hepar_score *score, const ready *all, size_t row, bool unrounded,
                        double *result, hepar_score_trace *trace, hepar_error *error) {
  double x[HEPAR_SCORE_INPUTS];
  bool complete = true;
  for (size_t i = 0; i < score->count; i++) {
    const hepar_score_input *input = &score->inputs[i];
    hepar_status status = value_of(&all[i], row, &x[i], error);
    if (status != HEPAR_OK) return status;
    if (isnan(x[i]) && input->either == 0) complete = false;
    if (trace != NULL) trace->given[i] = x[i];
    x[i] = clamp(x[i], input->least, input->most);
    if (trace != NULL) trace->used[i] = x[i];
  }
  *result = (double)NAN;
  if (!complete) return HEPAR_OK;
  *result = score->compute(x, unrounded, trace);
  if (trace != NULL) trace->exact = *result;
  if (score->whole && !unrounded) *result = hepar_score_round(*result);
  *result = clamp(*result, score->least, score->most);
  return HEPAR_OK;
}

/* Whether all inputs that have to be given are there for this patient. */
static bool required_there(const hepar_score *score, const hepar_score_given *given, size_t row) {
  for (size_t i = 0; i < score->count; i++) {
    if (given[i].data == NULL || score->inputs[i].either != 0) continue;
    if (isnan(given[i].data[given[i].length == 1 ? 0 : row])) return false;
  }
  return true;
}

hepar_status hepar_score_compute(const hepar_score *score, const hepar_score_given *given, size_t n,
                                 bool unrounded, double *values, size_t *missing,
                                 hepar_error *error) {
  ready all[HEPAR_SCORE_INPUTS];
  size_t holes = 0;
  hepar_status status = prepare_all(score, given, n, all, error);
  if (status != HEPAR_OK) return status;
  for (size_t row = 0; row < n; row++) {
    status = one(score, all, row, unrounded, &values[row], NULL, error);
    if (status == HEPAR_OK && isnan(values[row])) {
      holes++;
      if (required_there(score, given, row)) status = explain_nan(score, given, error);
    }
    if (status != HEPAR_OK) return status;
  }
  if (missing != NULL) *missing = holes;
  return HEPAR_OK;
}

hepar_status hepar_score_explain(const hepar_score *score, const hepar_score_given *given,
                                 bool unrounded, double *value, hepar_score_trace *trace,
                                 hepar_error *error) {
  ready all[HEPAR_SCORE_INPUTS];
  hepar_status status = prepare_all(score, given, 1, all, error);
  if (status != HEPAR_OK) return status;
  memset(trace, 0, sizeof *trace);
  status = one(score, all, 0, unrounded, value, trace, error);
  if (status == HEPAR_OK && isnan(*value)) status = explain_nan(score, given, error);
  return status;
}
