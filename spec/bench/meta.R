# Times metafor on the data that meta.lua wrote. usage: Rscript meta.R FOLDER
# Prints: case, median processor seconds per call, tau2, estimate, and what was scaled up.
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
# Many fits: a sample of them, scaled up. The fit itself, which our side makes too, is left out.
many <- function(case, fit, call, rounds, factor, note) {
  seconds <- replicate(rounds, {
    start <- proc.time()
    call(fit)
    sum((proc.time() - start)[c("user.self", "sys.self")]) * factor
  })
  cat(case, format(median(seconds), digits = 6), format(fit$tau2, digits = 12),
      format(c(fit$beta)[1], digits = 12), note, "\n")
}
d <- read.csv(file.path(folder, "meta_100.csv"))
many("leave_one_100", rma(yi, vi, data = d), leave1out, 3, 1, "")
d <- read.csv(file.path(folder, "meta_12.csv"))
set.seed(1)
many("gosh_12", rma(yi, vi, data = d), function(f) gosh(f, subsets = 455, progbar = FALSE), 3, 9,
     "455 random subsets, times 9")
d <- read.csv(file.path(folder, "meta_50.csv"))
many("permute_50", rma(yi, vi, mods = ~ x1, data = d),
     function(f) permutest(f, iter = 200, progbar = FALSE), 3, 5, "200 permutations, times 5")
d <- read.csv(file.path(folder, "meta_30.csv"))
many("bootstrap_30", rma(yi, vi, data = d), function(f) for (i in 1:200) {
  s <- sample.int(30, 30, TRUE)
  try(rma(d$yi[s], d$vi[s]), silent = TRUE)
}, 3, 5, "200 resamples, times 5")
