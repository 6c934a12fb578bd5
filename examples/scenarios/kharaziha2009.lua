-- After the record fiore2018:t1:r02; what it does not say is in `assumed`.
return {
  title = "Kharaziha 2009: the clinical protocol",
  record = "fiore2018:t1:r02",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "HBV" },
  cohort = { n = 1000, seed = 2009 },
  arms = {
    control = {},
    treated = { { product = "MSC", source = "BM", donor = "AUTO", passage = 3.5, route = "PV",
      dose = 3.5e7, at = { days = { 0 } } } },
  },
  horizon = { days = 168 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "of several etiologies the first that the model has: HBV",
    "of the routes PV, IV the first that the model has: PV",
    "the dose is given on day 0",
  },
}
