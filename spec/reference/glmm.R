# Writes glmm_exact.json: mixed models for tables by brute force, as a check on the figures where
# rma.glmm (glmm.json) is limited by its optimiser, its numerical Hessian or seven points of
# quadrature. R 4.2.2, jsonlite. Run from this folder: Rscript glmm.R
library(jsonlite)

# Second derivatives by Richardson extrapolation of central differences.
hessian <- function(f, x, h = 0.02) {
  d <- function(h) {
    p <- length(x)
    H <- matrix(0, p, p)
    for (i in 1:p) for (j in 1:i) {
      e <- function(a, b) { y <- x; y[i] <- y[i] + a * h; y[j] <- y[j] + b * h; f(y) }
      H[i, j] <- H[j, i] <- if (i == j) (e(1, 0) - 2 * f(x) + e(-1, 0)) / h^2 else
        (e(1, 1) - e(1, -1) - e(-1, 1) + e(-1, -1)) / (4 * h^2)
    }
    H
  }
  a <- d(h); b <- d(h / 2); c <- d(h / 4)
  r1 <- (4 * b - a) / 3; r2 <- (4 * c - b) / 3
  (16 * r2 - r1) / 15
}
gradient <- function(f, x, h = 1e-3) sapply(seq_along(x), function(j) {
  e <- replace(numeric(length(x)), j, h)
  (f(x - 2 * e) - 8 * f(x - e) + 8 * f(x + e) - f(x + 2 * e)) / (12 * h)
})
maximum <- function(f, start) {
  x <- nlminb(start, function(p) -f(p), control = list(rel.tol = 1e-12))$par
  for (i in 1:3) x <- x - solve(hessian(f, x), gradient(f, x))
  x
}
answer <- function(f, x, tau) {
  V <- solve(-hessian(f, x))
  r <- list(beta = x[1], se = sqrt(V[1, 1]), ll = f(x))
  if (tau > 0) { r$tau2 <- x[tau]^2; r$se_tau2 <- 2 * abs(x[tau]) * sqrt(V[tau, tau]) }
  r
}

reference <- fromJSON("glmm.json", simplifyDataFrame = FALSE)
tables <- list()
for (d in reference$datasets) if (d$measure == "OR") {
  t <- with(d$inputs, data.frame(ai = ai, bi = n1i - ai, ci = ci, di = n2i - ci))
  tables[[d$name]] <- subset(t, !(ai + ci == 0 | bi + di == 0))
}

# Integral over a standard normal effect of exp(log f(u)): trapezoid around the mode, step 1/8 sd.
marginal <- function(logf) {
  g <- function(u) logf(u) - u^2 / 2
  m <- optimize(g, c(-12, 12), maximum = TRUE, tol = 1e-10)$maximum
  h <- 1e-4
  s <- 1 / sqrt(-(g(m + h) - 2 * g(m) + g(m - h)) / h^2)
  u <- m + s * seq(-14, 14, by = 1 / 8)
  v <- g(u)
  max(v) + log(sum(exp(v - max(v))) * s / 8) - log(2 * pi) / 2
}

# Fixed study effects: beta, tau, and an intercept for each study; derivatives come study by study.
um_fs <- function(t) {
  k <- nrow(t)
  one <- function(i) function(y) marginal(function(u)
    dbinom(t$ai[i], t$ai[i] + t$bi[i], plogis(y[3] + y[1] + y[2] * u / 2), log = TRUE) +
    dbinom(t$ci[i], t$ci[i] + t$di[i], plogis(y[3] - y[2] * u / 2), log = TRUE))
  x <- c(-1, 0.6, qlogis((t$ci + 0.5) / (t$ci + t$di + 1)))
  for (step in 1:12) {
    G <- numeric(k + 2); H <- matrix(0, k + 2, k + 2)
    for (i in 1:k) {
      at <- c(1, 2, i + 2)
      G[at] <- G[at] + gradient(one(i), x[at])
      H[at, at] <- H[at, at] + hessian(one(i), x[at])
    }
    d <- solve(H, G)
    x <- x - d * min(1, 0.7 / max(abs(d)))
  }
  V <- solve(-H)
  list(beta = x[1], se = sqrt(V[1, 1]), tau2 = x[2]^2, se_tau2 = 2 * x[2] * sqrt(V[2, 2]),
    ll = sum(sapply(1:k, function(i) one(i)(x[c(1, 2, i + 2)]))))
}

