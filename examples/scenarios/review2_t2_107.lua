-- After the record review2:t2:r02; what it does not say is in `assumed`.
return {
  title = "review2_t2_107: the animal experiment",
  record = "review2:t2:r02",
  model = "liver",
  disease = { name = "CCL4_CHRONIC", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_PRECOND", source = "BM", donor = "NR", conditioning = { "MELA" },
      route = "IV", dose = 5e7, at = { days = 28 } } },
  },
  horizon = { days = 84 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "carbon tetrachloride is taken as CCL4_CHRONIC",
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "when it is given is not in the table: on day 28",
  },
}
