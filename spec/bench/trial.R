# A trial of 200 patients by deSolve's lsoda with compiled rates and Jacobian, replicate by
# replicate; each patient in the arm that he gets alone, the analysis of covariance by lm.
#   Rscript spec/bench/trial.R FOLDER
# FOLDER as scenario.lua leaves it, with scenario.so. For each tolerance: trial_RTOL.bin (arm, MELD
# at the start and at the end, of each patient) and trial_RTOL.speed (seconds of processor time of
# one replicate).
source("spec/bench/scenario.R")
folder <- commandArgs(TRUE)[1]
s <- scenario_load(folder)
n <- 200
replicates <- s$patients / n
meld <- match("MELD", s$names)
for (name in c("1e-5", "1e-4")) {
  s$rtol <- as.numeric(name)
  s$atol <- s$rtol / 1000
  set.seed(1)
  out <- matrix(NA, s$patients, 3)
  pval <- numeric(replicates)
  time <- system.time(for (r in seq_len(replicates)) {
    who <- (seq_len(n) - 1) * replicates + r
    arm <- unlist(lapply(seq_len(n / 4), function(block) sample(c(1, 1, 2, 2))))
    for (k in seq_len(n)) {
      rows <- scenario_arm(s, who[k], arm[k], scenario_start(s, who[k]))
      out[who[k], ] <- c(arm[k], rows[1, meld], rows[nrow(rows), meld])
    }
    fit <- summary(lm(out[who, 3] ~ arm + out[who, 2]))
    pval[r] <- fit$coefficients[2, 4]
  })
  writeBin(as.vector(t(out)), file.path(folder, paste0("trial_", name, ".bin")))
  writeLines(sprintf("%.6f", (time[["user.self"]] + time[["sys.self"]]) / replicates),
             file.path(folder, paste0("trial_", name, ".speed")))
}
