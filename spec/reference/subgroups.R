# Writes subgroups.json: fits by subgroup, their differences and prediction intervals, and permutation
# intervals. metafor 3.8-1, metadat 1.2-0, R 4.2.2, jsonlite. Run from this folder: Rscript subgroups.R
suppressMessages({library(metafor); library(jsonlite)})
dat <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
control <- list(threshold = 1e-13, tol = 1e-12, maxiter = 10000)
levels <- unique(as.character(dat$alloc))
one <- function(p, i = 1) list(beta = c(p$pred)[i], se = p$se[i], ci_lb = p$ci.lb[i], ci_ub = p$ci.ub[i],
  pi_lb = p$pi.lb[i], pi_ub = p$pi.ub[i])
separate <- function(method, test) {
  fits <- lapply(levels, function(g) rma(yi, vi, data = dat, subset = alloc == g, method = method,
    test = test, control = control))
  b <- sapply(fits, coef); se <- sapply(fits, function(f) f$se)
  q <- rma(b, sei = se, mods = ~ factor(levels), method = "FE")
  list(groups = lapply(fits, function(f) c(one(predict(f)), list(tau2 = f$tau2, I2 = f$I2, QE = f$QE,
    k = f$k))), QM = q$QM, QMp = q$QMp)
}
common <- function(method, test) {
  f <- rma(yi, vi, mods = ~ 0 + factor(alloc, levels), data = dat, method = method, test = test,
    control = control)
  g <- rma(yi, vi, mods = ~ factor(alloc, levels), data = dat, method = method, test = test,
    control = control)
  p <- predict(f, newmods = diag(length(levels)))
  list(groups = lapply(seq_along(levels), function(i) one(p, i)), tau2 = f$tau2, QM = g$QM,
    QMp = g$QMp)
}
first <- dat[1:8, ]
permutation <- function(method, test) {
  f <- suppressWarnings(rma(yi, vi, data = first, method = method, test = test))
  p <- permutest(f, exact = TRUE, permci = TRUE, progbar = FALSE,
    control = list(tol = 1e-8, maxiter = 100, distfac = 3))
  list(pval = p$pval, ci_lb = p$ci.lb, ci_ub = p$ci.ub)
}
result <- list(about = "metafor 3.8-1 on dat.bcg of metadat 1.2-0, R 4.2.2: spec/reference/subgroups.R",
  yi = c(dat$yi), vi = c(dat$vi), alloc = as.character(dat$alloc), levels = levels,
  separate = list(REML_z = separate("REML", "z"), DL_knha = separate("DL", "knha")),
  common = list(REML_z = common("REML", "z"), REML_knha = common("REML", "knha")),
  permutation = list(DL_z = permutation("DL", "z"), EE_knha = permutation("EE", "knha")))
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "subgroups.json")
