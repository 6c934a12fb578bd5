-- After the record fiore2018:t1:r12; what it does not say is in `assumed`.
return {
  title = "Jang 2014: the clinical protocol",
  record = "fiore2018:t1:r12",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2014 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 4.5, route = "HA",
      dose = 5e7, at = { days = { 0, 28 } } } },
  },
  horizon = { days = 140 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "the first dose is on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
