--- Liver scores with their units, bounds and sources, and the survival that was published with
-- them.
--
-- Each function takes one table of inputs: numbers, columns, or both; a column in gives a column
-- out. Bare numbers are in conventional units (mg/dL, g/dL) or, with `units = "SI"`, in SI units
-- (umol/L, g/L); a value may carry its own: `bilirubin = "42.8 umol/L"`, `bilirubin = {value =
-- column, unit = "umol/L"}`. Words such as `"none"` and `"female"` stand where numbers would hide
-- the meaning. Bounds and rounding are those of the source; `unrounded = true` leaves the rounding
-- out. A missing value of a column is NaN and gives NaN. For research: never for decisions on the
-- care of patients.
-- @module hepar.score
-- @usage hepar.score.MELD{bilirubin = 2.5, INR = 1.5, creatinine = 1.0}  --> 14
-- print(hepar.score.explain("MELD", {bilirubin = 2.5, INR = 1.5, creatinine = 1.0}))

local core = require("hepar.core").score
local check = require("hepar.util.check")
local read_inputs = require("hepar.score.inputs")
local text = require("hepar.score.text")

local M = {}

-- Compute the score of that name.
local function run(name, inputs)
  local where = "hepar.score." .. name
  local given, unrounded = read_inputs.read(where, read_inputs.find(where, name), inputs)
  return core.compute(where, name, given, unrounded)
end

--- MELD with the bounds of UNOS: each input at least 1, creatinine at most 4 mg/dL, 6 to 40.
-- Kamath and others, Hepatology 2001;33:464; Wiesner and others, Gastroenterology 2003;124:91.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `dialysis` (boolean:
-- twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.MELD{bilirubin = 2.5, INR = 1.5, creatinine = 1.0}  --> 14
-- hepar.score.MELD{bilirubin = 42.8, INR = 1.5, creatinine = 88, units = "SI"}
function M.MELD(inputs)
  return run("MELD", inputs)
end

--- MELD as first published: with the cause of the disease and without bounds.
-- Malinchoc and others, Hepatology 2000;31:864; Kamath and others, Hepatology 2001;33:464.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` ("alcohol",
-- "cholestatic", "viral" or "other"), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.MELD_original{bilirubin = 4.2, INR = 1.2, creatinine = 1.9,
--   cause = "alcohol"}  --> 14
function M.MELD_original(inputs)
  return run("MELD_original", inputs)
end

--- MELD-Na of OPTN 2016: sodium counts when MELD is above 11.
-- MELD is rounded before the term of sodium, as the policy has it. After Kim and others, N Engl J
-- Med 2008;359:1018.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L),
-- `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.MELD_Na{bilirubin = 2.5, INR = 1.5, creatinine = 1.0, sodium = 130}
function M.MELD_Na(inputs)
  return run("MELD_Na", inputs)
end

--- MELD-Na as first published, with sodium from 125 to 140 mmol/L at every MELD.
-- Kim and others, N Engl J Med 2008;359:1018.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L),
-- `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.MELD_Na_2008{bilirubin = 2, INR = 1.8, creatinine = 2, sodium = 131}  --> 26
function M.MELD_Na_2008(inputs)
  return run("MELD_Na_2008", inputs)
end

--- MELD 3.0, with albumin and sex; adolescents have one constant for both sexes.
-- Creatinine counts from 1 to 3 mg/dL, sodium from 125 to 137 mmol/L, albumin from 1.5 to 3.5
-- g/dL. Kim and others, Gastroenterology 2021;161:1887.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L),
-- `albumin` (g/dL), `sex` ("female" or "male"), `adolescent` (boolean: registered before the age
-- of 18; then sex is not needed), `dialysis` (boolean: twice in the week before, or 24 hours of
-- CVVHD), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.MELD3{bilirubin = 1.5, INR = 1.2, creatinine = 1.0, sodium = 135,
--   albumin = 3.0, sex = "female"}  --> 13
function M.MELD3(inputs)
  return run("MELD3", inputs)
end

--- PELD, the score of children until 2023; may be negative.
-- The version with creatinine of July 2023 (PELD Cr) is not here: its coefficients could not be
-- verified. McDiarmid and others, Transplantation 2002;74:173.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `albumin` (g/dL), `age` at listing (years),
-- `growth_failure` (boolean: more than two standard deviations below the mean), `units`,
-- `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.PELD{bilirubin = 3.1, INR = 2, albumin = 2.5, age = 2,
--   growth_failure = true}  --> 19
function M.PELD(inputs)
  return run("PELD", inputs)
