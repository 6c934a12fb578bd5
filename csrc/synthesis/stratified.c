/* Mantel-Haenszel and Peto: tables pooled by weighting their cells, which needs no effect size of
   single studies and so no constant for empty cells.

   Mantel & Haenszel, J Natl Cancer Inst 1959;22:719. Robins, Breslow & Greenland, Biometrics
   1986;42:311. Greenland & Robins, Biometrics 1985;41:55. Sato, Biometrics 1989;45:1323. Breslow &
   Day, IARC Sci Publ 1980;32:142. Tarone, Biometrika 1985;72:91. Yusuf and others, Prog Cardiovasc
   Dis 1985;27:335. */
#include "stratified.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double hepar_normal_pval(double z) {
  return isnan(z) ? NAN : 2.0 * gsl_cdf_ugaussian_Q(fabs(z));
}

double hepar_chisq_pval(double x, double df) {
  if (isnan(x) || !(df >= 1.0)) return NAN;
  if (isinf(x)) return 0.0;
  return x > 0.0 ? gsl_cdf_chisq_Q(x, df) : 1.0;
}

/* Everything that is not known yet. */
static void clear(hepar_pooled_tables *r) {
  *r = (hepar_pooled_tables){.beta = NAN, .se = NAN, .zval = NAN, .pval = NAN, .ci_lb = NAN,
                             .ci_ub = NAN, .QE = NAN, .QEp = NAN, .I2 = NAN, .H2 = NAN, .CO = NAN,
                             .COp = NAN, .MH = NAN, .MHp = NAN, .BD = NAN, .BDp = NAN, .TA = NAN,
                             .TAp = NAN, .ll = NAN, .dev = NAN, .AIC = NAN, .BIC = NAN,
                             .AICc = NAN, .ll_reml = NAN};
}

/* From beta and se to test and interval. */
static void test_estimate(hepar_pooled_tables *r, double level) {
  double z = gsl_cdf_ugaussian_Qinv((1.0 - level / 100.0) / 2.0);
  if (!isfinite(r->beta) || !isfinite(r->se)) {
    r->beta = r->se = NAN;
    return;
  }
  r->zval = r->beta / r->se;
  if (!isfinite(r->zval)) r->zval = NAN;
  r->pval = hepar_normal_pval(r->zval);
  r->ci_lb = r->beta - z * r->se;
  r->ci_ub = r->beta + z * r->se;
}

/* Log odds ratio. */
static void pool_odds(const hepar_tables *t, hepar_pooled_tables *r) {
  double R = 0.0, S = 0.0, PR = 0.0, PSQR = 0.0, QS = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double n = t->a[i] + t->b[i] + t->c[i] + t->d[i];
    double p = (t->a[i] + t->d[i]) / n;
    double q = (t->b[i] + t->c[i]) / n;
    double Ri = t->a[i] / n * t->d[i];
    double Si = t->b[i] / n * t->c[i];
    if (!(n > 0.0)) continue;
    R += Ri;
    S += Si;
    PR += p * Ri;
    PSQR += p * Si + q * Ri;
    QS += q * Si;
  }
  if (!(R > 0.0 && S > 0.0)) return;
  r->beta = log(R) - log(S);
  r->se = sqrt((PR / R / R + PSQR / R / S + QS / S / S) / 2.0);
}

/* Log risk ratio. */
static void pool_risks(const hepar_tables *t, hepar_pooled_tables *r) {
  double R = 0.0, S = 0.0, V = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double n1 = t->a[i] + t->b[i];
    double n2 = t->c[i] + t->d[i];
    double n = n1 + n2;
    if (!(n > 0.0)) continue;
    R += t->a[i] * (n2 / n);
    S += t->c[i] * (n1 / n);
    V += n1 / n * (n2 / n) * (t->a[i] + t->c[i]) - t->a[i] / n * t->c[i];
  }
  if (!(R > 0.0 && S > 0.0)) return;
  r->beta = log(R) - log(S);
  r->se = sqrt(V / R / S);
}

/* Risk difference. */
static void pool_risk_differences(const hepar_tables *t, hepar_pooled_tables *r) {
  double D = 0.0, W = 0.0, P = 0.0, Q = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double a = t->a[i];
    double c = t->c[i];
    double n1 = a + t->b[i];
    double n2 = c + t->d[i];
    double n = n1 + n2;
    if (!(n > 0.0)) continue;
    D += a * (n2 / n) - c * (n1 / n);
    W += n1 * (n2 / n);
    P += c * (n1 / n) * (n1 / n) - a * (n2 / n) * (n2 / n) + n1 / n * (n2 / n) * (n2 - n1) / 2.0;
    Q += (a * (n2 - c) / n + c * (n1 - a) / n) / 2.0;
  }
  if (!(W > 0.0)) return;
  r->beta = D / W;
  r->se = sqrt(fmax(0.0, r->beta * P + Q)) / W;
}

