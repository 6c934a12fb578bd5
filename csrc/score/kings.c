/* The criteria of King's College for acute liver failure, with and without paracetamol. */
#include "score.h"

#define NONE ((double)NAN)

/* A criterion that holds is 1. */
static bool holds(hepar_score_trace *trace, const char *what, bool yes) {
  return hepar_score_note(trace, what, yes ? 1 : 0) != 0;
}

/* x: pH, INR, creatinine in umol/L, encephalopathy, lactate early, lactate after fluids. A value
   that is not there meets no criterion. */
static double paracetamol(const double *x, bool unrounded, hepar_score_trace *trace) {
  bool ph = holds(trace, "pH below 7.30", x[0] < 7.30);
  bool inr = holds(trace, "INR above 6.5", x[1] > 6.5);
  bool creatinine = holds(trace, "creatinine above 300 umol/L", x[2] > 300);
  bool coma = holds(trace, "encephalopathy of grade 3 or 4", x[3] >= 3);
  bool early = !isnan(x[4]) && holds(trace, "early lactate above 3.5 mmol/L", x[4] > 3.5);
  bool late = !isnan(x[5]) && holds(trace, "lactate after fluids above 3.0 mmol/L", x[5] > 3.0);
  (void)unrounded;
  return ph || (inr && creatinine && coma) || early || late ? 1 : 0;
}

/* x: INR, age, unfavourable cause, days of jaundice, bilirubin in umol/L. */
static double other(const double *x, bool unrounded, hepar_score_trace *trace) {
  bool inr = holds(trace, "INR above 6.5", x[0] > 6.5);
  int minor = 0;
  (void)unrounded;
  minor += holds(trace, "age below 10 or above 40", x[1] < 10 || x[1] > 40);
  minor += holds(trace, "unfavourable cause", x[2] != 0);
  minor += holds(trace, "jaundice more than 7 days before encephalopathy", x[3] > 7);
  minor += holds(trace, "INR above 3.5", x[0] > 3.5);
  minor += holds(trace, "bilirubin above 300 umol/L", x[4] > 300);
  (void)hepar_score_note(trace, "of these five", minor);
  return inr || minor >= 3 ? 1 : 0;
}

static const hepar_score_input paracetamol_inputs[] = {
    {"pH", "arterial, after fluids", NULL, NULL, NULL, NULL, 6.3, 8, NONE, NONE, NONE, 0, NULL},
    {"INR", "international normalised ratio (6.5: prothrombin time 100 s)", NULL, NULL, NULL, NULL,
     0.3, 30, NONE, NONE, NONE, 0, NULL},
    {"creatinine", "in serum", "mg/dL", "umol/L", "umol/L", "creatinine", 0.05, 40, NONE, NONE,
     NONE, 0, NULL},
    {"encephalopathy", "grade of West Haven, 0 to 4", NULL, NULL, NULL, NULL, 0, 4, NONE, NONE,
     NONE, 0, "none=0"},
    {"lactate", "arterial, early after admission; the criterion was added in 2002", "mmol/L", NULL,
     NULL, NULL, 0.05, 60, NONE, NONE, NONE, ' ', NULL},
    {"lactate_after_fluids", "arterial, after fluids; the criterion was added in 2002", "mmol/L",
     NULL, NULL, NULL, 0.05, 60, NONE, NONE, NONE, ' ', NULL}};
static const hepar_score_input other_inputs[] = {
    {"INR", "international normalised ratio (6.5: prothrombin time 100 s, 3.5: 50 s)", NULL, NULL,
     NULL, NULL, 0.3, 30, NONE, NONE, NONE, 0, NULL},
    {"age", "of the patient", "y", NULL, NULL, NULL, 0, 125, NONE, NONE, NONE, 0, NULL},
    {"cause", "hepatitis A or B (0); indeterminate, halothane or drug reaction (1)", NULL, NULL,
     NULL, NULL, 0, 1, NONE, NONE, NONE, 0,
     "hepatitis A=0|hepatitis B=0|indeterminate=1|halothane=1|drug=1"},
    {"jaundice", "from jaundice to encephalopathy", "d", NULL, NULL, NULL, 0, 400, NONE, NONE, NONE,
     0, NULL},
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", "umol/L", "bilirubin", 0.01, 100, NONE,
     NONE, NONE, 0, NULL}};

static const hepar_score_class classes[] = {
    {0, true, "criteria not met"}, {INFINITY, true, "criteria met"}};

const hepar_score hepar_scores_kings[] = {
    {"kings_paracetamol", "King's College criteria, acute liver failure by paracetamol",
     "pH < 7.30; or INR > 6.5 and creatinine > 300 umol/L and encephalopathy of grade 3 or 4; when "
     "given: early lactate > 3.5 or lactate after fluids > 3.0 mmol/L",
     "O'Grady and others, Gastroenterology 1989;97:439-445; lactate: Bernal and others, Lancet "
     "2002;359:558-563",
     "verified", paracetamol_inputs, 6, false, NONE, NONE, true, classes, paracetamol},
    {"kings_other", "King's College criteria, acute liver failure by other causes",
     "INR > 6.5; or three of: age < 10 or > 40, unfavourable cause, jaundice more than 7 days "
     "before encephalopathy, INR > 3.5, bilirubin > 300 umol/L",
     "O'Grady and others, Gastroenterology 1989;97:439-445", "verified", other_inputs, 5, false,
     NONE, NONE, true, classes, other},
    {0}};
