# Makes bias_exact.json from bias_data.csv: trim and fill with tau2 to convergence, the Henmi-Copas
# interval and the powers of the excess test with tight integrals (metafor's default is 1.2e-4),
# limit meta-analysis and the variants of the regression test by their formulas with lm().
# R 4.2.2, metafor 3.8-1, metadat 1.2-0: Rscript spec/reference/bias.R > spec/reference/bias_exact.json
suppressMessages({library(metafor); library(metadat)})
options(warn = -1)
control <- list(threshold = 1e-12, maxiter = 1000)
num <- function(x) {
  if (is.logical(x) && !anyNA(x)) return(paste0("[", paste(ifelse(x, "true", "false"), collapse = ","), "]"))
  s <- ifelse(is.na(x), "null", trimws(formatC(x, digits = 15, format = "g")))
  if (length(x) == 1) s else paste0("[", paste(s, collapse = ","), "]")
}
block <- function(l) paste0("{", paste0('"', names(l), '":', l, collapse = ","), "}")
trim <- function(f, side, estimator) {
  t <- tryCatch(trimfill(f, side = side, estimator = estimator, control = control), error = function(e) NULL)
  if (is.null(t)) return('{"error":true}')
  block(list(k0 = num(t$k0), se_k0 = num(t$se.k0), p_k0 = num(t$p.k0), k = num(t$k), tau2 = num(t$tau2),
    beta = num(c(t$beta)), se = num(t$se), zval = num(t$zval), pval = num(t$pval), ci_lb = num(t$ci.lb),
    ci_ub = num(t$ci.ub), QE = num(t$QE), I2 = num(t$I2), fill = num(t$fill), yi = num(c(t$yi))))
}
# Henmi and Copas (2010), equations 6 to 12
henmi <- function(y, v) {
  w <- 1 / v; k <- length(y); W <- sum(w); W2 <- sum(w^2) / W; W3 <- sum(w^3) / W; W4 <- sum(w^4) / W
  b <- sum(w * y) / W; t2 <- max(0, (sum(w * (y - b)^2) - (k - 1)) / (W - W2)); VR <- 1 + t2 * W2
  eq <- function(r) k - 1 + t2 * (W - W2) + t2^2 * (r^2 / VR^2 - 1 / VR) * (W3 - W2^2)
  vq <- function(r) 2 * (k - 1) + 4 * t2 * (W - W2) + 2 * t2^2 * (W * W2 - 2 * W3 + W2^2) +
    4 * t2^2 * (r^2 / VR^2 - 1 / VR) * (W3 - W2^2) +
    4 * t2^3 * (r^2 / VR^2 - 1 / VR) * (W4 - 2 * W2 * W3 + W2^3) +
    2 * t2^4 * (1 / VR^2 - 2 * r^2 / VR^3) * (W3 - W2^2)^2
  above <- function(x) integrate(function(r) {
    s <- sqrt(VR) * r
    pgamma((W / W2 - 1) * ((r / x)^2 - 1) + k - 1, shape = eq(s)^2 / vq(s), scale = vq(s) / eq(s)) * dnorm(r)
  }, x, x + 12, rel.tol = 1e-13, abs.tol = 0, subdivisions = 2000)$value - .025
  x <- uniroot(above, c(.05, 12), tol = 1e-14)$root
  u <- x * sqrt(VR) * sqrt(VR / W)
  block(list(beta = num(b), se = num(sqrt(VR / W)), tau2 = num(t2), ci_lb = num(b - u), ci_ub = num(b + u)))
}
# Ruecker and others (2011)
limit <- function(y, v, t2) {
  k <- length(y); s <- sqrt(v); st <- sqrt(v + t2); z <- y / st; x <- 1 / st
  r <- lm(z ~ x); zf <- y / s; xf <- 1 / s; f <- lm(zf ~ xf)
  b <- unname(coef(r)[2]) + sqrt(t2) * unname(coef(r)[1]); se <- 1 / sd(1 / s) / sqrt(k - 1)
  lim <- coef(r)[2] + sqrt(t2 / st^2) * (y - coef(r)[2]); zl <- lim / s; l <- summary(lm(zl ~ xf))
  Q <- sum((y - sum(y / v) / sum(1 / v))^2 / v); Qr <- sum(resid(f)^2)
  block(list(beta = num(b), se = num(se), ci_lb = num(b - qnorm(.975) * se), ci_ub = num(b + qnorm(.975) * se),
    pval = num(2 * pnorm(-abs(b / se))), alpha = num(unname(coef(r)[1])), slope = num(unname(coef(r)[2])),
    Q = num(Q), Q_resid = num(Qr), Q_small = num(Q - Qr), Q_smallp = num(pchisq(Q - Qr, 1, lower.tail = FALSE)),
    Q_residp = num(pchisq(Qr, k - 2, lower.tail = FALSE)), G2 = num(100 * (1 - l$r.squared)), adjusted = num(unname(lim))))
}
# Excess significance with the power over 12 tau: metafor's 5 tau leave out up to 1e-5 of it
excess <- function(y, v, theta, t2) {
  crit <- qnorm(.975); t <- sqrt(t2)
  power <- sapply(sqrt(v), function(s) {
    f <- function(x) pnorm(crit, x / s, lower.tail = FALSE) + pnorm(-crit, x / s)
    if (t2 == 0) f(theta) else integrate(function(x) f(x) * dnorm(x, theta, t), theta - 12 * t, theta + 12 * t,
      rel.tol = 1e-12, subdivisions = 2000)$value
  })
  E <- sum(power); O <- sum(abs(y / sqrt(v)) >= crit)
  p <- prop.test(O, length(y), p = E / length(y), alternative = "greater", correct = FALSE)
  list(O = O, E = E, X2 = unname(p$statistic), pval = p$p.value, power = power)
}
data <- read.csv("spec/reference/bias_data.csv")
sets <- sapply(unique(data$name), function(name) {
  d <- data[data$name == name, ]
  f <- rma(d$yi, d$vi, control = control)
  tf <- list()
  for (s in c("left", "right")) for (e in c("L0", "R0", "Q0")) tf[[paste(s, e)]] <- trim(f, s, e)
  if (grepl("bonett", name)) # all powers are 1: prop.test() and binom.test() refuse
    return(block(list(trimfill = block(tf), hc = henmi(d$yi, d$vi), limit = limit(d$yi, d$vi, f$tau2))))
  te <- excess(d$yi, d$vi, c(f$beta), f$tau2)
  te0 <- tes(d$yi, d$vi, test = "chi2", find.lim = FALSE, progbar = FALSE)
  tb <- tes(d$yi, d$vi, test = "binom", tes.alternative = "two.sided", find.lim = FALSE, progbar = FALSE)
  tx <- if (nrow(d) <= 20) tes(d$yi, d$vi, test = "exact", find.lim = FALSE, progbar = FALSE)$pval else NA
  block(list(trimfill = block(tf), hc = henmi(d$yi, d$vi), limit = limit(d$yi, d$vi, f$tau2),
    tes = block(list(theta = num(c(f$beta)), O = num(te$O), E = num(te$E), X2 = num(te$X2), pval = num(te$pval), power = num(te$power))),
    tes_ee = block(list(E = num(te0$E), X2 = num(te0$X2), pval = num(te0$pval), power = num(te0$power), binom = num(tb$pval), exact = num(tx)))))
})
d <- as.data.frame(dat.bcg)
for (x in c("tpos", "tneg", "cpos", "cneg")) d[[x]] <- as.numeric(d[[x]]) # products overflow integers
n1 <- d$tpos + d$tneg; n2 <- d$cpos + d$cneg; n <- n1 + n2; m <- d$tpos + d$cpos
e <- escalc("OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = d)
y <- as.numeric(e$yi); v <- as.numeric(e$vi)
reg <- function(y, x, w) {
  s <- coef(summary(lm(y ~ x, weights = w)))
  block(list(estimate = num(s[2, 1]), se = num(s[2, 2]), zval = num(s[2, 3]), pval = num(s[2, 4]), limit = num(s[1, 1])))
}
Z <- d$tpos - m * n1 / n; V <- n1 * n2 * m * (n - m) / (n^2 * (n - 1)); ess <- 4 * n1 * n2 / n
w <- 1 / (1 / m + 1 / (n - m))
th <- rma(y, v, mods = ~sqrt(v), method = "DL", test = "t")
variants <- block(list(harbord = reg(Z / V, sqrt(1 / V), V), peters = reg(y, 1 / n, w), macaskill = reg(y, n, w),
  deeks = reg(y, 1 / sqrt(ess), ess), pustejovsky = reg(y, sqrt(1 / n1 + 1 / n2), 1 / v),
  thompson = block(list(estimate = num(th$beta[2]), se = num(th$se[2]), zval = num(th$zval[2]), pval = num(th$pval[2]), limit = num(th$beta[1])))))
sizes <- list()
for (p in c("ni", "ninv", "sqrtni", "sqrtninv")) for (k in c("rma", "lm")) {
  r <- regtest(rma(y, v, ni = n, control = control), model = k, predictor = p)
  sizes[[paste(k, p)]] <- block(list(zval = num(r$zval), pval = num(r$pval)))
}
ties <- data.frame(y = c(.1, .3, .3, .8, .5, .9), v = c(.1, .2, .2, .3, .1, .4))
rt <- ranktest(ties$y, ties$v)
cat('{"origin":"R 4.2.2, metafor 3.8-1, metadat 1.2-0, spec/reference/bias.R",\n"sets":{',
  paste0('\n"', names(sets), '":', sets, collapse = ","), '},\n"bcg":', block(list(ai = num(d$tpos), bi = num(d$tneg),
  ci = num(d$cpos), di = num(d$cneg), yi = num(y), vi = num(v))), ',\n"variants":', variants, ',\n"sizes":', block(sizes),
  ',\n"ties":', block(list(yi = num(ties$y), vi = num(ties$v), tau = num(unname(rt$tau)), pval = num(rt$pval))), '}\n', sep = "")
