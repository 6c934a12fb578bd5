# Values of R for spec/trial_claims_spec.lua. Run from the root of the project:
#   Rscript spec/reference/trial_more.R > spec/reference/trial_more.json
# R 4.2 with nlme, mvtnorm, multcomp, rpact and jsonlite. Data are those of trial.json.
suppressMessages({ library(nlme); library(mvtnorm); library(rpact); library(jsonlite) })
given <- fromJSON("spec/reference/trial.json", simplifyVector = TRUE)$data
seen <- suppressWarnings(t(matrix(as.numeric(given$visits), nrow = 3))) # a row for each patient
group <- given$group; baseline <- given$baseline; n <- length(group); out <- list()

# Degrees of freedom of the mixed model with the whole covariance matrix of all values.
long <- data.frame(id = rep(1:n, 3), visit = rep(1:3, each = n), group = rep(group, 3),
  baseline = rep(baseline - mean(baseline), 3), y = c(seen))
long <- long[!is.na(long$y), ]
long <- long[order(long$id, long$visit), ]
X <- model.matrix(~ 0 + factor(visit) + factor(visit):group + factor(visit):baseline, long)
pairs <- list(c(1, 1), c(2, 1), c(2, 2), c(3, 1), c(3, 2), c(3, 3))
same <- outer(long$id, long$id, "==")
E <- lapply(pairs, function(p) {
  e <- matrix(0, 3, 3); e[p[1], p[2]] <- e[p[2], p[1]] <- 1
  e[long$visit, long$visit] * same
})
sigma_of <- function(theta) Reduce(`+`, Map(`*`, E, theta))
loglik <- function(theta) {
  S <- sigma_of(theta); R <- tryCatch(chol(S), error = function(e) NULL)
  if (is.null(R)) return(-1e10)
  W <- chol2inv(R); I <- t(X) %*% W %*% X; b <- solve(I, t(X) %*% W %*% long$y)
  r <- long$y - X %*% b
  -sum(log(diag(R))) - as.numeric(determinant(I)$modulus) / 2 - as.numeric(t(r) %*% W %*% r) / 2
}
information <- function(theta) {
  W <- solve(sigma_of(theta)); C <- solve(t(X) %*% W %*% X)
  P <- W - W %*% X %*% C %*% t(X) %*% W; r <- P %*% long$y
  PE <- lapply(E, function(e) P %*% e)
  k <- length(E)
  score <- sapply(1:k, function(i) (-sum(diag(PE[[i]])) + t(r) %*% E[[i]] %*% r) / 2)
  expected <- outer(1:k, 1:k, Vectorize(function(i, j) sum(PE[[i]] * t(PE[[j]])) / 2))
  observed <- outer(1:k, 1:k, Vectorize(function(i, j)
    t(r) %*% E[[i]] %*% P %*% E[[j]] %*% r)) - expected
  list(W = W, C = C, P = P, score = score, expected = expected, observed = observed)
}
start <- cov(seen, use = "pairwise")
theta <- sapply(pairs, function(p) start[p[1], p[2]])
for (round in 1:60) {
  i <- information(theta); step <- solve(i$expected, i$score)
  theta <- theta + step
  if (max(abs(step)) < 1e-12) break
}
i <- information(theta); C <- i$C; W <- i$W
k <- length(E); at <- which(colnames(X) == "factor(visit)3:group")
M <- lapply(E, function(e) t(X) %*% W %*% e %*% W %*% X)
g <- sapply(M, function(m) (C %*% m %*% C)[at, at])
v <- C[at, at]
iw <- solve(i$expected); io <- solve(i$observed)
Q <- function(a, b) t(X) %*% W %*% E[[a]] %*% W %*% E[[b]] %*% W %*% X
L <- matrix(0, nrow(C), ncol(C))
for (a in 1:k) for (b in 1:k) L <- L + iw[a, b] * (Q(a, b) - M[[a]] %*% C %*% M[[b]])
adjusted <- C + 2 * C %*% L %*% C
out$mmrm <- list(estimate = (C %*% t(X) %*% W %*% long$y)[at], se = sqrt(v),
  kenward_roger_se = sqrt(adjusted[at, at]), kenward_roger_df = 2 * v^2 / c(t(g) %*% iw %*% g),
  satterthwaite_df = 2 * v^2 / c(t(g) %*% io %*% g), loglik = loglik(theta))

