--- Combining p values.
-- @module hepar.meta.combine
-- @local

local core = require("hepar.core").tables
local check = require "hepar.meta.check"

local M = {}

local where = "hepar.meta.combine_p"

local methods = { "fisher", "stouffer", "tippett", "edgington", "harmonic", "cauchy", "binomial" }
local weighted = { stouffer = true, harmonic = true, cauchy = true }
local names = { fisher = "X2", stouffer = "z", tippett = "smallest p", edgington = "sum of p",
  harmonic = "harmonic mean p", cauchy = "Cauchy T", binomial = "p values at or below alpha" }
local titles = { fisher = "Fisher's", stouffer = "Stouffer's", tippett = "Tippett's",
  edgington = "Edgington's", harmonic = "the harmonic mean", cauchy = "the Cauchy",
  binomial = "the binomial" }

local Class = {}
Class.__index = Class
Class.__name = "hepar.combined"

-- What `print` shows.
function Class:__tostring()
  return string.format("%d p values combined by %s method%s: %s = %.6g%s, p = %.6g", self.k,
    titles[self.method], self.weighted and ", weighted" or "",
    self.statistic_name .. (self.alpha and string.format(" (%g)", self.alpha) or ""),
    self.statistic, self.df and string.format(", df = %d", self.df) or "", self.pval)
end

-- hepar.meta.combine_p
function M.combine(p, options)
  options = check.options(where, options, { "method", "weights", "alpha" })
  local method = check.word(where, "method", options.method, methods, "fisher")
  if options.weights ~= nil and not weighted[method] then
    check.fail(where, 'method "%s" takes no weights ("stouffer", "harmonic" and "cauchy" do)',
      method)
  elseif options.alpha ~= nil and method ~= "binomial" then
    check.fail(where, 'option alpha belongs to method "binomial", not to "%s"', method)
  end
  local alpha = check.number(where, "alpha", options.alpha, 0, 1, false, 0.05)
  local statistic, pval = core.combine_p(p, options.weights, method, alpha)
  if not statistic then error(pval, 0) end
  return setmetatable({ method = method, k = #p, statistic = statistic,
    statistic_name = names[method], pval = pval, df = method == "fisher" and 2 * #p or nil,
    alpha = method == "binomial" and alpha or nil, weighted = options.weights ~= nil }, Class)
end

return M
