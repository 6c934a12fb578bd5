# Values of R for spec/trial_spec.lua. Run: Rscript spec/reference/trial.R > spec/reference/trial.json
# R 4.2 with survival, cmprsk, nlme, MASS, rpact, pwr, mvtnorm and jsonlite.
suppressMessages({
  library(survival); library(cmprsk); library(nlme); library(MASS); library(rpact); library(pwr)
  library(mvtnorm); library(jsonlite)
})
set.seed(20)
n <- 80
group <- rep(0:1, n / 2)
stratum <- rep(1:3, length.out = n)
baseline <- round(rnorm(n, 16, 4), 2)
root <- chol(matrix(c(1, .7, .5, .7, 1, .7, .5, .7, 1), 3))
noise <- matrix(rnorm(3 * n), n) %*% root * 3
visits <- round(outer(0.6 * baseline + 5, c(1, 1, 1)) + outer(group, c(-0.5, -1, -1.8)) + noise, 2)
y <- visits[, 3]
gone <- sample(n, 25)
seen <- visits
for (k in seq_along(gone)) seen[gone[k], (1 + k %% 3):3] <- NA
seen[gone[1:3], 3] <- visits[gone[1:3], 3] # not only monotone
binary <- as.integer(runif(n) < 0.4 + 0.2 * group)
level <- pmin(4, pmax(0, round(rnorm(n, 2 + 0.5 * group, 1.2))))
time <- ceiling(rexp(n, 0.05 * exp(-0.5 * group)) * 2) / 2
censor <- ceiling(runif(n, 5, 40))
cause <- 1 + (runif(n) < 0.3)
event <- ifelse(time <= censor, cause, 0)
time <- pmin(time, censor)
data <- data.frame(group, stratum, baseline, y, binary, level, time, event)

out <- list(data = c(as.list(data), list(visits = lapply(1:3, function(v) seen[, v]))))
tt <- t.test(y[group == 1], y[group == 0], var.equal = TRUE)
wt <- t.test(y[group == 1], y[group == 0])
out$t <- list(estimate = unname(-diff(rev(tt$estimate))), statistic = unname(tt$statistic),
  df = unname(tt$parameter), p = tt$p.value)
out$welch <- list(statistic = unname(wt$statistic), df = unname(wt$parameter), p = wt$p.value)
an <- coef(summary(lm(y ~ group + baseline + factor(stratum))))["group", ]
out$ancova <- list(estimate = an[[1]], se = an[[2]], statistic = an[[3]], p = an[[4]])
long <- data.frame(id = rep(1:n, 3), visit = rep(1:3, each = n), group = rep(group, 3),
  baseline = rep(baseline, 3), y = c(seen))
long <- long[!is.na(long$y), ]
mm <- gls(y ~ 0 + factor(visit) + factor(visit):group + factor(visit):baseline, long,
  correlation = corSymm(form = ~ visit | id), weights = varIdent(form = ~ 1 | visit),
  method = "REML", control = glsControl(tolerance = 1e-12, msTol = 1e-12, maxIter = 500,
  msMaxIter = 500))
at <- "factor(visit)3:group"
out$mmrm <- list(estimate = coef(mm)[[at]], se = sqrt(vcov(mm)[at, at]))
ct <- chisq.test(table(group, binary), correct = FALSE)
out$chi_square <- list(statistic = unname(ct$statistic), p = ct$p.value)
out$fisher <- list(p = fisher.test(table(group, binary))$p.value,
  p_greater = fisher.test(table(group, binary), alternative = "greater")$p.value)
