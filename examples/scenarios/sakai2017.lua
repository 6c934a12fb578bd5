-- After the record fiore2018:t1:r19; what it does not say is in `assumed`.
return {
  title = "Sakai 2017: the clinical protocol",
  record = "fiore2018:t1:r19",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2017 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "AT", donor = "AUTO", passage = 0, route = "HA",
      dose_per_kg = 6.6e5, weight = 70, at = { days = { 0 } } } },
  },
  horizon = { days = 30.4375 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "a patient weighs 70 kg",
    "the dose is given on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
