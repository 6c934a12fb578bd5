# Makes selmodel_exact.json: maxima of the likelihoods of selection models, written down from the
# articles and integrated to 1e-11 (metafor's integrals and search stop at 1e-4 and 1e-8), for
# dat.bcg (log risk ratios, alternative "less") and dat.hackshaw1998.
# R 4.2.2, metafor 3.8-1 (data only), metadat 1.2-0, numDeriv:
# Rscript spec/reference/selmodel.R > spec/reference/selmodel_exact.json
suppressMessages({library(metafor); library(metadat)})
num <- function(x) {
  s <- trimws(formatC(x, digits = 15, format = "g"))
  if (length(s) == 1) s else paste0("[", paste(s, collapse = ","), "]")
}
block <- function(l) paste0("{", paste0('"', names(l), '":', l, collapse = ","), "}")
weights <- list(
  beta = function(p, q, d) p^(d[1] - 1) * q^(d[2] - 1), halfnorm = function(p, q, d) exp(-d * p^2),
  negexp = function(p, q, d) exp(-d * p), logistic = function(p, q, d) 2 * exp(-d * p) / (1 + exp(-d * p)),
  power = function(p, q, d) q^d, negexppow = function(p, q, d) exp(-d[1] * p^(1 / d[2])))
fit <- function(y, v, type, alternative, X = cbind(rep(1, length(y))), steps = NULL, start = 1, fixed = NULL) {
  w <- weights[[type]]; margin <- if (type %in% c("beta", "power")) 1e-5 else 0
  pq <- function(z) {
    p <- switch(alternative, greater = pnorm(-z), less = pnorm(z), two.sided = 2 * pnorm(-abs(z)))
    q <- switch(alternative, greater = pnorm(z), less = pnorm(-z), two.sided = pchisq(z^2, 1))
    list(p = pmin(pmax(p, margin), 1 - margin), q = pmin(pmax(q, margin), 1 - margin))
  }
  P <- ncol(X); s <- sqrt(v); obs <- pq(y / s)
  cuts <- if (margin > 0) qnorm(c(margin, 1 - margin)) else NULL
  if (alternative == "two.sided") cuts <- c(cuts / 1, 0, if (margin > 0) qnorm(c(margin / 2, 1 - margin / 2)))
  ll <- function(par) {
    mu <- c(X %*% par[1:P]); t2 <- exp(par[P + 1]); d <- exp(par[-(1:(P + 1))]); sd <- sqrt(v + t2)
    if (type == "trunc") {
      A <- if (alternative == "greater") pnorm(mu / sd) + d * pnorm(-mu / sd) else pnorm(-mu / sd) + d * pnorm(mu / sd)
      bad <- if (alternative == "greater") y <= 0 else y >= 0
      return(sum(ifelse(bad, log(d), 0) + dnorm(y, mu, sd, log = TRUE) - log(A)))
    }
    A <- sapply(seq_along(y), function(i) {
      at <- sort(unique(c(-12, 12, -4, 0, 4, (cuts * s[i] - mu[i]) / sd[i], (c(-3, 0, 3) * s[i] - mu[i]) / sd[i])))
      at <- at[at >= -12 & at <= 12]
      sum(sapply(seq_len(length(at) - 1), function(j) integrate(function(x) {
        k <- pq((mu[i] + sd[i] * x) / s[i]); w(k$p, k$q, d) * dnorm(x)
      }, at[j], at[j + 1], rel.tol = 1e-11, abs.tol = 1e-16)$value))
    })
    sum(log(w(obs$p, obs$q, d)) + dnorm(y, mu, sd, log = TRUE) - log(A))
  }
  m <- rma(y, v, mods = X, intercept = FALSE, method = "ML")
  f <- optim(c(coef(m), log(m$tau2 + .001), log(start)), function(x) -ll(x), method = "BFGS", control = list(reltol = 1e-13, maxit = 500))
  x <- f$par
  for (i in 1:4) x <- x + c(solve(numDeriv::hessian(ll, x), -numDeriv::grad(ll, x)))
  g <- c(rep(1, P), exp(x[-(1:P)])) # derivatives of the parameters in those of the search
  se <- g * sqrt(diag(solve(-numDeriv::hessian(ll, x))))
  block(list(type = paste0('"', type, '"'), alternative = paste0('"', alternative, '"'), beta = num(unname(x[1:P])), tau2 = num(unname(exp(x[P + 1]))),
    delta = num(unname(exp(x[-(1:(P + 1))]))), se = num(unname(se[1:P])), se_tau2 = num(unname(se[P + 1])), se_delta = num(unname(se[-(1:(P + 1))])), ll = num(ll(x))))
}
b <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg); by <- as.numeric(b$yi); bv <- as.numeric(b$vi)
h <- dat.hackshaw1998; hy <- as.numeric(h$yi); hv <- as.numeric(h$vi)
out <- list(
  bcg_beta = fit(by, bv, "beta", "less", start = c(1, 1)), bcg_halfnorm = fit(by, bv, "halfnorm", "less"),
  bcg_logistic = fit(by, bv, "logistic", "less", start = .3), bcg_power = fit(by, bv, "power", "less"),
  bcg_trunc = fit(by, bv, "trunc", "less", start = .5),
  bcg_mods = fit(by, bv, "halfnorm", "less", X = cbind(1, dat.bcg$ablat)),
  hackshaw_beta = fit(hy, hv, "beta", "greater", start = c(1, 1)), hackshaw_negexp = fit(hy, hv, "negexp", "greater", start = 2),
  hackshaw_two = fit(hy, hv, "negexp", "two.sided", start = 2))
cat('{"origin":"R 4.2.2, metadat 1.2-0, spec/reference/selmodel.R",\n"bcg":', block(list(yi = num(by), vi = num(bv), ablat = num(dat.bcg$ablat))),
  ',\n"hackshaw":', block(list(yi = num(hy), vi = num(hv))), ',\n"models":{', paste0('\n"', names(out), '":', out, collapse = ","), '}}\n', sep = "")