wi <- wilcox.test(level[group == 1], level[group == 0], exact = FALSE, correct = FALSE)
out$wilcoxon <- list(statistic = unname(wi$statistic), p = wi$p.value)
po <- coef(summary(polr(factor(level) ~ group, Hess = TRUE, control = list(reltol = 1e-15))))
out$proportional_odds <- list(estimate = po["group", 1], se = po["group", 2])
cause1 <- event == 1
lr <- survdiff(Surv(time, cause1) ~ group)
ls <- survdiff(Surv(time, cause1) ~ group + strata(stratum))
cx <- coef(summary(coxph(Surv(time, cause1) ~ group)))
cs <- coef(summary(coxph(Surv(time, cause1) ~ group + strata(stratum))))
out$logrank <- list(statistic = lr$chisq, stratified = ls$chisq)
out$cox <- list(estimate = cx[1, 1], se = cx[1, 3], stratified = cs[1, 1], stratified_se = cs[1, 3])
area <- function(g) {
  t <- summary(survfit(Surv(time[group == g], cause1[group == g]) ~ 1), rmean = 20)$table
  c(t[["rmean"]], t[["se(rmean)"]])
}
a0 <- area(0); a1 <- area(1)
out$rmst <- list(estimate = a1[1] - a0[1], se = sqrt(a0[2]^2 + a1[2]^2))
fg <- crr(time, event, matrix(group), gtol = 1e-12, maxiter = 50)
out$fine_gray <- list(estimate = fg$coef[[1]], se = sqrt(fg$var[1, 1]))
out$gray <- as.list(cuminc(time, event, group)$Tests[1, c("stat", "pv")])

# power and sample size
tp <- function(...) power.t.test(..., strict = TRUE, tol = 1e-12)
out$means <- list(power = tp(n = 20, delta = 1, sd = 1.3)$power,
  one_sided = tp(n = 17, delta = 0.8, sd = 1, sig.level = 0.025, alternative = "one.sided")$power,
  n = tp(delta = 1, sd = 1, power = 0.9)$n, difference = tp(n = 20, power = 0.8)$delta)
eq <- function(df, tcrit, m, se, d) integrate(function(s) {
  room <- m / se - tcrit * s
  ifelse(room > 0, (pnorm(room - d / se) - pnorm(-room - d / se)), 0) *
    2 * df * s * dchisq(df * s^2, df)
}, 0, m / se / tcrit, rel.tol = 1e-12, subdivisions = 500)$value
out$equivalence <- eq(58, qt(0.95, 58), 1, 1.2 * sqrt(2 / 30), 0.2)
out$proportions <- list(power = power.prop.test(n = 50, p1 = 0.5, p2 = 0.75)$power,
  n = power.prop.test(p1 = 0.5, p2 = 0.75, power = 0.9, tol = 1e-12)$n,
  arcsine = pwr.2p.test(h = ES.h(0.75, 0.5), n = 50)$power)
fisher_power <- function(n1, n2, p1, p2, side) {
  total <- 0
  for (a in 0:n1) for (b in 0:n2) {
    p <- fisher.test(matrix(c(b, n2 - b, a, n1 - a), 2), alternative = side)$p.value
    if (p <= ifelse(side == "two.sided", 0.05, 0.025))
      total <- total + dbinom(a, n1, p1) * dbinom(b, n2, p2)
  }
  total
}
out$fisher_power <- list(two = fisher_power(18, 22, 0.3, 0.7, "two.sided"),
  one = fisher_power(18, 22, 0.3, 0.7, "greater"))
sv <- getSampleSizeSurvival(alpha = 0.025, beta = 0.1, hazardRatio = 0.5, lambda2 = log(2) / 12,
  accrualTime = c(0, 12), followUpTime = 12, dropoutRate1 = 0.05, dropoutRate2 = 0.05,
  dropoutTime = 12)
sf <- getSampleSizeSurvival(alpha = 0.025, beta = 0.1, hazardRatio = 0.5, lambda2 = log(2) / 12,
  accrualTime = c(0, 12), followUpTime = 12, typeOfComputation = "Freedman")
out$survival <- list(events = sv$eventsFixed[1], n = sv$nFixed[1], freedman = sf$eventsFixed[1],
  freedman_n = sf$nFixed[1])

