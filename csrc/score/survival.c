/* Survival that was published with a score: predicted by a formula, or observed in classes. */
#include "score.h"

#include <string.h>

/* Public implementations use it with MELD and with MELD-Na. */
static double meld_na_90(double m) { return pow(0.98465, exp(0.1635 * (m - 10))); }

static double meld3_90(double m) { return pow(0.946, exp(0.17698 * m - 3.56)); }

static double mayo_90(double r) { return pow(0.707, exp(r - 1.127)); }

/* Wiesner and others 2003: deaths within three months on the waiting list. */
static double meld_90(double m) {
  static const double death[] = {0.019, 0.060, 0.196, 0.526, 0.713};
  size_t i = 0;
  m = hepar_score_round(m);
  while (i < 4 && m >= 10 * (double)(i + 1)) i++;
  return 1 - death[i];
}

static double pugh_365(double points) {
  return points < 6.5 ? 1 : points < 9.5 ? 0.80 : 0.45;
}

static double lille_180(double score) { return 1 - score; }

/* Jalan and others 2014: 1 - exp(-CI(t) exp(beta(t) score)) is the probability of death. */
static double aclf_28(double s) { return exp(-0.0022 * exp(0.0995 * s)); }
static double aclf_90(double s) { return exp(-0.0079 * exp(0.0869 * s)); }
static double aclf_180(double s) { return exp(-0.0115 * exp(0.0824 * s)); }
static double aclf_365(double s) { return exp(-0.0231 * exp(0.0731 * s)); }

/* Moreau and others 2013: the CANONIC cohort. */
static double grade_28(double grade) {
  static const double death[] = {0.047, 0.221, 0.320, 0.767};
  return 1 - death[(size_t)hepar_score_round(grade)];
}
static double grade_90(double grade) {
  static const double death[] = {0.140, 0.407, 0.523, 0.791};
  return 1 - death[(size_t)hepar_score_round(grade)];
}

#define JALAN "Jalan and others, J Hepatol 2014;61:1038-1047"
/* Source and status. */
#define CURVE \
  "public implementations, which name Wiesner and others, Gastroenterology 2003;124:91-96", \
      "formula verified; its source and whether it was made for MELD or MELD-Na are not"
#define MOREAU "Moreau and others, Gastroenterology 2013;144:1426-1437"

static const hepar_score_survival curves[] = {
    {"MELD", 90, "observed in five classes, candidates on the waiting list, three months",
     "death 1.9 % up to 9, 6.0 % from 10, 19.6 % from 20, 52.6 % from 30, 71.3 % from 40",
     "Wiesner and others, Gastroenterology 2003;124:91-96", "verified", 6, 40, meld_90},
    {"MELD_Na", 90, "predicted, candidates on the waiting list",
     "0.98465^exp(0.1635 (MELD-Na - 10))", CURVE, 6, 40, meld_na_90},
    {"MELD_Na_2008", 90, "predicted, candidates on the waiting list",
     "0.98465^exp(0.1635 (MELD-Na - 10))", CURVE, 6, 40, meld_na_90},
    {"MELD3", 90, "predicted, candidates on the waiting list",
     "0.946^exp(0.17698 MELD3 - 3.56)", "Kim and others, Gastroenterology 2021;161:1887-1895",
     "verified", 6, 40, meld3_90},
    {"mayo_TIPS", 90, "predicted, after elective TIPS, three months",
     "0.707^exp(R - 1.127)", "Malinchoc and others, Hepatology 2000;31:864-871", "verified", -10,
     15, mayo_90},
    {"child_pugh", 365, "as usually quoted for the classes",
     "A 100 %, B 80 %, C 45 %", "widely reproduced; the first series is not known to us",
     "verified as a quotation", 5, 15, pugh_365},
    {"lille", 180, "predicted, treated with steroids, six months", "1 - score",
     "Louvet and others, Hepatology 2007;45:1348-1354", "verified", 0, 1, lille_180},
    {"CLIF_ACLF", 28, "predicted", "exp(-0.0022 exp(0.0995 score))", JALAN,
     "recalled and checked with one value of a public test", 0, 100, aclf_28},
    {"CLIF_ACLF", 90, "predicted", "exp(-0.0079 exp(0.0869 score))", JALAN, "verified", 0, 100,
     aclf_90},
    {"CLIF_ACLF", 180, "predicted", "exp(-0.0115 exp(0.0824 score))", JALAN, "recalled", 0, 100,
     aclf_180},
    {"CLIF_ACLF", 365, "predicted", "exp(-0.0231 exp(0.0731 score))", JALAN, "recalled", 0, 100,
     aclf_365},
    {"ACLF_grade", 28, "observed, CANONIC cohort", "death 4.7, 22.1, 32.0, 76.7 %", MOREAU,
     "recalled", 0, 3, grade_28},
    {"ACLF_grade", 90, "observed, CANONIC cohort", "death 14.0, 40.7, 52.3, 79.1 %", MOREAU,
     "recalled", 0, 3, grade_90},
};

const hepar_score_survival *hepar_score_survival_at(size_t index) {
  return index < sizeof curves / sizeof curves[0] ? &curves[index] : NULL;
}

const hepar_score_survival *hepar_score_survival_find(const char *score, int days) {
  for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
    if (curves[i].days == days && strcmp(curves[i].score, score) == 0) return &curves[i];
  return NULL;
}

hepar_status hepar_score_survival_compute(const hepar_score_survival *curve, const double *values,
                                          size_t n, double *probabilities, hepar_error *error) {
  for (size_t i = 0; i < n; i++) {
    if (isnan(values[i])) {
      probabilities[i] = values[i];
      continue;
    }
    if (!(values[i] >= curve->low && values[i] <= curve->high))
      return hepar_fail(error, HEPAR_MISUSE,
                        "a value of %s must be a number from %g to %g, got %.14g", curve->score,
                        curve->low, curve->high, values[i]);
    probabilities[i] = curve->of(values[i]);
  }
  return HEPAR_OK;
}