# Imputation of the last visit by its expected value, then least squares: what many imputations come
# to, but for the spread of the covariance.
S <- matrix(0, 3, 3)
for (a in 1:6) S[pairs[[a]][1], pairs[[a]][2]] <- S[pairs[[a]][2], pairs[[a]][1]] <- theta[a]
beta <- C %*% t(X) %*% W %*% long$y
named <- function(v, word) beta[match(paste0("factor(visit)", v, word), colnames(X))]
centred <- baseline - mean(baseline)
expected <- function(how) {
  y <- seen[, 3]
  for (j in which(is.na(y))) {
    at_visit <- which(!is.na(seen[j, ]))
    until <- if (length(at_visit) > 0) max(at_visit) else 0
    own <- if (how == "mar") rep(group[j], 3) else if (how == "copy") rep(0, 3)
      else group[j] * (1:3 <= until)
    mu <- sapply(1:3, function(v) named(v, "") + own[v] * named(v, ":group") +
      centred[j] * named(v, ":baseline"))
    y[j] <- mu[3]
    if (until > 0) y[j] <- mu[3] + S[3, at_visit] %*% solve(S[at_visit, at_visit, drop = FALSE],
      seen[j, at_visit] - mu[at_visit])
  }
  coef(lm(y ~ group + baseline))[["group"]]
}
out$imputed <- list(mar = expected("mar"), jump = expected("jump"), copy = expected("copy"))

# The same with draws, and Rubin's rules: covariance from an inverse Wishart distribution with the
# degrees of freedom of the last visit, effects from their normal distribution; 10000 imputations.
many_imputed <- function(how, m = 10000) {
  set.seed(5)
  nu <- sum(!is.na(seen[, 3])) - 3; root <- t(chol(C))
  gone <- which(is.na(seen[, 3])); z <- cbind(1, group, baseline - mean(baseline))
  D <- cbind(1, group, baseline); inner <- solve(t(D) %*% D); free <- n - 3
  est <- var <- numeric(m)
  for (i in 1:m) {
    Sd <- solve(rWishart(1, nu, solve(S) / nu)[, , 1])
    b <- matrix(beta + root %*% rnorm(length(beta)), nrow = 3) # a row for each visit
    y <- seen[, 3]
    for (j in gone) {
      there <- which(!is.na(seen[j, ])); until <- if (length(there) > 0) max(there) else 0
      own <- if (how == "mar") rep(group[j], 3) else if (how == "copy") rep(0, 3)
        else group[j] * (1:3 <= until)
      mu <- b[, 1] + own * b[, 2] + z[j, 3] * b[, 3]; e <- mu[3]; v <- Sd[3, 3]
      if (until > 0) {
        k <- Sd[3, there] %*% solve(Sd[there, there, drop = FALSE])
        e <- e + k %*% (seen[j, there] - mu[there]); v <- v - k %*% Sd[there, 3]
      }
      y[j] <- rnorm(1, e, sqrt(v))
    }
    co <- inner %*% t(D) %*% y
    est[i] <- co[2]; var[i] <- sum((y - D %*% co)^2) / free * inner[2, 2]
  }
  extra <- (1 + 1 / m) * var(est); total <- mean(var) + extra; share <- extra / total
  c(mean(est), sqrt(total),
    1 / (share^2 / (m - 1) + (free + 3) / ((free + 1) * free * (1 - share))))
}
out$rubin <- list(mar = many_imputed("mar"), jump = many_imputed("jump"),
  copy = many_imputed("copy"))

# Multiplicity
p <- c(0.012, 0.04, 0.021, 0.3)
out$adjust <- list(p = p, bonferroni = p.adjust(p, "bonferroni"), holm = p.adjust(p, "holm"),
  hochberg = p.adjust(p, "hochberg"), hommel = p.adjust(p, "hommel"))
many <- function(n, n0) { l <- sqrt(n / (n + n0)); r <- outer(l, l); diag(r) <- 1; r }
dunnett <- function(k, alpha, r = many(rep(1, k), 1)) uniroot(function(c) pmvnorm(
  upper = rep(c, k), corr = r, algorithm = Miwa(steps = 1025))[1] - 1 + alpha, c(1, 4),
  tol = 1e-12)$root
out$dunnett <- list(k2 = dunnett(2, 0.025), k3 = dunnett(3, 0.05), k4 = dunnett(4, 0.025),
  unequal = dunnett(3, 0.025, many(c(20, 30, 50), 60)))
z <- qnorm(1 - p); R <- many(c(30, 40, 50, 60), 50)
single <- function(keep) sapply(keep, function(j) 1 - pmvnorm(upper = rep(z[j], length(keep)),
  corr = R[keep, keep, drop = FALSE], algorithm = Miwa(steps = 1025))[1])
out$dunnett$p <- single(1:4)
down <- p * 0; left <- order(p); high <- 0
while (length(left) > 0) {
  high <- max(high, if (length(left) == 1) p[left] else single(left)[1])
  down[left[1]] <- high; left <- left[-1]
}
out$dunnett$step_down <- down

# Strata
binary <- given$binary; stratum <- given$stratum
cm <- mantelhaen.test(table(group, binary, stratum), correct = FALSE)
out$cmh <- list(statistic = unname(cm$statistic), p = cm$p.value)

# Non-inferiority and equivalence on the data of two arms
y <- given$y
ni <- t.test(y[group == 1], y[group == 0], mu = -1.5, alternative = "greater", var.equal = TRUE)
lower <- t.test(y[group == 1], y[group == 0], mu = -1.5, alternative = "greater", var.equal = TRUE)
upper <- t.test(y[group == 1], y[group == 0], mu = 1.5, alternative = "less", var.equal = TRUE)
out$margin <- list(non_inferiority = ni$p.value, equivalence = max(lower$p.value, upper$p.value))

