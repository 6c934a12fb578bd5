/* From what a paper reports to effects with their sampling variances: the driver. It reads the
   rows, completes them, refuses what cannot be, adds to empty cells, and calls the formula of the
   measure. Two walks over the rows, as some choices (add to all if one is empty, averaged
   variances) depend on all of them; nothing is allocated. */
#include "effects.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* What a field may be. */
typedef enum effect_domain {
  ANY,
  NOT_NEGATIVE,
  POSITIVE,
  CORRELATION,
  SHARE,
  AT_MOST_1,
  AT_LEAST_2
} effect_domain;

typedef struct effect_job {
  const effect_measure *measure;
  const double *const *field;
  const hepar_effect_options *options;
  double add;
  double z; /* of the level, for confidence intervals */
} effect_job;

/* The domain of a field in a group of measures. */
static effect_domain domain_of(effect_group group, int field) {
  switch (field) {
    case HEPAR_BI:
    case HEPAR_CI:
    case HEPAR_N1I:
    case HEPAR_N2I:
    case HEPAR_X1I:
    case HEPAR_X2I:
    case HEPAR_XI:
    case HEPAR_SD1I:
    case HEPAR_SD2I:
    case HEPAR_SDI:
    case HEPAR_VI:
    case HEPAR_SEI:
      return (field == HEPAR_N1I || field == HEPAR_N2I) && group == GROUP_MEANS ? POSITIVE
                                                                                 : NOT_NEGATIVE;
    case HEPAR_AI:
      return group == GROUP_ALPHA ? AT_MOST_1 : NOT_NEGATIVE;
    case HEPAR_DI:
      return group == GROUP_MEANS ? ANY : NOT_NEGATIVE;
    case HEPAR_T1I:
    case HEPAR_T2I:
    case HEPAR_NI:
      return POSITIVE;
    case HEPAR_TI:
      return group == GROUP_RATE ? POSITIVE : ANY;
    case HEPAR_MI:
      if (group == GROUP_ALPHA) return AT_LEAST_2;
      return group == GROUP_MEAN ? ANY : NOT_NEGATIVE;
    case HEPAR_RI:
      return CORRELATION;
    case HEPAR_R2I:
      return SHARE;
    default:
      return ANY;
  }
}

/* Refuse a value outside its domain. */
static hepar_status check_value(effect_domain domain, int field, size_t row, double value,
                                hepar_error *error) {
  static const char *const wanted[] = {"a finite number",       "0 or more",
                                       "above 0",               "a correlation from -1 to 1",
                                       "a share from 0 to 1",   "at most 1",
                                       "2 or more"};
  bool fits = isfinite(value);
  switch (domain) {
    case NOT_NEGATIVE:
      fits = fits && value >= 0;
      break;
    case POSITIVE:
      fits = fits && value > 0;
      break;
    case CORRELATION:
      fits = fits && fabs(value) <= 1;
      break;
    case SHARE:
      fits = fits && value >= 0 && value <= 1;
      break;
    case AT_MOST_1:
      fits = fits && value <= 1;
      break;
    case AT_LEAST_2:
      fits = fits && value >= 2;
      break;
    default:
      break;
  }
  if (fits) return HEPAR_OK;
  return hepar_fail(error, HEPAR_RANGE, "%s[%zu] must be %s, got %.10g",
                    hepar_effect_field_name((hepar_effect_field)field), row + 1,
                    wanted[isfinite(value) ? domain : ANY], value);
}

