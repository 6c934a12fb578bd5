# Writes glmm_mods.json: rma.glmm with moderators, and with cor = TRUE. metafor 3.8-1, lme4, R 4.2.2,
# metadat 1.2-0, jsonlite. lme4's optimiser and numDeriv's Hessian limit these to some four digits;
# the likelihoods of the exact conditional model come from numerical integration.
# Run from this folder: Rscript glmm_mods.R
suppressMessages({library(metafor); library(jsonlite)})
take <- function(f) {
  r <- try(suppressWarnings(f), silent = TRUE)
  if (inherits(r, "try-error")) return(list(error = as.character(r)))
  list(beta = c(r$beta), se = r$se, zval = r$zval, pval = r$pval, ci_lb = r$ci.lb, ci_ub = r$ci.ub,
    tau2 = r$tau2, QE_Wld = r$QE.Wld, QE_LRT = r$QE.LRT, QE_df = r$QE.df, QM = r$QM, QMp = r$QMp,
    I2 = r$I2, H2 = r$H2, AIC = r$fit.stats["AIC", "ML"], ll = r$fit.stats["ll", "ML"],
    parms = r$parms, k = r$k, rho = r$rho, sigma2 = r$sigma2)
}
bcg <- dat.bcg
niel <- dat.nielweise2008
pritz <- dat.pritz1997
both <- function(f) list(EE = take(f("EE")), ML = take(f("ML")))
result <- list(about = "rma.glmm of metafor 3.8-1 (lme4), R 4.2.2: spec/reference/glmm_mods.R",
  data = list(
    OR = list(ai = bcg$tpos, bi = bcg$tneg, ci = bcg$cpos, di = bcg$cneg, ablat = bcg$ablat),
    IRR = list(x1i = niel$x1i, t1i = niel$t1i, x2i = niel$x2i, t2i = niel$t2i, year = niel$year),
    PLO = list(xi = pritz$xi, ni = pritz$ni, size = log(pritz$ni)),
    IRLN = list(xi = niel$x1i, ti = niel$t1i, year = niel$year)))
or <- function(model, ...) function(method) rma.glmm(measure = "OR", ai = tpos, bi = tneg, ci = cpos,
  di = cneg, mods = ~ ablat, data = bcg, model = model, method = method, ...)
irr <- function(model) function(method) rma.glmm(measure = "IRR", x1i = x1i, t1i = t1i, x2i = x2i,
  t2i = t2i, mods = ~ year, data = niel, model = model, method = method)
result$models <- list(
  OR = list("UM.FS" = both(or("UM.FS")), "UM.RS" = both(or("UM.RS")), "CM.EL" = both(or("CM.EL")),
    "CM.AL" = both(or("CM.AL"))),
  IRR = list("UM.FS" = both(irr("UM.FS")), "UM.RS" = both(irr("UM.RS")), "CM.EL" = both(irr("CM.EL"))),
  PLO = list(PLO = both(function(method) rma.glmm(measure = "PLO", xi = xi, ni = ni,
    mods = ~ log(ni), data = pritz, method = method))),
  IRLN = list(IRLN = both(function(method) rma.glmm(measure = "IRLN", xi = x1i, ti = t1i,
    mods = ~ year, data = niel, method = method))))
result$cor <- take(rma.glmm(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = bcg,
  model = "UM.RS", method = "ML", cor = TRUE))
result$t <- take(or("UM.FS", test = "t")("ML"))
# The exact conditional model by brute force: all possible tables, and the trapezoidal rule.
tables <- with(bcg, lapply(seq_along(tpos), function(i) {
  n1 <- tpos[i] + tneg[i]; n2 <- cpos[i] + cneg[i]; m <- tpos[i] + cpos[i]
  j <- max(0, m - n2):min(n1, m)
  list(j = j, w = lchoose(n1, j) + lchoose(n2, m - j), a = tpos[i], x = ablat[i] - 33)
}))
loglik <- function(p) sum(sapply(tables, function(r) { # p: at ablat 33, slope times 10, tau
  z <- seq(-8, 8, by = 1 / 16)
  v <- sapply(z, function(u) {
    t <- p[1] + p[2] / 10 * r$x + p[3] * u
    e <- r$w + r$j * t
    r$w[r$j == r$a] + r$a * t - max(e) - log(sum(exp(e - max(e)))) + dnorm(u, log = TRUE)
  })
  max(v) + log(sum(exp(v - max(v))) / 16)
}))
best <- nlminb(c(-0.7, -0.3, 0.06), function(p) -loglik(p), control = list(rel.tol = 1e-12))
V <- solve(numDeriv::hessian(function(p) -loglik(p), best$par))
J <- rbind(c(1, -3.3, 0), c(0, 0.1, 0))
result$exact <- list(beta = c(J %*% best$par), se = sqrt(diag(J %*% V %*% t(J))),
  tau2 = best$par[3]^2, ll = -best$objective)
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE, null = "null", na = "null"),
  "glmm_mods.json")