# Sizes that rpact gives: two arms with looks, means and rates; and a multi-arm design's bounds
d <- getDesignGroupSequential(kMax = 3, alpha = 0.025, beta = 0.2, typeOfDesign = "OF")
m <- getSampleSizeMeans(d, alternative = 2, stDev = 4, normalApproximation = FALSE)
r <- getSampleSizeRates(d, pi1 = 0.5, pi2 = 0.3, groups = 2)
s <- getSampleSizeSurvival(d, hazardRatio = 0.6, lambda2 = log(2) / 12, accrualTime = c(0, 12),
  followUpTime = 12)
nim <- getSampleSizeMeans(getDesignGroupSequential(kMax = 1, alpha = 0.025, beta = 0.2),
  alternative = 0, thetaH0 = -1.5, stDev = 4)
out$rpact <- list(means_n = m$numberOfSubjects[3, 1], means_bound = m$criticalValuesEffectScale[, 1],
  rates_n = r$numberOfSubjects[3, 1], events = s$eventsPerStage[, 1],
  survival_n = s$numberOfSubjects[3, 1], non_inferiority_n = nim$nFixed[1])
# Several arms and looks: the chance that any z value is above its bound
any <- function(t, upper, l) {
  k <- length(l); J <- length(t)
  rho <- outer(t, t, function(a, b) sqrt(pmin(a, b) / pmax(a, b)))
  arms <- outer(l, l); diag(arms) <- 1
  1 - pmvnorm(upper = rep(upper, k), corr = kronecker(arms, rho),
    algorithm = GenzBretz(maxpts = 4e6, abseps = 1e-7, releps = 0))[1]
}
out$many_looks <- list(
  two = any(c(0.5, 1), c(2.8, 2.3), sqrt(rep(0.5, 2))),
  three = any(c(0.3, 0.7, 1), c(3.2, 2.5, 2.2), sqrt(rep(0.5, 2))),
  unequal = any(c(0.4, 1), c(2.6, 2.2), sqrt(c(0.3, 0.4, 0.6))))

# Effective sample size at the mode of 0.6 N(0, 1) + 0.3 N(1, 2) + 0.1 N(0, 8), one patient with SD 10
p <- function(x) 0.6 * dnorm(x) + 0.3 * dnorm(x, 1, 2) + 0.1 * dnorm(x, 0, 8)
top <- optimize(p, c(-1, 2), maximum = TRUE, tol = 1e-12)$maximum
h <- 1e-3; l <- function(x) log(p(x))
out$morita <- -100 * (-l(top + 2 * h) + 16 * l(top + h) - 30 * l(top) + 16 * l(top - h) -
  l(top - 2 * h)) / (12 * h^2)
# Posterior after a control mean of 1.5 (SE 0.8) under that prior, by integration
like <- function(x) p(x) * dnorm(1.5, x, 0.8)
norm <- integrate(like, -60, 60, rel.tol = 1e-12, subdivisions = 2000)$value
mu <- integrate(function(x) x * like(x), -60, 60, rel.tol = 1e-12, subdivisions = 2000)$value / norm
out$posterior <- list(mean = mu, sd = sqrt(integrate(function(x) (x - mu)^2 * like(x), -60, 60,
  rel.tol = 1e-12, subdivisions = 2000)$value / norm))
# Chance that a flat treated mean of 3 (SE 0.7) is above it
out$borrowed <- integrate(function(x) like(x) / norm * pnorm((3 - x) / 0.7), -60, 60,
  rel.tol = 1e-12, subdivisions = 2000)$value
# The same of 9 of 30 against 16 of 32 on the log odds, and of 12 events in 300 against 7 in 320 units
# of time on the log hazard, with half an event added: 0.8 N(-1, 0.4) + 0.2 N(-1, 2) and that less 2
q <- function(x, at) 0.8 * dnorm(x, at, 0.4) + 0.2 * dnorm(x, at, 2)
above <- function(at, m0, v0, m1, v1) {
  w <- function(x) q(x, at) * dnorm(m0, x, sqrt(v0))
  all <- integrate(w, -20, 20, rel.tol = 1e-12, subdivisions = 2000)$value
  integrate(function(x) w(x) / all * pnorm((m1 - x) / sqrt(v1)), -20, 20, rel.tol = 1e-12,
    subdivisions = 2000)$value
}
out$borrowed_odds <- above(-1, log(9.5 / 21.5), 1 / 9.5 + 1 / 21.5, log(16.5 / 16.5), 2 / 16.5)
out$borrowed_hazard <- 1 - above(-3, log(12.5 / 300), 1 / 12.5, log(7.5 / 320), 1 / 7.5)
# Assurance: the power of a z test with a standard error of 0.9 over a N(2, 1.5) effect, one-sided
out$assurance <- integrate(function(d) dnorm(d, 2, 1.5) * pnorm(d / 0.9 - qnorm(0.975)), -15, 20,
  rel.tol = 1e-12)$value
cat(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
