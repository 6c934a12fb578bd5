-- Eight studies for the specs of the figures. The facts are those of rows 1, 4, 7, 8, 15, 16, 19
-- and 22 of Table 1 of Fiore 2018 (World J Gastroenterol 24:2427, doi 10.3748/wjg.v24.i23.2427).
local function record(id, study, author, year, subdesign, disease, n, source, donor, routes, doses,
    value, unit, days)
  return { id = id, study = study, design = "clinical", subdesign = subdesign,
    citation = { first_author = author, year = year },
    population = { species = "human", disease = disease }, enrolment = { n_total = n },
    product = { source = source, donor = donor, routes = routes, doses = doses },
    follow_up = { value = value, unit = unit, days = days } }
end

local records = {
  record("t1:r01", "mohamadnejad2007", "Mohamadnejad", 2007, "single_arm", "CIRR", 4, "BM", "AUTO",
    { "IV" }, { { text = "1, 0.6 × 107", unit = "cells", per = "total" } }, 12, "mo", 365.25),
  record("t1:r04", "peng2011", "Peng", 2011, "nrct", "CIRR", 158, "BM", "AUTO", { "HA" },
    { { text = "3.4-3.8 × 108", min = 3.4e8, max = 3.8e8, unit = "cells", per = "total" } },
    48, "mo", 1461),
  record("t1:r07", "zhang2012", "Zhang", 2012, "nrct", "CIRR", 45, "UC", "ALLO", { "IV" },
    { { text = "0.5 × 106/kg", min = 5e5, max = 5e5, unit = "cells", per = "kg", n_doses = 3 } },
    48, "wk", 336),
  record("t1:r08", "shi2012", "Shi", 2012, "nrct", "ACLF", 43, "UC", "ALLO", { "IV" },
    { { text = "0.5 × 106/kg", min = 5e5, max = 5e5, unit = "cells", per = "kg", n_doses = 3 } },
    72, "wk", 504),
  record("t1:r15", "xu2014", "Xu", 2014, "rct", "CIRR", 56, "BM", "AUTO", { "HA" },
    { { text = "0.75 × 106/kg", min = 7.5e5, max = 7.5e5, unit = "cells", per = "kg" } },
    24, "wk", 168),
  record("t1:r16", "suk2016", "Suk", 2016, "rct", "CIRR", 55, "BM", "AUTO", { "HA" },
    { { min = 5e7, max = 5e7, unit = "cells", per = "total", n_doses = 1 },
      { min = 5e7, max = 5e7, unit = "cells", per = "total", n_doses = 2 } }, 12, "mo", 365.25),
  record("t1:r19", "sakai2017", "Sakai", 2017, "single_arm", "CIRR", 4, "AT", "AUTO", { "HA" },
    { { text = "6.6 × 105/kg", min = 6.6e5, max = 6.6e5, unit = "cells", per = "kg" } },
    1, "mo", 30.4375),
  record("t1:r22", "lin2017", "Lin", 2017, "rct", "ACLF", 110, "BM", "ALLO", { "IV" },
    { { text = "0.1-1 × 106/kg", min = 1e5, max = 1e6, unit = "cells", per = "kg", n_doses = 4 } },
    24, "wk", 168),
}

local by_study = {}
for _, one in ipairs(records) do by_study[one.study] = one end

local results = {}
local function result(study, outcome, label, domain, direction, effect)
  local one = by_study[study]
  results[#results + 1] = { id = one.id, study = study, source_id = "fiore2018",
    first_author = one.citation.first_author, year = one.citation.year, design = one.design,
    subdesign = one.subdesign, n_total = one.enrolment.n_total, outcome = outcome,
    outcome_label = label, domain = domain, direction = direction, effect = effect,
    controlled = one.subdesign ~= "single_arm" }
end
result("mohamadnejad2007", "MELD", "MELD score", "score", "down", "benefit")
result("peng2011", "MELD", "MELD score", "score", "down", "benefit")
result("peng2011", "ALB", "serum albumin", "synthetic function", "up", "benefit")
result("zhang2012", "MELD", "MELD score", "score", "down", "benefit")
result("zhang2012", "ALB", "serum albumin", "synthetic function", "up", "benefit")
result("zhang2012", "ASCITES", "ascites", "clinical", "down", "benefit")
result("shi2012", "MELD", "MELD score", "score", "down", "benefit")
result("shi2012", "ALB", "serum albumin", "synthetic function", "up", "benefit")
result("shi2012", "PT", "prothrombin test", "coagulation", "up", "ambiguous")
result("xu2014", "MELD", "MELD score", "score", "down", "benefit")
result("xu2014", "TGFB", "TGF-beta", "cytokine", "up", "ambiguous")
result("xu2014", "IL17", "IL-17", "cytokine", "down", "benefit")
result("suk2016", "FIBROSIS", "liver fibrosis", "histology", "improved", "benefit")
result("suk2016", "CP", "Child-Pugh score", "score", "down", "benefit")
result("sakai2017", "ALB", "serum albumin", "synthetic function", "up", "benefit")
result("sakai2017", "PT", "prothrombin test", "coagulation", "up", "ambiguous")
result("lin2017", "MELD", "MELD score", "score", "down", "benefit")
result("lin2017", "SURV", "survival", "survival", "up", "benefit")
result("lin2017", "INFECT", "infections", "safety", "down", "benefit")

return { records = records, results = results }