end

--- Mayo risk score of patients before a TIPS: a tenth of the original MELD, without bounds.
-- Malinchoc and others, Hepatology 2000;31:864.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` ("alcohol",
-- "cholestatic", "viral" or "other"), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.mayo_TIPS{bilirubin = 2, INR = 1.4, creatinine = 1.1, cause = "viral"}
function M.mayo_TIPS(inputs)
  return run("mayo_TIPS", inputs)
end

--- United Kingdom model for end-stage liver disease, not rounded; 49 is the threshold of listing.
-- Barber and others, Transplantation 2011;92:469.
-- @tparam table inputs `bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L),
-- `units`, `unrounded`
-- @treturn number|column the score
-- @treturn ?string|table what 49 and 60 mean; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.UKELD{bilirubin = 212, INR = 1.0, creatinine = 54, sodium = 126, units = "SI"}
function M.UKELD(inputs)
  return run("UKELD", inputs)
end

--- Child-Pugh score, 5 to 15 points, and its class A, B or C.
-- Limits are those in mg/dL and g/dL; SI values are converted. Pugh and others, Br J Surg
-- 1973;60:646.
-- @tparam table inputs `bilirubin` (mg/dL), `albumin` (g/dL), `INR` or `prothrombin_prolonged` (s
-- above the control), `ascites` ("none", "slight", "moderate" or 0 to 3), `encephalopathy` (grade
-- 0 to 4), `biliary` (boolean: primary biliary cholangitis, with its own limits of bilirubin),
-- `units`, `unrounded`
-- @treturn number|column the points
-- @treturn ?string|table "A", "B" or "C"; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.child_pugh{bilirubin = 2.4, albumin = 3.1, INR = 1.5, ascites = "slight",
--   encephalopathy = 0}  --> 8, "B"
function M.child_pugh(inputs)
  return run("child_pugh", inputs)
end

--- Albumin-bilirubin score and its grade.
-- Johnson and others, J Clin Oncol 2015;33:550.
-- @tparam table inputs `bilirubin` (mg/dL), `albumin` (g/dL), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn ?string|table "grade 1", "grade 2" or "grade 3"; of columns, a list with false where it
-- is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.ALBI{bilirubin = 20, albumin = 38, units = "SI"}
function M.ALBI(inputs)
  return run("ALBI", inputs)
end

--- FIB-4 index of fibrosis, with the limits 1.45 and 3.25.
-- Sterling and others, Hepatology 2006;43:1317.
-- @tparam table inputs `age` (years), `AST`, `ALT` (U/L), `platelets` (10^9/L), `units`,
-- `unrounded`
-- @treturn number|column the index
-- @treturn ?string|table what the limits mean; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.FIB4{age = 55, AST = 80, ALT = 60, platelets = 140}
function M.FIB4(inputs)
  return run("FIB4", inputs)
end

--- AST to platelet ratio index, with the limits 0.5 and 1.5 of significant fibrosis.
-- Wai and others, Hepatology 2003;38:518.
-- @tparam table inputs `AST` (U/L), `AST_limit` (its upper limit of normal, U/L), `platelets`
-- (10^9/L), `units`, `unrounded`
-- @treturn number|column the index
-- @treturn ?string|table what the limits mean; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.APRI{AST = 38, AST_limit = 40, platelets = 150}
function M.APRI(inputs)
  return run("APRI", inputs)
end

--- Maddrey's discriminant function, modified; 32 is severe alcoholic hepatitis.
-- Carithers and others, Ann Intern Med 1989;110:685.
-- @tparam table inputs `prothrombin_time` and that of the `control` (s), `bilirubin` (mg/dL),
-- `units`, `unrounded`
-- @treturn number|column the function
-- @treturn ?string|table severe or not; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.maddrey{prothrombin_time = 18, control = 12, bilirubin = 10}
function M.maddrey(inputs)
  return run("maddrey", inputs)
end

