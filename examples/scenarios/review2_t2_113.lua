-- After the record review2:t2:r08; what it does not say is in `assumed`.
return {
  title = "review2_t2_113: the animal experiment",
  record = "review2:t2:r08",
  model = "liver",
  disease = { name = "TAA", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_GENE", source = "BM", donor = "NR", gene = { "G_IGF1" },
      route = "IV", dose = 5e7, at = { days = 28 } } },
  },
  horizon = { days = 84 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "when it is given is not in the table: on day 28",
  },
}
