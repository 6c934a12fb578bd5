-- How the model answers the claims of the second review that are marked "model"; see
-- claims_fiore.lua.

local lab = require("hepar.model.lab")

local cells, vesicles, medium = lab.cells, lab.vesicles, lab.medium

local M = { fitted = {}, check = {}, untested = {}, assumed = {} }
local check, fitted, untested, assumed = M.check, M.fitted, M.untested, M.assumed

local course = { 28, 35, 42, 49 }
local weekly = { 30, 37, 44, 51 }

-- Settings under which cells and medium act on hepatocytes alone.
local trophic_alone = { cell_immune = 0, cell_matrix = 0 }

local function fall(bench, treatment, set)
  return bench:run("cirrhosis", nil, set):at(180).collagen - bench:run("cirrhosis", treatment,
    set):at(180).collagen
end

local function gain(bench, treatment, day, set)
  return bench:run("cirrhosis", nil, set):at(day).MELD - bench:run("cirrhosis", treatment,
    set):at(day).MELD
end

local function infusions() return cells{ route = "IV", dose = 3.2e7, at = { 14, 21, 28, 35 } } end

check["review2:c002"] = function(seen)
  seen:probed({ paracrine = 0.8 }, { hepatocyte_death = "down" })
  seen:treated("cirrhosis", medium{ at = 30, ["until"] = 58 }, 44, { TNF = "down",
    hepatocyte_death = "down" })
end

check["review2:c008"] = function(seen, bench)
  local now = bench:probe()
  local states = bench:cirrhotic()
  local base = bench:probe{ stellate_activated = 0 }.collagen_made
  local double = bench:probe{ stellate_activated = 2 * states.stellate_activated }.collagen_made
  seen:like("collagen made beyond health with twice the activated cells, over that with once",
    (double - base) / (now.collagen_made - base), 2, 0.001)
  seen:like("collagen made with half the quiescent cells",
    bench:probe{ stellate_quiescent = states.stellate_quiescent / 2 }.collagen_made,
    now.collagen_made, 0.001)
end

check["review2:c009"] = function(seen) seen:changed("stress", { TIMP_by_activated = 2.4 }, 1826,
  { collagenase = "down", collagen = "up" }) end

check["review2:c015"] = function(seen, bench)
  seen:below("function of a hepatocyte-like cell",
    bench.model.parameter.function_hepatocyte_like.value, 1)
end
fitted["review2:c015"] = "by construction"

check["review2:c018"] = function(seen) seen:treated("hepatectomy", medium{ ["until"] = 7 }, 2,
  { mass = "up" }, trophic_alone) end
check["review2:c019"] = function(seen)
  seen:changed("hepatectomy", { regeneration_by_IL6 = 0 }, 3, { mass = "down" })
  seen:changed("toxin", { regeneration_by_IL6 = 0 }, 3, { mass = "down" })
end

check["review2:c020"] = function(seen)
  seen:changed("cirrhosis", { drug_MMP = 1 }, 180, { collagen = "down" })
  seen:treated("hepatectomy", medium{ ["until"] = 7 }, 1, { regeneration = "up" }, trophic_alone)
end

check["review2:c028"] = function(seen, bench)
  local before = bench:run("cirrhosis"):at(0).collagen
  seen:within("collagen at 6 months after one dose, over enrolment (0.743)", bench:run("cirrhosis",
    cells()):at(180).collagen / before, 0.70, 0.79)
  seen:within("after two doses (0.626)", bench:run("cirrhosis", cells{ at = { 30,
    60 } }):at(180).collagen / before, 0.58, 0.67)
end
fitted["review2:c028"] = "both numbers, Suk 2016"

check["review2:c036"] = function(seen, bench)
  seen:like("gain in MELD at 24 weeks without differentiation", gain(bench, cells(), 198,
    { k_differentiation = 0 }), gain(bench, cells(), 198), 0.01)
end

check["review2:c043"] = function(seen)
  seen:treated("decompensated", cells{ route = "IV", at = { 0, 28, 56 } }, 84, { ascites = "down",
    albumin = "up", bilirubin = "down" })
end

check["review2:c044"] = function(seen) seen:treated("flare", infusions(), 182,
  { survival = "up" }) end
check["review2:c045"] = function(seen) seen:treated("flare", infusions(), 42, { MELD = "down",
  bilirubin = "down", ALT = "down" }) end