/* part + rest = whole: fill in the rest, or refuse three numbers that do not add up. */
static hepar_status complete_count(double *x, int part, int rest, int whole, size_t row,
                                   hepar_error *error) {
  const char *name = hepar_effect_field_name((hepar_effect_field)part);
  const char *size = hepar_effect_field_name((hepar_effect_field)whole);
  if (isnan(x[part]) || isnan(x[whole])) return HEPAR_OK;
  if (x[part] > x[whole])
    return hepar_fail(error, HEPAR_RANGE, "%s[%zu] is %.10g, above %s[%zu] = %.10g", name, row + 1,
                      x[part], size, row + 1, x[whole]);
  if (isnan(x[rest])) {
    x[rest] = x[whole] - x[part];
  } else if (fabs(x[part] + x[rest] - x[whole]) > 1e-9 * (1 + x[whole])) {
    return hepar_fail(error, HEPAR_RANGE, "%s[%zu] is %.10g, but %s + %s is %.10g", size, row + 1,
                      x[whole], name, hepar_effect_field_name((hepar_effect_field)rest),
                      x[part] + x[rest]);
  }
  return HEPAR_OK;
}

/* Means and deviations that stand for a d value or a t statistic. */
static void complete_means(double *x) {
  double d = x[HEPAR_DI];
  if (isnan(d)) d = x[HEPAR_TI] * sqrt(1 / x[HEPAR_N1I] + 1 / x[HEPAR_N2I]);
  if (isnan(d)) return;
  x[HEPAR_M1I] = d;
  x[HEPAR_M2I] = 0;
  x[HEPAR_SD1I] = x[HEPAR_SD2I] = 1;
}

/* The variance from the standard error or from the confidence interval. */
static hepar_status complete_generic(const effect_job *job, double *x, size_t row,
                                     hepar_error *error) {
  double lower = x[HEPAR_CI_LB];
  double upper = x[HEPAR_CI_UB];
  if (lower > upper)
    return hepar_fail(error, HEPAR_RANGE, "ci_lb[%zu] is %.10g, above ci_ub[%zu] = %.10g", row + 1,
                      lower, row + 1, upper);
  if (isnan(x[HEPAR_VI])) {
    double se = isnan(x[HEPAR_SEI]) ? (upper - lower) / (2 * job->z) : x[HEPAR_SEI];
    x[HEPAR_VI] = se * se;
  }
  return HEPAR_OK;
}

/* What the other columns of a row say about those that are missing. */
static hepar_status complete(const effect_job *job, double *x, size_t row, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  double df;
  switch (job->measure->group) {
    case GROUP_TABLE:
    case GROUP_PAIRS:
      status = complete_count(x, HEPAR_AI, HEPAR_BI, HEPAR_N1I, row, error);
      if (status == HEPAR_OK)
        status = complete_count(x, HEPAR_CI, HEPAR_DI, HEPAR_N2I, row, error);
      break;
    case GROUP_PROPORTION:
      status = complete_count(x, HEPAR_XI, HEPAR_MI, HEPAR_NI, row, error);
      if (status == HEPAR_OK && x[HEPAR_XI] + x[HEPAR_MI] <= 0)
        status = hepar_fail(error, HEPAR_RANGE, "row %zu has nobody in it: xi + mi is 0", row + 1);
      break;
    case GROUP_MEANS:
      complete_means(x);
      break;
    case GROUP_CORRELATION:
      if (isnan(x[HEPAR_RI]))
        x[HEPAR_RI] = x[HEPAR_TI] / sqrt(x[HEPAR_TI] * x[HEPAR_TI] + x[HEPAR_NI] - 2);
      break;
    case GROUP_PARTIAL:
      df = x[HEPAR_NI] - x[HEPAR_MI] - 1;
      if (df <= 0)
        status = hepar_fail(error, HEPAR_RANGE,
                            "ni[%zu] is %.10g, which leaves no degree of freedom with mi = %.10g",
                            row + 1, x[HEPAR_NI], x[HEPAR_MI]);
      break;
    case GROUP_GENERIC:
      status = complete_generic(job, x, row, error);
      break;
    default:
      break;
  }
  return status;
}

/* The fields that the formula reads once the row is complete. */
static uint32_t read_by(const effect_measure *measure) {
#define F(field) ((uint32_t)1 << HEPAR_##field)
  switch (measure->group) {
    case GROUP_TABLE:
    case GROUP_PAIRS:
      return measure->required | F(BI) | F(DI);
    case GROUP_PROPORTION:
      return F(XI) | F(MI);
    case GROUP_CORRELATION:
      return F(RI) | F(NI);
    case GROUP_GENERIC:
      return F(YI) | F(VI);
    default:
      return measure->required;
  }
#undef F
}

