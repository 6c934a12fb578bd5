-- After the record fiore2018:t1:r07; what it does not say is in `assumed`.
return {
  title = "Zhang 2012: the clinical protocol",
  record = "fiore2018:t1:r07",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "HBV" },
  cohort = { n = 1000, seed = 2012 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "UC", donor = "ALLO", passage = 3.5, route = "IV",
      dose_per_kg = 5e5, weight = 70, at = { days = { 0, 28, 56 } } } },
  },
  horizon = { days = 336 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "a patient weighs 70 kg",
    "the first dose is on day 0",
  },
}
