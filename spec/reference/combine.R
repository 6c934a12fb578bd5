# Writes combine.json: combined p values. metap 1.8 (sumlog, sumz, minimump, sump, wilkinsonp's
# binomial sum by pbinom), R 4.2.2; the harmonic mean by the integral of Wilson 2019, the Cauchy
# combination by its definition. Run from this folder: Rscript combine.R
suppressMessages(library(metap)); library(jsonlite)
landau <- function(l) integrate(function(t) exp(-t * log(t) - l * t) * sin(pi * t) / t / pi, 0, 60 / max(1, l),
  rel.tol = 1e-12, subdivisions = 10000)$value
one <- function(p, w) {
  k <- length(p)
  hmp <- function(w) sum(w) / sum(w / p)
  tail <- function(w) landau(1 / hmp(w) - log(k) - 1 - digamma(1))
  cauchy <- function(w) pcauchy(sum(w * tan((0.5 - p) * pi)) / sum(w), lower.tail = FALSE)
  list(p = p, weights = w, fisher = sumlog(p)$p, stouffer = sumz(p)$p[1, 1],
    stouffer_weighted = sumz(p, weights = w)$p[1, 1], tippett = minimump(p)$p,
    edgington = suppressWarnings(sump(p)$p), harmonic = tail(rep(1, k)), harmonic_weighted = tail(w),
    cauchy = cauchy(rep(1, k)), cauchy_weighted = cauchy(w),
    binomial = pbinom(sum(p <= 0.05) - 1, k, 0.05, lower.tail = FALSE))
}
data(dat.metap)
sets <- list(becker = one(dat.metap$beckerp, c(1, 2, 3, 4, 5)),
  teachexpect = one(dat.metap$teachexpect, seq_along(dat.metap$teachexpect)),
  small = one(c(1e-4, 3e-3, 2e-6, 0.04), c(4, 3, 2, 1)))
writeLines(toJSON(list(about = "metap 1.8, R 4.2.2: spec/reference/combine.R", sets = sets),
  auto_unbox = TRUE, digits = I(15), pretty = TRUE), "combine.json")