/* Read, check and complete row `row`; *missing tells that a value which is needed is not there. */
static hepar_status read_row(const effect_job *job, size_t row, double *x, bool *missing,
                             hepar_error *error) {
  hepar_status status = HEPAR_OK;
  uint32_t needed = read_by(job->measure);
  for (int f = 0; f < HEPAR_EFFECT_FIELDS; f++) {
    bool used = job->measure->about.fields >> f & 1;
    x[f] = used && job->field[f] != NULL ? job->field[f][row] : NAN;
    if (isnan(x[f])) continue;
    status = check_value(domain_of(job->measure->group, f), f, row, x[f], error);
    if (status != HEPAR_OK) return status;
  }
  status = complete(job, x, row, error);
  *missing = false;
  for (int f = 0; f < HEPAR_EFFECT_FIELDS; f++)
    if ((needed >> f & 1) && isnan(x[f])) *missing = true;
  return status;
}

/* The cells to which `add` is added: up to four fields, ending with -1. */
static const int *cells_of(effect_group group) {
  static const int table[] = {HEPAR_AI, HEPAR_BI, HEPAR_CI, HEPAR_DI, -1};
  static const int person_time[] = {HEPAR_X1I, HEPAR_X2I, -1};
  static const int proportion[] = {HEPAR_XI, HEPAR_MI, -1};
  static const int rate[] = {HEPAR_XI, -1};
  static const int none[] = {-1};
  switch (group) {
    case GROUP_TABLE:
    case GROUP_PAIRS:
      return table;
    case GROUP_PERSON_TIME:
      return person_time;
    case GROUP_PROPORTION:
      return proportion;
    case GROUP_RATE:
      return rate;
    default:
      return none;
  }
}

/* Whether a cell of the row is empty. */
static bool has_zero(const effect_job *job, const double *x) {
  for (const int *cell = cells_of(job->measure->group); *cell >= 0; cell++)
    if (x[*cell] == 0) return true;
  return false;
}

/* A row without a single event, or in which everybody had one. */
static bool is_double_zero(const effect_job *job, const double *x) {
  if (job->measure->group == GROUP_PERSON_TIME) return x[HEPAR_X1I] == 0 && x[HEPAR_X2I] == 0;
  return (x[HEPAR_AI] == 0 && x[HEPAR_CI] == 0) || (x[HEPAR_BI] == 0 && x[HEPAR_DI] == 0);
}

/* The size of the study, before anything is added. */
static double size_of(effect_group group, const double *x) {
  switch (group) {
    case GROUP_TABLE:
    case GROUP_PAIRS:
      return x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI] + x[HEPAR_DI];
    case GROUP_PERSON_TIME:
      return x[HEPAR_T1I] + x[HEPAR_T2I];
    case GROUP_MEANS:
      return x[HEPAR_N1I] + x[HEPAR_N2I];
    case GROUP_PROPORTION:
      return x[HEPAR_XI] + x[HEPAR_MI];
    case GROUP_RATE:
      return x[HEPAR_TI];
    case GROUP_HARDY_WEINBERG:
      return x[HEPAR_AI] + x[HEPAR_BI] + x[HEPAR_CI];
    default:
      return x[HEPAR_NI];
  }
}

/* Add to the cells of a row where that is asked for; the bits that say so. */
static uint8_t add_to_cells(const effect_job *job, double *x, bool any_zero) {
  effect_group group = job->measure->group;
  hepar_effect_to to = job->options->to;
  uint8_t note = 0;
  if ((group == GROUP_TABLE || group == GROUP_PAIRS) &&
      (x[HEPAR_AI] + x[HEPAR_BI] == 0 || x[HEPAR_CI] + x[HEPAR_DI] == 0))
    note = HEPAR_EFFECT_NO_ONE;
  if (!job->measure->about.counts || job->add == 0) return note;
  if (to == HEPAR_TO_ALL || (to == HEPAR_TO_ONLY0 && has_zero(job, x)) ||
      (to == HEPAR_TO_IF0ALL && any_zero)) {
    for (const int *cell = cells_of(group); *cell >= 0; cell++) x[*cell] += job->add;
    note |= HEPAR_EFFECT_ADDED;
  }
  return note;
}