check["review2:c046"] = function(seen) seen:treated("flare", infusions(), 42, { albumin = "up",
  factor_VII = "up" }) end

check["review2:c048"] = function(seen, bench)
  seen:treated("cirrhosis", cells(), 180, { liver_function = "up", collagen = "down" })
  local control = bench:run("cirrhosis")
  seen:like("collagen of the control arm at 6 months against enrolment", control:at(180).collagen,
    control:at(0).collagen, 0.05)
  seen:like("function of the control arm at 6 months against enrolment",
    control:at(180).liver_function, control:at(0).liver_function, 0.05)
end

check["review2:c051"] = function(seen, bench)
  local best, time = -math.huge, 0
  for day = 32, 394, 2 do
    local now = gain(bench, cells(), day)
    if now > best then best, time = now, day - 30 end
  end
  seen:below("days from the dose to the largest gain in MELD, against 6 months", time, 183)
  seen:below("gain in MELD at 12 months against the largest", gain(bench, cells(), 396), best)
end

check["review2:c054"] = function(seen, bench)
  local artery, vein = cells{ route = "HA" }, cells{ route = "IV" }
  seen:above("gain in MELD at 24 weeks, artery against vein", gain(bench, artery, 198), gain(bench,
    vein, 198))
  seen:above("fall of collagen, artery against vein", fall(bench, artery), fall(bench, vein))
  seen:above("live cells in the liver on day 32, artery against vein", bench:run("cirrhosis",
    artery):at(32).live_cells_liver,
    bench:run("cirrhosis", vein):at(32).live_cells_liver)
end

check["review2:c057"] = function(seen, bench)
  seen:treated("flare", infusions(), 42, { bilirubin = "down", ALT = "down", MELD = "down" })
  local with, without = bench:run("flare", infusions()), bench:run("flare")
  seen:below("gain in MELD at 24 weeks against 4 weeks", without:at(182).MELD - with:at(182).MELD,
    without:at(42).MELD - with:at(42).MELD)
end

check["review2:c060"] = function(seen)
  seen:treated("flare", infusions(), 182, { survival = "up", liver_function = "up" })
  seen:treated("flare", infusions(), 42, { infection_rate = "down" })
end

check["review2:c066"] = function(seen, bench)
  -- 15 and 12 patients; the standard deviation of a change of MELD, 3 points, is assumed.
  seen:below("gain in MELD at 12 months against the smallest that 15 and 12 patients mostly show",
    math.abs(gain(bench, cells{ route = "IV" }, 396)), 1.96 * 3 * math.sqrt(1 / 15 + 1 / 12))
  -- The same for Child-Pugh, with an assumed standard deviation of 1.5 points.
  local with, without = bench:run("cirrhosis", cells{ route = "IV" }):at(396),
    bench:run("cirrhosis"):at(396)
  seen:below("gain in Child-Pugh at 12 months against the smallest that they mostly show",
    math.abs(without.Child_Pugh - with.Child_Pugh), 1.96 * 1.5 * math.sqrt(1 / 15 + 1 / 12))
end

check["review2:c067"] = function(seen, bench)
  seen:below("gain in MELD at 12 months against 6", gain(bench, cells(), 396), gain(bench, cells(),
    212))
  seen:below("gain in MELD at 24 months against 12", gain(bench, cells(), 760), gain(bench,
    cells(), 396))
end

check["review2:c069"] = function(seen) seen:treated("cirrhosis", cells(), 44, { Treg = "up" }) end
check["review2:c072"] = function(seen) seen:treated("cirrhosis", cells(), 44, { Th17 = "down" }) end
check["review2:c073"] = check["review2:c069"]
fitted["review2:c069"], fitted["review2:c072"], fitted["review2:c073"] = "Treg/Th17, Xu 2014",
  "Treg/Th17, Xu 2014", "Treg/Th17, Xu 2014"

check["review2:c078"] = function(seen, bench)
  local with, without = bench:run("cirrhosis", cells()):at(38), bench:run("cirrhosis"):at(38)
  seen:above("M2/M1 on day 38 with cells against without",
    with.macrophages_M2 / with.macrophages_M1, without.macrophages_M2 / without.macrophages_M1)
  seen:treated("cirrhosis", cells(), 38, { IL6 = "up" })
