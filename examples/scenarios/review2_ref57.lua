-- After the record review2:t1:r04; what it does not say is in `assumed`.
return {
  title = "review2_ref57: the animal experiment",
  record = "review2:t1:r04",
  model = "liver",
  disease = { name = "TAA", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC", source = "PLAC_AM", donor = "XENO", route = "IV", dose = 5e7,
      at = { days = 28 } } },
  },
  horizon = { days = 84 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "when it is given is not in the table: on day 28",
  },
}
