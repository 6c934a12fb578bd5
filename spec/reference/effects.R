# Effect sizes by metafor for spec/effects_spec.lua. Run from the root:
#   Rscript spec/reference/effects.R > spec/reference/effects.json
# Made with R 4.2.2, metafor 3.8-1, metadat 1.2-0. RTET is not metafor's (its optimiser and numerical
# Hessian stop at about 4 digits, and need a package that Debian's metafor does not bring): here the
# one equation that remains is solved by uniroot, and its variance follows from central differences.
# UCOR (metafor asks for the R package gsl) is worked out here too, from the integral that defines the
# hypergeometric function.
suppressPackageStartupMessages({library(metafor); library(metadat); library(jsonlite)})

cases <- list()
put <- function(name, measure, input, ..., values = NULL) {
  if (is.null(values)) {
    values <- suppressWarnings(do.call(escalc, c(list(measure = measure), input, list(...))))
  }
  cases[[length(cases) + 1]] <<- list(name = name, measure = measure, input = input,
    options = list(...), yi = as.numeric(values$yi), vi = as.numeric(values$vi))
}

tables <- list(bcg = with(dat.bcg, list(ai = tpos, bi = tneg, ci = cpos, di = cneg)),
  nielweise2007 = with(dat.nielweise2007, list(ai = ai, n1i = n1i, ci = ci, n2i = n2i)),
  viechtbauer2021 = with(dat.viechtbauer2021, list(ai = xTi, n1i = nTi, ci = xCi, n2i = nCi)),
  collins1985a = with(dat.collins1985a, list(ai = b.xti, n1i = nti, ci = b.xci, n2i = nci)),
  lau1992 = with(dat.lau1992, list(ai = ai, n1i = n1i, ci = ci, n2i = n2i)),
  zero = list(ai = c(0, 0, 9, 10), n1i = c(10, 10, 10, 10), ci = c(0, 3, 0, 10),
              n2i = c(10, 12, 10, 10)),
  nobody = list(ai = c(0, 3), n1i = c(0, 9), ci = c(3, 4), n2i = c(10, 11)))
tables <- lapply(tables, function(t) {
  keep <- Reduce(`&`, lapply(t, function(x) !is.na(x)))
  lapply(t, function(x) as.numeric(x[keep]))
})
for (name in names(tables)) {
  for (m in c("RR", "OR", "RD", "AS", "PETO", "PHI", "YUQ", "YUY", "PBIT", "OR2D", "OR2DN",
              "OR2DL")) put(name, m, tables[[name]])
  if (!name %in% c("nielweise2007", "zero", "nobody")) next
  for (to in c("all", "if0all", "none")) for (m in c("RR", "OR", "RD"))
    put(name, m, tables[[name]], to = to)
  put(name, "OR", tables[[name]], drop00 = TRUE)
  put(name, "RR", tables[[name]], add = 0.25)
  for (v in c("UB", "AV")) put(name, "RD", tables[[name]], vtype = v)
  for (v in c("ST", "CS")) put(name, "PHI", tables[[name]], vtype = v)
}

# The tetrachoric correlation, exactly.
phi2 <- function(h, k, rho) pnorm(h) * pnorm(k) + integrate(function(w)
  exp(-(h^2 + k^2 - 2 * h * k * sin(w)) / (2 * cos(w)^2)) / (2 * pi), 0, asin(rho),
  rel.tol = 1e-13, subdivisions = 1000)$value
rho_of <- function(p) {
  h <- qnorm(p[1] + p[2]); k <- qnorm(p[1] + p[3])
  uniroot(function(r) phi2(h, k, r) - p[1], c(-0.999, 0.999), tol = 1e-15)$root
}
rtet <- function(a, b, c, d) {
  n <- a + b + c + d
  p <- c(a, b, c, d) / n
  g <- sapply(1:3, function(i) {
    step <- 1e-4 * min(p)
    d1 <- p; d2 <- p; d3 <- p; d4 <- p
    d1[i] <- p[i] - 2 * step; d2[i] <- p[i] - step; d3[i] <- p[i] + step; d4[i] <- p[i] + 2 * step
    (rho_of(d1) - 8 * rho_of(d2) + 8 * rho_of(d3) - rho_of(d4)) / (12 * step)
  })
  c(rho_of(p), (sum(p[1:3] * g^2) - sum(p[1:3] * g)^2) / n)
}
four <- with(dat.bcg, mapply(rtet, tpos, tneg, cpos, cneg))
put("bcg", "RTET", tables$bcg, values = list(yi = four[1, ], vi = four[2, ]))

