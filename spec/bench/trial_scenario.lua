-- The trial that is timed: the liver model, 8 years of disease, then 24 weeks with two doses of
-- cells or none.
return {
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort = { n = 200, seed = 2016 },
  arms = {
    control = {},
    two = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA",
      at = { weeks = { 4, 8 } } } },
  },
  horizon = { weeks = 24 }, every = { weeks = 24 }, outputs = { "MELD" },
}
