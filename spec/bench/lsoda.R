# deSolve's lsoda with compiled rates and Jacobian on the model of the solver bench.
#   Rscript spec/bench/lsoda.R FOLDER PATIENTS
library(deSolve)
words <- commandArgs(TRUE)
folder <- words[1]
count <- as.integer(words[2])
dyn.load(file.path(folder, "lsoda.so"))
bytes <- file.size(file.path(folder, "parameters.bin")) / 8
parameters <- matrix(readBin(file.path(folder, "parameters.bin"), "double", bytes), ncol = 52,
                     byrow = TRUE)
start <- scan(file.path(folder, "initial.txt"), quiet = TRUE)
segment <- c(0, 1 / 24, 28, 28 + 1 / 24, 56, 56 + 1 / 24, 336)
solve <- function(p) {
  y <- start
  out <- matrix(NA, 49, 20)
  out[1, ] <- y
  for (s in 1:6) {
    on <- s %% 2 == 1
    if (on) y[4] <- y[4] + 5
    weeks <- 7 * (1:48)
    weeks <- weeks[weeks > segment[s] & weeks <= segment[s + 1]]
    at <- unique(c(segment[s], weeks, segment[s + 1]))
    o <- lsoda(y, at, "rates", parms = c(p, if (on) 240 else 0), dllname = "lsoda",
               initfunc = "begin", jacfunc = "jacobian", jactype = "fullusr", rtol = 1e-6,
               atol = 1e-9, maxsteps = 1e6)[, -1, drop = FALSE]
    if (length(weeks) > 0) out[weeks / 7 + 1, ] <- o[match(weeks, at), ]
    y <- o[nrow(o), ]
  }
  out
}
best <- Inf
for (round in 1:2) {
  time <- system.time(all <- lapply(seq_len(count), function(i) solve(parameters[i, ])))
  best <- min(best, time[["user.self"]] + time[["sys.self"]])
}
writeBin(unlist(lapply(all, function(o) as.vector(t(o)))), file.path(folder, "lsoda.bin"))
writeLines(sprintf("%.3f", count / best), file.path(folder, "lsoda.speed"))