pairs <- list(ai = c(20, 5, 30), bi = c(10, 3, 12), ci = c(4, 8, 9), di = c(16, 12, 40))
for (m in c("MPRR", "MPOR", "MPRD", "MPPETO", "MPORC")) put("pairs", m, pairs)
put("pairs", "MPORM", c(pairs, list(ri = c(0.3, 0.4, 0.2))))
put("pairs zero", "MPORC", list(ai = c(3, 4), bi = c(0, 2), ci = c(2, 2), di = c(5, 6)))

rates <- with(dat.hart1999, list(x1i = x1i, x2i = x2i, t1i = t1i, t2i = t2i))
none <- list(x1i = c(0, 0, 3), x2i = c(0, 4, 5), t1i = c(100, 120, 80), t2i = c(100, 90, 95))
for (m in c("IRR", "IRD", "IRSD")) {
  put("hart1999", m, rates)
  put("no events", m, none)
  put("no events", m, none, to = "if0all")
  put("no events", m, none, drop00 = TRUE)
}
for (m in c("IR", "IRLN", "IRS", "IRFT")) {
  put("hart1999", m, with(dat.hart1999, list(xi = x1i, ti = t1i)))
  put("no events", m, list(xi = c(0, 4), ti = c(50, 60)))
}

means <- list(normand1999 = with(dat.normand1999, list(m1i = m1i, sd1i = sd1i, n1i = n1i,
    m2i = m2i, sd2i = sd2i, n2i = n2i)),
  curtis1998 = with(dat.curtis1998, list(m1i = m2i, sd1i = sd2i, n1i = n2i, m2i = m1i,
    sd2i = sd1i, n2i = n1i)),
  gibson2002 = with(dat.gibson2002[1:13, ], list(m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i,
    sd2i = sd2i, n2i = n2i)),
  small = list(m1i = c(2, 3, 2), sd1i = c(1, 0, 1), n1i = c(2, 1, 500), m2i = c(1, 2, 1.5),
    sd2i = c(1, 2, 1), n2i = c(2, 4, 500)),
  degenerate = list(m1i = c(2, 2, -1), sd1i = c(1, 0, 1), n1i = c(1, 5, 9), m2i = c(1, 1, 2),
    sd2i = c(1, 0, 1), n2i = c(1, 5, 9)))
means <- lapply(means, function(t) lapply(t, as.numeric))
for (name in names(means)) {
  for (m in c("MD", "SMD", "SMDH", "SMD1", "SMD1H", "ROM", "RPB", "RBIS", "D2OR", "D2ORN", "D2ORL",
              "CVR", "VR")) {
    if (name == "curtis1998" && m != "ROM") next
    input <- means[[name]]
    if (m == "VR") input <- input[c("sd1i", "n1i", "sd2i", "n2i")]
    if (m == "SMD1") input <- input[c("m1i", "n1i", "m2i", "sd2i", "n2i")]
    put(name, m, input)
  }
  if (name == "curtis1998") next
  put(name, "MD", means[[name]], vtype = "HO")
  # Averaging over a row of no spread makes metafor lose all rows.
  averaged <- if (name == "degenerate") NULL else "AV"
  for (v in c("UB", "LS2", averaged)) put(name, "SMD", means[[name]], vtype = v)
  for (v in c("UB", "LS2", averaged)) put(name, "SMD1", means[[name]][-2], vtype = v)
  put(name, "SMDH", means[[name]], vtype = "LS2")
  if (name != "degenerate") for (v in c("HO", "AV", "AVHO")) put(name, "ROM", means[[name]], vtype = v)
  for (v in c("ST", "CS")) put(name, "RPB", means[[name]], vtype = v)
}
put("d and t", "SMD", list(di = c(0.3, NA), ti = c(NA, 2.1), n1i = c(20, 30), n2i = c(22, 28)))

