/* The MELD family: Mayo TIPS, MELD, MELD-Na, MELD 3.0, PELD, UKELD. */
#include "score.h"

#define NONE ((double)NAN)
#define BILIRUBIN(least) \
  {"bilirubin", "total, in serum", "mg/dL", "umol/L", NULL, "bilirubin", 0.01, 100, least, NONE, \
   NONE, 0, NULL}
#define INR(least) \
  {"INR", "international normalised ratio of prothrombin time", NULL, NULL, NULL, NULL, 0.3, 30, \
   least, NONE, NONE, 0, NULL}
#define CREATININE(least, most) \
  {"creatinine", "in serum", "mg/dL", "umol/L", NULL, "creatinine", 0.05, 40, least, most, NONE, \
   0, NULL}
#define SODIUM(least, most) \
  {"sodium", "in serum", "mmol/L", NULL, NULL, NULL, 90, 200, least, most, NONE, 0, NULL}
#define ALBUMIN(least, most) \
  {"albumin", "in serum", "g/dL", "g/L", NULL, "albumin", 0.3, 8, least, most, NONE, 0, NULL}
#define DIALYSIS FLAG("dialysis", "twice in the week before, or 24 hours of CVVHD")
#define CAUSE \
  {"cause", "of the liver disease: alcohol or cholestatic (0), viral or other (1)", NULL, NULL, \
   NULL, NULL, 0, 1, NONE, NONE, NONE, 0, "alcohol=0|cholestatic=0|viral=1|other=1"}

/* x: bilirubin, INR, creatinine in mg/dL, constant: 10 times Malinchoc's risk score. */
static double risk(double bilirubin, double inr, double creatinine, double constant,
                   hepar_score_trace *trace) {
  return hepar_score_note(trace, "3.78 ln(bilirubin)", 3.78 * log(bilirubin)) +
         hepar_score_note(trace, "11.2 ln(INR)", 11.2 * log(inr)) +
         hepar_score_note(trace, "9.57 ln(creatinine)", 9.57 * log(creatinine)) +
         hepar_score_note(trace, "constant", constant);
}

/* Malinchoc's risk score itself. */
static double mayo_tips(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "0.378 ln(bilirubin)", 0.378 * log(x[0])) +
         hepar_score_note(trace, "1.120 ln(INR)", 1.12 * log(x[1])) +
         hepar_score_note(trace, "0.957 ln(creatinine)", 0.957 * log(x[2])) +
         hepar_score_note(trace, "0.643 cause", 0.643 * x[3]);
}

static double meld_original(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return risk(x[0], x[1], x[2], 6.43 * x[3], trace);
}

/* The creatinine that counts: patients on dialysis have the upper bound. */
static double creatinine_of(const double *x, double most, hepar_score_trace *trace) {
  return x[3] != 0 ? hepar_score_note(trace, "creatinine of dialysis", most) : x[2];
}

static double meld(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return risk(x[0], x[1], creatinine_of(x, 4, trace), 6.43, trace);
}

/* OPTN rounds MELD(i) before the term of sodium. */
static double meld_na(const double *x, bool unrounded, hepar_score_trace *trace) {
  double m = risk(x[0], x[1], creatinine_of(x, 4, trace), 6.43, trace);
  double low = 137 - x[4];
  if (!unrounded) m = hepar_score_round(m);
  (void)hepar_score_note(trace, "MELD(i)", m);
  if (!(m > 11)) return m;
  return m + hepar_score_note(trace, "1.32 (137 - sodium)", 1.32 * low) -
         hepar_score_note(trace, "0.033 MELD(i) (137 - sodium)", 0.033 * m * low);
}

/* The form of the paper: every MELD, sodium up to 140. */
static double meld_na_2008(const double *x, bool unrounded, hepar_score_trace *trace) {
  double m = risk(x[0], x[1], creatinine_of(x, 4, trace), 6.43, trace);
  double low = 140 - x[4];
  (void)unrounded;
  return hepar_score_note(trace, "MELD", m) + hepar_score_note(trace, "140 - sodium", low) -
         hepar_score_note(trace, "0.025 MELD (140 - sodium)", 0.025 * m * low);
}

