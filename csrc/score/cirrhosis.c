/* Function and fibrosis: Child-Pugh, ALBI, FIB-4, APRI. */
#include "score.h"

#define NONE ((double)NAN)

/* x: bilirubin, albumin, INR, prothrombin time, ascites, encephalopathy, biliary. */
static double child_pugh(const double *x, bool unrounded, hepar_score_trace *trace) {
  double bilirubin = x[6] != 0 ? hepar_score_points(x[0], 4, 10) : hepar_score_points(x[0], 2, 3);
  double albumin = x[1] > 3.5 ? 1 : x[1] >= 2.8 ? 2 : 3;
  double clotting;
  (void)unrounded;
  if (!isnan(x[2]))
    clotting = hepar_score_points(x[2], 1.7, 2.3);
  else
    clotting = isnan(x[3]) ? x[3] : hepar_score_points(x[3], 4, 6);
  return hepar_score_note(trace, "points of bilirubin", bilirubin) +
         hepar_score_note(trace, "points of albumin", albumin) +
         hepar_score_note(trace, "points of clotting", clotting) +
         hepar_score_note(trace, "points of ascites", x[4] < 1 ? 1 : x[4] < 2 ? 2 : 3) +
         hepar_score_note(trace, "points of encephalopathy", x[5] < 1 ? 1 : x[5] < 3 ? 2 : 3);
}

/* x: bilirubin in umol/L, albumin in g/L. */
static double albi(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "0.66 log10(bilirubin)", 0.66 * log10(x[0])) +
         hepar_score_note(trace, "-0.085 albumin", -0.085 * x[1]);
}

/* x: age, AST, ALT, platelets. */
static double fib4(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "age AST", x[0] * x[1]) /
         hepar_score_note(trace, "platelets sqrt(ALT)", x[3] * sqrt(x[2]));
}

/* x: AST, its upper limit of normal, platelets. */
static double apri(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return 100 * hepar_score_note(trace, "AST / upper limit", x[0] / x[1]) / x[2];
}

static const hepar_score_input pugh_inputs[] = {
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", NULL, "bilirubin", 0.01, 100, NONE, NONE,
     NONE, 0, NULL},
    {"albumin", "in serum", "g/dL", "g/L", NULL, "albumin", 0.3, 8, NONE, NONE, NONE, 0, NULL},
    {"INR", "international normalised ratio; counts when the prothrombin time is given as well",
     NULL, NULL, NULL, NULL, 0.3, 30, NONE, NONE, NONE, 'c', NULL},
    {"prothrombin_prolonged", "prothrombin time above that of the control", "s", NULL, "s", NULL,
     -10, 300, NONE, NONE, NONE, 'c', NULL},
    {"ascites", "none (0), slight or controlled (1), moderate or worse (2, 3)", NULL, NULL, NULL,
     NULL, 0, 3, NONE, NONE, NONE, 0,
     "none=0|slight=1|mild=1|controlled=1|moderate=2|severe=3|large=3|refractory=3"},
    {"encephalopathy", "grade of West Haven, 0 to 4", NULL, NULL, NULL, NULL, 0, 4, NONE, NONE,
     NONE, 0, "none=0"},
    FLAG("biliary", "primary biliary cholangitis: limits of bilirubin 4 and 10 mg/dL")};
static const hepar_score_input albi_inputs[] = {
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", "umol/L", "bilirubin", 0.01, 100, NONE,
     NONE, NONE, 0, NULL},
    {"albumin", "in serum", "g/dL", "g/L", "g/L", "albumin", 0.3, 8, NONE, NONE, NONE, 0, NULL}};
static const hepar_score_input fib4_inputs[] = {
    {"age", "of the patient", "y", NULL, NULL, NULL, 0, 125, NONE, NONE, NONE, 0, NULL},
    {"AST", "aspartate aminotransferase", "U/L", NULL, NULL, NULL, 1, 50000, NONE, NONE, NONE, 0,
     NULL},
    {"ALT", "alanine aminotransferase", "U/L", NULL, NULL, NULL, 1, 50000, NONE, NONE, NONE, 0,
     NULL},
    {"platelets", "thrombocytes", "10^9/L", NULL, NULL, NULL, 1, 3000, NONE, NONE, NONE, 0, NULL}};
static const hepar_score_input apri_inputs[] = {
    {"AST", "aspartate aminotransferase", "U/L", NULL, NULL, NULL, 1, 50000, NONE, NONE, NONE, 0,
     NULL},
    {"AST_limit", "upper limit of normal of the laboratory", "U/L", NULL, NULL, NULL, 1, 200, NONE,
     NONE, NONE, 0, NULL},
    {"platelets", "thrombocytes", "10^9/L", NULL, NULL, NULL, 1, 3000, NONE, NONE, NONE, 0, NULL}};

static const hepar_score_class pugh_classes[] = {
    {6, true, "A"}, {9, true, "B"}, {INFINITY, true, "C"}};
static const hepar_score_class albi_classes[] = {
    {-2.60, true, "grade 1"}, {-1.39, true, "grade 2"}, {INFINITY, true, "grade 3"}};
static const hepar_score_class fib4_classes[] = {
    {1.45, false, "below 1.45: advanced fibrosis unlikely"},
    {3.25, true, "1.45 to 3.25: undecided"},
    {INFINITY, true, "above 3.25: advanced fibrosis likely"}};
static const hepar_score_class apri_classes[] = {
    {0.5, true, "0.5 or less: significant fibrosis unlikely"},
    {1.5, true, "0.5 to 1.5: undecided"},
    {INFINITY, true, "above 1.5: significant fibrosis likely"}};

const hepar_score hepar_scores_cirrhosis[] = {
    {"child_pugh", "Child-Pugh score",
     "1, 2 or 3 points each: bilirubin < 2, 2 to 3, > 3 mg/dL (primary biliary cholangitis: < 4, 4 "
     "to 10, > 10); albumin > 3.5, 2.8 to 3.5, < 2.8 g/dL; INR < 1.7, 1.7 to 2.3, > 2.3 or "
     "prothrombin time prolonged by < 4, 4 to 6, > 6 s; ascites none, slight, moderate; "
     "encephalopathy none, grades 1 and 2, grades 3 and 4. A 5 and 6, B 7 to 9, C 10 to 15",
     "Pugh and others, Br J Surg 1973;60:646-649",
     "verified; the limits of primary biliary cholangitis recalled", pugh_inputs, 7, true, NONE,
     NONE, false, pugh_classes, child_pugh},
    {"ALBI", "albumin-bilirubin score",
     "0.66 log10(bilirubin in umol/L) - 0.085 (albumin in g/L); grade 1 up to -2.60, grade 2 up to "
     "-1.39, grade 3 above",
     "Johnson and others, J Clin Oncol 2015;33:550-558", "verified", albi_inputs, 2, false, NONE,
     NONE, false, albi_classes, albi},
    {"FIB4", "FIB-4 index of fibrosis", "age AST / (platelets sqrt(ALT))",
     "Sterling and others, Hepatology 2006;43:1317-1325", "verified", fib4_inputs, 4, false, NONE,
     NONE, false, fib4_classes, fib4},
    {"APRI", "AST to platelet ratio index", "100 (AST / upper limit of normal) / platelets",
     "Wai and others, Hepatology 2003;38:518-526", "verified",
     apri_inputs, 3, false, NONE, NONE, false, apri_classes, apri},
    {0}};
