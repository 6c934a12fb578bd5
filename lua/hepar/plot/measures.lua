--- What the measures of effect are called, and how their values are printed: metafor's codes.
-- @module hepar.plot.measures
-- @local

local check = require "hepar.plot.check"

local M = {}

-- Transformations by metafor's names: printed value of a value, the inverse, and whether the
-- printed values stand on a logarithmic axis.
M.transformations = {
  exp = { name = "exp", to = math.exp, from = math.log, log = true, range = { 0, math.huge } },
  ilogit = { name = "ilogit", to = function(x) return 1 / (1 + math.exp(-x)) end,
    from = function(p) return math.log(p) - math.log(1 - p) end, range = { 0, 1 } },
  ztor = { name = "ztor", to = function(x) return 1 - 2 / (math.exp(2 * x) + 1) end,
    from = function(r) return 0.5 * (math.log(1 + r) - math.log(1 - r)) end, range = { -1, 1 } },
  iarcsin = { name = "iarcsin",
    to = function(x) return math.sin(math.max(0, math.min(math.pi / 2, x))) ^ 2 end,
    from = function(p) return math.asin(math.sqrt(p)) end, range = { 0, 1 } },
}

-- Code -> { label, short label, transformation that readers expect }
local measures = {
  RR = { "Risk ratio", "RR", "exp" }, OR = { "Odds ratio", "OR", "exp" },
  PETO = { "Peto odds ratio", "Peto OR", "exp" }, RD = { "Risk difference", "RD" },
  AS = { "Arcsine risk difference", "AS" }, HR = { "Hazard ratio", "HR", "exp" },
  PHI = { "Phi coefficient", "phi" }, YUQ = { "Yule's Q", "Q" }, YUY = { "Yule's Y", "Y" },
  RTET = { "Tetrachoric correlation", "r" }, PBIT = { "Probit difference", "PBIT" },
  OR2D = { "Standardised mean difference", "SMD" },
  OR2DN = { "Standardised mean difference", "SMD" },
  OR2DL = { "Standardised mean difference", "SMD" },
  MPRR = { "Matched-pairs risk ratio", "RR", "exp" },
  MPOR = { "Matched-pairs odds ratio", "OR", "exp" },
  MPORC = { "Conditional odds ratio", "OR", "exp" },
  MPPETO = { "Peto's conditional odds ratio", "OR", "exp" },
  MPRD = { "Matched-pairs risk difference", "RD" },
  IRR = { "Incidence rate ratio", "IRR", "exp" }, IRD = { "Incidence rate difference", "IRD" },
  IRSD = { "Difference of square roots of rates", "IRSD" },
  MD = { "Mean difference", "MD" }, SMD = { "Standardised mean difference", "SMD" },
  SMDH = { "Standardised mean difference", "SMD" },
  SMD1 = { "Standardised mean difference", "SMD" },
  SMD1H = { "Standardised mean difference", "SMD" },
  ROM = { "Ratio of means", "RoM", "exp" }, ROMC = { "Ratio of means", "RoM", "exp" },
  CVR = { "Ratio of coefficients of variation", "CVR", "exp" },
  VR = { "Ratio of standard deviations", "VR", "exp" },
  MC = { "Mean change", "MC" }, SMCC = { "Standardised mean change", "SMC" },
  SMCR = { "Standardised mean change", "SMC" }, SMCRH = { "Standardised mean change", "SMC" },
  RPB = { "Point-biserial correlation", "r" }, RBIS = { "Biserial correlation", "r" },
  D2OR = { "Odds ratio", "OR", "exp" }, D2ORN = { "Odds ratio", "OR", "exp" },
  D2ORL = { "Odds ratio", "OR", "exp" },
  COR = { "Correlation", "r" }, UCOR = { "Correlation", "r" },
  ZCOR = { "Correlation", "r", "ztor" }, PCOR = { "Partial correlation", "r" },
  ZPCOR = { "Partial correlation", "r", "ztor" },
  SPCOR = { "Semi-partial correlation", "r" },
  PR = { "Proportion", "Proportion" }, PLN = { "Proportion", "Proportion", "exp" },
  PLO = { "Proportion", "Proportion", "ilogit" }, PAS = { "Proportion", "Proportion", "iarcsin" },
  PFT = { "Double arcsine of the proportion", "PFT" },
  IR = { "Incidence rate", "Rate" }, IRLN = { "Incidence rate", "Rate", "exp" },
  IRS = { "Square root of the rate", "IRS" }, IRFT = { "Freeman-Tukey rate", "IRFT" },
  MN = { "Mean", "Mean" }, MNLN = { "Mean", "Mean", "exp" },
  CVLN = { "Coefficient of variation", "CV", "exp" },
  SDLN = { "Standard deviation", "SD", "exp" },
  ARAW = { "Cronbach's alpha", "alpha" },
  AHW = { "Transformed alpha", "AHW" }, ABT = { "Transformed alpha", "ABT" },
  REH = { "Relative excess heterozygosity", "REH", "exp" },
  GEN = { "Effect", "Effect" },
}

