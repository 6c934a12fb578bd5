# Times metafor on the data that meta.lua wrote. usage: Rscript meta.R FOLDER
# Prints: case, median processor seconds per call, tau2, estimate.
suppressMessages(library(metafor))
options(warn = -1)
folder <- commandArgs(TRUE)[1]
time <- function(case, call, rounds, inner) {
  fit <- call()
  seconds <- replicate(rounds, {
    start <- proc.time()
    for (i in seq_len(inner)) call()
    sum((proc.time() - start)[c("user.self", "sys.self")]) / inner
  })
  cat(case, format(median(seconds), digits = 6), format(fit$tau2, digits = 12),
      format(c(fit$beta)[1], digits = 12), "\n")
}
cat("metafor", as.character(packageVersion("metafor")), 0, 0, "\n")
for (k in c(10, 100, 1000)) {
  d <- read.csv(file.path(folder, sprintf("meta_%d.csv", k)))
  inner <- c(`10` = 50, `100` = 20, `1000` = 1)[[as.character(k)]]
  time(sprintf("REML_%d", k), function() rma(yi, vi, data = d), if (k > 100) 3 else 9, inner)
}
d <- read.csv(file.path(folder, "meta_100.csv"))
time("DL_100", function() rma(yi, vi, data = d, method = "DL"), 9, 20)
time("PM_100", function() rma(yi, vi, data = d, method = "PM"), 9, 20)
time("ML_100", function() rma(yi, vi, data = d, method = "ML"), 9, 20)
time("knha_100", function() rma(yi, vi, data = d, test = "knha"), 9, 20)
time("mods_100", function() rma(yi, vi, mods = ~ x1 + x2 + x3, data = d, test = "knha"), 9, 10)