/* The first walk: refuse what cannot be, and see whether any cell is empty. */
static hepar_status inspect(const effect_job *job, size_t rows, bool *any_zero,
                            hepar_error *error) {
  double x[HEPAR_EFFECT_FIELDS];
  *any_zero = false;
  for (size_t i = 0; i < rows; i++) {
    bool missing;
    hepar_status status = read_row(job, i, x, &missing, error);
    if (status != HEPAR_OK) return status;
    if (missing || (job->options->drop00 && is_double_zero(job, x))) continue;
    if (has_zero(job, x)) *any_zero = true;
  }
  return HEPAR_OK;
}

/* The weighted averages over the rows that AV and AVHO put in place of each row's own value. */
static hepar_status average(const effect_job *job, size_t rows, bool any_zero, double mean[3],
                            hepar_error *error) {
  double x[HEPAR_EFFECT_FIELDS];
  double sum[3] = {0, 0, 0};
  double total[3] = {0, 0, 0};
  if (job->measure->average == NULL) return HEPAR_OK;
  for (size_t i = 0; i < rows; i++) {
    bool missing;
    double value[2];
    double weight[2];
    hepar_status status = read_row(job, i, x, &missing, error);
    int count;
    if (status != HEPAR_OK) return status;
    if (missing || (job->options->drop00 && is_double_zero(job, x))) continue;
    (void)add_to_cells(job, x, any_zero);
    count = job->measure->average(x, value, weight);
    for (int j = 0; j < count; j++) {
      if (!isfinite(value[j])) continue;
      sum[j] += weight[j] * value[j];
      total[j] += weight[j];
      sum[2] += weight[j] * value[j];
      total[2] += weight[j];
    }
  }
  for (int j = 0; j < 3; j++) mean[j] = sum[j] / total[j];
  return HEPAR_OK;
}

/* Write one effect, or NaN with the note that says why there is none. */
static void write_effect(const effect_measure *measure, effect e, double *yi, double *vi,
                         uint8_t *note) {
  bool no_variance = isnan(e.vi) || e.vi < 0;
  if (!isfinite(e.yi) || isinf(e.vi) || (no_variance && !measure->keeps_yi)) {
    *note |= HEPAR_EFFECT_UNDEFINED;
    return;
  }
  *yi = e.yi;
  if (no_variance) {
    *note |= HEPAR_EFFECT_NO_VARIANCE;
    return;
  }
  *vi = e.vi;
  if (e.vi == 0) *note |= HEPAR_EFFECT_EXACT;
}

/* The second walk: the effects. */
static hepar_status compute(const effect_job *job, size_t rows, bool any_zero,
                            effect_context *context, double *yi, double *vi, double *ni,
                            uint8_t *note, hepar_error *error) {
  double x[HEPAR_EFFECT_FIELDS];
  for (size_t i = 0; i < rows; i++) {
    bool missing;
    hepar_status status = read_row(job, i, x, &missing, error);
    if (status != HEPAR_OK) return status;
    yi[i] = vi[i] = NAN;
    note[i] = missing ? HEPAR_EFFECT_MISSING : 0;
    ni[i] = size_of(job->measure->group, x);
    if (missing && job->measure->group == GROUP_GENERIC && !isnan(x[HEPAR_YI])) {
      yi[i] = x[HEPAR_YI];
      note[i] = HEPAR_EFFECT_NO_VARIANCE;
    }
    if (missing) continue;
    if (job->options->drop00 && is_double_zero(job, x)) {
      note[i] = HEPAR_EFFECT_DROPPED;
      continue;
    }
    note[i] = add_to_cells(job, x, any_zero);
    context->vtype = job->options->vtype == NULL ? HEPAR_LS : job->options->vtype[i];
    write_effect(job->measure, job->measure->formula(x, context), yi + i, vi + i, note + i);
  }
  return HEPAR_OK;
}

