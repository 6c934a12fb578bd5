-- After the record review2:t1:r10; what it does not say is in `assumed`.
return {
  title = "review2_ref63: the animal experiment",
  record = "review2:t1:r10",
  model = "liver",
  disease = { name = "CCL4_CHRONIC", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_EV_ENG", source = "AT", cargo = { "miR-181-5p" }, route = "IV",
      dose = 1e11, at = { days = 28 } } },
  },
  horizon = { days = 84 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "carbon tetrachloride is taken as CCL4_CHRONIC",
    "the dose is not in particles: 1e11 of the model's human scale, by vein",
    "when it is given is not in the table: on day 28",
  },
}