/* x: bilirubin, INR, creatinine, dialysis, sodium, albumin, sex (1 female), adolescent. */
static double meld3(const double *x, bool unrounded, hepar_score_trace *trace) {
  double c = creatinine_of(x, 3, trace);
  double bilirubin = log(x[0]);
  double low_sodium = 137 - x[4];
  double low_albumin = 3.5 - x[5];
  (void)unrounded;
  return hepar_score_note(trace, "4.56 ln(bilirubin)", 4.56 * bilirubin) +
         hepar_score_note(trace, "0.82 (137 - sodium)", 0.82 * low_sodium) +
         hepar_score_note(trace, "-0.24 (137 - sodium) ln(bilirubin)",
                          -0.24 * low_sodium * bilirubin) +
         hepar_score_note(trace, "9.09 ln(INR)", 9.09 * log(x[1])) +
         hepar_score_note(trace, "11.14 ln(creatinine)", 11.14 * log(c)) +
         hepar_score_note(trace, "1.85 (3.5 - albumin)", 1.85 * low_albumin) +
         hepar_score_note(trace, "-1.83 (3.5 - albumin) ln(creatinine)",
                          -1.83 * low_albumin * log(c)) +
         (x[7] != 0 ? hepar_score_note(trace, "constant of adolescents", 7.33)
                    : hepar_score_note(trace, "1.33 female", 1.33 * x[6]) +
                          hepar_score_note(trace, "constant", 6));
}

/* x: bilirubin, INR, albumin, age, growth failure. */
static double peld(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "4.80 ln(bilirubin)", 4.80 * log(x[0])) +
         hepar_score_note(trace, "18.57 ln(INR)", 18.57 * log(x[1])) +
         hepar_score_note(trace, "-6.87 ln(albumin)", -6.87 * log(x[2])) +
         hepar_score_note(trace, "4.36 below one year", x[3] < 1 ? 4.36 : 0) +
         hepar_score_note(trace, "6.67 growth failure", 6.67 * x[4]);
}

/* In umol/L and mmol/L. */
static double ukeld(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return hepar_score_note(trace, "5.395 ln(INR)", 5.395 * log(x[1])) +
         hepar_score_note(trace, "1.485 ln(creatinine)", 1.485 * log(x[2])) +
         hepar_score_note(trace, "3.13 ln(bilirubin)", 3.13 * log(x[0])) +
         hepar_score_note(trace, "-81.565 ln(sodium)", -81.565 * log(x[3])) +
         hepar_score_note(trace, "constant", 435);
}

static const hepar_score_input risk_inputs[] = {
    BILIRUBIN(NONE), INR(NONE), CREATININE(NONE, NONE), CAUSE};
static const hepar_score_input meld_inputs[] = {BILIRUBIN(1), INR(1), CREATININE(1, 4), DIALYSIS};
static const hepar_score_input meld_na_inputs[] = {BILIRUBIN(1), INR(1), CREATININE(1, 4), DIALYSIS,
                                                   SODIUM(125, 137)};
static const hepar_score_input meld_na_2008_inputs[] = {BILIRUBIN(1), INR(1), CREATININE(1, 4),
                                                        DIALYSIS, SODIUM(125, 140)};
static const hepar_score_input meld3_inputs[] = {
    BILIRUBIN(1), INR(1), CREATININE(1, 3), DIALYSIS, SODIUM(125, 137), ALBUMIN(1.5, 3.5),
    {"sex", "male (0) or female (1); not asked of adolescents", NULL, NULL, NULL, NULL, 0, 1, NONE,
     NONE, NONE, 's', "male=0|M=0|female=1|F=1"},
    FLAG("adolescent", "registered before the age of 18: one constant for both sexes")};
static const hepar_score_input peld_inputs[] = {
    BILIRUBIN(1), INR(1), ALBUMIN(1, NONE),
    {"age", "of the child at listing; below one year counts", "y", NULL, NULL, NULL, 0, 18, NONE, NONE, NONE, 0,
     NULL},
    FLAG("growth_failure", "more than two standard deviations below the mean")};
static const hepar_score_input ukeld_inputs[] = {
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", "umol/L", "bilirubin", 0.01, 100, NONE,
     NONE, NONE, 0, NULL},
    INR(NONE),
    {"creatinine", "in serum", "mg/dL", "umol/L", "umol/L", "creatinine", 0.05, 40, NONE, NONE,
     NONE, 0, NULL},
    SODIUM(NONE, NONE)};

static const hepar_score_class ukeld_classes[] = {
    {49, false, "below 49, the threshold of listing"},
    {60, false, "49 or more: predicted one-year mortality above 9 % without transplantation"},
    {INFINITY, true, "60 or more: predicted one-year survival of at most about half"}};

