--- The option `as`: what other programs do in another way than metafor, each difference by name.
-- docs/conventions.md has the sources.
-- @module hepar.meta.conventions
-- @local

local check = require "hepar.meta.check"

local M = {}

M.names = { "metafor", "RevMan", "Stata" }

-- The word, "metafor" for nil.
function M.word(where, value)
  return check.word(where, "as", value, M.names, "metafor")
end

-- ---- effect sizes ----

-- Hedges' correction of the bias as its usual approximation, of m degrees of freedom.
local function approximate(m) return 1 - 3 / (4 * m - 1) end

-- The uncorrected standardised difference of row i, from what was given.
local function difference(fields, i)
  local n1, n2 = fields.n1i[i], fields.n2i[i]
  if fields.m1i then
    local s1, s2 = fields.sd1i[i], fields.sd2i[i]
    local sd = math.sqrt(((n1 - 1) * s1 ^ 2 + (n2 - 1) * s2 ^ 2) / (n1 + n2 - 2))
    return (fields.m1i[i] - fields.m2i[i]) / sd
  end
  if fields.di then return fields.di[i] end
  return fields.ti[i] * math.sqrt(1 / n1 + 1 / n2)
end

local smd = {
  RevMan = function(d, n1, n2)
    local n = n1 + n2
    local g = d * approximate(n - 2)
    return g, n / (n1 * n2) + g * g / (2 * (n - 3.94))
  end,
  Stata = function(d, n1, n2)
    local n, j = n1 + n2, approximate(n1 + n2 - 2)
    return d * j, j * j * (n / (n1 * n2) + d * d / (2 * n))
  end,
}

local words = {
  RevMan = {
    SMD = "SMD: Hedges' g with the correction 1 - 3 / (4N - 9), its variance N / (n1 n2) + "
      .. "g^2 / (2 (N - 3.94)); metafor has the exact correction and g^2 / (2N)",
    OR = "tables without events, or with events only, in both groups are left out; metafor adds "
      .. "1/2 to them",
  },
  Stata = {
    SMD = "SMD: Hedges' g with the correction J = 1 - 3 / (4 (N - 2) - 1), its variance "
      .. "J^2 (N / (n1 n2) + d^2 / (2N)); metafor has the exact correction and g^2 / (2N)",
    MD = "MD: standard errors from the pooled standard deviation (equal variances); metafor takes "
      .. "the variances of both groups",
    RD = "RD: nothing is added to empty cells; metafor adds 1/2",
  },
}
words.RevMan.RR = words.RevMan.OR

-- Defaults of hepar.meta.effects for a program: changes `options` (a copy) and returns what is
-- different, as a list of sentences.
function M.of_effects(as, measure, options)
  local list = {}
  local function differs(...)
    for _, name in ipairs { ... } do
      if options[name] ~= nil then return end
    end
    list[#list + 1] = words[as][measure]
    return true
  end
  if as == "RevMan" and (measure == "OR" or measure == "RR") then
    if differs("drop00") then options.drop00 = true end
  elseif as == "Stata" and measure == "MD" then
    if differs("vtype") then options.vtype = "HO" end
  elseif as == "Stata" and measure == "RD" then
    if differs("add", "to") then options.to = "none" end
  elseif measure == "SMD" and smd[as] then
    differs("vtype", "definition")
  end
  return list
end

-- Effects and variances of rows that the core has, by the program's formula.
function M.effects(as, measure, options, fields, yi, vi)
  if measure ~= "SMD" or not smd[as] or options.vtype ~= nil or options.definition ~= nil then
    return yi, vi
  end
  local column = require "hepar.column"
  local y, v = column(#yi, 0), column(#yi, 0)
  for i = 1, #yi do
    y[i], v[i] = yi[i], vi[i]
    if yi[i] == yi[i] and vi[i] == vi[i] then
      y[i], v[i] = smd[as](difference(fields, i), fields.n1i[i], fields.n2i[i])
    end
  end
  return y, v
end

-- ---- pooling ----

-- The counts of the studies in the model, or nil.
local function counts(data)
  local given = { slab = data.slab }
  for _, name in ipairs { "ai", "bi", "n1i", "ci", "di", "n2i" } do
    local values = data[name]
    if type(values) == "table" or type(values) == "userdata" then given[name] = values end
  end
  if not (given.ai and given.ci and (given.bi or given.n1i) and (given.di or given.n2i)) then
    return nil
  end
  return given
end

-- DerSimonian and Laird's tau2 from Q about the Mantel-Haenszel estimate, with that Q; nil when the
-- data do not hold the counts behind the effects.
function M.mantel_haenszel(data, level)
  local measure = data.measure
  if measure ~= "OR" and measure ~= "RR" and measure ~= "RD" then return nil end
  local given = counts(data)
  if not given then return nil end
  if given.bi and given.n1i then given.n1i = nil end
  if given.di and given.n2i then given.n2i = nil end
  given.measure, given.as, given.level = measure, "RevMan", level
  local done, pooled = pcall(require("hepar.meta").mh, given)
  if not done or pooled.beta[1] ~= pooled.beta[1] then return nil end
  local q, sum, squares, k = 0, 0, 0, 0
  for i = 1, #data.yi do
    local y, v = data.yi[i], data.vi[i]
    if y == y and v == v and v > 0 then
      k = k + 1
      q, sum, squares = q + (y - pooled.beta[1]) ^ 2 / v, sum + 1 / v, squares + 1 / v ^ 2
    end
  end
  if k < 2 then return nil end
  return math.max(0, (q - (k - 1)) / (sum - squares / sum)), q, k
end

-- What hepar.meta.fit does in another way for a program, as a list of sentences.
function M.of_fit(as, fit, options, data)
  local list = {}
  local function add(...) list[#list + 1] = string.format(...) end
  if as == "metafor" then return list end
  if type(data.measure) == "string" and data.as ~= as then
    add('effects: as they were given; hepar.meta.effects{as = "%s"} has the program\'s own', as)
  end
  if as == "RevMan" then
    if options.method == nil then
      add("method: DerSimonian and Laird (DL); metafor's default is REML")
    end
    if options.around then
      add("Q, I2 and tau2: Q is about the Mantel-Haenszel estimate (M-H, random); metafor's DL has "
        .. "it about the inverse-variance mean")
    end
    if fit.I2 then add("I2: (Q - df) / Q, also with moderators; metafor's comes from tau2") end
  end
  if fit.method ~= "EE" then
    add("prediction intervals: t with k - p - 1 degrees of freedom (Higgins, Thompson and "
      .. "Spiegelhalter)%s; metafor has z, or t with k - p", as == "RevMan"
      and ", which RevMan 5 itself does not print" or "")
  end
  return list
end

return M
