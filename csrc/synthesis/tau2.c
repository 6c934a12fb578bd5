/* Estimators of tau2: sums at one value of it, roots, and the global maximum of the likelihood. */
#include "tau2.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "lanes.h"
#include "linear.h"
#include "narrow.h"
#include "quadform.h"

/* The pass when the intercept is alone. All differences are taken from the most precise study
   (index pivot, weight b): its own residual and its share of the traces follow from the sums over
   the others, so nothing cancels whatever the ratio of the weights, even with a variance of 0. */
static void pass_alone(hepar_problem *pb, double t, hepar_pass_level level, hepar_pass *pass) {
  double base = pb->y[pb->pivot], first[3], second[2], third[3];
  double b = hepar_lanes_weights(pb->y, pb->v, pb->k, t, base, pb->pivot, pb->w, first);
  double rest = first[0], moment = first[1], squares = first[2];
  double share = 1 / (1 + rest / b);  /* b / W */
  double inverse = 1 / (b + rest);    /* 1 / W */
  double shift = moment * inverse;    /* the mean, from the most precise study */
  double u_b = -moment * share;
  hepar_lanes_residuals(pb->y, pb->w, pb->k, base + shift, second);
  pass->mean = base + shift;
  pass->rss = second[0] - u_b * shift;
  pass->ypp = second[1] + u_b * u_b;
  pass->sum = b + rest;
  pass->trace = rest - squares * inverse + share * rest;
  if (level == HEPAR_PASS_SLOPE) {
    hepar_lanes_slopes(pb->y, pb->w, pb->k, base + shift, u_b, third);
    pass->yppp = third[1] - third[0] * third[0] * inverse;
    pass->square = squares + b * b;
    pass->pair = squares - 2 * third[2] * inverse + squares * inverse * squares * inverse +
                 2 * squares * share * share + share * rest * share * rest;
  }
  pb->w[pb->pivot] = b;
}

/* The pass with moderators. */
static void pass_general(hepar_problem *pb, double t, hepar_pass_level level, hepar_pass *pass) {
  size_t k = pb->k, p = pb->p;
  double *theta = pb->small + HEPAR_SMALL_LINEAR(p);
  for (size_t i = 0; i < k; i++) pb->w[i] = 1 / (pb->v[i] + t);
  hepar_projection pr = hepar_project(pb, pb->w);
  pass->rss = hepar_project_solve(&pr, pb->y, theta, pb->u);
  pass->ypp = pass->sum = 0;
  pass->mean = NAN;
  for (size_t i = 0; i < k; i++) {
    pb->u[i] *= sqrt(pb->w[i]);
    pass->ypp += pb->u[i] * pb->u[i];
    pass->sum += pb->w[i];
  }
  pass->trace = hepar_project_trace(&pr, pb->w);
  if (level != HEPAR_PASS_SLOPE) return;
  pass->square = hepar_lanes_dot(pb->w, pb->w, k);
  pass->pair = hepar_project_pair(&pr, pb->w, pb->w);
  pass->yppp = hepar_project_solve(&pr, pb->u, theta, pb->c);
}

void hepar_pass_make(hepar_problem *problem, double t, hepar_pass_level level, hepar_pass *pass) {
  if (!problem->alone) {
    if (hepar_narrow_fits(problem, t))
      hepar_narrow_pass(problem, t, level, pass, NULL);
    else
      pass_general(problem, t, level, pass);
    return;
  }
  /* The sums at 0 and the last ones are asked for again. */
  hepar_pass_memory *memory = &problem->memory[t > 0];
  if (!memory->filled || memory->t != t || memory->level < level) {
    pass_alone(problem, t, level, &memory->pass);
    memory->filled = true;
    memory->t = t;
    memory->level = level;
  }
  *pass = memory->pass;
}

