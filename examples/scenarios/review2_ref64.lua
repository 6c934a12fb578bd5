-- After the record review2:t1:r11; what it does not say is in `assumed`.
return {
  title = "review2_ref64: the animal experiment",
  record = "review2:t1:r11",
  model = "liver",
  disease = { name = "GALN_LPS", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_EV", source = "AT", cargo = { "miR-17" }, route = "IV",
      dose = 1e11, at = { days = 1 } } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "the dose is not in particles: 1e11 of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
