-- After the record review2:t1:r09; what it does not say is in `assumed`.
return {
  title = "review2_ref62: the animal experiment",
  record = "review2:t1:r09",
  model = "liver",
  disease = { name = "GALN", species = "rat" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    treated = { { product = "MSC_CM", at = { days = 1 } } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "the dose of medium is not in the table: of 1e8 cells",
    "when it is given is not in the table: on day 1",
  },
}
