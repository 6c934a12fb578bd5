-- examples/scenarios/suk2016.lua
return {
  title   = "Autologous BM-MSC through the hepatic artery, one or two doses (Suk 2016)",
  model   = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort  = { n = 1000, seed = 2016 },
  arms = {
    control = {},
    one = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA", at = {weeks = 4} } },
    two = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA", at = {weeks = {4, 8}} } },
  },
  horizon = {months = 6}, outputs = {"collagen", "MELD", "albumin"},
}