const hepar_score hepar_scores_meld[] = {
    {"MELD", "MELD with the bounds of UNOS",
     "3.78 ln(bilirubin) + 11.2 ln(INR) + 9.57 ln(creatinine) + 6.43; each at least 1, creatinine "
     "at most 4 mg/dL (4 on dialysis); rounded; 6 to 40",
     "Kamath and others, Hepatology 2001;33:464-470; UNOS bounds: Wiesner and others, "
     "Gastroenterology 2003;124:91-96",
     "verified", meld_inputs, 4, true, 6, 40, false, NULL, meld},
    {"MELD_original", "MELD as first published, with the cause and without bounds",
     "3.78 ln(bilirubin) + 11.2 ln(INR) + 9.57 ln(creatinine) + 6.43 cause (0 alcohol or "
     "cholestatic, 1 other); rounded",
     "Malinchoc and others, Hepatology 2000;31:864-871; Kamath and others, Hepatology "
     "2001;33:464-470 (there as 3.8, 11.2, 9.6, 6.4)",
     "verified; that there are no bounds is recalled", risk_inputs, 4, true, NONE, NONE, false,
     NULL, meld_original},
    {"MELD_Na", "MELD-Na of OPTN 2016",
     "M + 1.32 (137 - sodium) - 0.033 M (137 - sodium) when M > 11, where M is MELD rounded; "
     "sodium 125 to 137 mmol/L; rounded; 6 to 40",
     "OPTN policy 9.1 of January 2016, after Kim and others, N Engl J Med 2008;359:1018-1026",
     "verified", meld_na_inputs, 5, true, 6, 40, false, NULL, meld_na},
    {"MELD_Na_2008", "MELD-Na as first published",
     "M + (140 - sodium) - 0.025 M (140 - sodium), where M is MELD, not rounded; sodium 125 to 140 "
     "mmol/L; rounded; 6 to 40",
     "Kim and others, N Engl J Med 2008;359:1018-1026",
     "verified; the bounds 6 and 40 recalled", meld_na_2008_inputs, 5, true, 6, 40, false, NULL,
     meld_na_2008},
    {"MELD3", "MELD 3.0",
     "1.33 female + 4.56 ln(bilirubin) + 0.82 (137 - sodium) - 0.24 (137 - sodium) ln(bilirubin) + "
     "9.09 ln(INR) + 11.14 ln(creatinine) + 1.85 (3.5 - albumin) - 1.83 (3.5 - albumin) "
     "ln(creatinine) + 6; adolescents: 7.33 for the last and no term of sex; bilirubin and INR at "
     "least 1, creatinine 1 to 3 mg/dL (3 on dialysis), sodium 125 to 137 mmol/L, albumin 1.5 to "
     "3.5 g/dL; rounded; 6 to 40",
     "Kim and others, Gastroenterology 2021;161:1887-1895; OPTN policy 9.1 of July 2023",
     "verified", meld3_inputs, 8, true, 6, 40, false, NULL, meld3},
    {"PELD", "PELD, the score of children below 12 years until 2023",
     "4.80 ln(bilirubin) + 18.57 ln(INR) - 6.87 ln(albumin) + 4.36 (below one year) + 6.67 (growth "
     "failure); each of the three at least 1; rounded; may be negative",
     "McDiarmid and others, Transplantation 2002;74:173-181",
     "verified", peld_inputs, 5, true, NONE, NONE,
     false, NULL, peld},
    {"mayo_TIPS", "Mayo risk score of patients before a TIPS",
     "0.378 ln(bilirubin) + 1.120 ln(INR) + 0.957 ln(creatinine) + 0.643 cause (0 alcohol or "
     "cholestatic, 1 other)",
     "Malinchoc and others, Hepatology 2000;31:864-871", "verified", risk_inputs, 4, false, NONE,
     NONE, false, NULL, mayo_tips},
    {"UKELD", "United Kingdom model for end-stage liver disease",
     "5.395 ln(INR) + 1.485 ln(creatinine) + 3.13 ln(bilirubin) - 81.565 ln(sodium) + 435; "
     "creatinine and bilirubin in umol/L; not rounded here",
     "Barber and others, Transplantation 2011;92:469-476",
     "verified", ukeld_inputs, 4, false, NONE, NONE,
     false, ukeld_classes, ukeld},
    {0}};
