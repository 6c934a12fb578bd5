# Writes conventions.json: effects and pooling by the formulas of other programs, written out in R
# from their documentation (docs/conventions.md): RevMan 5 (Deeks and Higgins 2010) and Stata's meta.
# metafor 3.8-1 for rma.mh and rma.uni with the tau2 made here; metadat 1.2-0, R 4.2.2, jsonlite.
# Run from this folder: Rscript conventions.R
suppressMessages({library(metafor); library(jsonlite)})
means <- data.frame(m1i = c(12.1, 9.4, 15, 11), sd1i = c(4.2, 3.9, 6.1, 5), n1i = c(21, 34, 12, 55),
  m2i = c(14.5, 11.9, 15.5, 13.9), sd2i = c(5, 4.1, 5.2, 4.4), n2i = c(19, 30, 14, 60))
smd <- with(means, {
  N <- n1i + n2i
  s <- sqrt(((n1i - 1) * sd1i^2 + (n2i - 1) * sd2i^2) / (N - 2))
  d <- (m1i - m2i) / s
  g <- d * (1 - 3 / (4 * N - 9))
  J <- 1 - 3 / (4 * (N - 2) - 1)
  list(RevMan = list(yi = g, vi = N / (n1i * n2i) + g^2 / (2 * (N - 3.94))),
    Stata = list(yi = J * d, vi = J^2 * (1 / n1i + 1 / n2i + d^2 / (2 * N))),
    MD = list(yi = m1i - m2i, vi = s^2 * (1 / n1i + 1 / n2i)))
})
# Tables with an empty cell, and one without events.
tables <- list(ai = c(4, 6, 0, 62, 0, 9), n1i = c(123, 306, 31, 1359, 20, 80),
  ci = c(11, 29, 4, 248, 0, 15), n2i = c(139, 303, 29, 1286, 22, 85))
t <- as.data.frame(tables)
random <- function(measure) {
  keep <- t[t$ai + t$ci > 0 & (t$n1i - t$ai) + (t$n2i - t$ci) > 0, ]
  e <- escalc(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = keep)
  mh <- rma.mh(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = keep,
    add = c(1/2, 1/2), to = c("only0", "only0"))
  w <- 1 / e$vi; b <- c(mh$beta); k <- nrow(e)
  Q <- sum(w * (e$yi - b)^2)
  tau2 <- max(0, (Q - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
  r <- rma(yi, vi, data = e, tau2 = tau2)
  h <- qt(0.975, k - 2) * sqrt(r$se^2 + tau2)
  list(mh = list(beta = b, se = mh$se, QE = mh$QE, I2 = mh$I2), tau2 = tau2, QE = Q,
    I2 = max(0, 100 * (Q - (k - 1)) / Q), beta = c(r$beta), se = r$se, k = k,
    pi_lb = c(r$beta) - h, pi_ub = c(r$beta) + h)
}
result <- list(about = "spec/reference/conventions.R: formulas of RevMan 5 and Stata's meta, R 4.2.2",
  means = as.list(means), smd = smd, tables = tables,
  random = list(OR = random("OR"), RR = random("RR")))
writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "conventions.json")
