# The patients of a scenario by deSolve's lsoda with compiled rates and Jacobian, in every arm.
#   Rscript spec/bench/cohort.R FOLDER
# FOLDER as scenario.lua leaves it, with scenario.so. For each tolerance: lsoda_RTOL.bin (patients x
# arms x times x what is recorded) and lsoda_RTOL.speed (patients per second of processor time).
source("spec/bench/scenario.R")
folder <- commandArgs(TRUE)[1]
s <- scenario_load(folder)
for (name in c("1e-6", "1e-5", "1e-4")) {
  s$rtol <- as.numeric(name)
  s$atol <- s$rtol / 1000
  best <- Inf
  for (round in 1:2) {
    time <- system.time(all <- lapply(seq_len(s$patients), function(i) scenario_patient(s, i)))
    best <- min(best, time[["user.self"]] + time[["sys.self"]])
  }
  rows <- unlist(lapply(all, function(patient) lapply(patient, function(arm) as.vector(t(arm)))))
  writeBin(rows, file.path(folder, paste0("lsoda_", name, ".bin")))
  writeLines(sprintf("%.4f", s$patients / best), file.path(folder, paste0("lsoda_", name, ".speed")))
}
