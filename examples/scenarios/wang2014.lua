-- After the record fiore2018:t1:r13; what it does not say is in `assumed`.
return {
  title = "Wang 2014: the clinical protocol",
  record = "fiore2018:t1:r13",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "cholestatic" },
  cohort = { n = 1000, seed = 2014 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "ALLO", passage = 4, route = "IV",
      dose_per_kg = 4e5, weight = 70, at = { days = { 0 } } } },
  },
  horizon = { days = 365.25 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "primary biliary cholangitis as cholestatic injury of the model, at the stage of cirrhosis",
    "the dose is the middle of 300000 to 500000",
    "a patient weighs 70 kg",
    "the dose is given on day 0",
    "the study has no control arm: an untreated one is added",
  },
}
