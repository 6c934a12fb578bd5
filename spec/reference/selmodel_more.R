# Makes selmodel_more.json: maxima of the likelihoods of step functions with several deltas, in closed
# form, for the data of selmodel_exact.json.
# R 4.2.2, jsonlite, numDeriv: Rscript spec/reference/selmodel_more.R > spec/reference/selmodel_more.json
library(jsonlite)
sets <- fromJSON("spec/reference/selmodel_exact.json")
num <- function(x) paste0("[", paste(trimws(formatC(c(x), digits = 15, format = "g")), collapse = ","), "]")
block <- function(l) paste0("{", paste0('"', names(l), '":', l, collapse = ","), "}")
maximum <- function(ll, start, logs, name) {
  f <- optim(start, function(x) -ll(x), method = "BFGS", control = list(reltol = 1e-14, maxit = 1000))
  x <- f$par
  for (i in 1:6) x <- x + c(solve(numDeriv::hessian(ll, x), -numDeriv::grad(ll, x)))
  g <- ifelse(logs, exp(x), 1)
  se <- g * sqrt(diag(solve(-numDeriv::hessian(ll, x)))); v <- ifelse(logs, exp(x), x)
  c(name, list(beta = num(v[1]), tau2 = num(v[2]), delta = num(v[-(1:2)]), se = num(se[1]), se_tau2 = num(se[2]),
    se_delta = num(se[-(1:2)]), ll = num(ll(x))))
}
step <- function(d, steps, alternative) {
  s <- sqrt(d$vi); turn <- if (alternative == "less") -1 else 1; y <- turn * d$yi; cut <- c(steps, 1)
  group <- findInterval(pnorm(-y / s), steps, left.open = TRUE) + 1
  top <- c(Inf, qnorm(1 - steps)); low <- c(qnorm(1 - steps), -Inf)
  ll <- function(par) {
    mu <- turn * par[1]; sd <- sqrt(d$vi + exp(par[2])); w <- c(1, exp(par[-(1:2)]))
    A <- rowSums(sapply(seq_along(cut), function(j) w[j] * (pnorm((top[j] * s - mu) / sd) - pnorm((low[j] * s - mu) / sd))))
    sum(log(w[group]) + dnorm(y, mu, sd, log = TRUE) - log(A))
  }
  maximum(ll, c(mean(d$yi), log(.1), rep(log(.5), length(steps))), c(FALSE, rep(TRUE, 1 + length(steps))),
    list(type = '"step"', alternative = paste0('"', alternative, '"'), steps = num(steps)))
}
h <- sets$hackshaw; b <- sets$bcg
out <- list(hackshaw_step2 = step(h, c(.025, .5), "greater"), hackshaw_step3 = step(h, c(.05, .2, .5), "greater"),
  bcg_step2 = step(b, c(.025, .1), "less"), bcg_step1 = step(b, .025, "less"))
cat('{"origin":"R 4.2.2, spec/reference/selmodel_more.R","models":{', paste0('\n"', names(out), '":', sapply(out, block), collapse = ","), '}}\n', sep = "")
