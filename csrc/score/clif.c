/* The scores of the CLIF consortium: organ failures, ACLF and its grade, acute decompensation. */
#include "score.h"

#define NONE ((double)NAN)

enum organ { LIVER, KIDNEY, BRAIN, COAGULATION, CIRCULATION, RESPIRATION, ORGANS };

/* The places of the inputs in organ_inputs. */
enum { BILIRUBIN, CREATININE, RRT, HE, INR, MAP, VASOPRESSORS, PAO2, SPO2, VENTILATION };

/* The subscores, 1 to 3 each. */
static void organs(const double *x, double points[ORGANS], hepar_score_trace *trace) {
  bool ventilated = x[VENTILATION] != 0;
  points[LIVER] = x[BILIRUBIN] < 6 ? 1 : x[BILIRUBIN] < 12 ? 2 : 3;
  points[KIDNEY] = x[RRT] != 0 || x[CREATININE] >= 3.5 ? 3 : x[CREATININE] < 2 ? 1 : 2;
  points[BRAIN] = x[HE] < 1 ? 1 : x[HE] < 3 ? 2 : 3;
  points[COAGULATION] = x[INR] < 2 ? 1 : x[INR] < 2.5 ? 2 : 3;
  points[CIRCULATION] = x[VASOPRESSORS] != 0 ? 3 : x[MAP] < 70 ? 2 : 1;
  if (ventilated)
    points[RESPIRATION] = 3;
  else if (!isnan(x[PAO2]))
    points[RESPIRATION] = x[PAO2] > 300 ? 1 : x[PAO2] > 200 ? 2 : 3;
  else if (isnan(x[SPO2]))
    points[RESPIRATION] = x[SPO2];
  else
    points[RESPIRATION] = x[SPO2] > 357 ? 1 : x[SPO2] > 214 ? 2 : 3;
  (void)hepar_score_note(trace, "liver", points[LIVER]);
  (void)hepar_score_note(trace, "kidney", points[KIDNEY]);
  (void)hepar_score_note(trace, "brain", points[BRAIN]);
  (void)hepar_score_note(trace, "coagulation", points[COAGULATION]);
  (void)hepar_score_note(trace, "circulation", points[CIRCULATION]);
  (void)hepar_score_note(trace, "respiration", points[RESPIRATION]);
}

static double clif_of(const double *x, bool unrounded, hepar_score_trace *trace) {
  double points[ORGANS];
  double sum = 0;
  (void)unrounded;
  organs(x, points, trace);
  for (size_t i = 0; i < ORGANS; i++) sum += points[i];
  return sum;
}

/* Grade 0 to 3. An organ has failed with 3 points, the kidney with 2. */
static double aclf_grade(const double *x, bool unrounded, hepar_score_trace *trace) {
  double points[ORGANS];
  int failures = 0;
  bool kidney, impaired, confused;
  (void)unrounded;
  organs(x, points, trace);
  if (isnan(points[RESPIRATION])) return points[RESPIRATION];
  kidney = points[KIDNEY] >= 2;
  for (size_t i = 0; i < ORGANS; i++)
    if (i == KIDNEY ? kidney : points[i] >= 3) failures++;
  (void)hepar_score_note(trace, "organ failures", failures);
  if (failures >= 2) return failures >= 3 ? 3 : 2;
  if (failures == 0) return 0;
  if (kidney) return 1;
  impaired = x[CREATININE] >= 1.5; /* below 2: the kidney has not failed */
  confused = x[HE] >= 1 && x[HE] < 3;
  (void)hepar_score_note(trace, "creatinine 1.5 mg/dL or more", impaired ? 1 : 0);
  (void)hepar_score_note(trace, "encephalopathy of grade 1 or 2", confused ? 1 : 0);
  return impaired || confused ? 1 : 0;
}

/* x: organ failure score, age, leucocytes. */
static double clif_aclf(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return 10 * (hepar_score_note(trace, "0.33 OF", 0.33 * x[0]) +
               hepar_score_note(trace, "0.04 age", 0.04 * x[1]) +
               hepar_score_note(trace, "0.63 ln(WBC)", 0.63 * log(x[2])) - 2);
}

/* x: age, creatinine, INR, leucocytes, sodium. */
static double clif_ad(const double *x, bool unrounded, hepar_score_trace *trace) {
  (void)unrounded;
  return 10 * (hepar_score_note(trace, "0.03 age", 0.03 * x[0]) +
               hepar_score_note(trace, "0.66 ln(creatinine)", 0.66 * log(x[1])) +
               hepar_score_note(trace, "1.71 ln(INR)", 1.71 * log(x[2])) +
               hepar_score_note(trace, "0.88 ln(WBC)", 0.88 * log(x[3])) +
               hepar_score_note(trace, "-0.05 sodium", -0.05 * x[4]) + 8);
}

