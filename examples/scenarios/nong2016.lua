-- After the record fiore2018:t2:r05; what it does not say is in `assumed`.
return {
  title = "Nong 2016: the animal experiment",
  record = "fiore2018:t2:r05",
  model = "liver",
  disease = { name = "IRI", species = "rat" },
  cohort = { n = 1000, seed = 2016 },
  arms = {
    control = {},
    treated = { { product = "MSC_EV", source = "IPSC", route = "IV", dose = 1e11, at = { days = 1 }
      } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "the dose is not in particles: 1e11 of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
