-- After the record review2:t1:r08; what it does not say is in `assumed`.
return {
  title = "review2_ref61: the animal experiment",
  record = "review2:t1:r08",
  model = "liver",
  disease = { name = "TAA_FHF", species = "mouse" },
  cohort = { n = 1000, seed = 1 },
  arms = {
    control = {},
    cells = { { product = "MSC", source = "BM", donor = "NR", route = "IV", dose = 5e7,
      at = { days = 1 } } },
    medium = { { product = "MSC_CM", at = { days = 1 } } },
  },
  horizon = { days = 21 },
  outputs = { "ALT", "collagen", "mass" },
  assumed = {
    "of several injuries the first: TAA_FHF",
    "cells and medium, of which the table says both or either: an arm of each",
    "dose and route are not in the table: 5e7 cells of the model's human scale, by vein",
    "the dose of medium is not in the table: of 1e8 cells",
    "when it is given is not in the table: on day 1",
  },
}
