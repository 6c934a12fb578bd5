# Writes prediction.json: the prediction interval of Nagashima, Noma and Furukawa (2019) without Monte
# Carlo: the distribution of Q by Imhof's integral, tau2 at the middle of 4000 steps of its confidence
# distribution, and the distribution of a new study's effect as the average of normal and t convolved.
# R 4.2.2, metafor 3.8-1 (data and effects alone), jsonlite. Run from this folder: Rscript prediction.R
suppressMessages(library(metafor))
library(jsonlite)

imhof <- function(q, lambda) {
  f <- function(u) sapply(u, function(x) {
    theta <- sum(atan(lambda * x)) / 2 - q * x / 2
    sin(theta) / (x * prod((1 + lambda^2 * x^2)^0.25))
  })
  far <- max(50, 200 / min(lambda))
  parts <- c(0, far * 2^-(20:0), Inf)
  total <- sum(sapply(seq_len(length(parts) - 1), function(i)
    integrate(f, parts[i], parts[i + 1], rel.tol = 1e-9, subdivisions = 5000, stop.on.error = FALSE)$value))
  0.5 - total / pi
}
cdf <- function(t, y, v) { # P(Q <= observed) when tau2 = t
  w <- 1 / v; A <- diag(w) - w %o% w / sum(w); D <- diag(sqrt(v + t))
  lambda <- eigen(D %*% A %*% D, symmetric = TRUE, only.values = TRUE)$values
  imhof(c(y %*% A %*% y), lambda[seq_len(length(y) - 1)])
}
new_study <- function(y, v, steps = 4000) {
  k <- length(y)
  at0 <- cdf(0, y, v)
  grid <- c(0, exp(seq(log(min(v) / 100), log(1e6 * max(v)), length.out = 600)))
  P <- sapply(grid, cdf, y = y, v = v)
  keep <- c(TRUE, diff(P) < 0) & P > 1e-8
  invert <- splinefun(rev(P[keep]), rev(log(grid[keep] + min(v))), method = "monoH.FC")
  u <- (seq_len(steps) - 0.5) / steps
  tau2 <- ifelse(u >= at0, 0, pmax(0, exp(invert(u)) - min(v)))
  mean <- sd <- numeric(steps)
  for (i in seq_len(steps)) {
    w <- 1 / (v + tau2[i]); mean[i] <- sum(w * y) / sum(w)
    sd[i] <- sqrt(sum(w * (y - mean[i])^2) / sum(w) / (k - 1))
  }
  t <- qt((seq_len(1000) - 0.5) / 1000, k - 1)
  P <- function(x) mean(sapply(seq_len(steps), function(i) {
    if (tau2[i] == 0) return(pt((x - mean[i]) / sd[i], k - 1))
    mean(pnorm((x - mean[i] - sd[i] * t) / sqrt(tau2[i])))
  }))
  q <- function(p) uniroot(function(x) P(x) - p, range(y) + c(-30, 30) * sd(y), tol = 1e-7)$root
  list(at0 = at0, pi_lb = q(0.025), pi_ub = q(0.975), pi_lb_80 = q(0.1), above0 = 1 - P(0))
}
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
few <- list(yi = c(0.11, 0.52, 0.31, 0.95, 0.48), vi = c(0.02, 0.04, 0.03, 0.05, 0.02))
sets <- list(bcg = list(yi = c(bcg$yi), vi = c(bcg$vi)), few = few)
result <- list(about = "spec/reference/prediction.R; R 4.2.2, metafor 3.8-1 for the effects",
  sets = lapply(sets, function(s) c(s, new_study(s$yi, s$vi))))
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "prediction.json")