/* Whether all is there that the measure cannot do without. */
static hepar_status check_fields(const effect_job *job, hepar_error *error) {
  const effect_measure *m = job->measure;
  const double *const *field = job->field;
  bool given = m->group == GROUP_MEANS && (m->about.fields >> HEPAR_DI & 1) &&
               (field[HEPAR_DI] != NULL || field[HEPAR_TI] != NULL);
  for (int f = 0; f < HEPAR_EFFECT_FIELDS; f++) {
    bool stands_in = given && f != HEPAR_N1I && f != HEPAR_N2I;
    if ((m->required >> f & 1) && field[f] == NULL && !stands_in)
      return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" needs %s", m->about.name,
                        hepar_effect_field_name((hepar_effect_field)f));
  }
  if (m->group == GROUP_TABLE || m->group == GROUP_PAIRS) {
    if (field[HEPAR_BI] == NULL && field[HEPAR_N1I] == NULL)
      return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" needs bi or n1i", m->about.name);
    if (field[HEPAR_DI] == NULL && field[HEPAR_N2I] == NULL)
      return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" needs di or n2i", m->about.name);
  }
  if (m->group == GROUP_PROPORTION && field[HEPAR_MI] == NULL && field[HEPAR_NI] == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" needs ni or mi", m->about.name);
  if (m->group == GROUP_CORRELATION && field[HEPAR_RI] == NULL && field[HEPAR_TI] == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" needs ri or ti", m->about.name);
  if (m->group == GROUP_GENERIC && field[HEPAR_VI] == NULL && field[HEPAR_SEI] == NULL &&
      (field[HEPAR_CI_LB] == NULL || field[HEPAR_CI_UB] == NULL))
    return hepar_fail(error, HEPAR_MISUSE,
                      "yi needs its variance vi, its standard error sei, or both ci_lb and ci_ub");
  return HEPAR_OK;
}

/* Options that mean something for the measure. */
static hepar_status check_options(const effect_job *job, size_t rows, hepar_error *error) {
  const hepar_effect_measure *about = &job->measure->about;
  const hepar_vtype *vtype = job->options->vtype;
  if (job->options->drop00 && !about->doubles)
    return hepar_fail(error, HEPAR_MISUSE, "drop00 has no meaning for measure \"%s\"", about->name);
  if (!isfinite(job->add) || job->add < 0)
    return hepar_fail(error, HEPAR_MISUSE, "add must be 0 or more, got %.10g", job->add);
  for (size_t i = 0; vtype != NULL && i < rows; i++)
    if (!(about->vtypes >> vtype[i] & 1))
      return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" has no variance of vtype \"%s\"",
                        about->name, hepar_vtype_name(vtype[i]));
  return HEPAR_OK;
}

hepar_status hepar_effects(const char *measure, const double *const field[HEPAR_EFFECT_FIELDS],
                           size_t rows, const hepar_effect_options *options, double *yi, double *vi,
                           double *ni, uint8_t *note, hepar_error *error) {
  effect_context context = {HEPAR_LS, options->newer, {NAN, NAN, NAN}};
  effect_job job = {effect_measure_find(measure), field, options, options->add, 0};
  bool any_zero;
  hepar_status status;
  if (job.measure == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "measure \"%s\" is not known", measure);
  if (isnan(job.add)) job.add = job.measure->about.add;
  job.z = gsl_cdf_ugaussian_Qinv((1 - options->level / 100) / 2);
  status = check_fields(&job, error);
  if (status == HEPAR_OK) status = check_options(&job, rows, error);
  if (status == HEPAR_OK) status = inspect(&job, rows, &any_zero, error);
  if (status == HEPAR_OK) status = average(&job, rows, any_zero, context.mean, error);
  if (status == HEPAR_OK)
    status = compute(&job, rows, any_zero, &context, yi, vi, ni, note, error);
  return status;
}