static const hepar_score_input organ_inputs[] = {
    {"bilirubin", "total, in serum", "mg/dL", "umol/L", NULL, "bilirubin", 0.01, 100, NONE, NONE,
     NONE, 0, NULL},
    {"creatinine", "in serum", "mg/dL", "umol/L", NULL, "creatinine", 0.05, 40, NONE, NONE, NONE, 0,
     NULL},
    FLAG("renal_replacement", "dialysis or haemofiltration"),
    {"encephalopathy", "grade of West Haven, 0 to 4", NULL, NULL, NULL, NULL, 0, 4, NONE, NONE,
     NONE, 0, "none=0"},
    {"INR", "international normalised ratio of prothrombin time", NULL, NULL, NULL, NULL, 0.3, 30,
     NONE, NONE, NONE, 0, NULL},
    {"MAP", "mean arterial pressure", "mmHg", NULL, NULL, NULL, 10, 250, NONE, NONE, NONE, 0, NULL},
    FLAG("vasopressors", "for the circulation, terlipressin among them"),
    {"PaO2_FiO2", "arterial oxygen pressure by inspired fraction; counts when both are given",
     "mmHg", "kPa", NULL, NULL, 20, 900, NONE, NONE, NONE, 'r', NULL},
    {"SpO2_FiO2", "oxygen saturation in percent by inspired fraction", NULL, NULL, NULL, NULL, 40,
     480, NONE, NONE, NONE, 'r', NULL},
    FLAG("ventilation", "mechanical, for respiratory failure and not for encephalopathy alone")};
static const hepar_score_input aclf_inputs[] = {
    {"OF", "score of organ failures, what CLIF_OF gives", NULL, NULL, NULL, NULL, 6, 18, NONE, NONE,
     NONE, 0, NULL},
    {"age", "of the patient", "y", NULL, NULL, NULL, 0, 125, NONE, NONE, NONE, 0, NULL},
    {"WBC", "leucocytes", "10^9/L", NULL, NULL, NULL, 0.01, 500, NONE, NONE, NONE, 0, NULL}};
static const hepar_score_input ad_inputs[] = {
    {"age", "of the patient", "y", NULL, NULL, NULL, 0, 125, NONE, NONE, NONE, 0, NULL},
    {"creatinine", "in serum", "mg/dL", "umol/L", NULL, "creatinine", 0.05, 40, NONE, NONE, NONE, 0,
     NULL},
    {"INR", "international normalised ratio of prothrombin time", NULL, NULL, NULL, NULL, 0.3, 30,
     NONE, NONE, NONE, 0, NULL},
    {"WBC", "leucocytes", "10^9/L", NULL, NULL, NULL, 0.01, 500, NONE, NONE, NONE, 0, NULL},
    {"sodium", "in serum", "mmol/L", NULL, NULL, NULL, 90, 200, NONE, NONE, NONE, 0, NULL}};

static const hepar_score_class grade_classes[] = {
    {0, true, "no ACLF"}, {1, true, "grade 1"}, {2, true, "grade 2"}, {INFINITY, true, "grade 3"}};
static const hepar_score_class ad_classes[] = {
    {45, true, "45 or less: low risk"}, {60, false, "above 45 and below 60: intermediate risk"},
    {INFINITY, true, "60 or more: high risk"}};

const hepar_score hepar_scores_clif[] = {
    {"CLIF_OF", "CLIF-C organ failure score",
     "1, 2 or 3 points each: bilirubin < 6, < 12, >= 12 mg/dL; creatinine < 2, < 3.5, >= 3.5 mg/dL "
     "or renal replacement; encephalopathy 0, 1 and 2, 3 and 4; INR < 2, < 2.5, >= 2.5; MAP >= 70, "
     "< 70 mmHg, vasopressors; PaO2/FiO2 > 300, > 200, <= 200 mmHg or SpO2/FiO2 > 357, > 214, <= "
     "214, or ventilation (3)",
     "Jalan and others, J Hepatol 2014;61:1038-1047",
     "verified; sources differ on bilirubin of exactly 12 mg/dL",
     organ_inputs, 10, true, NONE, NONE, false, NULL, clif_of},
    {"CLIF_ACLF", "CLIF-C ACLF score", "10 (0.33 OF + 0.04 age + 0.63 ln(WBC) - 2); 0 to 100",
     "Jalan and others, J Hepatol 2014;61:1038-1047", "verified; the bounds 0 and 100 recalled",
     aclf_inputs, 3, false, 0, 100, false, NULL, clif_aclf},
    {"CLIF_AD", "CLIF-C score of acute decompensation",
     "10 (0.03 age + 0.66 ln(creatinine) + 1.71 ln(INR) + 0.88 ln(WBC) - 0.05 sodium + 8); 0 to "
     "100",
     "Jalan and others, J Hepatol 2015;62:831-840", "verified; the bounds 0 and 100 recalled",
     ad_inputs, 5, false, 0, 100, false, ad_classes, clif_ad},
    {"ACLF_grade", "grade of acute-on-chronic liver failure (EASL-CLIF)",
     "an organ has failed with 3 points of CLIF_OF, the kidney with 2. Grade 3: three or more; 2: "
     "two; 1: the kidney alone, or one other with creatinine 1.5 to 1.9 mg/dL or (but for the "
     "brain) encephalopathy of grade 1 or 2; else 0",
     "Moreau and others, Gastroenterology 2013;144:1426-1437",
     "verified; sources differ on bilirubin of exactly 12 mg/dL", organ_inputs, 10, true, NONE, NONE, false,
     grade_classes, aclf_grade},
    {0}};
