--- What hepar.trial reads beyond a difference of two arms: margins, several arms, drop-out that
-- depends on something, how missing visits are dealt with; and what results tell of it.
-- @module hepar.trial.claims
-- @local

local analyse = require "hepar.trial.analyse"
local check = require "hepar.trial.check"
local core = require("hepar.core").trial

local M = {}

local WHERE = "hepar.trial"

M.claims = { "superiority", "non_inferiority", "equivalence" }
M.adjusts = { "bonferroni", "none", "holm", "hochberg", "hommel", "dunnett", "dunnett_step_down" }
local ADJUST = { none = 0, bonferroni = 1, holm = 2, hochberg = 3, hommel = 4, dunnett = 5,
  dunnett_step_down = 6 }
M.imputations = { "mar", "jump_to_reference", "copy_reference" }

--- Rules of the design's options, for hepar.trial.check.
M.rules = {
  adjust = { "word", words = M.adjusts, default = "bonferroni" },
  claim = { "word", words = M.claims, default = "superiority" },
  margin = { "number", above = 0 }, degrees = { "word", words = analyse.degrees },
  imputation = { "any" }, dropout = { "any" },
}

--- What borrowing for the control arm is called, and the test whose place it takes.
M.borrowing = { continuous = { analysis = "borrow", instead = "t" },
  binary = { analysis = "borrow_odds", instead = "chi_square" },
  time_to_event = { analysis = "borrow_hazard", instead = "logrank" } }

-- Tests that can claim a margin, and those whose margin is a ratio.
local POSSIBLE = { t = true, welch = true, ancova = true, mmrm = true, imputed = true,
  chi_square = true, proportional_odds = true, logrank = true, cox = true, rmst = true }
local RATIO = { proportional_odds = "odds", logrank = "hazards", cox = "hazards" }

--- The claim of a test and its margin as the core takes it: a code and a number.
function M.claim(where, analysis, claim, margin)
  if claim == "superiority" then
    if margin ~= nil then
      check.fail(where, 'margin goes with claim = "non_inferiority" or "equivalence"')
    end
    return 0, 0
  end
  if not POSSIBLE[analysis] then
    check.fail(where, 'claim %s cannot be tested by analysis "%s": it gives no estimate with a '
      .. "standard error", check.show(claim), analysis)
  end
  if margin == nil then
    check.fail(where, "margin is missing: how much worse is still acceptable%s", RATIO[analysis]
      and ", as a ratio of " .. RATIO[analysis] .. " above 1" or "")
  end
  if RATIO[analysis] then
    if margin <= 1 then
      check.fail(where, 'margin of analysis "%s" must be a ratio of %s above 1, got %g', analysis,
        RATIO[analysis], margin)
    end
    margin = math.log(margin)
  end
  return claim == "non_inferiority" and 1 or 2, margin
end

--- How missing visits are imputed: the method's code and how often.
function M.imputation(where, given)
  local o = check.read(where, given == nil and {} or given, {
    method = { "word", words = M.imputations, default = "mar" },
    count = { "count", least = 2, most = 1000, default = 20 } }, "imputation")
  for i, word in ipairs(M.imputations) do
    if word == o.method then return i - 1, o.count end
  end
end

local function logistic(x) return 1 / (1 + math.exp(-x)) end

-- The log odds that give a share, on average over a standard normal score times the slope.
local function intercept(share, slope)
  local low, high = -40, 40
  for _ = 1, 60 do
    local middle, sum = (low + high) / 2, 0
    for i = -80, 80 do
      local z = i / 10
      sum = sum + 0.1 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) *
        logistic(middle + slope * z)
    end
    if sum < share then low = middle else high = middle end
  end
  return (low + high) / 2
end