double hepar_falling_root(hepar_falling f, void *data, double low, double high, double at_low,
                          double at_high, bool *converged) {
  double x = low + (high - low) * (at_low / (at_low - at_high)), width = high - low, slope;
  if (!(x > low && x < high)) x = low + (high - low) / 2;
  for (int round = 1; round < 400; round++) {
    double value = f(data, x, &slope), next = x - value / slope;
    if (value == 0) return x;
    if (value > 0)
      low = x;
    else
      high = x;
    /* Newton's step counts double digits, so a small one is the last. */
    if (slope < 0 && fabs(next - x) <= 1e-8 * x && next >= low && next <= high) return next;
    bool slow = round % 3 == 0 && high - low > width / 2;
    if (round % 3 == 0) width = high - low;
    if (!(slope < 0) || slow || !(next > low && next < high)) {
      next = low > 0 && high > 4 * low ? sqrt(low) * sqrt(high)
             : low > 0                 ? low + (high - low) / 2
                                       : high / 16;
      if (high - low <= 4e-16 * high || high < 1e-300) return low + (high - low) / 2;
    }
    x = next;
  }
  *converged = false;
  return x;
}

/* ---- functions of tau2 whose roots are estimates ---- */

typedef enum equation { MOMENT, DERSIMONIAN, LIKELIHOOD, RESTRICTED } equation;

typedef struct target {
  hepar_problem *problem;
  equation equation;
  double value; /* what Q is compared with */
} target;

/* The function at t, with what its slope needs in pass when the slope is wanted. Quotients, because
   they are nearly straight lines: for equal variances 1 / Q and tr P / y'PPy are. DLIT's fixed
   point is where Q(t) - (k - p) - t tr P(t) is 0, which falls because P is at most 1 / t. */
static double from_pass(const target *goal, const hepar_pass *pass, double t, double *slope) {
  double trace = pass->trace, pair = pass->pair;
  switch (goal->equation) {
    case MOMENT:
      *slope = -goal->value * pass->ypp / (pass->rss * pass->rss);
      return 1 - goal->value / pass->rss;
    case DERSIMONIAN:
      *slope = -pass->ypp - trace + t * pair;
      return pass->rss - goal->value - t * trace;
    case LIKELIHOOD:
      trace = pass->sum;
      pair = pass->square;
      break;
    case RESTRICTED:
      break;
  }
  *slope = pair / pass->ypp - 2 * trace * (pass->yppp / pass->ypp) / pass->ypp;
  return 1 - trace / pass->ypp;
}

static double falling(void *data, double t, double *slope) {
  target *goal = data;
  hepar_pass pass;
  hepar_pass_make(goal->problem, t,
                  goal->equation == MOMENT ? HEPAR_PASS_VALUE : HEPAR_PASS_SLOPE, &pass);
  return from_pass(goal, &pass, t, slope);
}

/* Only the value, for scans. Minus infinity when all residuals are 0. */
static double value_at(const target *goal, double t) {
  hepar_pass pass;
  double slope;
  hepar_pass_make(goal->problem, t, HEPAR_PASS_VALUE, &pass);
  pass.yppp = pass.pair = pass.square = 0;
  return from_pass(goal, &pass, t, &slope);
}

/* A step of tau2 that no estimate needs to be told from 0. */
static double first_step(const hepar_problem *pb, double bound) {
  double least = ldexp(bound, -60);
  return pb->v_min > least ? pb->v_min : least;
}

double hepar_tau2_bound(hepar_problem *pb) {
  size_t k = pb->k, p = pb->p;
  double rss = 0;
  if (pb->alone) {
    rss = hepar_lanes_spread(pb->y, k, pb->y[pb->pivot]);
  } else {
    rss = hepar_lanes_dot(pb->rest, pb->rest, k);
  }
  /* y'PPy is at most RSS / t^2, tr P at least (k - p) / (v_max + t). */
  rss = 2.0001 * rss / (double)(k - p);
  return rss > pb->v_max ? rss : pb->v_max;
}

