-- After the record fiore2018:t1:r06; what it does not say is in `assumed`.
return {
  title = "El-Ansary 2012: the clinical protocol",
  record = "fiore2018:t1:r06",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "HCV" },
  cohort = { n = 1000, seed = 2012 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 5, route = "IV",
      dose_per_kg = 1e6, weight = 70, at = { days = { 0 } } } },
  },
  horizon = { days = 182.625 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "a patient weighs 70 kg",
    "the dose is given on day 0",
    "arm \"Hep. Diff.\" is left out: give the two kinds of cells as two products and join them",
  },
}
