-- After the record fiore2018:t1:r10; what it does not say is in `assumed`.
return {
  title = "Wang 2013: the clinical protocol",
  record = "fiore2018:t1:r10",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "cholestatic" },
  cohort = { n = 1000, seed = 2013 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "UC", donor = "ALLO", passage = 4, route = "IV",
      dose_per_kg = 5e5, weight = 70, at = { days = { 0, 28, 56 } } } },
  },
  horizon = { days = 336 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "primary biliary cholangitis as cholestatic injury of the model, at the stage of cirrhosis",
    "a patient weighs 70 kg",
    "the first dose is on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
