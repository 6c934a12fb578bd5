-- After the record fiore2018:t2:r03; what it does not say is in `assumed`.
return {
  title = "Tan 2014: the animal experiment",
  record = "fiore2018:t2:r03",
  model = "liver",
  disease = { name = "CCL4_ACUTE", species = "mouse" },
  cohort = { n = 1000, seed = 2014 },
  arms = {
    control = {},
    treated = { { product = "MSC_EV", source = "NR", route = "IV", dose = 1e11, at = { days = 1 } }
      },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "the dose is not in particles: 1e11 of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
