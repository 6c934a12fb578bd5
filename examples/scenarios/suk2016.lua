-- The protocol of Suk 2016: arms of one and of two doses, four weeks apart.
return {
  title   = "Autologous BM-MSC through the hepatic artery, one or two doses (Suk 2016)",
  record  = "fiore2018:t1:r16",
  model   = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort  = { n = 1000, seed = 2016 },
  arms = {
    control = {},
    one = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA",
              at = { weeks = 4 } } },
    two = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA",
              at = { weeks = { 4, 8 } } } },
  },
  horizon = { months = 6 }, outputs = { "collagen", "MELD", "albumin" },
  assumed = {
    "8 years of alcoholic injury before the trial: the table prints cirrhosis without etiology",
    "the doses one and two months after the marrow was taken are weeks 4 and 8",
  },
}
