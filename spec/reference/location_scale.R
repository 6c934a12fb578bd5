# Values for spec/location_scale_spec.lua: metafor's rma(yi, vi, mods = , scale = ).
# metafor's optimisers stop early and its Hessian is numerical, so alpha and its variance are refined
# here by Newton's method with derivatives written out in k x k matrices; metafor then fits the
# location part with that alpha, and its own free fit must be near ("off").
# usage: Rscript location_scale.R > location_scale.json  (R 4.2.2, metafor 3.8-1, metadat 1.2-0)
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
derive <- function(f, a) {
  eta <- c(f$Z %*% a)
  t <- if (f$link == "log") exp(eta) else eta
  d <- if (f$link == "log") t else rep(1, f$k)
  W <- diag(1 / (f$vi + t))
  P <- W - W %*% f$X %*% solve(t(f$X) %*% W %*% f$X) %*% t(f$X) %*% W
  r <- c(P %*% f$yi)
  T <- if (f$method == "REML") P else W
  g <- (r^2 - diag(T)) / 2
  H <- T * T / 2 - outer(r, r) * P
  H <- outer(d, d) * H + if (f$link == "log") diag(g * t) else 0
  list(g = c(t(f$Z) %*% (g * d)), H = t(f$Z) %*% H %*% f$Z)
}
refine <- function(f) {
  a <- c(f$alpha)
  for (i in 1:30) {
    D <- derive(f, a)
    s <- sqrt(-diag(D$H))
    a <- a - c(solve(D$H / outer(s, s), D$g / s)) / s
  }
  s <- sqrt(-diag(D$H))
  list(alpha = a, va = solve(-D$H / outer(s, s)) / outer(s, s))
}
one <- function(data, mods, scale, method = "REML", link = "log", test = "z", ...) {
  args <- list(yi = data$yi, vi = data$vi, mods = mods, scale = scale, data = data, method = method,
               link = link, test = test, ...)
  f <- suppressWarnings(do.call(rma, args))
  a <- refine(f)
  off <- max(abs((c(f$alpha) - a$alpha) / sqrt(diag(a$va))), abs(f$se.alpha / sqrt(diag(a$va)) - 1))
  free <- f
  f <- suppressWarnings(do.call(rma, c(args, list(alpha = a$alpha))))
  keep <- function(x) as.numeric(x)
  att <- if (is.null(f$Z.int.incl) || f$Z.int.incl) seq_len(f$q)[-1] else seq_len(f$q)
  se <- sqrt(diag(a$va)); z <- a$alpha / se; t <- test != "z"; df <- f$k - f$q
  if (length(att) == 0) att <- 1
  QS <- c(a$alpha[att] %*% solve(a$va[att, att]) %*% a$alpha[att]); m <- length(att)
  crit <- if (t) qt(.975, df) else qnorm(.975)
  parms <- free$parms
  stats <- function(ll, dev, n) list(ll = ll, dev = dev, AIC = -2 * ll + 2 * parms,
    BIC = -2 * ll + parms * log(n),
    AICc = -2 * ll + 2 * parms * max(n, parms + 2) / (max(n, parms + 2) - parms - 1))
  list(method = method, link = link, test = test,
       mods = paste(deparse(mods), collapse = ""), scale = paste(deparse(scale), collapse = ""),
       off = off, alpha = a$alpha, se_alpha = se, zval_alpha = z,
       pval_alpha = if (t) 2 * pt(abs(z), df, lower = FALSE) else 2 * pnorm(abs(z), lower = FALSE),
       ci_lb_alpha = a$alpha - crit * se, ci_ub_alpha = a$alpha + crit * se,
       va = unname(a$va), QS = if (t) QS / m else QS,
       QSp = if (t) pf(QS / m, m, df, lower = FALSE) else pchisq(QS, m, lower = FALSE),
       coef_alpha = colnames(f$Z),
       beta = keep(f$beta), se = keep(f$se), zval = keep(f$zval), pval = keep(f$pval),
       ci_lb = keep(f$ci.lb), ci_ub = keep(f$ci.ub), vb = unname(f$vb),
       tau2 = keep(f$tau2), I2 = keep(f$I2), H2 = keep(f$H2), QM = f$QM, QMp = f$QMp, QE = f$QE,
       QEp = f$QEp, vt = f$vt, k = f$k, p = f$p, q = f$q, parms = parms,
       fit_ML = stats(f$fit.stats$ML[1], f$fit.stats$ML[2], f$k),
       fit_REML = stats(f$fit.stats$REML[1], f$fit.stats$REML[2], f$k - f$p),
       object = {free$alpha[] <- a$alpha; free$va[] <- a$va; free$beta[] <- f$beta; free$vb[] <- f$vb
         free$tau2 <- free$tau2.f <- f$tau2; free$fit.stats <- f$fit.stats; free})
}
strip <- function(b) { b$object <- NULL; b }
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
bcg <- data.frame(yi = as.numeric(bcg$yi), vi = bcg$vi, ablat = bcg$ablat, year = bcg$year,
                  w = seq_len(13) / 7)
