-- After the record fiore2018:t1:r05; what it does not say is in `assumed`.
return {
  title = "Amer 2011: the clinical protocol",
  record = "fiore2018:t1:r05",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "HCV" },
  cohort = { n = 1000, seed = 2011 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", route = "IS", dose = 2e7, at = {
      days = { 0 } } } },
  },
  horizon = { days = 182.625 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "of the routes IS, IH the first that the model has: IS",
    "the dose is given on day 0",
  },
}