/* The root of a function that falls for all t >= 0. */
static double monotone(target *goal, bool *converged) {
  hepar_problem *pb = goal->problem;
  bool at_zero = pb->zeros == 0 || (pb->zeros == 1 && pb->alone);
  double low = 0, high = hepar_tau2_bound(pb), step = first_step(pb, high), at_low = 1, at_high;
  if (at_zero) at_low = value_at(goal, 0);
  if (!(at_low > 0 && high > 0)) return 0;
  for (high = step; (at_high = value_at(goal, high)) > 0; high *= 4) {
    low = high;
    at_low = at_high;
    if (!(high < 1e300)) {
      *converged = false;
      return high;
    }
  }
  return hepar_falling_root(falling, goal, low, high, at_low, at_high, converged);
}

double hepar_tau2_q_root(hepar_problem *problem, double value, bool *converged) {
  target goal = {problem, MOMENT, value};
  return monotone(&goal, converged);
}

double hepar_tau2_loglik(hepar_problem *pb, double t, bool restricted) {
  hepar_pass pass;
  hepar_pass_make(pb, t, HEPAR_PASS_VALUE, &pass);
  double sum = hepar_lanes_log_sum(pb->v, pb->k, t);
  if (restricted) {
    if (pb->alone) {
      sum += log(pass.sum);
    } else {
      for (size_t j = 0; j < pb->p; j++) sum += 2 * log(pb->small[j * pb->p + j]);
    }
  }
  return -0.5 * (sum + pass.rss);
}

/* Whether the score is negative from t on, for certain: w lies between 1 / (v_max + t) and
   1 / (v_min + t), so y'PPy falls at least as (v_max + t)^-2 and tr P at most as (v_min + t)^-1. */
static bool negative_beyond(const hepar_problem *pb, double t, double value) {
  double turn = pb->v_max - 2 * pb->v_min, far = turn > t ? turn : t;
  double ratio = (pb->v_max + far) / (pb->v_max + t);
  return 1 / (1 - value) < ratio * ratio * ((pb->v_min + t) / (pb->v_min + far));
}

/* The next place of the scan: twice as far, or farther when the score is positive for certain. */
static double next_place(const hepar_problem *pb, double low, double value, double step) {
  double twice = 2 * low + step, sure = 0;
  if (value > 0 && value < 1) sure = sqrt(1 / (1 - value)) * (pb->v_min + low) - pb->v_min;
  return sure > twice ? sure : twice;
}

/* The global maximum of the likelihood over t >= 0: every change of the score from + to - on a grid
   that doubles from the smallest variance to where the score is surely negative, refined, and 0. */
static hepar_status likelihood(hepar_problem *pb, bool restricted, hepar_tau2 *result,
                               hepar_error *error) {
  target goal = {pb, restricted ? RESTRICTED : LIKELIHOOD, 0};
  double bound = hepar_tau2_bound(pb), step = first_step(pb, bound), best = NAN, best_ll = 0;
  double low = 0, before;
  result->modes = 0;
  /* With a variance of 0 the likelihood at tau2 = 0 is no candidate: it may be unbounded. */
  if (pb->zeros > 0) low = ldexp(step, pb->alone ? -60 : -15);
  before = value_at(&goal, low);
  if (!(before > 0) && pb->zeros == 0) {
    best = 0;
    result->modes = 1;
  }
  while (low < bound && !(before < 0 && negative_beyond(pb, low, before))) {
    double high = next_place(pb, low, before, step), value = value_at(&goal, high);
    if (before > 0 && !(value > 0)) {
      double t = hepar_falling_root(falling, &goal, low, high, before, value, &result->converged);
      if (result->modes == 0) {
        best = t;
      } else {
        if (result->modes == 1) best_ll = hepar_tau2_loglik(pb, best, restricted);
        double ll = hepar_tau2_loglik(pb, t, restricted);
        if (ll > best_ll) {
          best = t;
          best_ll = ll;
        }
      }
      result->modes++;
    }
    before = value;
    low = high;
  }
  if (isnan(best))
    return hepar_fail(error, HEPAR_RANGE, "the likelihood has no maximum for these data");
  result->tau2 = best;
  return HEPAR_OK;
}