--- Lille model of alcoholic hepatitis after seven days of steroids; 0.45 parts responders.
-- Louvet and others, Hepatology 2007;45:1348.
-- @tparam table inputs `age` (years), `albumin` (g/dL), `bilirubin` and `bilirubin_day7` (mg/dL),
-- `creatinine` (mg/dL), `prothrombin_time` (s), `units`, `unrounded`
-- @treturn number|column 0 to 1
-- @treturn ?string|table response or none; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.lille{age = 50, albumin = 2.8, bilirubin = 15, bilirubin_day7 = 10,
--   creatinine = 1.0, prothrombin_time = 20}
function M.lille(inputs)
  return run("lille", inputs)
end

--- CLIF-C organ failure score, 6 to 18 points.
-- Jalan and others, J Hepatol 2014;61:1038.
-- @tparam table inputs `bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean),
-- `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or
-- `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`
-- @treturn number|column the points
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.CLIF_OF{bilirubin = 14, creatinine = 2.4, encephalopathy = 2, INR = 2.1,
--   MAP = 65, PaO2_FiO2 = 320}
function M.CLIF_OF(inputs)
  return run("CLIF_OF", inputs)
end

--- CLIF-C score of patients with acute-on-chronic liver failure, 0 to 100.
-- Jalan and others, J Hepatol 2014;61:1038.
-- @tparam table inputs `OF` (what `CLIF_OF` gives), `age` (years), `WBC` (10^9/L), `units`,
-- `unrounded`
-- @treturn number|column the score
-- @treturn nil of columns: nil, where other scores have classes
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.CLIF_ACLF{OF = 12, age = 60, WBC = 10}  --> 58.1063
function M.CLIF_ACLF(inputs)
  return run("CLIF_ACLF", inputs)
end

--- CLIF-C score of acute decompensation without ACLF, 0 to 100; 45 and 60 part the risks.
-- Jalan and others, J Hepatol 2015;62:831.
-- @tparam table inputs `age` (years), `creatinine` (mg/dL), `INR`, `WBC` (10^9/L), `sodium`
-- (mmol/L), `units`, `unrounded`
-- @treturn number|column the score
-- @treturn ?string|table low, intermediate or high risk; of columns, a list with false where it is
-- missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.CLIF_AD{age = 60, creatinine = 1.2, INR = 1.5, WBC = 8, sodium = 135}
function M.CLIF_AD(inputs)
  return run("CLIF_AD", inputs)
end

--- Grade of acute-on-chronic liver failure, 0 (none) to 3, by EASL-CLIF.
-- Moreau and others, Gastroenterology 2013;144:1426.
-- @tparam table inputs `bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean),
-- `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or
-- `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`
-- @treturn number|column the grade
-- @treturn ?string|table "no ACLF", "grade 1" …; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.ACLF_grade{bilirubin = 14, creatinine = 1.6, encephalopathy = 0,
--   INR = 2.1, MAP = 75, PaO2_FiO2 = 320}
function M.ACLF_grade(inputs)
  return run("ACLF_grade", inputs)
end

--- King's College criteria of acute liver failure by paracetamol.
-- O'Grady and others, Gastroenterology 1989;97:439; lactate, when given: Bernal and others, Lancet
-- 2002;359:558.
-- @tparam table inputs `pH` (arterial), `INR`, `creatinine` (mg/dL), `encephalopathy` (0 to 4),
-- `lactate` early and `lactate_after_fluids` (mmol/L), both may be missing, `units`, `unrounded`
-- @treturn boolean|column whether they are met; of columns 1 and 0
-- @treturn ?string|table met or not; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.kings_paracetamol{pH = 7.35, INR = 7, creatinine = 3.6,
--   encephalopathy = 3}  --> true
function M.kings_paracetamol(inputs)
  return run("kings_paracetamol", inputs)
end

--- King's College criteria of acute liver failure by causes other than paracetamol.
-- O'Grady and others, Gastroenterology 1989;97:439.
-- @tparam table inputs `INR`, `age` (years), `cause` ("hepatitis A", "hepatitis B"; unfavourable:
-- "indeterminate", "halothane", "drug"), `jaundice` (days before encephalopathy), `bilirubin`
-- (mg/dL), `units`, `unrounded`
-- @treturn boolean|column whether they are met; of columns 1 and 0
-- @treturn ?string|table met or not; of columns, a list with false where it is missing
-- @treturn ?integer of columns: how many patients have no score
-- @raise when an input is missing, unknown or what no patient has, naming it
-- @usage hepar.score.kings_other{INR = 4, age = 45, cause = "drug", jaundice = 5,
--   bilirubin = 12}  --> true
function M.kings_other(inputs)
  return run("kings_other", inputs)
