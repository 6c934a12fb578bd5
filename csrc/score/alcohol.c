/* Alcoholic hepatitis: Maddrey's discriminant function, the Lille model. */
#include "score.h"

#define NONE ((double)NAN)

/* x: prothrombin time, that of the control, bilirubin. */
static double maddrey(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "4.6 (prothrombin time - control)", 4.6 * (x[0] - x[1])) +
         hepar_score_note(trace, "bilirubin", x[2]);
}

/* x: age, albumin in g/L, bilirubin of day 0 and day 7 in umol/L, creatinine in mg/dL, PT. */
static double lille(const double *x, bool unrounded, hepar_score_trace *trace) {
  double r = hepar_score_note(trace, "constant", 3.19) +
             hepar_score_note(trace, "-0.101 age", -0.101 * x[0]) +
             hepar_score_note(trace, "0.147 albumin", 0.147 * x[1]) +
             hepar_score_note(trace, "0.0165 (bilirubin - bilirubin of day 7)",
                              0.0165 * (x[2] - x[3])) +
             hepar_score_note(trace, "-0.206 renal insufficiency", x[4] > 1.3 ? -0.206 : 0) +
             hepar_score_note(trace, "-0.0065 bilirubin", -0.0065 * x[2]) +
             hepar_score_note(trace, "-0.0096 prothrombin time", -0.0096 * x[5]);
  (void)unrounded;
  return 1 / (1 + exp(hepar_score_note(trace, "R", r)));
}

static const hepar_score_input maddrey_inputs[] = {
    {"prothrombin_time", "of the patient", "s", NULL, "s", NULL, 3, 300, NONE, NONE, NONE, 0, NULL},
    {"control", "prothrombin time of the control", "s", NULL, "s", NULL, 3, 30, NONE, NONE, NONE, 0,
     NULL},
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", NULL, "bilirubin", 0.01, 100, NONE, NONE,
     NONE, 0, NULL}};
static const hepar_score_input lille_inputs[] = {
    {"age", "of the patient", "y", NULL, NULL, NULL, 0, 125, NONE, NONE, NONE, 0, NULL},
    {"albumin", "in serum, day 0", "g/dL", "g/L", "g/L", "albumin", 0.3, 8, NONE, NONE, NONE, 0,
     NULL},
    {"bilirubin", "total, in serum, day 0", "mg/dL", "umol/L", "umol/L", "bilirubin", 0.01, 100,
     NONE, NONE, NONE, 0, NULL},
    {"bilirubin_day7", "total, in serum, after seven days of steroids", "mg/dL", "umol/L",
     "umol/L", "bilirubin", 0.01, 100, NONE, NONE, NONE, 0, NULL},
    {"creatinine", "in serum, day 0; above 1.3 mg/dL is renal insufficiency", "mg/dL", "umol/L",
     NULL, "creatinine", 0.05, 40, NONE, NONE, NONE, 0, NULL},
    {"prothrombin_time", "of the patient, day 0", "s", NULL, "s", NULL, 3, 300, NONE, NONE, NONE, 0, NULL}};

static const hepar_score_class maddrey_classes[] = {
    {32, false, "below 32: not severe"}, {INFINITY, true, "32 or more: severe"}};
static const hepar_score_class lille_classes[] = {
    {0.45, false, "below 0.45: response to steroids"},
    {INFINITY, true, "0.45 or more: no response to steroids"}};

const hepar_score hepar_scores_alcohol[] = {
    {"maddrey", "Maddrey's discriminant function, modified",
     "4.6 (prothrombin time - control) + bilirubin, in s and mg/dL",
     "Carithers and others, Ann Intern Med 1989;110:685-690, after Maddrey and others, "
     "Gastroenterology 1978;75:193-199",
     "verified", maddrey_inputs, 3, false, NONE, NONE, false,
     maddrey_classes, maddrey},
    {"lille", "Lille model of alcoholic hepatitis under steroids",
     "R = 3.19 - 0.101 age + 0.147 albumin + 0.0165 (bilirubin - bilirubin of day 7) - 0.206 renal "
     "insufficiency - 0.0065 bilirubin - 0.0096 prothrombin time, in g/L, umol/L, s; exp(-R) / (1 "
     "+ exp(-R))",
     "Louvet and others, Hepatology 2007;45:1348-1354",
     "verified; that insufficiency is creatinine above 1.3 mg/dL is recalled", lille_inputs, 6,
     false, NONE, NONE, false, lille_classes, lille},
    {0}};