/* ---- closed forms ---- */

/* The three sums of SE formulas for Q = y'Py with fixed weights a: tr(PVPV), tr(PPV), tr(PP). */
typedef struct variance_sums {
  double vv, pv, pp;
} variance_sums;

static variance_sums sums_of(const hepar_projection *pr, hepar_problem *pb, const double *a) {
  variance_sums s;
  for (size_t i = 0; i < pb->k; i++) pb->c[i] = a[i] * pb->v[i];
  s.vv = hepar_project_pair(pr, pb->c, pb->c);
  s.pv = hepar_project_pair(pr, pb->c, a);
  s.pp = hepar_project_pair(pr, a, a);
  return s;
}

static double positive(double x) { return x > 0 ? x : 0; }

/* The SD of Q = y'Py when the variance of y is V + tau2. */
static double spread_of_q(variance_sums s, double tau2) {
  return sqrt(2 * s.vv + 4 * tau2 * s.pv + 2 * tau2 * tau2 * s.pp);
}

/* Hedges: ordinary least squares. */
static void hedges(hepar_problem *pb, hepar_tau2 *result) {
  size_t k = pb->k;
  double df = (double)(k - pb->p), *theta = pb->small + HEPAR_SMALL_LINEAR(pb->p);
  for (size_t i = 0; i < k; i++) pb->w[i] = 1;
  hepar_projection pr = hepar_project(pb, pb->w);
  double rss = hepar_project_solve(&pr, pb->y, theta, pb->u);
  double trace = hepar_project_trace(&pr, pb->v);
  if (isnan(result->tau2)) result->tau2 = positive((rss - trace) / df);
  result->se = spread_of_q((variance_sums){hepar_project_pair(&pr, pb->v, pb->v), trace, df},
                           result->tau2) / df;
}

/* Generalised Q with weights a, and SJ, whose weights come from a crude tau2. */
static void general_q(hepar_problem *pb, const double *a, hepar_tau2 *result, double crude) {
  double *theta = pb->small + HEPAR_SMALL_LINEAR(pb->p), df = (double)(pb->k - pb->p);
  hepar_projection pr = hepar_project(pb, a);
  double rss = hepar_project_solve(&pr, pb->y, theta, pb->u);
  variance_sums sums = sums_of(&pr, pb, a);
  double trace = hepar_project_trace(&pr, a), trace_v = hepar_project_trace(&pr, pb->c);
  if (crude > 0) {
    if (isnan(result->tau2)) result->tau2 = crude * rss / df;
    result->se = crude / df * spread_of_q(sums, result->tau2);
  } else {
    if (isnan(result->tau2)) result->tau2 = positive((rss - trace_v) / trace);
    result->se = spread_of_q(sums, result->tau2) / trace;
  }
}

/* Sidik and Jonkman, from the crude variance of the effects (divisor k). */
static void sidik_jonkman(hepar_problem *pb, hepar_tau2 *result) {
  size_t k = pb->k;
  double crude = hepar_lanes_spread(pb->y, k, pb->y[pb->pivot]) / (double)k;
  if (!(crude > 0)) {
    if (isnan(result->tau2)) result->tau2 = 0;
    result->se = 0;
    return;
  }
  for (size_t i = 0; i < k; i++) pb->w[i] = 1 / (pb->v[i] + crude);
  general_q(pb, pb->w, result, crude);
}

/* DerSimonian and Laird, Hunter and Schmidt: from the sums at tau2 = 0. */
static void from_fixed(hepar_problem *pb, hepar_pooling method, hepar_tau2 *result) {
  double k = (double)pb->k, df = (double)(pb->k - pb->p), factor = 1;
  hepar_pass pass;
  hepar_pass_make(pb, 0, HEPAR_PASS_SLOPE, &pass);
  double divisor = method == HEPAR_DL ? pass.trace : pass.sum;
  if (method == HEPAR_HSK) factor = k / df;
  if (isnan(result->tau2))
    result->tau2 = positive(method == HEPAR_DL ? (pass.rss - df) / pass.trace
                                               : (factor * pass.rss - k) / pass.sum);
  result->se = factor * spread_of_q((variance_sums){df, pass.trace, pass.pair}, result->tau2) /
               divisor;
}

