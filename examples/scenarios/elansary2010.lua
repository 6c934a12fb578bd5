-- After the record fiore2018:t1:r03; what it does not say is in `assumed`.
return {
  title = "El-Ansary 2010: the clinical protocol",
  record = "fiore2018:t1:r03",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2010 },
  arms = {
    control = {},
    msc_intrasplenic = { { product = "MSC", source = "BM", donor = "AUTO", passage = 1,
      route = "IS", dose = 1e7, at = { days = { 0 } } } },
    msc_intravenous = { { product = "MSC", source = "BM", donor = "AUTO", passage = 1,
      route = "IV", dose = 1e7, at = { days = { 0 } } } },
  },
  horizon = { days = 182.625 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "the dose is given on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