# group-sequential designs
design <- function(rates, ...) {
  d <- getDesignGroupSequential(informationRates = rates, ..., tolerance = 1e-10)
  ch <- getDesignCharacteristics(d)
  list(looks = rates, upper = d$criticalValues,
    lower = if (is.null(d$futilityBounds)) NULL else d$futilityBounds, spent = d$alphaSpent,
    inflation = ch$inflationFactor, expected_null = ch$averageSampleNumber0,
    expected = ch$averageSampleNumber1)
}
out$sequential <- list(
  of = design((1:5) / 5, alpha = 0.025, beta = 0.1, typeOfDesign = "asOF"),
  of2 = design(c(0.3, 0.7, 1), alpha = 0.05, sided = 2, beta = 0.1, typeOfDesign = "asOF"),
  pocock = design((1:4) / 4, alpha = 0.025, beta = 0.2, typeOfDesign = "asP"),
  hsd = design(c(0.25, 0.6, 1), alpha = 0.025, beta = 0.1, typeOfDesign = "asHSD", gammaA = -2),
  power = design((1:3) / 3, alpha = 0.025, beta = 0.1, typeOfDesign = "asKD", gammaA = 2),
  classic_pocock = design((1:5) / 5, alpha = 0.05, sided = 2, beta = 0.1, typeOfDesign = "P"),
  classic_of = design((1:5) / 5, alpha = 0.05, sided = 2, beta = 0.1, typeOfDesign = "OF"),
  classic_wt = design((1:3) / 3, alpha = 0.05, sided = 2, beta = 0.2, typeOfDesign = "WT",
    deltaWT = 0.25),
  futility = design((1:3) / 3, alpha = 0.025, beta = 0.1, typeOfDesign = "asHSD", gammaA = -4,
    typeBetaSpending = "bsHSD", gammaB = -2, bindingFutility = FALSE),
  binding = design((1:3) / 3, alpha = 0.025, beta = 0.1, typeOfDesign = "asHSD", gammaA = -4,
    typeBetaSpending = "bsHSD", gammaB = -2, bindingFutility = TRUE))
# by multivariate normal integrals: probability of going above at the third of three looks
of <- out$sequential$hsd
corr <- outer(of$looks, of$looks, function(a, b) sqrt(pmin(a, b) / pmax(a, b)))
out$mvn <- pmvnorm(c(-Inf, -Inf, of$upper[3]), c(of$upper[1:2], Inf), mean = 3 * sqrt(of$looks),
  corr = corr, algorithm = Miwa(steps = 4097))[1]
# meta-analytic predictive prior: half-normal tau of scale 0.5, by adaptive quadrature
yi <- c(0.35, 0.62, 0.1, 0.48, 0.55); vi <- c(0.04, 0.09, 0.05, 0.12, 0.03)
of_tau <- function(tau) {
  w <- 1 / (vi + tau^2); m <- sum(w * yi) / sum(w)
  c(prod(sqrt(w)) * exp(-sum(w * (yi - m)^2) / 2) / sqrt(sum(w)) * 2 * dnorm(tau, 0, 0.5), m,
    sqrt(1 / sum(w) + tau^2))
}
over <- function(f) integrate(Vectorize(function(tau) { x <- of_tau(tau); x[1] * f(x, tau) }), 0,
  Inf, rel.tol = 1e-11, subdivisions = 1000)$value
all <- over(function(x, tau) 1)
mu <- over(function(x, tau) x[2]) / all
share <- function(q) over(function(x, tau) pnorm(q, x[2], x[3])) / all
out$map <- list(yi = yi, vi = vi, mean = mu, tau = over(function(x, tau) tau) / all,
  sd = sqrt(over(function(x, tau) x[3]^2 + (x[2] - mu)^2) / all),
  lower = uniroot(function(q) share(q) - 0.025, c(-3, 1), tol = 1e-12)$root,
  upper = uniroot(function(q) share(q) - 0.975, c(0, 4), tol = 1e-12)$root)
# expected local information ratio of 0.8 N(0, 1) + 0.2 N(0, 5), one patient with SD 10
p <- function(x) 0.8 * dnorm(x) + 0.2 * dnorm(x, 0, 5)
d1 <- function(x) -0.8 * x * dnorm(x) - 0.2 * x / 25 * dnorm(x, 0, 5)
out$elir <- 100 * 2 * integrate(function(x) d1(x)^2 / p(x), 0, 60, rel.tol = 1e-12,
  subdivisions = 2000)$value # E of -(log p)'' is that of ((log p)')^2
cat(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null"), "\n")