/* The SE of an estimate that was found by iteration. */
static double iterated_se(hepar_problem *pb, hepar_pooling method, double tau2) {
  double k = (double)pb->k, df = (double)(pb->k - pb->p);
  hepar_pass pass;
  hepar_pass_make(pb, tau2, HEPAR_PASS_SLOPE, &pass);
  switch (method) {
    case HEPAR_ML:
      return sqrt(2 / pass.square);
    case HEPAR_REML:
      return sqrt(2 / pass.pair);
    case HEPAR_DLIT:
      return spread_of_q((variance_sums){df, pass.trace, pass.pair}, tau2) / pass.trace;
    default:
      return sqrt(2 * k * k / df) / pass.sum;
  }
}

/* Whether the method needs every variance to be above 0. */
static bool needs_variances(hepar_pooling method) {
  return method == HEPAR_DL || method == HEPAR_HS || method == HEPAR_HSK || method == HEPAR_PM ||
         method == HEPAR_PMM;
}

/* The estimators that need a search. */
static hepar_status search(hepar_problem *pb, hepar_pooling method, hepar_tau2 *result,
                           hepar_error *error) {
  double df = (double)(pb->k - pb->p);
  target dersimonian = {pb, DERSIMONIAN, df};
  switch (method) {
    case HEPAR_ML:
    case HEPAR_REML:
      return likelihood(pb, method == HEPAR_REML, result, error);
    case HEPAR_DLIT:
      result->tau2 = monotone(&dersimonian, &result->converged);
      break;
    case HEPAR_PMM:
      result->tau2 = hepar_tau2_q_root(pb, gsl_cdf_chisq_Pinv(0.5, df), &result->converged);
      break;
    default:
      result->tau2 = hepar_tau2_q_root(pb, df, &result->converged);
  }
  return HEPAR_OK;
}

hepar_status hepar_tau2_estimate(hepar_problem *pb, hepar_pooling method, double fixed,
                                 hepar_tau2 *result, hepar_error *error) {
  *result = (hepar_tau2){fixed, NAN, 0, true};
  if (method == HEPAR_EE || pb->k == 1 || pb->k == pb->p) {
    if (isnan(fixed)) result->tau2 = 0;
    return HEPAR_OK;
  }
  if (pb->zeros > 0 && needs_variances(method))
    return hepar_fail(error, HEPAR_MISUSE,
                      "this method needs sampling variances above 0, vi[%zu] is 0",
                      (pb->row != NULL ? pb->row[pb->pivot] : pb->pivot) + 1);
  switch (method) {
    case HEPAR_HE:
      hedges(pb, result);
      return HEPAR_OK;
    case HEPAR_SJ:
      sidik_jonkman(pb, result);
      return HEPAR_OK;
    case HEPAR_GENQM:
      if (isnan(fixed)) result->tau2 = hepar_quadform_tau2(pb, 0.5, &result->converged);
      general_q(pb, pb->a, result, 0);
      return HEPAR_OK;
    case HEPAR_GENQ:
      general_q(pb, pb->a, result, 0);
      return HEPAR_OK;
    case HEPAR_DL:
    case HEPAR_HS:
    case HEPAR_HSK:
      from_fixed(pb, method, result);
      return HEPAR_OK;
    default:
      break;
  }
  hepar_status status = isnan(fixed) ? search(pb, method, result, error) : HEPAR_OK;
  if (status == HEPAR_OK && !pb->brief && (result->tau2 > 0 || pb->zeros == 0))
    result->se = iterated_se(pb, method, result->tau2);
  return status;
}
