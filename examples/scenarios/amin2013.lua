-- After the record fiore2018:t1:r11; what it does not say is in `assumed`.
return {
  title = "Amin 2013: the clinical protocol",
  record = "fiore2018:t1:r11",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2013 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 2, route = "IS",
      dose = 1e7, at = { days = { 0 } } } },
  },
  horizon = { days = 168 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "the dose is given on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
