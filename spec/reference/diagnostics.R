# Makes diagnostics.json: diagnostics that metafor_uni_mv.json does not have (weights of the user,
# unweighted fits, Knapp and Hartung, permutations of moderators, bias tests).
# R 4.2.2, metafor 3.8-1: Rscript spec/reference/diagnostics.R > spec/reference/diagnostics.json
suppressMessages(library(metafor))
control <- list(threshold = 1e-12, maxiter = 400)
d <- data.frame(yi = c(.10, .62, .35, -.21, .80, .44, .05, .92, .31), vi = c(.020, .081, .034, .025,
  .150, .012, .046, .210, .061), x = c(1, 2, 2, 3, 5, 4, 1, 6, 3), w = c(9, 3, 5, 6, 1, 10, 4, 1, 2),
  g = c(0, 1, 0, 0, 1, 1, 0, 1, 1))
d$h <- 1 - d$g # metafor centres yi, so without an intercept the moderators must span one
num <- function(x) {
  x <- ifelse(is.na(x), "null", formatC(x, digits = 15, format = "g"))
  if (length(x) == 1) x else paste0("[", paste(x, collapse = ", "), "]")
}
block <- function(l) paste0("{", paste0('"', names(l), '": ', l, collapse = ", "), "}")
infl <- function(f) {
  i <- influence(f)
  s <- rstandard(f)
  u <- rstudent(f)
  out <- lapply(unclass(i$inf)[c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat", "weight")], num)
  names(out) <- c("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight")
  b <- unclass(i$dfbs)[seq_len(f$p)]
  out$dfbs <- paste0("[", paste(sapply(b, num), collapse = ", "), "]")
  out$resid_se <- num(s$se)
  out$deleted_se <- num(u$se)
  block(out)
}
fits <- list(
  weights = rma(yi, vi, weights = w, data = d, control = control),
  weights_mod = rma(yi, vi, mods = ~x, weights = w, data = d, control = control),
  unweighted = rma(yi, vi, mods = ~x, weighted = FALSE, data = d, control = control),
  knha = rma(yi, vi, mods = ~x, test = "knha", data = d, control = control),
  no_intercept = rma(yi, vi, mods = ~x + g + h - 1, data = d, control = control),
  EE_mod = rma(yi, vi, mods = ~x, method = "EE", data = d),
  DL_fixed = rma(yi, vi, tau2 = 0.05, data = d))
p1 <- permutest(rma(yi, vi, mods = ~g, data = d[1:6, ], control = control), exact = TRUE, progbar = FALSE)
p2 <- permutest(rma(yi, vi, mods = ~x + g, data = d[1:6, ], test = "knha", control = control), exact = TRUE,
  progbar = FALSE)
b <- blup(fits$knha)
cat('{"origin": "R 4.2.2, metafor 3.8-1, spec/reference/diagnostics.R",\n"data":',
  block(lapply(d, num)), ',\n"influence": {',
  paste0('\n"', names(fits), '": ', sapply(fits, infl), collapse = ","), '},\n"permutest_g":',
  block(list(pval = num(p1$pval), QMp = num(p1$QMp), iter = length(p1$QM.perm))), ',\n"permutest_xg":',
  block(list(pval = num(p2$pval), QMp = num(p2$QMp), iter = length(p2$QM.perm))), ',\n"blup_knha":',
  block(list(pred = num(b$pred), se = num(b$se), pi_lb = num(b$pi.lb), pi_ub = num(b$pi.ub))), '}\n')
