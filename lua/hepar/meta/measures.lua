--- What the effect measures are called, and how to read them on their natural scale.
-- @module hepar.meta.measures
-- @local

local M = {}

-- measure = { label, name on the natural scale, back-transformation (see hepar.meta.transf) }
local words = {
  RR = { "log risk ratio", "risk ratio", "exp" },
  OR = { "log odds ratio", "odds ratio", "exp" },
  RD = { "risk difference" },
  AS = { "arcsine risk difference" },
  PETO = { "log odds ratio after Peto", "odds ratio", "exp" },
  PHI = { "phi coefficient" },
  YUQ = { "Yule's Q" },
  YUY = { "Yule's Y" },
  RTET = { "tetrachoric correlation" },
  PBIT = { "probit difference" },
  OR2D = { "standardised mean difference from an odds ratio (logistic)" },
  OR2DN = { "standardised mean difference from an odds ratio (normal)" },
  OR2DL = { "standardised mean difference from an odds ratio (logistic)" },
  MPRR = { "log risk ratio of matched pairs", "risk ratio", "exp" },
  MPOR = { "marginal log odds ratio of matched pairs", "odds ratio", "exp" },
  MPRD = { "risk difference of matched pairs" },
  MPPETO = { "conditional log odds ratio of matched pairs after Peto", "odds ratio", "exp" },
  MPORC = { "conditional log odds ratio of matched pairs", "odds ratio", "exp" },
  MPORM = { "marginal log odds ratio of matched pairs given as arms", "odds ratio", "exp" },
  IRR = { "log rate ratio", "rate ratio", "exp" },
  IRD = { "rate difference" },
  IRSD = { "difference of square-root rates" },
  MD = { "mean difference" },
  SMD = { "standardised mean difference (Hedges' g)" },
  SMDH = { "standardised mean difference, unequal variances" },
  SMD1 = { "standardised mean difference (Glass, by group 2)" },
  SMD1H = { "standardised mean difference (Glass, by group 2), unequal variances" },
  ROM = { "log ratio of means", "ratio of means", "exp" },
  RPB = { "point-biserial correlation" },
  RBIS = { "biserial correlation" },
  D2OR = { "log odds ratio from a standardised mean difference (logistic)", "odds ratio", "exp" },
  D2ORN = { "log odds ratio from a standardised mean difference (normal)", "odds ratio", "exp" },
  D2ORL = { "log odds ratio from a standardised mean difference (logistic)", "odds ratio", "exp" },
  CVR = { "log ratio of coefficients of variation", "ratio of coefficients of variation", "exp" },
  VR = { "log ratio of standard deviations", "ratio of standard deviations", "exp" },
  COR = { "correlation" },
  UCOR = { "correlation without bias" },
  ZCOR = { "Fisher's z of a correlation", "correlation", "ztor" },
  PCOR = { "partial correlation" },
  ZPCOR = { "Fisher's z of a partial correlation", "partial correlation", "ztor" },
  SPCOR = { "semi-partial correlation" },
  PR = { "proportion" },
  PLN = { "log proportion", "proportion", "exp" },
  PLO = { "log odds", "proportion", "ilogit" },
  PAS = { "arcsine square-root proportion", "proportion", "iarcsin" },
  PFT = { "double arcsine proportion (Freeman-Tukey)", "proportion", "ipft.hm" },
  IR = { "rate" },
  IRLN = { "log rate", "rate", "exp" },
  IRS = { "square-root rate", "rate", "isqrt" },
  IRFT = { "double square-root rate (Freeman-Tukey)", "rate", "iirft" },
  MN = { "mean" },
  MNLN = { "log mean", "mean", "exp" },
  CVLN = { "log coefficient of variation", "coefficient of variation", "exp" },
  SDLN = { "log standard deviation", "standard deviation", "exp" },
  SMN = { "standardised mean" },
  MC = { "mean change" },
  SMCC = { "standardised mean change, by the SD of the change" },
  SMCR = { "standardised mean change, by the SD at the first time" },
  SMCRH = { "standardised mean change, by the SD at the first time, unequal variances" },
  ROMC = { "log ratio of means over time", "ratio of means", "exp" },
  CVRC = { "log ratio of coefficients of variation over time", "ratio of coefficients of variation",
    "exp" },
  VRC = { "log ratio of standard deviations over time", "ratio of standard deviations", "exp" },
  ARAW = { "Cronbach's alpha" },
  AHW = { "transformed alpha (Hakstian-Whalen)", "alpha", "iahw" },
  ABT = { "transformed alpha (Bonett)", "alpha", "iabt" },
  REH = { "log relative excess of heterozygosity", "relative excess of heterozygosity", "exp" },
  HR = { "log hazard ratio", "hazard ratio", "exp" },
  GEN = { "effect" },
}

-- Label, label on the natural scale (or nil) and name of the back-transformation (or nil).
function M.describe(measure)
  local entry = words[measure] or { measure }
  return entry[1], entry[2], entry[3]
end

return M