ban <- dat.bangertdrowns2004
ban <- ban[!is.na(ban$length) & !is.na(ban$wic) & !is.na(ban$feedback), ]
ban <- data.frame(yi = as.numeric(ban$yi), vi = ban$vi, ni = ban$ni, length = ban$length,
                  wic = ban$wic, year = ban$year, grade = ban$grade)
out <- list(about = paste("made by location_scale.R: R 4.2.2, metafor 3.8-1, metadat 1.2-0",
  "(dat.bcg, log risk ratios; dat.bangertdrowns2004, complete rows)"), data = list(bcg = bcg, ban = ban))
m <- list(one(bcg, ~ ablat, ~ ablat), one(bcg, ~ 1, ~ ablat, method = "ML"),
  one(bcg, ~ 1, ~ year), one(bcg, ~ ablat + year, ~ year, test = "knha"),
  one(bcg, ~ 1, ~ ablat, test = "t"), one(bcg, ~ ablat, ~ ablat, weights = bcg$w))
n <- list(one(ban, ~ 1, ~ ni), one(ban, ~ length + wic, ~ ni), one(ban, ~ length, ~ ni + length, method = "ML"),
  one(ban, ~ wic, ~ length + ni), one(ban, ~ 1, ~ factor(grade) - 1),
  one(ban, ~ length, ~ length, link = "identity"), one(ban, ~ wic, ~ ni, link = "identity", method = "ML"),
  one(ban, ~ factor(grade), ~ ni, test = "adhoc"))
m[[6]]$weights <- "w"
for (i in seq_along(m)) m[[i]]$of <- "bcg"
for (i in seq_along(n)) n[[i]]$of <- "ban"
show <- function(p) lapply(list(pred = p$pred, se = p$se, ci_lb = p$ci.lb, ci_ub = p$ci.ub,
                                pi_lb = p$pi.lb, pi_ub = p$pi.ub), as.numeric)
f <- n[[2]]$object
out$predict <- list(studies = show(predict(f)),
  new = show(predict(f, newmods = rbind(c(10, 1), c(20, 0)), newscale = c(50, 400))),
  scale = show(predict(f, newscale = c(50, 400))),
  transf = show(predict(f, newscale = c(50, 400), transf = exp)),
  location = show(predict(f, newmods = rbind(c(10, 1), c(20, 0)), level = 90)))
g <- one(ban, ~ length + wic, ~ 1)$object
a <- anova(f, g)
out$lrt <- list(LRT = a$LRT, pval = a$pval, parms_f = a$parms.f, parms_r = a$parms.r)
w <- anova(f, att = 2)
out$att <- list(QS = w$QS, QSp = w$QSp)
p <- function(x, i) {
  g <- f; o <- setdiff(1:2, i); a <- f$alpha
  # profile: the other coefficient at its best, by the derivative
  h <- function(v) { a[i] <- x; a[o] <- v; derive(f, c(a))$g[o] }
  a[i] <- x
  a[o] <- uniroot(h, f$alpha[o] + c(-8, 8) * f$se.alpha[o], tol = 1e-13)$root
  as.numeric(-metafor:::.ll.rma.ls(c(a), yi = f$yi, vi = f$vi, X = f$X, Z = f$Z, reml = TRUE,
    k = f$k, pX = f$p, alpha.val = rep(NA, 2), beta.val = NA, verbose = FALSE, digits = f$digits,
    REMLf = TRUE, link = "log", mZ = NULL, alpha.min = rep(-Inf, 2), alpha.max = rep(Inf, 2),
    alpha.transf = FALSE, tau2.min = 0, tau2.max = Inf, optbeta = FALSE))
}
out$confint <- lapply(1:2, function(i) sapply(c(-1, 1), function(side)
  tryCatch(uniroot(function(x) p(x, i) - p(f$alpha[i], i) + qchisq(.95, 1) / 2,
          f$alpha[i] + side * c(.2, 4) * f$se.alpha[i], tol = 1e-12)$root, error = function(e) NA)))
out$confint_metafor <- unname(as.numeric(confint(f, alpha = 2, control = list(tol = 1e-10))$random[1, 2:3]))
out$models <- lapply(c(m, n), strip)
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