--- Drop-out, first: o.dropout becomes a number; what it depends on goes to o.leaving.
function M.dropout(o, point)
  local d = o.dropout
  if d == nil then o.dropout = 0
  elseif type(d) == "table" and not check.class(d) then
    local r = check.read(WHERE, d, { share = { "number", above = 0, below = 1, needed = true },
      slope = { "number", needed = true },
      on = { "word", words = { "observed", "unobserved" }, default = "observed" } }, "dropout")
    if point.type ~= "continuous" then
      check.fail(WHERE, "dropout that depends on outcomes is for continuous endpoints")
    end
    o.dropout, o.leaving = r.share, r
  else
    o.dropout = check.number(WHERE, "dropout", d, { least = 0 })
  end
end

--- The boundaries of every comparison, which `make` makes for an alpha: that of the trial, divided
-- by the number of treated arms, or such that the chance of any false claim is alpha.
function M.boundaries(o, ratio, make)
  local k = #ratio - 1
  if o.adjust == "bonferroni" then return make(o.alpha / k) end
  local first, message, code = make(o.alpha)
  if not first or first.looks == 1 or k < 2 or o.adjust ~= "dunnett" then
    return first, message, code
  end
  if first.looks > 3 then
    check.fail(WHERE, 'adjust = "dunnett" takes up to 3 looks, got %d', first.looks)
  end
  local lambda = {}
  for a = 1, k do lambda[a] = math.sqrt(ratio[a + 1] / (ratio[a + 1] + ratio[1])) end
  table.sort(lambda)
  local low, high, best = o.alpha / k, o.alpha, nil
  for _ = 1, 22 do -- halves the width each time, to 1e-8 of 0.025
    local alpha = (low + high) / 2
    local b
    b, message, code = make(alpha)
    if not b then return nil, message, code end
    local chance = core.cross_many { fraction = b.fraction, upper = b.upper, lambda = lambda }
    if chance <= o.alpha / o.sided then low, best = alpha, b else high = alpha end
  end
  return best or make(low)
end

--- The rest, into the numbers of the core.
function M.read(given, o)
  given.claim, given.margin = M.claim(WHERE, o.analysis, o.claim, o.margin)
  if given.claim > 0 and o.sided == 2 then
    check.fail(WHERE, "claim %s is tested with sided = 1", check.show(o.claim))
  end
  if o.degrees ~= nil and o.analysis ~= "mmrm" then
    check.fail(WHERE, 'degrees belongs to analysis "mmrm"')
  end
  given.degrees = analyse.degrees_code[o.degrees or "kenward_roger"]
  if o.imputation ~= nil and o.analysis ~= "imputed" then
    check.fail(WHERE, 'imputation belongs to analysis "imputed"')
  end
  given.imputation, given.imputations = M.imputation(WHERE, o.imputation)
  if o.analysis == "imputed" and given.visits < 2 then
    check.fail(WHERE, 'analysis "imputed" needs several visits: means as lists')
  end
  if o.analysis == "cmh" and #given.stratum_share < 2 then
    check.fail(WHERE, 'analysis "cmh" needs strata: randomisation.strata')
  end
  if o.leaving then
    if given.bank or not given.mean then
      check.fail(WHERE, "dropout that depends on outcomes does not go with virtual patients")
    end
    local each = 1 - (1 - o.leaving.share) ^ (1 / given.visits)
    given.dropout_by = o.leaving.on == "observed" and 1 or 2
    given.leave_slope, given.leave = o.leaving.slope, {}
    for v = 1, given.visits do
      local blind = v == 1 and given.dropout_by == 1 and not given.with_baseline
      given.leave[v] = intercept(each, blind and 0 or o.leaving.slope)
    end
  end
  local closed = o.adjust ~= "bonferroni" and o.adjust ~= "none"
  if closed then
    if #given.ratio < 3 then
      check.fail(WHERE, "adjust = %s is for three arms and more", check.show(o.adjust))
    elseif o.boundaries.looks == 1 then
      given.adjust, given.adjust_alpha = ADJUST[o.adjust], o.alpha / o.sided
    elseif o.adjust ~= "dunnett" then
      check.fail(WHERE, 'adjust = %s is for trials without interim looks; "bonferroni" and '
        .. '"dunnett" take them', check.show(o.adjust))
    end
  end
end