/* Log incidence rate ratio, with its test. */
static void pool_rates(const hepar_tables *t, bool correct, hepar_pooled_tables *r) {
  double R = 0.0, S = 0.0, V = 0.0, O = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double time = t->b[i] + t->d[i];
    double f1 = t->b[i] / time;
    double f2 = t->d[i] / time;
    double x = t->a[i] + t->c[i];
    R += t->a[i] * f2;
    S += t->c[i] * f1;
    V += f1 * f2 * x;
    O += t->a[i] - x * f1;
  }
  if (V > 0.0) {
    double above = fabs(O) - (correct ? 0.5 : 0.0);
    r->MH = above * above / V;
    r->MHp = hepar_chisq_pval(r->MH, 1.0);
  }
  if (!(R > 0.0 && S > 0.0)) return;
  r->beta = log(R) - log(S);
  r->se = sqrt(V / R / S);
}

/* Incidence rate difference. */
static void pool_rate_differences(const hepar_tables *t, hepar_pooled_tables *r) {
  double D = 0.0, W = 0.0, V = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double time = t->b[i] + t->d[i];
    double w = t->b[i] / time * t->d[i];
    D += (t->a[i] * t->d[i] - t->c[i] * t->b[i]) / time;
    W += w;
    V += w * w * (t->a[i] / (t->b[i] * t->b[i]) + t->c[i] / (t->d[i] * t->d[i]));
  }
  if (!(W > 0.0)) return;
  r->beta = D / W;
  r->se = sqrt(V) / W;
}

/* Cochran-Mantel-Haenszel: is there any association, given the margins? */
static void test_association(const hepar_tables *t, bool correct, hepar_pooled_tables *r) {
  double O = 0.0, cochran = 0.0, mantel = 0.0;
  for (size_t i = 0; i < t->k; i++) {
    double n1 = t->a[i] + t->b[i];
    double n2 = t->c[i] + t->d[i];
    double n = n1 + n2;
    double x = t->a[i] + t->c[i];
    double v = n1 / n * (n2 / n) * x * (t->b[i] + t->d[i]);
    if (!(n > 0.0)) continue;
    O += t->a[i] - n1 / n * x;
    cochran += v / n;
    /* A single person varies in nothing. */
    if (v > 0.0) mantel += v / (n - 1.0);
  }
  if (!(mantel > 0.0)) return;
  double above = fabs(O) - (correct ? 0.5 : 0.0);
  r->CO = above * above / cochran;
  r->COp = hepar_chisq_pval(r->CO, 1.0);
  r->MH = above * above / mantel;
  r->MHp = hepar_chisq_pval(r->MH, 1.0);
}

/* The count that the pooled odds ratio makes us expect in cell a, with these margins: the root of a
   quadratic, in the form that does not cancel. */
static double expected_count(double odds, double n1, double n2, double x) {
  double a = odds * (n1 + x) + (n2 - x);
  double root = sqrt(fmax(0.0, a * a - 4.0 * n1 * x * odds * (odds - 1.0)));
  if (a > 0.0) return 2.0 * n1 * x * odds / (a + root);
  return (a - root) / (2.0 * (odds - 1.0));
}

/* Breslow-Day and Tarone: do the odds ratios differ? */
static void test_homogeneity(const hepar_tables *t, hepar_pooled_tables *r) {
  double odds = exp(r->beta);
  double bd = 0.0, off = 0.0, var = 0.0;
  if (isnan(r->beta)) return;
  for (size_t i = 0; i < t->k; i++) {
    double n1 = t->a[i] + t->b[i];
    double n2 = t->c[i] + t->d[i];
    double x = t->a[i] + t->c[i];
    double y = t->b[i] + t->d[i];
    double e = expected_count(odds, n1, n2, x);
    if (!(e > 0.0 && x > 0.0 && y > 0.0 && n1 > 0.0 && n2 > 0.0)) continue;
    double v = 1.0 / (1.0 / e + 1.0 / (n1 - e) + 1.0 / (x - e) + 1.0 / (n2 - x + e));
    bd += (t->a[i] - e) * (t->a[i] - e) / v;
    off += t->a[i] - e;
    var += v;
    r->k_pos++;
  }
  if (r->k_pos == 0 || !isfinite(bd) || !(var > 0.0)) return;
  r->BD = bd;
  r->TA = fmax(0.0, bd - off * off / var);
  r->BDp = hepar_chisq_pval(r->BD, (double)r->k_pos - 1.0);
  r->TAp = hepar_chisq_pval(r->TA, (double)r->k_pos - 1.0);
}

/* I2 and H2 from Q with df degrees of freedom. */
static void describe_heterogeneity(hepar_pooled_tables *r, double df) {
  r->QEp = hepar_chisq_pval(r->QE, df);
  r->I2 = r->QE > 0.0 ? fmax(0.0, 100.0 * (r->QE - df) / r->QE) : 0.0;
  r->H2 = r->QE / df;
}