cor <- with(dat.molloy2014, list(ri = ri, ni = as.numeric(ni)))
odd <- list(ri = c(0.5, 0.2, 0, 1, -0.999), ni = c(3, 6, 5, 20, 9))
for (m in c("COR", "ZCOR")) { put("molloy2014", m, cor); put("odd", m, odd) }
F21 <- function(a, b, c, x) gamma(c) / (gamma(b) * gamma(c - b)) * integrate(function(t)
  t^(b - 1) * (1 - t)^(c - b - 1) * (1 - x * t)^(-a), 0, 1, rel.tol = 1e-12,
  subdivisions = 2000)$value
ucor <- function(name, input, ...) {
  vtype <- c(list(...)$vtype, "LS")[1]
  ri <- input$ri; ni <- input$ni
  yi <- mapply(function(r, n) r * F21(1/2, 1/2, (n - 2) / 2, 1 - r^2), ri, ni)
  mean <- sum(ni * yi) / sum(ni)
  vi <- switch(vtype, LS = (1 - yi^2)^2 / (ni - 1), AV = (1 - mean^2)^2 / (ni - 1),
    UB = yi^2 - 1 + (ni - 3) / (ni - 2) * (1 - ri^2) *
      mapply(function(r, n) F21(1, 1, n / 2, 1 - r^2), ri, ni))
  put(name, "UCOR", input, ..., values = list(yi = yi, vi = vi))
}
some <- list(ri = cor$ri[cor$ni < 300], ni = cor$ni[cor$ni < 300])
ucor("molloy2014", some)
ucor("small", list(ri = c(0.3, -0.6, 0.05), ni = c(6, 9, 200)))
for (v in c("UB", "AV")) ucor("molloy2014", some, vtype = v)
ucor("small", list(ri = c(0.3, -0.6, 0.05), ni = c(6, 9, 200)), vtype = "UB")
put("molloy2014", "COR", cor, vtype = "AV")
partial <- list(ti = c(2.1, 1.5, 3), ni = c(40, 60, 90), mi = c(3, 4, 5))
for (m in c("PCOR", "ZPCOR")) put("regression", m, partial)
put("regression", "PCOR", partial, vtype = "AV")
put("regression", "SPCOR", c(partial, list(r2i = c(0.3, 0.25, 0.4))))
put("regression", "SPCOR", c(partial, list(r2i = c(0.3, 0.25, 0.4))), vtype = "AV")

for (m in c("PR", "PLN", "PLO", "PAS", "PFT")) {
  put("pritz1997", m, with(dat.pritz1997, list(xi = xi, ni = ni)))
  put("edge", m, list(xi = c(0, 10, 3, 1), ni = c(10, 10, 10, 1)))
  put("edge", m, list(xi = c(0, 10, 3, 1), ni = c(10, 10, 10, 1)), to = "all", add = 0.5)
}
put("hasselblad1998", "PLO", with(dat.hasselblad1998, list(xi = xi, ni = ni)))
for (v in c("UB", "AV")) put("pritz1997", "PR", with(dat.pritz1997, list(xi = xi, ni = ni)), vtype = v)
for (m in c("PLN", "PLO")) put("pritz1997", m, with(dat.pritz1997, list(xi = xi, ni = ni)), vtype = "AV")

one <- list(mi = c(5, 6, 7), sdi = c(1, 2, 3), ni = c(10, 20, 30))
for (m in c("MN", "MNLN", "CVLN", "SMN")) put("one group", m, one)
put("one group", "SDLN", one[c("sdi", "ni")])
change <- list(m1i = c(10, 12, 9.5, 30), m2i = c(8, 11, 10, 22), sd1i = c(2, 3, 2.5, 6),
  sd2i = c(2.2, 2.9, 2, 5), ri = c(0.5, 0.7, 0.3, 0.85), ni = c(20, 35, 12, 50))