# Random study effects, for small counts: both integrals on one wide grid.
um_rs <- function(t) {
  z <- seq(-9, 9, by = 1 / 6)
  u <- rep(z, times = length(z)); s <- rep(z, each = length(z))
  w <- dnorm(u, log = TRUE) + dnorm(s, log = TRUE) + 2 * log(1 / 6)
  f <- function(x) sum(sapply(seq_len(nrow(t)), function(i) {
    v <- w + dbinom(t$ai[i], t$ai[i] + t$bi[i], plogis(x[2] + x[1] + x[3] * s + x[4] * u / 2),
      log = TRUE) + dbinom(t$ci[i], t$ci[i] + t$di[i], plogis(x[2] + x[3] * s - x[4] * u / 2),
      log = TRUE)
    max(v) + log(sum(exp(v - max(v))))
  }))
  x <- maximum(f, c(-1.2, -3.5, 0.7, 0.8))
  c(answer(f, x, 4), sigma2 = x[3]^2)
}

# Equal effects with random study effects, and the Wald test against an effect for each study.
um_rs_equal <- function(t) {
  k <- nrow(t)
  one <- function(i, second) function(y) marginal(function(u) # y: effect, level, sigma
    (if (second) 0 else dbinom(t$ai[i], t$ai[i] + t$bi[i], plogis(y[1] + y[2] + y[3] * u),
      log = TRUE)) + dbinom(t$ci[i], t$ci[i] + t$di[i], plogis(y[2] + y[3] * u), log = TRUE))
  newton <- function(x, at, second) for (step in 1:40) {
    G <- numeric(length(x)); H <- matrix(0, length(x), length(x))
    for (i in 1:k) {
      a <- at(i)
      g <- gradient(one(i, second(i)), x[a]); h <- hessian(one(i, second(i)), x[a])
      use <- if (second(i) && a[1] > 2) 2:3 else 1:3 # no effect of its own
      G[a[use]] <- G[a[use]] + g[use]; H[a[use], a[use]] <- H[a[use], a[use]] + h[use, use]
    }
    free <- which(diag(H) != 0)
    d <- solve(H[free, free], G[free])
    if (max(abs(d)) < 1e-9 || step == 40) return(list(x = x, H = H, free = free))
    x[free] <- x[free] - d * min(1, 0.7 / max(abs(d)))
  }
  ee <- newton(c(-1, -3, 0.7), function(i) 1:3, function(i) FALSE)
  V <- solve(-ee$H)
  zero <- t$ai == 0 | t$bi == 0
  start <- log((t$ai + 0.5) / (t$bi + 0.5) * (t$di + 0.5) / (t$ci + 0.5))
  full <- newton(c(ee$x[2:3], start), function(i) c(i + 2, 1, 2), function(i) zero[i])
  own <- setdiff(full$free, 1:2)
  P <- solve(solve(-full$H[full$free, full$free])[-(1:2), -(1:2)])
  b <- full$x[own]
  one_p <- rowSums(P)
  list(beta = ee$x[1], se = sqrt(V[1, 1]), sigma2 = ee$x[3]^2,
    QE_Wld = sum(b * (P %*% b)) - sum(one_p * b)^2 / sum(one_p))
}

