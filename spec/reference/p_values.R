# Makes p_values.json: effects from two-sided p values of t tests, whose sign is that of the effect,
# through R's qt() and metafor 3.8-1's escalc(). R 4.2.2:
#   Rscript spec/reference/p_values.R > spec/reference/p_values.json
suppressMessages(library(metafor))
num <- function(x) paste0("[", paste(trimws(formatC(c(x), digits = 15, format = "g")), collapse = ","), "]")
block <- function(l) paste0("{", paste0('"', names(l), '":', l, collapse = ","), "}")
pi <- c(.01, -.03, .5, 1e-6); n1 <- c(20, 30, 10, 41); n2 <- c(22, 31, 12, 40); ni <- n1 + n2; mi <- c(2, 3, 1, 5)
r2 <- c(.3, .2, .4, .5)
t_of <- function(df) sign(pi) * qt(abs(pi) / 2, df, lower.tail = FALSE)
answer <- function(e) block(list(yi = num(e$yi), vi = num(e$vi)))
t2 <- t_of(n1 + n2 - 2)
out <- list(SMD = escalc("SMD", ti = t2, n1i = n1, n2i = n2),
  RPB = escalc("RPB", m1i = t2 * sqrt(1 / n1 + 1 / n2), sd1i = rep(1, 4), n1i = n1, m2i = rep(0, 4), sd2i = rep(1, 4), n2i = n2),
  D2OR = escalc("D2OR", m1i = t2 * sqrt(1 / n1 + 1 / n2), sd1i = rep(1, 4), n1i = n1, m2i = rep(0, 4), sd2i = rep(1, 4), n2i = n2),
  ZCOR = escalc("ZCOR", ri = t2 / sqrt(t2^2 + ni - 2), ni = ni),
  PCOR = escalc("PCOR", ti = t_of(ni - mi - 1), ni = ni, mi = mi),
  SPCOR = escalc("SPCOR", ti = t_of(ni - mi - 1), ni = ni, mi = mi, r2i = r2))
cat('{"origin":"R 4.2.2, metafor 3.8-1, spec/reference/p_values.R",\n"pi":', num(pi), ',"n1i":', num(n1), ',"n2i":', num(n2), ',"ni":', num(ni),
  ',"mi":', num(mi), ',"r2i":', num(r2), ',\n"measures":{', paste0('\n"', names(out), '":', sapply(out, answer), collapse = ","), '}}\n', sep = "")
