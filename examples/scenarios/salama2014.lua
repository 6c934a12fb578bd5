-- After the record fiore2018:t1:r14; what it does not say is in `assumed`.
return {
  title = "Salama 2014: the clinical protocol",
  record = "fiore2018:t1:r14",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2014 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 0, route = "IV",
      dose_per_kg = 1e6, weight = 70, at = { days = { 0 } } } },
  },
  horizon = { days = 182 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "a patient weighs 70 kg",
    "the dose is given on day 0",
  },
}
