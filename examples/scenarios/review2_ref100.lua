-- After the record review2:t1:r13; what it does not say is in `assumed`.
return {
  title = "review2_ref100: the animal experiment",
  record = "review2:t1:r13",
  model = "liver",
  disease = { name = "PHX70", species = "mouse" },
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
