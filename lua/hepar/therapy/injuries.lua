-- Injuries as courses of the liver model's inputs. Every entry: settings, changes, doses into
-- states, with status and source; or why the model cannot represent it.

local M = {}

-- An exposure at each of some times: the killing rate starts anew at every one.
local function exposures(rate, times, stop)
  local change = {}
  for _, at in ipairs(times) do
    change[#change + 1] = { at = at, input = "exposure", value = rate }
    change[#change + 1] = { at = at, input = "exposure_time", value = at }
  end
  if stop then change[#change + 1] = { at = stop, input = "exposure", value = 0 } end
  return change
end

local function every(period, stop)
  local times = {}
  for i = 0, math.ceil(stop / period) - 1 do times[#times + 1] = i * period end
  return times
end

local function chronic(rate, status, reason, species)
  return { kind = "chronic", rate = rate, status = status, reason = reason, species = species or
    "human",
    make = function(o) return { set = { injury = o.rate } } end }
end

M.injuries = {
  HCV = chronic(0.003, "calibrated", "30 years to cirrhosis (Poynard 1997)"),
  HBV = chronic(0.003, "assumed", "taken as hepatitis C"),
  ALC = chronic(0.008, "assumed", "fast: cirrhosis within about six years of steady injury"),
  META = chronic(0.0025, "assumed",
    "slower than hepatitis C; no cirrhosis within 40 years of steady injury"),
  BIL = chronic(0.004, "assumed",
    "documented approximation: stress of hepatocytes stands for retained bile; no bile acids, " ..
    "no ducts"),
  AI = { refused = "the model has no attack of T cells on hepatocytes" },
  CRYPT = { refused = "an unknown cause has no course" },
  DRUG = { refused = "name the drug or toxin (APAP, CCL4, TAA)" },
  MIX = { refused = "choose one cause, or set the input injury" },
  WILSON = { refused = "the model has no copper" },
  ISCH = { same = "IRI" },

  CCL4 = { refused = "say whether it is given once (CCL4_ACUTE) or repeated (CCL4_CHRONIC)" },
  CCL4_ACUTE = { rate = 0.45, species = "mouse", status = "assumed",
    reason = "ALT and regrowth of one dose in mice; ALT peaks early",
    make = function(o) return { change = exposures(o.rate, { 0 }) } end },
  CCL4_CHRONIC = { rate = 0.35, species = "mouse", period = 3.5, days = 56, status = "calibrated",
    reason = "collagen of eight weeks twice weekly and four weeks of recovery (Issa 2003)",
    make = function(o) return { change = exposures(o.rate, every(o.period, o.days), o.days) } end },
  TAA = { rate = 0.3, species = "rat", period = 7 / 3, days = 56, status = "assumed",
    reason = "three times weekly for eight weeks, as CCl4",
    make = function(o) return { change = exposures(o.rate, every(o.period, o.days), o.days) } end },
  TAA_FHF = { rate = 6, species = "rat", status = "calibrated",
    reason = "one large dose, its rate chosen so that two of three untreated animals die: their " ..
      "death is no prediction; the same course as galactosamine",
    make = function(o) return { change = exposures(o.rate, { 0 }) } end },
  GALN = { rate = 6, species = "rat", status = "calibrated",
    reason = "one large dose, its rate chosen so that most untreated animals die: their death " ..
      "is no prediction; blocked transcription is not modelled",
    make = function(o) return { change = exposures(o.rate, { 0 }) } end },
  GALN_LPS = { rate = 6, species = "mouse", status = "calibrated",
    reason = "galactosamine as a toxin, lipopolysaccharide as a burst of TNF; the rate chosen " ..
      "so that most untreated animals die: their death is no prediction",
    make = function(o)
      return { change = exposures(o.rate, { 0 }), dose = { { at = 0, into = "TNF", amount = 2 },
        { at = 0, into = "macrophages_M1", amount = 0.5 } } }
    end },
  APAP = { rate = 1, species = "human", status = "assumed",
    reason = "killing after a delay; 1 is moderate, 2 severe, 3 extreme; paracetamol_remien " ..
    "has grams",
    make = function(o) return { set = { overdose = o.rate } } end },
  IRI = { rate = 1, species = "mouse", status = "assumed",
    reason = "a day of killing and a burst of oxidants at reperfusion",
    make = function(o)
      return { set = { k_exposure = 3 }, change = exposures(o.rate, { 0 }), dose = { { at = 0,
        into = "ROS", amount = 2 } } }
    end },
  PHX70 = { rate = 0.7, species = "rat", status = "assumed",
    reason = "seven tenths of the liver removed at the start",
    make = function(o) return { set = { resection = o.rate } } end },
  BDL = { rate = 0.3, species = "rat", days = 28, status = "assumed",
    reason = "documented approximation: strong steady stress of hepatocytes stands for " ..
      "retained bile; no bile acids, no ducts",
    make = function(o) return { set = { injury = o.rate }, change = { { at = o.days,
      input = "injury", value = 0 } } } end },
  ETOH = { rate = 0.01, species = "mouse", status = "assumed",
    reason = "steady stress of hepatocytes",
    make = function(o) return { set = { injury = o.rate } } end },
  HFD = { rate = 0.008, species = "mouse", status = "assumed",
    reason = "steady stress of hepatocytes; no fat",
    make = function(o) return { set = { injury = o.rate } } end },
  ACLF = { rate = 0.0931, species = "human", status = "calibrated",
    reason = "flare on chronic injury; its height is fitted to 55.6 % survival of the control " ..
      "arm (Lin 2017)",
    make = function(o) return { set = { injury = 0.008, flare = o.rate } } end },
  NONE = { rate = 0, species = "human", status = "verified", reason = "no injury",
    make = function() return {} end },
  DMN = { refused = "no numbers for dimethylnitrosamine" },
  CONA = { refused = "the model has no attack of T cells on hepatocytes" },
  AIH_S100 = { refused = "the model has no attack of T cells on hepatocytes" },
  GALN_TNF = { same = "GALN_LPS" },
  H2O2 = { refused = "cells in a dish are no liver" },
  CELL_LINE = { refused = "cells in a dish are no liver" },
  SCHISTO = { refused = "the model has no parasites and no granulomas" },
  TUMOUR_XENO = { refused = "the model has no tumour" },
  NR = { refused = "the injury is not reported; choose one" },
  OTHER = { refused = "the model must know the injury" },
}

-- Names beyond the vocabularies' own (injury_model first, then etiology).
M.names = {
  ["chronic viral"] = "HCV", ["viral"] = "HCV", ["nash"] = "META", ["nafld"] = "META",
    ["cholestatic"] = "BIL", ["cholestasis"] = "BIL",
  ["ccl4 acute"] = "CCL4_ACUTE", ["ccl4 chronic"] = "CCL4_CHRONIC",
    ["d-galactosamine+lps"] = "GALN_LPS",
  ["galactosamine/lps"] = "GALN_LPS", ["ischaemia-reperfusion"] = "IRI",
    ["ischaemia/reperfusion"] = "IRI",
  ["ischemia-reperfusion"] = "IRI", ["70 % resection"] = "PHX70", ["resection"] = "PHX70",
    ["bile-duct ligation"] = "BDL",
  ["acute-on-chronic"] = "ACLF", ["aclf"] = "ACLF",
}

return M
