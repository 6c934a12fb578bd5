-- After the record fiore2018:t1:r08; what it does not say is in `assumed`.
return {
  title = "Shi 2012: the clinical protocol",
  record = "fiore2018:t1:r08",
  model = "liver",
  disease = { name = "acute-on-chronic" },
  cohort = { n = 1000, seed = 2012 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "UC", donor = "ALLO", passage = 3.5, route = "IV",
      dose_per_kg = 5e5, weight = 70, at = { days = { 0, 28, 56 } } } },
  },
  horizon = { days = 504 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the flare has its height on day 12, on the cirrhosis of alcohol whatever the cause",
    "a patient weighs 70 kg",
    "the first dose is on day 0",
  },
}
