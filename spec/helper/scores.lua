-- A patient for each liver score: a fresh table of inputs by the name of the score.

local patients = {
  MELD = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, dialysis = false },
  MELD_original = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, cause = "viral" },
  MELD_Na = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, sodium = 130, dialysis = false },
  MELD_Na_2008 = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, sodium = 130, dialysis = false },
  MELD3 = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, sodium = 130, albumin = 3,
    sex = "female", dialysis = false, adolescent = false },
  PELD = { bilirubin = 3.1, INR = 2, albumin = 2.5, age = 2, growth_failure = true },
  mayo_TIPS = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, cause = "alcohol" },
  UKELD = { bilirubin = 2.5, INR = 1.5, creatinine = 1.2, sodium = 130 },
  child_pugh = { bilirubin = 2.4, albumin = 3.1, INR = 1.5, prothrombin_prolonged = 5,
    ascites = "slight", encephalopathy = 1, biliary = false },
  ALBI = { bilirubin = 1.2, albumin = 3.8 },
  FIB4 = { age = 55, AST = 80, ALT = 60, platelets = 140 },
  APRI = { AST = 38, AST_limit = 40, platelets = 150 },
  maddrey = { prothrombin_time = 18, control = 12, bilirubin = 10 },
  lille = { age = 50, albumin = 2.8, bilirubin = 15, bilirubin_day7 = 10, creatinine = 1,
    prothrombin_time = 20 },
  CLIF_OF = { bilirubin = 7, creatinine = 2.4, renal_replacement = false, encephalopathy = 2,
    INR = 2.1, MAP = 65, vasopressors = false, PaO2_FiO2 = 320, SpO2_FiO2 = 400,
    ventilation = false },
  CLIF_ACLF = { OF = 12, age = 60, WBC = 10 },
  CLIF_AD = { age = 60, creatinine = 1.2, INR = 1.5, WBC = 8, sodium = 135 },
  kings_paracetamol = { pH = 7.35, INR = 7, creatinine = 3.6, encephalopathy = 3, lactate = 2,
    lactate_after_fluids = 2 },
  kings_other = { INR = 4, age = 45, cause = "drug", jaundice = 5, bilirubin = 12 },
}
patients.ACLF_grade = patients.CLIF_OF

return function(name)
  local inputs = {}
  for key, value in pairs(patients[name]) do inputs[key] = value end
  return inputs
end