end

check["review2:c079"] = function(seen)
  local secretome = medium{ at = 30, ["until"] = 58 }
  seen:treated("cirrhosis", secretome, 34, { regeneration = "up" })
  seen:treated("cirrhosis", secretome, 60, { liver_function = "up", collagen = "down" })
end

check["review2:c080"] = function(seen) seen:treated("cirrhosis", cells(), 38,
  { macrophages_M1 = "down", macrophages_M2 = "up" }) end
check["review2:c081"] = function(seen) seen:treated("cirrhosis", cells(), 38, { IL10 = "up",
  TNF = "down" }) end

check["review2:c083"] = function(seen, bench)
  local run = bench:run("stress")
  local function tenth(name)
    local column = run[name]
    local first, last = column[1], column[#column]
    return bench.reaches(run, name, first + 0.1 * (last - first))
  end
  seen:below("day of a tenth of the rise, activated stellate cells against collagen",
    tenth("stellate_activated"), tenth("collagen"))
  seen:above("collagen after 5 years of injury against the start", run:at(1826).collagen,
    run:at(0).collagen)
end

check["review2:c084"] = function(seen)
  -- Soon, and in the long run, when more macrophages make more collagenases.
  seen:changed("cirrhosis", { TGF_by_activated = 1.275 }, 60,
    { TGF = "up", TIMP = "up", collagenase = "down" })
  seen:changed("stress", { TGF_by_activated = 1.275 }, 1826,
    { TGF = "up", TIMP = "up", collagenase = "down" })
end

check["review2:c085"] = function(seen)
  seen:changed("stress", { TGF_by_macrophages = 2 }, 1826, { TGF = "up", stellate_activated = "up",
    collagen = "up", hepatocyte_death = "up", liver_function = "down" })
end

check["review2:c086"] = function(seen) seen:treated("cirrhosis", cells(), 44, { MMP = "up",
  TIMP = "down", collagenase = "up" }) end
check["review2:c087"] = function(seen)
  seen:treated("cirrhosis", cells(), 34, { stellate_activated = "down" })
  -- Their loss, not a lower activation, makes the difference.
  seen:changed("cirrhosis", { k_activated_death_therapy = 0 }, 34, { stellate_activated = "up" },
    cells())
end

check["review2:c098"] = function(seen, bench)
  local secretome = medium{ at = 30, ["until"] = 58 }
  local immune = { cell_trophic = 0, cell_matrix = 0 }
  seen:below("TNF on day 44 with the immune signal alone", bench:run("cirrhosis", secretome,
    immune):at(44).TNF, bench:run("cirrhosis"):at(44).TNF)
  local trophic = bench:run("cirrhosis", secretome, trophic_alone)
  local none = bench:run("cirrhosis")
  seen:above("regeneration on day 34 with the trophic signal alone", trophic:at(34).regeneration,
    none:at(34).regeneration)
  seen:below("apoptosis on day 34 with the trophic signal alone", trophic:at(34).apoptosis,
    none:at(34).apoptosis)
  seen:below("collagen on day 180 with the trophic signal alone", trophic:at(180).collagen,
    none:at(180).collagen)
end

check["review2:c099"] = function(seen, bench)
  -- While the liver grows: on day 5 an untreated one is nearly back, too.
  local product, secretome = cells{ route = "HA", at = 0, dose = 1e8 }, medium{ ["until"] = 7 }
  for _, day in ipairs{ 1, 2 } do
    seen:like(("mass on day %d after resection, cells against medium of as many"):format(day),
      bench:run("mouse_hepatectomy", product):at(day).mass,
      bench:run("mouse_hepatectomy", secretome):at(day).mass, 0.05)
  end
  seen:treated("mouse_hepatectomy", product, 1, { mass = "up" })
  seen:treated("mouse_hepatectomy", secretome, 1, { mass = "up" })
end

check["review2:c100"] = function(seen) seen:treated("reperfusion", vesicles(), 1, { ROS = "down",
  apoptosis = "down", hepatocyte_death = "down" }) end

check["review2:c101"] = function(seen, bench)
  local with, without = bench:run("thioacetamide", medium{ ["until"] = 7 }),
    bench:run("thioacetamide")
  seen:below("peak of ALT with medium", (bench.peak(with, "ALT")), (bench.peak(without, "ALT")))
  seen:below("peak of dead hepatocytes with medium", (bench.peak(with, "hepatocytes_dead")),
    (bench.peak(without, "hepatocytes_dead")))
end

check["review2:c104"] = function(seen, bench)
  local secretome = medium{ ["until"] = 7 }
  local function extra(set) return bench:run("hepatectomy", secretome,
    set):at(1).regeneration - bench:run("hepatectomy", nil, set):at(1).regeneration end
  seen:below("extra regeneration by medium without the effect of IL-6",
    extra{ regeneration_by_IL6 = 0 }, extra())
end

check["review2:c105"] = function(seen, bench)
  local m = bench.models("regeneration_furchtgott")
  local function volume(set) return m:simulate{ t = { 0, 720 }, at = { 720 }, set = set,
    rtol = 1e-8, atol = 1e-10 }:at(720).volume end
  seen:below("volume after 30 days without JAK/STAT3 activation", volume{ v_JAK = 0 }, volume())
end

check["review2:c106"] = function(seen)
  seen:treated("cirrhosis", vesicles{ at = weekly }, 54, { TNF = "down", ROS = "down",
    collagen = "down" })
  seen:treated("mouse_hepatectomy", vesicles(), 1, { regeneration = "up" })
end

check["review2:c107"] = function(seen) seen:treated("fibrosis", vesicles{ at = course }, 55,
  { collagen = "down", macrophages_M1 = "down", hepatocytes = "up" }) end

check["review2:c109"] = function(seen, bench)
  local loaded, native = bench:run("cirrhosis", vesicles{ at = weekly, cargo = "miR-122" }):at(60),
    bench:run("cirrhosis", vesicles{ at = weekly }):at(60)
  seen:below("collagen on day 60, vesicles with miR-122 against native ones", loaded.collagen,
    native.collagen)
  seen:below("activated stellate cells on day 60", loaded.stellate_activated,
    native.stellate_activated)
end

-- Live cells in the liver some days after a dose, and gains, of treated against plain cells.
local function better(seen, bench, options, day)
  local plain = cells{ route = "IV" }
  local all = { route = "IV" }
  for name, value in pairs(options) do all[name] = value end
  local special = cells(all)
  seen:above(("live cells in the liver on day %d against plain cells"):format(day),
    bench:run("cirrhosis", special):at(day).live_cells_liver,
    bench:run("cirrhosis", plain):at(day).live_cells_liver)
  return special, plain
end

check["review2:c113"] = function(seen, bench)
  local special, plain = better(seen, bench, { conditioning = "HYPOXIA" }, 44)
  seen:above("fall of collagen against plain cells", fall(bench, special), fall(bench, plain))
end

check["review2:c114"] = function(seen, bench) better(seen, bench, { conditioning = "SDF1A" },
  32) end

check["review2:c116"] = function(seen, bench)
  seen:treated("cirrhosis", cells(), 38, { TNF = "down" })
  seen:treated("cirrhosis", cells(), 34, { regeneration = "up" })
  -- The population: the parameters of the effect one at a time at both ends of their ranges.
  local low, high = math.huge, -math.huge
  for _, name in ipairs{ "cells_half_effect", "k_activated_death_therapy", "MMP_by_therapy",
    "residence_liver", "extraction_hepatic_artery" } do
    local parameter = bench.model.parameter[name]
    for _, value in ipairs{ parameter.low, parameter.high } do
      local now = fall(bench, cells(), { [name] = value })
      low, high = math.min(low, now), math.max(high, now)
    end
  end
  seen:above("largest over smallest fall of collagen over the ranges of five parameters",
    high / low, 2)
end

check["review2:c117"] = function(seen, bench)
  local special, plain = better(seen, bench, { conditioning = "MELA" }, 34)
  seen:above("fall of collagen against plain cells", fall(bench, special), fall(bench, plain))
end

check["review2:c118"] = function(seen, bench)
  local special, plain = bench:run("cirrhosis", cells{ gene = "G_HGF" }):at(44),
    bench:run("cirrhosis", cells()):at(44)
  seen:above("MMP on day 44, cells with a gene against plain cells", special.MMP, plain.MMP)
  seen:below("activated stellate cells on day 44", special.stellate_activated,
    plain.stellate_activated)
  seen:below("collagen on day 44", special.collagen, plain.collagen)
end

check["review2:c119"] = function(seen, bench)
  local special, plain = bench:run("cirrhosis", cells{ gene = "G_HGF" }):at(44),
    bench:run("cirrhosis", cells()):at(44)
  seen:below("TGF-beta on day 44, cells with HGF against plain cells", special.TGF, plain.TGF)
  seen:below("collagen on day 44", special.collagen, plain.collagen)
end

-- Claims whose mechanism is a term of the model's equations that the check changes: the direction
-- was put there.
for id, term in pairs{
  ["review2:c008"] = "k_collagen_synthesis", ["review2:c009"] = "TIMP_by_activated",
  ["review2:c018"] = "regeneration_by_trophic", ["review2:c080"] = "k_polarisation",
  ["review2:c081"] = "IL10_by_cells", ["review2:c104"] = "regeneration_by_IL6",
  ["review2:c105"] = "v_JAK of regeneration_furchtgott",
} do fitted[id] = "by construction: " .. term end
for _, id in ipairs{ "review2:c086", "review2:c087" } do
  fitted[id] = "collagenases, TIMP-1 and the loss of activated cells, Suk 2016"
end

-- Parts of a claim that no comparison of its check sees.
untested["review2:c002"] = { "angiogenesis: the model has no vessels" }
untested["review2:c015"] = {
  "albumin, cytochrome P450, the urea cycle and alpha-fetoprotein of the cells: one " ..
    "weight of function stands for them",
}
untested["review2:c018"] = {
  "haematopoietic stem cells as the source, and HGF, FGF-2 and IGF-1 apart: one " ..
    "trophic signal",
}
untested["review2:c020"] = {
  "endothelial progenitors as the source: the model has no vessels for them",
}
untested["review2:c036"] = { "embryonic origin: nothing in a model of the liver can tell" }
untested["review2:c046"] = { "cholinesterase: not in the model" }
untested["review2:c051"] = { "safety: the model has no adverse events" }
untested["review2:c066"] = { "biochemistry other than MELD and Child-Pugh" }
untested["review2:c067"] = { "safety: the model has no adverse events" }
untested["review2:c069"] = {
  "the division of dendritic cells, B cells and T cells: not in the model",
}
untested["review2:c073"] = { "T cells driven into apoptosis by FAS ligand: not in the model" }
untested["review2:c079"] = { "angiogenesis: the model has no vessels" }
untested["review2:c081"] = { "CCL-1: not in the model" }
untested["review2:c086"] = { "MMP-9 and MMP-13 apart: the model has one collagenase" }
untested["review2:c087"] = {
  "contact by Notch and NGF: one rate of death and inactivation stands for both",
}
untested["review2:c098"] = { "angiogenesis and wound healing: not in the model" }
untested["review2:c100"] = { "viability and cytotoxicity in culture: the model has no cultures" }
untested["review2:c104"] = { "that no help is left: the check asks for less help only" }
untested["review2:c107"] = { "epithelial to mesenchymal transition: not in the model" }
untested["review2:c113"] = { "secretion of VEGF-A and angiogenin: not in the model" }
untested["review2:c114"] = {
  "division and differentiation of the cells given: they only live, move and die",
}
untested["review2:c116"] = {
  "a virtual population: five parameters go to the ends of their ranges, one at a time",
}
untested["review2:c117"] = { "division of the cells given, and homing apart from survival" }
untested["review2:c118"] = { "liver cancer cells: the model has no tumour" }
untested["review2:c119"] = { "PDGF-bb: not in the model" }

-- What an outcome rests on beyond the model and its product: thresholds of the check.
assumed["review2:c036"] = { "practically unchanged is taken as 1 %" }
assumed["review2:c048"] = { "flat is taken as 5 %" }
assumed["review2:c060"] = {
  "the immune signal halves severe infections, as in the trial (Lin 2017)",
}
assumed["review2:c066"] = {
  "an analytic threshold stands for virtual trials; the standard deviations of " ..
    "changes, 3 points of MELD and 1.5 points of Child-Pugh, are assumed",
}
assumed["review2:c099"] = { "similar is taken as 5 %" }
assumed["review2:c101"] = {
  "the rate of the injury is chosen so that most untreated animals die" }
assumed["review2:c116"] = {
  "a wide spread is taken as a factor of 2 over the assumed ranges of five parameters",
}

return M
