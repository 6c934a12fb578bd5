-- After the record fiore2018:t2:r04; what it does not say is in `assumed`.
return {
  title = "Chen 2017: the animal experiment",
  record = "fiore2018:t2:r04",
  model = "liver",
  disease = { name = "GALN_LPS", species = "mouse" },
  cohort = { n = 1000, seed = 2017 },
  arms = {
    control = {},
    treated = { { product = "MSC_EV", source = "MENB", route = "IV", dose = 1e11, at = { days = 1 }
      } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "the dose is not in particles: 1e11 of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