# The mixed model by Laplace's approximation: height and curvature at the mode of (s, u).
um_rs_laplace <- function(t, start) {
  k <- nrow(t)
  one <- function(i, x) {
    n1 <- t$ai[i] + t$bi[i]; n2 <- t$ci[i] + t$di[i]
    v1 <- c(x[3], x[4] / 2); v2 <- c(x[3], -x[4] / 2)
    g <- function(z) dbinom(t$ai[i], n1, plogis(x[2] + x[1] + sum(v1 * z)), log = TRUE) +
      dbinom(t$ci[i], n2, plogis(x[2] + sum(v2 * z)), log = TRUE) - sum(z^2) / 2
    z <- c(0, 0)
    for (step in 1:100) {
      p1 <- plogis(x[2] + x[1] + sum(v1 * z)); p2 <- plogis(x[2] + sum(v2 * z))
      K <- diag(2) + n1 * p1 * (1 - p1) * v1 %o% v1 + n2 * p2 * (1 - p2) * v2 %o% v2
      d <- solve(K, (t$ai[i] - n1 * p1) * v1 + (t$ci[i] - n2 * p2) * v2 - z)
      a <- 1
      while (g(z + a * d) < g(z) - 1e-9 && a > 1e-9) a <- a / 2
      z <- z + a * d
      if (max(abs(d)) < 1e-14) break
    }
    g(z) - log(det(K)) / 2
  }
  f <- function(x) sum(sapply(1:k, one, x = x))
  x <- maximum(f, start)
  c(answer(f, x, 4), sigma2 = x[3]^2)
}

# Exact conditional: weights of all possible tables, as logs.
cm_el <- function(t, random) {
  rows <- lapply(seq_len(nrow(t)), function(i) {
    n1 <- t$ai[i] + t$bi[i]; n2 <- t$ci[i] + t$di[i]; m <- t$ai[i] + t$ci[i]
    j <- max(0, m - n2):min(n1, m)
    list(j = j, w = lchoose(n1, j) + lchoose(n2, m - j), a = t$ai[i])
  })
  logp <- function(r, theta) sapply(theta, function(b) {
    v <- r$w + r$j * b
    r$w[r$j == r$a] + r$a * b - max(v) - log(sum(exp(v - max(v))))
  })
  equal <- function(x) sum(sapply(rows, logp, theta = x[1]))
  mixed <- function(x) sum(sapply(rows, function(r) marginal(function(u) logp(r, x[1] + x[2] * u))))
  b <- maximum(equal, -0.2)
  r <- list(EE = answer(equal, b, 0))
  # A study's own estimate solves E(a) = a; its information is Var(a).
  own <- sapply(rows, function(r) {
    if (r$a == min(r$j) || r$a == max(r$j)) return(c(0, 0))
    moments <- function(b) { p <- exp(r$w + r$j * b - max(r$w + r$j * b)); p <- p / sum(p)
      c(sum(p * r$j), sum(p * r$j^2) - sum(p * r$j)^2) }
    b <- uniroot(function(b) moments(b)[1] - r$a, c(-20, 20), tol = 1e-13)$root
    c(b, moments(b)[2])
  })
  centre <- sum(own[1, ] * own[2, ]) / sum(own[2, ])
  r$EE$QE_Wld <- sum(own[2, ] * (own[1, ] - centre)^2)
  if (random) r$ML <- answer(mixed, maximum(mixed, c(b, 0.5)), 2)
  r
}

result <- list(about = "Brute force: spec/reference/glmm.R (R 4.2.2).",
  "UM.FS" = list(dat.nielweise2007 = list(ML = um_fs(tables$dat.nielweise2007))),
  "UM.RS" = list(dat.nielweise2007 = list(EE = um_rs_equal(tables$dat.nielweise2007),
    ML = um_rs(tables$dat.nielweise2007))),
  "UM.RS, nAGQ = 1" = list(dat.bcg = list(ML = um_rs_laplace(tables$dat.bcg,
    c(-0.76, -4.1, 1.36, 0.57)))),
  "CM.EL" = lapply(names(tables), function(n) cm_el(tables[[n]],
    n %in% c("dat.nielweise2007", "dat.collins1985a"))))
names(result[["CM.EL"]]) <- names(tables)
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "glmm_exact.json")