/* Likelihood of the effect sizes around the pooled estimate; returns their Q. */
static double fit_statistics(const double *yi, const double *vi, size_t k, hepar_pooled_tables *r) {
  double Q = 0.0, logs = 0.0, weights = 0.0;
  for (size_t i = 0; i < k; i++) {
    if (isnan(yi[i]) || isnan(vi[i])) continue;
    Q += (yi[i] - r->beta) * (yi[i] - r->beta) / vi[i];
    logs += log(vi[i]);
    weights += 1.0 / vi[i];
    r->k_yi++;
  }
  if (r->k_yi == 0 || !isfinite(Q)) return r->k_yi == 0 || isnan(r->beta) ? NAN : Q;
  double n = (double)r->k_yi;
  double two = 2.0 * log(2.0 * M_PI);
  r->ll = -n * two / 4.0 - logs / 2.0 - Q / 2.0;
  r->ll_reml = r->ll + two / 4.0 + (log(n) - log(weights)) / 2.0;
  r->dev = Q;
  r->AIC = 2.0 - 2.0 * r->ll;
  r->BIC = log(n) - 2.0 * r->ll;
  r->AICc = -2.0 * r->ll + 2.0 * fmax(n, 3.0) / (fmax(n, 3.0) - 2.0);
  return Q;
}

hepar_status hepar_mantel_haenszel(const hepar_tables *tables, hepar_table_measure measure,
                                   const hepar_table_options *options, double *yi, double *vi,
                                   hepar_pooled_tables *r, hepar_error *error) {
  bool rates = measure == HEPAR_TABLE_IRR || measure == HEPAR_TABLE_IRD;
  hepar_tables t;
  clear(r);
  if (measure == HEPAR_TABLE_PETO)
    return hepar_fail(error, HEPAR_MISUSE, "Mantel-Haenszel pools OR, RR, RD, IRR and IRD");
  hepar_status status = hepar_table_effects(tables, measure, options->add[0], options->to[0],
                                            options->drop00[0], yi, vi, error);
  if (status == HEPAR_OK)
    status = hepar_tables_copy(tables, rates, options->drop00[1], &t, error);
  if (status != HEPAR_OK) return status;
  hepar_tables_add(&t, rates, options->add[1], options->to[1]);
  r->k = t.k;
  switch (measure) {
    case HEPAR_TABLE_RR: pool_risks(&t, r); break;
    case HEPAR_TABLE_RD: pool_risk_differences(&t, r); break;
    case HEPAR_TABLE_IRR: pool_rates(&t, options->correct, r); break;
    case HEPAR_TABLE_IRD: pool_rate_differences(&t, r); break;
    default: pool_odds(&t, r); test_association(&t, options->correct, r);
  }
  test_estimate(r, options->level);
  if (measure == HEPAR_TABLE_OR) test_homogeneity(&t, r);
  hepar_tables_clear(&t);
  r->QE = fit_statistics(yi, vi, tables->k, r);
  if (r->k_yi > 1) {
    if (isfinite(r->QE)) describe_heterogeneity(r, (double)r->k_yi - 1.0);
    else r->QE = NAN;
  } else if (!isnan(r->beta)) {
    r->QE = 0.0;
    r->QEp = r->H2 = 1.0;
    r->I2 = 0.0;
  }
  return HEPAR_OK;
}

hepar_status hepar_peto(const hepar_tables *tables, const hepar_table_options *options, double *yi,
                        double *vi, hepar_pooled_tables *r, hepar_error *error) {
  hepar_tables t;
  double O = 0.0, V = 0.0, Q = 0.0;
  clear(r);
  hepar_status status = hepar_table_effects(tables, HEPAR_TABLE_PETO, options->add[0],
                                            options->to[0], options->drop00[0], yi, vi, error);
  if (status == HEPAR_OK)
    status = hepar_tables_copy(tables, false, options->drop00[1], &t, error);
  if (status != HEPAR_OK) return status;
  hepar_tables_add(&t, false, options->add[1], options->to[1]);
  r->k = t.k;
  for (size_t i = 0; i < t.k; i++) {
    double n1 = t.a[i] + t.b[i];
    double n2 = t.c[i] + t.d[i];
    double n = n1 + n2;
    double x = t.a[i] + t.c[i];
    double v = x * (t.b[i] + t.d[i]) * (n1 / n) * (n2 / n) / (n - 1.0);
    double o = t.a[i] - x * n1 / n;
    if (!(v > 0.0 && isfinite(v))) continue;
    O += o;
    V += v;
    Q += o * o / v;
    r->k_pos++;
  }
  hepar_tables_clear(&t);
  if (!(V > 0.0))
    return hepar_fail(error, HEPAR_RANGE,
                      "one of the two outcomes never occurred in any table, so Peto's method has "
                      "nothing to pool");
  r->beta = O / V;
  r->se = 1.0 / sqrt(V);
  test_estimate(r, options->level);
  (void)fit_statistics(yi, vi, tables->k, r);
  r->QE = fmax(0.0, Q - O * O / V);
  if (r->k_pos > 1) {
    describe_heterogeneity(r, (double)r->k_pos - 1.0);
  } else {
    r->QEp = r->H2 = 1.0;
    r->I2 = 0.0;
  }
  return HEPAR_OK;
}
