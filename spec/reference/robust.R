# Values for spec/robust_spec.lua: cluster-robust inference by metafor's robust() (CR0, CR1) and by
# clubSandwich (CR2, Satterthwaite, HTZ), of fits by rma.uni whose tau2 is given, so that no optimiser
# stands between. clubSandwich's CR1p is metafor's CR1, its CR1S metafor's "CR1.S1", its CR1
# "CR1.S2".
# usage: Rscript robust.R > robust.json   (R 4.2.2, metafor 3.8-1, metadat 1.2-0, clubSandwich 0.5.8)
suppressMessages({library(metafor); library(metadat); library(clubSandwich); library(jsonlite)})
d <- dat.konstantopoulos2011
d <- data.frame(yi = as.numeric(d$yi), vi = d$vi, year = d$year - 1990, district = d$district,
                x = round(sin(seq_len(nrow(d))) * 10, 3), half = rep(c("a", "b", "c", "d"), 14))
d$w <- seq_len(nrow(d)) / 7
b <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
b <- data.frame(yi = as.numeric(b$yi), vi = b$vi, ablat = b$ablat, year = b$year,
                lab = c(1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8), alloc = b$alloc)
num <- function(x) as.numeric(x)
one <- function(of, data, cluster, tau2, mods = ~ 1, btt = NULL, ...) {
  args <- list(yi = data$yi, vi = data$vi, mods = mods, data = data, tau2 = tau2, ...)
  if (tau2 == 0) { args$tau2 <- NULL; args$method <- "EE" }
  if (!is.null(btt)) args$btt <- btt
  f <- do.call(rma, args)
  g <- data[[cluster]]
  r <- list()
  for (type in c("CR0", "CR1p", "CR1S", "CR1", "CR2")) {
    V <- vcovCR(f, cluster = g, type = type)
    ct <- coef_test(f, cluster = g, vcov = V, test = c("Satterthwaite", "naive-tp", "z"))
    ci <- conf_int(f, cluster = g, vcov = V, test = "Satterthwaite", level = .9)
    wt <- Wald_test(f, cluster = g, vcov = V, test = c("HTZ", "Naive-Fp", "chi-sq"),
                    constraints = constrain_zero(f$btt))
    q <- length(f$btt)
    r[[type]] <- list(vb = unname(matrix(num(V), f$p)), se = num(ct$SE), tval = num(ct$tstat),
      dfs = num(ct$df_Satt), pval = num(ct$p_Satt), p_t = num(ct$p_tp), p_z = num(ct$p_z),
      ci_lb = num(ci$CI_L), ci_ub = num(ci$CI_U), QM = wt$Fstat[wt$test == "HTZ"],
      df2 = wt$df_denom[wt$test == "HTZ"], QMp = wt$p_val[wt$test == "HTZ"],
      F = wt$Fstat[wt$test == "Naive-Fp"], Fp = wt$p_val[wt$test == "Naive-Fp"],
      chi = q * wt$Fstat[wt$test == "chi-sq"], chip = wt$p_val[wt$test == "chi-sq"])
  }
  m <- robust(f, cluster = g)
  list(of = of, cluster = cluster, tau2 = tau2, mods = paste(deparse(mods), collapse = ""),
       btt = I(f$btt), weighted = f$weighted, weights = !is.null(f$weights), beta = num(f$beta),
       types = r, metafor = list(se = m$se, zval = m$zval, pval = m$pval, ci_lb = m$ci.lb,
         ci_ub = m$ci.ub, QM = m$QM, QMp = m$QMp, QMdf = m$QMdf, n = m$n, vb = unname(m$vb)))
}
out <- list(about = paste("made by robust.R: R 4.2.2, metafor 3.8-1, metadat 1.2-0, clubSandwich",
  "0.5.8 (dat.konstantopoulos2011; dat.bcg, log risk ratios)"),
  data = list(kon = as.list(d), bcg = as.list(b)))
out$blocks <- list(
  one("kon", d, "district", 0.09), one("kon", d, "district", 0.09, ~ year + x),
  one("kon", d, "district", 0, ~ year + x), one("kon", d, "district", 0.05, ~ half + x, btt = 2:4),
  one("kon", d, "district", 0.09, ~ year + x, weights = d$w),
  one("kon", d, "district", 0.09, ~ year, weighted = FALSE),
  one("bcg", b, "lab", 0.3), one("bcg", b, "lab", 0.1, ~ ablat + year),
  one("bcg", b, "lab", 0.1, ~ alloc), one("bcg", b, "year", 0.1, ~ ablat))
two <- rma(yi, vi, data = data.frame(yi = c(.1, .4, .35, -.2, .8), vi = c(.02, .01, .03, .02, .05)),
           tau2 = .1)
ct <- coef_test(two, cluster = c(1, 1, 1, 2, 2), vcov = "CR2")
out$two <- list(se = num(ct$SE), dfs = num(ct$df_Satt), pval = num(ct$p_Satt))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
