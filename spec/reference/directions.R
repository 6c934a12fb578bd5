# Reference values for spec/proportion_spec.lua: exact binomial test and confidence intervals of a
# proportion, from R's own stats package. Run from the root:
#   Rscript spec/reference/directions.R > spec/reference/directions.json

cases <- rbind(
  expand.grid(x = 0:6, n = 6), expand.grid(x = c(0, 5, 8, 9, 10), n = 10),
  data.frame(x = c(0, 1, 9, 5, 5, 1, 0, 1), n = c(1, 1, 9, 5, 22, 22, 28, 28)),
  data.frame(x = c(37, 50, 3, 997, 0), n = c(100, 100, 1000, 1000, 1000)),
  data.frame(x = c(49000, 500300), n = c(100000, 1000000)))
number <- function(v) sprintf("%.17g", v)
pair <- function(v) paste0("[", number(v[1]), ", ", number(v[2]), "]")
level <- c(80, 95, 99.9)
null <- c(0.5, 0.1, 0.731)

line <- function(x, n) {
  clopper <- vapply(level, function(l) pair(binom.test(x, n, conf.level = l / 100)$conf.int), "")
  wilson <- vapply(level, function(l) {
    pair(suppressWarnings(prop.test(x, n, conf.level = l / 100, correct = FALSE)$conf.int))
  }, "")
  p <- vapply(null, function(p) number(binom.test(x, n, p = p)$p.value), "")
  paste0('  {"x": ', x, ', "n": ', n,
    ',\n   "clopper_pearson": [', paste(clopper, collapse = ", "), "]",
    ',\n   "wilson": [', paste(wilson, collapse = ", "), "]",
    ',\n   "pval": [', paste(p, collapse = ", "), "]}")
}
options(scipen = 20)
cat('{"made_by": "spec/reference/directions.R",\n "version": "', R.version.string, '",\n',
  ' "functions": "stats::binom.test, stats::prop.test(correct = FALSE)",\n',
  ' "level": [', paste(level, collapse = ", "), '],\n "null": [', paste(null, collapse = ", "),
  '],\n "cases": [\n',
  paste(mapply(line, cases$x, cases$n), collapse = ",\n"), "\n ]}\n", sep = "")
