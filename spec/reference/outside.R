# Makes outside.json from bias_data.csv: what other people's programs answer where bias.R writes the
# formulas down itself. R 4.2.2, metafor 3.8-1:
#   Rscript spec/reference/outside.R > spec/reference/outside.json
# hc: metafor's hc(), whose integrals and root stop at some 1e-4. tes: tes() with its search for the
# limits of theta. general: the smallest number (up to 250) of null studies (effect 0, harmonic mean of the
# variances) that takes significance away, or halves the estimate, counted up with metafor's rma().
# limit: limitmeta() of metasens (GitHub, guido-s/metasens, revision 225b856), which Debian does not
# pack: LIMITMETA names a file that holds it and radialregression(), with metagen() and ci() reduced to
# what it takes from them (effects and standard errors; normal limits); else the block is left out.
suppressMessages(library(metafor))
options(warn = -1)
control <- list(threshold = 1e-12, maxiter = 1000)
pool <- function(y, v, method) { # Fisher scoring at full steps circles on a few sets
  f <- try(rma(y, v, method = method, control = control), silent = TRUE)
  if (inherits(f, "try-error")) rma(y, v, method = method, control = list(stepadj = .5, maxiter = 10000)) else f
}
num <- function(x) {
  s <- ifelse(is.na(x), "null", trimws(formatC(x, digits = 15, format = "g")))
  if (length(x) == 1) s else paste0("[", paste(s, collapse = ","), "]")
}
block <- function(l) paste0("{", paste0('"', names(l), '":', l, collapse = ","), "}")
source_of_limit <- Sys.getenv("LIMITMETA")
if (source_of_limit != "") source(source_of_limit)
general <- function(y, v, method, target = NULL) {
  model <- function(n) pool(c(y, rep(0, n)), c(v, rep(1 / mean(1 / v), n)), method)
  gone <- if (is.null(target)) function(n) model(n)$pval >= .05 else function(n) abs(c(model(n)$beta)) <= abs(target) * (1 + 1e-9)
  low <- -1; high <- 0
  while (!gone(high)) { low <- high; high <- 2 * high + 1; if (high > 250) return(NA) }
  while (high - low > 1) { m <- (low + high) %/% 2; if (gone(m)) high <- m else low <- m }
  high
}
data <- read.csv("spec/reference/bias_data.csv")
sets <- sapply(unique(data$name), function(name) {
  d <- data[data$name == name, ]
  f <- rma(d$yi, d$vi, control = control)
  h <- hc(f, control = list(tol = 1e-12))
  out <- list(hc = block(list(beta = num(c(h$beta)), se = num(h$se), tau2 = num(h$tau2), ci_lb = num(h$ci.lb), ci_ub = num(h$ci.ub))))
  small <- nrow(d) <= 30
  out$general <- block(list(
    EE = num(general(d$yi, d$vi, "EE")), REML = num(if (small) general(d$yi, d$vi, "REML") else NA), DL = num(general(d$yi, d$vi, "DL")),
    half_DL = num(general(d$yi, d$vi, "DL", c(rma(d$yi, d$vi, method = "DL")$beta) / 2))))
  t <- try(tes(d$yi, d$vi, test = "chi2", progbar = FALSE), silent = TRUE)
  if (!inherits(t, "try-error") && !is.null(t$theta.lim))
    out$tes <- block(list(O = num(t$O), E = num(t$E), pval = num(t$pval), theta = num(t$theta), theta_lim = num(t$theta.lim)))
  if (source_of_limit != "") {
    m <- structure(list(TE = d$yi, seTE = sqrt(d$vi), tau = sqrt(f$tau2), w.random = 1 / (d$vi + f$tau2), k = nrow(d), Q = f$QE,
      sm = "", TE.random = c(f$beta), seTE.random = f$se, level = .95, level.comb = .95), class = "meta")
    l <- limitmeta(m)
    out$limit <- block(list(beta = num(l$TE.adjust), se = num(l$seTE.adjust), ci_lb = num(l$lower.adjust), ci_ub = num(l$upper.adjust),
      pval = num(l$pval.adjust), alpha = num(unname(l$alpha.r)), slope = num(unname(l$beta.r)), Q = num(l$Q), Q_small = num(l$Q.small),
      Q_resid = num(l$Q.resid), G2 = num(100 * l$G.squared), adjusted = num(unname(l$TE.limit))))
  }
  block(out)
})
cat('{"origin":"R 4.2.2, metafor 3.8-1, metasens (GitHub 225b856), spec/reference/outside.R",\n"sets":{',
  paste0('\n"', names(sets), '":', sets, collapse = ","), '}}\n', sep = "")
