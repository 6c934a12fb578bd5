# Makes selmodel_trunc.json: normal distributions whose side beyond an unknown limit is reported in the
# proportion delta, by brute force: every candidate of the limit in turn (both ends of each gap between
# neighbouring effects, where the likelihood has its suprema, and nine places within, to show that it
# has none there), each with a search over mu, tau2 and delta from twelve starts, Newton steps on
# numerical derivatives, and the reported share from numerical integration of the density.
# For the data of selmodel_exact.json. R 4.2.2, jsonlite, numDeriv:
# Rscript spec/reference/selmodel_trunc.R > spec/reference/selmodel_trunc.json
library(jsonlite)
sets <- fromJSON("spec/reference/selmodel_exact.json")
num <- function(x) paste0("[", paste(trimws(formatC(c(x), digits = 15, format = "g")), collapse = ","), "]")
# The log likelihood; `hidden` says which effects are beyond the limit.
likelihood <- function(y, v, limit, hidden, exact) function(par) {
  mu <- par[1]; sd <- sqrt(v + exp(par[2])); delta <- exp(par[3])
  below <- if (exact) sapply(sd, function(s) {
    ends <- mu + s * c(-12, -6, -3, -1, 0, 1, 3, 6, 12); at <- c(ends[ends < limit], limit)
    if (length(at) < 2) return(0)
    sum(sapply(2:length(at), function(i) integrate(dnorm, at[i - 1], min(at[i], mu + 12 * s), mean = mu, sd = s,
      rel.tol = 1e-12, abs.tol = 1e-17)$value))
  }) else pnorm(limit, mu, sd)
  sum(hidden * log(delta) + dnorm(y, mu, sd, log = TRUE) - log(1 - below + delta * below))
}
best_at <- function(y, v, limit, hidden) {
  ll <- likelihood(y, v, limit, hidden, FALSE); found <- list(value = -Inf)
  for (mu in c(mean(y), min(y), median(y))) for (tau2 in c(.02, .3)) for (delta in c(.2, 3)) {
    f <- try(optim(c(mu, log(tau2), log(delta)), function(x) -ll(x), method = "L-BFGS-B",
      lower = c(-50, -30, -20), upper = c(50, 10, log(100)), control = list(factr = 10, maxit = 2000)), silent = TRUE)
    if (!inherits(f, "try-error") && -f$value > found$value) found <- list(par = f$par, value = -f$value)
  }
  found
}
model <- function(name, alternative) {
  d <- sets[[name]]; turn <- if (alternative == "less") -1 else 1
  y <- turn * d$yi; v <- d$vi; at <- sort(unique(y)); best <- list(value = -Inf); inside <- -Inf
  for (i in seq_len(length(at) - 1)) {
    hidden <- y <= at[i]
    for (share in 0:10 / 10) {
      one <- best_at(y, v, at[i] + share * (at[i + 1] - at[i]), hidden)
      if (share %in% 0:1) {
        if (one$value > best$value) best <- c(one, list(limit = at[i + share], hidden = list(hidden)))
      } else inside <- max(inside, one$value)
    }
  }
  stopifnot(inside <= best$value + 1e-9)
  hidden <- best$hidden[[1]]; x <- best$par; ll <- likelihood(y, v, best$limit, hidden, FALSE)
  for (i in 1:6) x <- x + c(solve(numDeriv::hessian(ll, x), -numDeriv::grad(ll, x)))
  stopifnot(abs(likelihood(y, v, best$limit, hidden, TRUE)(x) - ll(x)) < 1e-9)
  se <- c(1, exp(x[2]), exp(x[3])) * sqrt(diag(solve(-numDeriv::hessian(ll, x))))
  paste0('{"alternative":"', alternative, '","set":"', name, '","beta":', num(turn * x[1]), ',"tau2":', num(exp(x[2])),
    ',"delta":', num(c(exp(x[3]), turn * best$limit)), ',"se":', num(se[1]), ',"se_tau2":', num(se[2]), ',"se_delta":', num(se[3]),
    ',"ll":', num(ll(x)), '}')
}
cat('{"origin":"R 4.2.2, spec/reference/selmodel_trunc.R","models":[',
  paste0("\n", c(model("hackshaw", "greater"), model("bcg", "less"), model("bcg", "greater")), collapse = ","), "]}\n", sep = "")