-- The hazard whose restricted mean is less than that of another one by a difference.
local function worse_hazard(where, hazard, tau, less)
  local function mean(h) return (1 - math.exp(-h * tau)) / h end
  local target, low, high = mean(hazard) - less, hazard * 1e-6, hazard * 1e6
  if target <= 0 or target >= tau then
    check.fail(where, "margin is larger than what a restricted mean can differ by")
  end
  for _ = 1, 200 do
    local middle = math.sqrt(low * high)
    if mean(middle) > target then low = middle else high = middle end
  end
  return low
end

--- Trials without effect, when a margin is claimed: every treated arm is worse by the margin.
function M.null(where, self, given)
  if self.given.claim == 0 then return given end
  local by = (given.lower and 1 or -1) * given.margin
  if given.bank or not (given.mean or given.probability or given.hazard) then
    if given.endpoint ~= 0 then
      check.fail(where, "the type I error of a margin of virtual patients is for continuous "
        .. "endpoints")
    end
    given.null_shift = by
    return given
  end
  for a = 2, #given.ratio do
    if given.mean then
      local list = {}
      for v, mean in ipairs(given.mean[1]) do list[v] = mean + by end
      given.mean[a] = list
    elseif given.hazard and self.analysis == "rmst" then
      given.hazard[a] = worse_hazard(where, given.hazard[1], given.tau, -by)
    elseif given.hazard then
      given.hazard[a] = given.hazard[1] * math.exp(-by)
    elseif self.analysis == "proportional_odds" then
      local list, above, last = {}, 0, 0
      for level = given.levels, 1, -1 do -- odds of this level or a higher one
        above = above + given.probability[1][level]
        local share = above >= 1 - 1e-12 and 1 or logistic(math.log(above / (1 - above)) + by)
        list[level], last = share - last, share
      end
      given.probability[a] = list
    else
      local p = given.probability[1][2] + by
      if p < 0 or p > 1 then
        check.fail(where, "no arm is worse by the margin: it would have the probability %g", p)
      end
      given.probability[a] = { 1 - p, p }
    end
  end
  return given
end

--- What a result tells beside its power.
function M.result(self, raw, r)
  if self.given.endpoint ~= 3 then
    local missing = raw.missing:sum()
    if missing > 0 then r.missing = missing / raw.n:sum() end
  end
  if #self.names > 2 then
    r.shown = {}
    for a = 2, #self.names do r.shown[self.names[a]] = raw.shown[a] / r.replicates end
    r.every = raw.every / r.replicates
  end
end

--- What print shows of that.
function M.lines(r, lines)
  if r.shown then
    local parts = {}
    for name in pairs(r.shown) do parts[#parts + 1] = name end
    table.sort(parts)
    for i, name in ipairs(parts) do parts[i] = ("%s %.4f"):format(name, r.shown[name]) end
    lines[#lines + 1] = ("  shown to be better: %s, all of them %.4f"):format(table.concat(parts,
      ", "), r.every)
  end
  if r.missing then
    lines[#lines + 1] = ("  without the last visit: %.1f %% of the patients"):format(
      100 * r.missing)
  end
end

--- Adjusted p values; hepar.trial.adjust documents it.
function M.adjust(p, options)
  local where = "hepar.trial.adjust"
  local list = check.numbers(where, "p", p, { least = 0, most = 1, fewest = 1, longest = 8 })
  local o = check.read(where, options, { method = { "word", words = M.adjusts, default = "holm" },
    allocation = { "any" } })
  local n, lambda = nil, {}
  if o.allocation ~= nil then
    if not o.method:find("dunnett", 1, true) then
      check.fail(where, 'allocation belongs to "dunnett" and "dunnett_step_down"')
    end
    n = check.numbers(where, "allocation", o.allocation, { above = 0, fewest = #list + 1,
      longest = #list + 1 })
  end
  for i = 1, #list do
    local own, control = n and n[i + 1] or 1, n and n[1] or 1
    lambda[i] = math.sqrt(own / (own + control))
  end
  return core.adjust(ADJUST[o.method], list, lambda)
end

return M