for (m in c("MC", "SMCC", "SMCRH", "ROMC", "CVRC")) put("change", m, change)
put("change", "SMCR", change[-4])
put("change", "VRC", change[-(1:2)])
put("change", "SMCC", change, vtype = "LS2")
put("change", "SMCR", change[-4], vtype = "LS2")
for (m in c("ARAW", "AHW", "ABT"))
  put("bonett2010", m, with(dat.bonett2010, list(ai = ai, mi = as.numeric(mi), ni = as.numeric(ni))))
put("hwe", "REH", list(ai = c(25, 16), bi = c(60, 40), ci = c(24, 48)))
put("given", "GEN", list(yi = c(0.1, -2), vi = c(0.04, 0.5)))

transf <- list(
  list(name = "ilogit", x = c(-2, 0.3), y = transf.ilogit(c(-2, 0.3))),
  list(name = "logit", x = c(0.2, 0.9), y = transf.logit(c(0.2, 0.9))),
  list(name = "iarcsin", x = c(-0.1, 0.5, 2), y = transf.iarcsin(c(-0.1, 0.5, 2))),
  list(name = "arcsin", x = c(0.3, 0.8), y = transf.arcsin(c(0.3, 0.8))),
  list(name = "pft", x = c(0.3, 0.8), options = list(ni = c(10, 25)),
       y = transf.pft(c(0.3, 0.8), c(10, 25))),
  list(name = "ipft", x = c(0.6, 1.2, 0.01), options = list(ni = c(10, 25, 8)),
       y = transf.ipft(c(0.6, 1.2, 0.01), c(10, 25, 8))),
  list(name = "ipft.hm", x = c(1.05, 0.9, 1.2), options = list(ni = dat.pritz1997$ni),
       y = transf.ipft.hm(c(1.05, 0.9, 1.2), targs = list(ni = dat.pritz1997$ni))),
  list(name = "isqrt", x = c(-1, 0.4), y = transf.isqrt(c(-1, 0.4))),
  list(name = "irft", x = c(0.2, 0.5), options = list(ti = c(40, 60)),
       y = transf.irft(c(0.2, 0.5), c(40, 60))),
  list(name = "iirft", x = c(0.2, 0.5, 0.001), options = list(ti = c(40, 60, 50)),
       y = transf.iirft(c(0.2, 0.5, 0.001), c(40, 60, 50))),
  list(name = "ahw", x = c(0.7, 0.9), y = transf.ahw(c(0.7, 0.9))),
  list(name = "iahw", x = c(-0.1, 0.5, 2), y = transf.iahw(c(-0.1, 0.5, 2))),
  list(name = "abt", x = c(0.7, 0.9), y = transf.abt(c(0.7, 0.9))),
  list(name = "iabt", x = c(-0.1, 2.5), y = transf.iabt(c(-0.1, 2.5))),
  list(name = "ztor", x = c(-0.4, 1.5), y = transf.ztor(c(-0.4, 1.5))),
  list(name = "rtoz", x = c(-0.4, 0.9), y = transf.rtoz(c(-0.4, 0.9))),
  list(name = "dtou1", x = c(-0.4, 0.9), y = transf.dtou1(c(-0.4, 0.9))),
  list(name = "dtou2", x = c(-0.4, 0.9), y = transf.dtou2(c(-0.4, 0.9))),
  list(name = "dtou3", x = c(-0.4, 0.9), y = transf.dtou3(c(-0.4, 0.9))),
  list(name = "dtocles", x = c(-0.4, 0.9), y = transf.dtocles(c(-0.4, 0.9))),
  list(name = "dtobesd", x = c(-0.4, 0.9), y = transf.dtobesd(c(-0.4, 0.9))),
  list(name = "dtorpb", x = c(-0.4, 0.9), y = transf.dtorpb(c(-0.4, 0.9))),
  list(name = "dtorpb", x = 0.9, options = list(n1i = 12, n2i = 30), y = transf.dtorpb(0.9, 12, 30)))

cat(toJSON(list(made_by = "spec/reference/effects.R",
  versions = paste0("R ", getRversion(), ", metafor ", packageVersion("metafor"), ", metadat ",
                    packageVersion("metadat")),
  cases = cases, transf = transf), digits = I(17), auto_unbox = TRUE, na = "null"), "\n", sep = "")
