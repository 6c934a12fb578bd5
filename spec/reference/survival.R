# Kaplan-Meier curves and log-rank tests by survival for spec/hazard_spec.lua. Run from the root:
#   Rscript spec/reference/survival.R > spec/reference/survival.json
suppressPackageStartupMessages({library(survival); library(jsonlite)})
arm <- function(d, at, digits) {
  fit <- survfit(Surv(time, event) ~ 1, data = d)
  keep <- fit$n.event > 0
  list(patients = list(time = d$time, event = d$event), events = sum(d$event),
    time = c(0, fit$time[keep]), surv = round(c(1, fit$surv[keep]), digits), trisk = at,
    nrisk = sapply(at, function(t) sum(d$time >= t)))
}
case <- function(name, data, at) {
  a <- data[data$group == 1, ]; b <- data[data$group == 2, ]
  test <- survdiff(Surv(time, event) ~ group, data = data)
  cox <- coxph(Surv(time, event) ~ I(group == 1), data = data)
  list(name = name, one = arm(a, at, 4), two = arm(b, at, 4), observed = as.numeric(test$obs),
    expected = as.numeric(test$exp), variance = test$var[1, 1], chi2 = test$chisq,
    log_hr = unname(coef(cox)), se = sqrt(vcov(cox)[1, 1]))
}
lung2 <- with(lung, data.frame(time = time, event = status - 1, group = sex))
veteran2 <- with(veteran, data.frame(time = time, event = status, group = trt))
pbc2 <- with(pbc[!is.na(pbc$trt), ], data.frame(time = round(time / 30.4375, 1),
  event = as.numeric(status == 2), group = trt))
cat(toJSON(list(made_by = "spec/reference/survival.R",
  versions = paste0("R ", getRversion(), ", survival ", packageVersion("survival")),
  cases = list(case("lung", lung2, c(0, 200, 400, 600, 800)),
    case("veteran", veteran2, c(0, 100, 200, 300)),
    case("pbc", pbc2, seq(0, 144, 24)))), digits = I(15), auto_unbox = TRUE), "\n", sep = "")
