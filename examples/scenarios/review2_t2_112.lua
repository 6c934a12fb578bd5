-- After the record review2:t2:r07; what it does not say is in `assumed`.
return {
  title = "review2_t2_112: the animal experiment",
  record = "review2:t2:r07",
  model = "liver",
  disease = { name = "GALN_LPS", species = "rat" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_GENE", source = "AF", donor = "NR", gene = { "G_IL1RA" },
      route = "IV", dose = 5e7, at = { days = 1 } } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
