# Values for spec/fit_spec.lua that metafor_fit.json lacks: predictions, and intervals of tau2 by the
# generalised Q, whose distribution is integrated here (Imhof) from the eigenvalues.
# usage: Rscript fit.R > fit.json      (R 4.2.2, metafor 3.8-1, metadat 1.2-0)
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
tight <- list(threshold = 1e-13, maxiter = 1000)
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
d$yi <- as.numeric(d$yi)
out <- list(about = "made by fit.R: R 4.2.2, metafor 3.8-1, metadat 1.2-0 (dat.bcg, log risk ratios)",
            yi = d$yi, vi = d$vi, ablat = d$ablat, year = d$year, alloc = d$alloc)
show <- function(p) list(pred = p$pred, se = p$se, ci_lb = p$ci.lb, ci_ub = p$ci.ub, pi_lb = p$pi.lb,
                         pi_ub = p$pi.ub)
for (test in c("z", "t", "knha")) {
  f <- rma(yi, vi, data = d, test = test, control = tight)
  m <- rma(yi, vi, mods = ~ ablat + alloc, data = d, test = test, control = tight)
  new <- rbind(c(10, 1, 0), c(33.5, 0, 0), c(55, 0, 1))
  out[[paste0("pool_", test)]] <- show(predict(f))
  out[[paste0("mods_", test)]] <- show(predict(m, newmods = new))
  out[[paste0("HTS_", test)]] <- show(predict(f, pi.type = "riley"))
}
out$studies <- show(predict(rma(yi, vi, mods = ~ ablat, data = d, control = tight)))
out$level90 <- show(predict(rma(yi, vi, data = d, level = 90, control = tight), transf = exp))
m <- rma(yi, vi, mods = ~ ablat * alloc, data = d, method = "EE")
out$interaction <- list(beta = c(m$beta), se = m$se, QM = m$QM, QE = m$QE)
m <- rma(yi, vi, mods = ~ alloc - 1, data = d, method = "DL")
out$cells <- list(beta = c(m$beta), se = m$se, QM = m$QM, tau2 = m$tau2)
m <- rma(yi, vi, mods = ~ ablat + alloc, data = d, btt = 3:4, test = "knha", control = tight)
out$block <- list(QM = m$QM, QMp = m$QMp, QMdf = m$QMdf)
w <- seq_len(13) / 7
m <- rma(yi, vi, weights = w, mods = ~ ablat, data = d, test = "knha", control = tight)
out$weights <- list(w = w, beta = c(m$beta), se = m$se, QM = m$QM, ll = m$fit.stats$REML[1], R2 = m$R2)
for (i in 1:2) {
  X <- if (i == 1) cbind(rep(1, 13)) else cbind(1, d$ablat)
  a <- 1 / sqrt(d$vi); A <- diag(a)
  P <- A - A %*% X %*% solve(t(X) %*% A %*% X) %*% t(X) %*% A
  Q <- c(t(d$yi) %*% P %*% d$yi)
  upper <- function(t) {
    S <- diag(sqrt(d$vi + t))
    l <- eigen(S %*% P %*% S, symmetric = TRUE, only.values = TRUE)$values[1:(13 - ncol(X))] / Q
    f <- function(u) sapply(u, function(u) sin(sum(atan(2 * l * u)) / 2 - u) /
                                           (u * prod((1 + 4 * l^2 * u^2)^.25)))
    edge <- c(1e-12, 2^seq(-8, 14, .5))
    .5 + sum(sapply(seq_along(edge[-1]), function(j)
      integrate(f, edge[j], edge[j + 1], rel.tol = 1e-11, abs.tol = 1e-13, subdivisions = 5000)$value)) / pi
  }
  at <- function(p) uniroot(function(t) upper(t) - p, c(0, 20), tol = 1e-12)$root
  out[[paste0("GENQ_", i)]] <- list(weights = a, ci_lb = at(.025), ci_ub = at(.975), median = at(.5))
}
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
