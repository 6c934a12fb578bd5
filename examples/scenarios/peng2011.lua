-- After the record fiore2018:t1:r04; what it does not say is in `assumed`.
return {
  title = "Peng 2011: the clinical protocol",
  record = "fiore2018:t1:r04",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "HBV" },
  cohort = { n = 1000, seed = 2011 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 3, route = "HA",
      dose = 3.6e8, at = { days = { 0 } } } },
  },
  horizon = { days = 1461 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the dose is the middle of 3.4e+08 to 3.8e+08",
    "the dose is given on day 0",
  },
}