end

-- The days for which survival of a score was published, as a list and in words.
local function days_of(score)
  local list = {}
  for i, curve in ipairs(score.survival) do list[i] = curve.days end
  return list, table.concat(list, ", ")
end

--- The probability of being alive as published with a score: from its formula, or as observed in
-- classes of its values. `describe` says which, of whom and where it stands.
-- @tparam string name the score: "MELD", "MELD_Na", "MELD_Na_2008", "MELD3", "mayo_TIPS",
-- "child_pugh", "lille", "CLIF_ACLF" or "ACLF_grade"
-- @tparam number|column|table value of the score
-- @tparam[opt] table options `days` (integer): after how many; needed when there are several
-- @treturn number|column 0 to 1
-- @raise when the score has none, or none after so many days, or the value is outside the score
-- @usage hepar.score.survival("CLIF_ACLF", 58.1, {days = 90})
function M.survival(name, value, options)
  local where = "hepar.score.survival"
  local score = read_inputs.find(where, name)
  local list, words = days_of(score)
  check.given(where, options, { "days" })
  if #list == 0 then check.fail(where, "no survival was published with %s", score.name) end
  local days = options and rawget(options, "days") or nil
  if days == nil then
    if #list > 1 then check.fail(where, "days must be one of %s for %s", words, score.name) end
    days = list[1]
  end
  local fits = false
  for _, one in ipairs(list) do fits = fits or one == days end
  if not fits then
    check.fail(where, "days must be one of %s for %s, got %s", words, score.name, check.show(days))
  end
  return core.survival(where, name, value, days)
end

-- The word that an input was given as, or nil.
local function word_of(input, value)
  if not input.words or value == nil then return nil end
  if type(value) == "boolean" then return value and "yes" or "no" end
  return type(value) == "string" and value or nil
end

--- A score of one patient with each step: the inputs in the units of the formula and within its
-- bounds, the terms, the value before rounding, class, survival and source.
-- @tparam string name the score
-- @tparam table inputs as for the score itself, without columns
-- @treturn explanation all of that; prints itself
-- @raise as the score does
-- @usage print(hepar.score.explain("MELD3", {bilirubin = 1.5, INR = 1.2, creatinine = 1.0,
--   sodium = 135, albumin = 3.0, sex = "female"}))
function M.explain(name, inputs)
  local where = "hepar.score.explain"
  local score = read_inputs.find(where, name)
  local given, unrounded = read_inputs.read(where, score, inputs)
  local e = core.explain(where, name, given, unrounded)
  e.score, e.formula, e.source, e.status = name, score.formula, score.source, score.status
  for i, row in ipairs(e.inputs) do
    local input = score.inputs[i]
    row.name, row.used_unit = input.name, input.used
    row.unit = given[i] and given[i][2] or input.unit
    row.word = word_of(input, rawget(inputs, input.name))
  end
  e.survival = {}
  for _, curve in ipairs(score.survival) do
    local probability = core.survival(where, name, e.number, curve.days)
    e.survival[#e.survival + 1] = { days = curve.days, probability = probability,
      what = curve.what, source = curve.source, status = curve.status }
  end
  e.number = nil -- the value, also where it is yes or no
  return setmetatable(e, text.explanation)
end

--- What a score takes, its formula with bounds, its source, and how far that was verified.
-- @tparam string name the score
-- @treturn score the description; prints itself
-- @raise when there is no such score
-- @usage print(hepar.score.describe("MELD_Na"))
function M.describe(name)
  local found = read_inputs.find("hepar.score.describe", name)
  for _, score in ipairs(core.list()) do -- a copy that the caller may change
    if score.name == found.name then return setmetatable(score, text.score) end
  end
  return nil
end

--- All scores, with their inputs and sources.
-- @treturn scores list of descriptions; prints as a table
-- @usage print(hepar.score.list())
function M.list()
  local list = core.list()
  for _, score in ipairs(list) do setmetatable(score, text.score) end
  return setmetatable(list, text.scores)
end

return M
