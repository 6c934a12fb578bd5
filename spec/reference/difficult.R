# Effects for spec/difficult_spec.lua: four data sets whose units are so small that metafor's default
# thresholds are not. (Their exact tau2, in 50-digit arithmetic, stands in the spec.)
# usage: Rscript difficult.R > difficult.json       (R 4.2.2, metafor 3.8-1, metadat 1.2-0)
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
show <- function(e) list(yi = as.numeric(e$yi), vi = e$vi)
rd <- function(d, ...) show(escalc("RD", ..., data = d))
out <- list(about = "made by difficult.R: R 4.2.2, metafor 3.8-1, metadat 1.2-0",
  nielweise2007 = show(escalc("RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.nielweise2007)),
  li2007 = show(escalc("RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.li2007)),
  hart1999 = show(escalc("IRD", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999)),
  nielweise2008 = show(escalc("IRD", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
