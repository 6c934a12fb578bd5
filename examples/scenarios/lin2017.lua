-- After the record fiore2018:t1:r22; what it does not say is in `assumed`.
return {
  title = "Lin 2017: the clinical protocol",
  record = "fiore2018:t1:r22",
  model = "liver",
  disease = { name = "acute-on-chronic" },
  cohort = { n = 1000, seed = 2017 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "ALLO", passage = 5.5, route = "IV",
      dose_per_kg = 5.5e5, weight = 70, at = { days = { 0, 7, 14, 21 } } } },
  },
  horizon = { days = 168 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the flare has its height on day 12, on the cirrhosis of alcohol whatever the cause",
    "the dose is the middle of 100000 to 1e+06",
    "a patient weighs 70 kg",
    "the first dose is on day 0",
  },
}
