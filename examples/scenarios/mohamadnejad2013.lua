-- After the record fiore2018:t1:r09; what it does not say is in `assumed`.
return {
  title = "Mohamadnejad 2013: the clinical protocol",
  record = "fiore2018:t1:r09",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol" },
  cohort = { n = 1000, seed = 2013 },
  arms = {
    control = {},
    msc = { { product = "MSC", source = "BM", donor = "AUTO", passage = 3.5, route = "IV",
      dose = 2e8, at = { days = { 0 } } } },
  },
  horizon = { days = 365.25 },
  outputs = { "MELD", "collagen", "albumin" },
  assumed = {
    "the etiology is not reported: alcohol",
    "the dose is given on day 0",
  },
}