-- Words of a transformed value that is shown as it is.
local raw_words = { exp = "Log ", ilogit = "Logit of the ", ztor = "Fisher's z of the ",
  iarcsin = "Arcsine of the " }

local function lower(label) return (label:gsub("^%u%l", string.lower)) end

-- How a figure prints the values of a measure. `transf` prints transformed values on an axis of
-- their own; `atransf` keeps the values and transforms what the axis and the columns print.
-- Returns { label, short, to, from, log, axis = position of a value on the axis }.
function M.scale(where, measure, options)
  local entry = measures[measure or "GEN"] or { tostring(measure), tostring(measure) }
  local names = {}
  for name in pairs(M.transformations) do names[#names + 1] = name end
  table.sort(names)
  local function named(option, value)
    if value == nil or value == false then return nil end
    if type(value) == "function" then
      return { name = "given", to = function(x)
        local y = value(x)
        if type(y) ~= "number" or (y ~= y and math.abs(x) < math.huge) then
          check.fail(where, "option %s must give a number for every value, it gives %s for %s",
            option, check.show(y), check.show(x))
        end
        return y
      end }
    end
    local found = M.transformations[value]
    if not found then
      check.fail(where, "option %s must be a function, false, or one of %s, got %s%s", option,
        table.concat(names, ", "), check.show(value),
        type(value) == "string" and check.suggest(value, names) or "")
    end
    return found
  end
  if options.transf and options.atransf then
    check.fail(where, "give either option transf or option atransf, not both")
  end
  local on_values = named("transf", options.transf)
  local on_axis = named("atransf", options.atransf)
  if not on_values and options.atransf == nil and options.transf == nil then
    on_axis = M.transformations[entry[3]]
  end
  local used = on_values or on_axis
  local scale = { measure = measure, label = entry[1], short = entry[2],
    transformation = used and used.name, log = on_axis and on_axis.log or false }
  if used and used.name == "given" then
    scale.label = options.xlab or entry[1]
  elseif not used and entry[3] then
    scale.label = raw_words[entry[3]] .. lower(entry[1])
    scale.short = entry[3] == "exp" and "log " .. entry[2] or entry[2]
  end
  local same = function(x) return x end
  scale.to = used and used.to or same
  -- position on the axis -> printed value
  scale.print = on_axis and on_axis.to or same
  -- value -> position on the axis
  scale.axis = on_values and on_values.to or same
  -- printed value -> position on the axis; nil for a function of the user
  scale.unprint = on_axis and on_axis.from or not on_axis and same or nil
  scale.range = on_axis and on_axis.range
  -- value of no effect: 0 before any transformation
  scale.null = scale.axis(0)
  scale.difference = entry[2] ~= "Proportion" and entry[2] ~= "Rate" and entry[2] ~= "Mean" and
    entry[2] ~= "SD" and entry[2] ~= "CV" and entry[2] ~= "alpha"
  return scale
end

return M
