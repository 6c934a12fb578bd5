-- After the record review2:t1:r12; what it does not say is in `assumed`.
return {
  title = "review2_ref65: the animal experiment",
  record = "review2:t1:r12",
  model = "liver",
  disease = { name = "PHX70", species = "rat" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_GENE", source = "AT", donor = "NR", gene = { "M_27B" },
      route = "IV", dose = 5e7, at = { days = 1 } } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "when it is given is not in the table: on day 1",
  },
}
