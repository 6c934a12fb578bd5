-- Numbers that papers do not print: against published examples and worked formulas.

local hepar = require "hepar"
local meta = hepar.meta

local function near(want, got, tolerance)
  assert.is_true(math.abs(got - want) <= (tolerance or 1e-12) * math.max(1, math.abs(want)),
    string.format("%.15g, wanted %.15g", got, want))
end

-- case, input, quantity -> value of spec/reference/formula_vectors.csv
local vectors = {}
for line in io.lines("spec/reference/formula_vectors.csv") do
  local case, input, quantity, value = line:match('^"(.-)","(.-)","(.-)","%s*(.-)"')
  if case then vectors[case .. "|" .. input .. "|" .. quantity] = tonumber(value) end
end

local function vector(key)
  return assert(vectors[key], key)
end

local function message_of(code, options)
  local ok, message = pcall(code, options)
  assert.is_false(ok)
  return message
end

describe("hepar.meta.sd", function()
  local sd = meta.sd

  it("from a standard error or a confidence interval", function()
    near(vector("sd_from_se|se=0.9 n=25|sd"), sd { se = 0.9, n = 25 }.sd)
    near(vector("sd_from_ci_z|ci=30,34.2 n=100 level=95|sd"),
      sd { ci = { 30, 34.2 }, n = 100, distribution = "z" }.sd)
    near(vector("sd_from_ci_t|ci=30,34.2 n=25 level=95|sd"), sd { ci = { 30, 34.2 }, n = 25 }.sd)
    assert.is_true(sd { ci = { 30, 34.2 }, n = 25, level = 90 }.sd
      > sd { ci = { 30, 34.2 }, n = 25 }.sd)
  end)

  it("from p, t and F of a difference", function()
    local given = sd { md = 3.8, p = 0.008, n1 = 25, n2 = 22 }
    near(vector("se_from_p_md|md=3.8 p=0.008 n1=25 n2=22|se"), given.se)
    near(vector("sd_from_se_md|se from above n1=25 n2=22|sd_pooled"), given.sd)
    local t = vector("se_from_p_md|md=3.8 p=0.008 n1=25 n2=22|t")
    near(given.sd, sd { md = 3.8, t = t, n1 = 25, n2 = 22 }.sd)
    near(given.sd, sd { md = -3.8, f = t * t, n1 = 25, n2 = 22 }.sd)
    near(given.sd, sd { se = given.se, n1 = 25, n2 = 22 }.sd)
    -- and back: a t test with that SD has that p
    assert.is_true(sd { md = 3.8, p = 0.008, n1 = 25, n2 = 22, distribution = "z" }.sd > given.sd)
  end)

  it("from t or p of a mean change in one group", function()
    near(2 / 2.5 * 4, sd { mean = 2, t = -2.5, n = 16 }.sd)
    local from_p = sd { mean = 2, p = 0.05, n = 16 }
    near(2 / 2.13144954555978 * 4, from_p.sd, 1e-12) -- t quantile, 15 degrees of freedom
  end)

  it("from quartiles or extremes alone", function()
    near(vector("sd_from_iqr_handbook|q1=1.3 q3=2.8|sd"), sd { q1 = 1.3, q3 = 2.8 }.sd)
    near(vector("wan_range|min=0.7 med=1.9 max=6.1 n=28|sd"),
      sd { min = 0.7, max = 6.1, n = 28 }.sd)
  end)

  it("and the mean, from a median with quartiles or range", function()
    local quartiles = { median = 1.9, q1 = 1.3, q3 = 2.8, n = 28 }
    near(vector("luo_iqr|q1=1.3 med=1.9 q3=2.8 n=28|mean"), sd(quartiles).mean)
    near(vector("wan_iqr|q1=1.3 med=1.9 q3=2.8 n=28|sd"), sd(quartiles).sd)
    quartiles.method = "wan"
    near(vector("wan_iqr|q1=1.3 med=1.9 q3=2.8 n=28|mean"), sd(quartiles).mean)
    local range = { median = 1.9, min = 0.7, max = 6.1, n = 28, method = "wan" }
    near(vector("wan_range|min=0.7 med=1.9 max=6.1 n=28|mean"), sd(range).mean)
    near(vector("wan_range|min=0.7 med=1.9 max=6.1 n=28|sd"), sd(range).sd)
  end)

  it("after Hozo, whose rules change at n = 15, 25 and 70", function()
    local function hozo(n) return sd { median = 4, min = 1, max = 9, n = n, method = "hozo" } end
    near((1 + 8 + 9) / 4, hozo(25).mean)
    near(4, hozo(26).mean)
    near(math.sqrt((4 / 4 + 64) / 12), hozo(15).sd)
    near(2, hozo(16).sd)
    near(2, hozo(70).sd)
    near(8 / 6, hozo(71).sd)
  end)

  it("after Shi, of five numbers, worked out by hand", function()
    -- n = 100: 100^0.6 = 15.8489319246, 100^0.75 = 31.6227766017, 100^0.55 = 12.5892541179
    local five = sd { min = 10, q1 = 18, median = 22, q3 = 27, max = 38, n = 100 }
    local xi = 2 * 2.498590560962256 -- normal quantile of 99.625 / 100.25
    local eta = 2 * 0.6647124738012984 -- normal quantile of 74.875 / 100.25
    local w = 1 / (1 + 0.07 * 15.8489319246)
    near(w * 28 / xi + (1 - w) * 9 / eta, five.sd, 1e-12)
    local w1, w2 = 2.2 / (2.2 + 31.6227766017), 0.7 - 0.72 / 12.5892541179
    near(w1 * 24 + w2 * 22.5 + (1 - w1 - w2) * 22, five.mean, 1e-12)
    local wan = sd { min = 10, q1 = 18, median = 22, q3 = 27, max = 38, n = 100, method = "wan" }
    near((10 + 36 + 44 + 54 + 38) / 8, wan.mean)
  end)

  it("warns when the numbers look skewed", function()
    local symmetric = sd { median = 5, q1 = 4, q3 = 6, n = 50 }
    assert.is_false(symmetric.skewed)
    assert.same({}, symmetric.route.warnings)
    local skewed = sd { median = 2, q1 = 1.5, q3 = 6, n = 50 }
    near(3.5 / 4.5, skewed.skewness)
    near(2.65 / math.sqrt(50) - 6 / 2500, skewed.skewness_limit)
    assert.is_true(skewed.skewed)
    assert.matches("look skewed", skewed.route.warnings[1])
    assert.matches("warning +the values look skewed", tostring(skewed))
    local range = sd { median = 2, min = 1, max = 9, n = 30 }
    near(6 / 8, range.skewness)
    near(1 / math.log(39) + 2.5 / 31, range.skewness_limit)
  end)

  -- The formulas of conv.fivenum() of metafor (GitHub, wviechtb/metafor, revision 10d4191), in R
  -- 4.2.2, for 2, 4, 6, 10, 14: mean and SD after Luo and Shi, skewness and its limit of all five;
  -- mean and SD after Luo and Wan of the range, and of the quartiles.
  it("agrees with the formulas of conv.fivenum", function()
    for _, want in ipairs {
      { 20, 6.9388412499398, 3.6794350446432, 0.49081711648894, 0.66582039324994, 6.5944677601167,
        3.2115759673697, 6.7195, 4.7870760433705 },
      { 60, 6.8094546642097, 3.4769002305031, 0.40865676998964, 0.38711314943556, 6.3130105162665,
        2.5945281959149, 6.7065, 4.5574952091649 },
      { 200, 6.7403837840544, 3.6277353439469, 0.33333333333333, 0.21212703435596, 6.1399018194262,
        2.1939607232909, 6.70195, 4.4803736718887 },
    } do
      local n = want[1]
      local five = sd { min = 2, q1 = 4, median = 6, q3 = 10, max = 14, n = n }
      local range = sd { min = 2, median = 6, max = 14, n = n }
      local quartiles = sd { q1 = 4, median = 6, q3 = 10, n = n }
      near(want[2], five.mean)
      near(want[3], five.sd)
      near(want[4], five.skewness)
      near(want[5], five.skewness_limit)
      assert.equal(n > 20, five.skewed)
      near(want[6], range.mean)
      near(want[7], range.sd)
      near(want[8], quartiles.mean)
      near(want[9], quartiles.sd)
    end
  end)

  it("undoes what normal data would show", function()
    -- Quartiles of a normal distribution lie 0.6744897502 SD from its mean.
    local big = sd { median = 10, q1 = 10 - 0.6744897501960817 * 3,
      q3 = 10 + 0.6744897501960817 * 3, n = 1e7 }
    near(3, big.sd, 1e-6)
    near(10, big.mean, 1e-12)
  end)

  it("carries its route", function()
    local given = sd { ci = { 30, 34.2 }, n = 25 }
    assert.equal("Cochrane Handbook 6, section 6.5.2.2", given.route.reference)
    assert.equal("ci 30 to 34.2, n 25", given.route.from)
    assert.matches("t distribution, 24 degrees", given.route.assumption)
    local text = tostring(given)
    assert.matches("^sd 5%.08746, se 1%.01749\n  formula", text)
    assert.matches("reference   Cochrane Handbook", text)
    assert.matches("6%.5%.2%.2", tostring(given.route))
  end)

  it("refuses what tells nothing", function()
    assert.matches("n must be a number of at least 2", message_of(sd, { se = 1 }))
    assert.matches("needs se, ci", message_of(sd, { n = 9, mean = 3 }))
    assert.matches("mean must be a number", message_of(sd, { n = 9, t = 3 }))
    assert.matches("mean is 0", message_of(sd, { n = 9, t = 3, mean = 0 }))
    assert.matches("test statistic is 0", message_of(sd, { n = 9, t = 0, mean = 1 }))
    assert.matches("ci must rise, got 3 to 2", message_of(sd, { ci = { 3, 2 }, n = 9 }))
    assert.matches("ci must be {lower, upper}", message_of(sd, { ci = 3, n = 9 }))
    assert.matches("a median needs q1 and q3", message_of(sd, { median = 3, n = 9 }))
    assert.matches("must rise, but 4 stands before 3",
      message_of(sd, { median = 3, q1 = 4, q3 = 5, n = 9 }))
    assert.matches("Hozo needs min and max",
      message_of(sd, { median = 3, q1 = 2, q3 = 5, n = 9, method = "hozo" }))
    assert.matches("p must be below 1", message_of(sd, { md = 3, p = 1, n1 = 4, n2 = 5 }))
    assert.matches("f compares groups", message_of(sd, { mean = 3, f = 2, n = 4 }))
    assert.matches('option "sde" is not known', message_of(sd, { sde = 1 }))
    assert.matches("n1 %+ n2 must be above 2", message_of(sd, { md = 3, p = 0.1, n1 = 1, n2 = 1 }))
    assert.matches("needs se, ci, or md", message_of(sd, { md = 3, n1 = 5, n2 = 5 }))
    assert.matches("q3 must not be below q1", message_of(sd, { q1 = 3, q3 = 1 }))
    assert.matches("max must not be below min", message_of(sd, { min = 3, max = 1, n = 4 }))
  end)
end)

describe("hepar.meta.sd_change", function()
  it("follows the Handbook's example, with a band over the correlation", function()
    local given = meta.sd_change { sd_baseline = 5.1, sd_final = 4.8, r = 0.7 }
    near(vector("sd_change|sd_b=5.1 sd_f=4.8 r=0.7|sd_ch"), given.sd)
    assert.equal(4, #given.band)
    near(vector("sd_change|sd_b=5.1 sd_f=4.8 r=0.5|sd_ch"), given.band[2].sd)
    near(vector("sd_change|sd_b=5.1 sd_f=4.8 r=0.9|sd_ch"), given.band[4].sd)
    assert.matches("r 0%.9, sd 2%.23294", tostring(given))
    near(5.1 - 4.8, meta.sd_change { sd_baseline = 5.1, sd_final = 4.8, r = 1 }.sd)
  end)

  it("gives the correlation that three SDs imply", function()
    near(vector("corr_from_sds|sd_b=5.1 sd_f=4.8 sd_ch=4.2|r"),
      meta.sd_change { sd_baseline = 5.1, sd_final = 4.8, sd_change = 4.2 }.r)
    assert.matches("no correlation fits", message_of(meta.sd_change,
      { sd_baseline = 5.1, sd_final = 4.8, sd_change = 12 }))
    assert.matches("r must be from", message_of(meta.sd_change,
      { sd_baseline = 1, sd_final = 1, r = 2 }))
    assert.matches("band%[1%] must be a correlation", message_of(meta.sd_change,
      { sd_baseline = 1, sd_final = 1, r = 0, band = { 3 } }))
  end)
end)

describe("groups", function()
  it("combine as in the Handbook, exactly", function()
    local both = meta.combine_groups { { n = 18, mean = -2, sd = 3.4 },
      { n = 19, mean = -2.4, sd = 3.8 } }
    local key = "combine_groups|18,-2.0,3.4 + 19,-2.4,3.8|"
    near(vector(key .. "n"), both.n)
    near(vector(key .. "mean"), both.mean)
    near(vector(key .. "sd"), both.sd)
    -- {1, 2, 3}, {4, 6} and {9} are six numbers
    local all = meta.combine_groups { { n = 3, mean = 2, sd = 1 },
      { n = 2, mean = 5, sd = math.sqrt(2) }, { n = 1, mean = 9, sd = 0 } }
    local six = hepar.column { 1, 2, 3, 4, 6, 9 }
    near(six:mean(), all.mean, 1e-14)
    near(six:sd(), all.sd, 1e-14)
    assert.matches("group 2: sd must be", message_of(meta.combine_groups,
      { { n = 3, mean = 2, sd = 1 }, { n = 3, mean = 2 } }))
    assert.matches("expected an array of groups", message_of(meta.combine_groups, {}))
  end)

  it("a shared control is split", function()
    local part = meta.split_control { n = 31, events = 9, parts = 2, mean = 3 }
    assert.equal(15.5, part.n)
    assert.equal(4.5, part.events)
    assert.equal(3, part.mean)
    assert.matches("23%.3%.4", part.route.reference)
    assert.matches("events is 9, above n = 8", message_of(meta.split_control,
      { n = 8, events = 9 }))
  end)
end)

describe("hepar.meta.d", function()
  it("from t, F, p and r", function()
    near(2.1 * math.sqrt(1 / 20 + 1 / 30), meta.d { t = 2.1, n1 = 20, n2 = 30 }.d)
    local from_f = meta.d { f = 2.1 ^ 2, n1 = 20, n2 = 30, sign = -1 }
    near(-2.1 * math.sqrt(1 / 20 + 1 / 30), from_f.d)
    near(-2.010634757624232 * math.sqrt(1 / 20 + 1 / 30), -- t quantile, 48 degrees of freedom
      meta.d { p = 0.05, n1 = 20, n2 = 30, sign = -1 }.d, 1e-12)
    local rpb = meta.effects { measure = "RPB", di = { 0.7 }, n1i = { 12 }, n2i = { 19 } }.yi[1]
    near(0.7, meta.d { r = rpb, n1 = 12, n2 = 19 }.d)
    local smd = meta.effects { measure = "SMD", ti = { 2.1 }, n1i = { 20 }, n2i = { 30 } }
    near(smd.yi[1], meta.d { t = 2.1, n1 = 20, n2 = 30 }.g)
    near(smd.vi[1], meta.d { t = 2.1, n1 = 20, n2 = 30 }.vi)
    assert.matches("needs t, f, p or r", message_of(meta.d, { n1 = 3, n2 = 4 }))
  end)
end)

describe("hepar.meta.table_from_odds_ratio", function()
  it("goes back from the odds ratio of a table to its counts", function()
    for _, cells in ipairs { { 18, 10, 16, 14 }, { 3, 27, 9, 21 }, { 1, 99, 1, 9 } } do
      local a, b, c, d = table.unpack(cells)
      local back = meta.table_from_odds_ratio { odds_ratio = a * d / (b * c), n1 = a + b,
        n2 = c + d, events = a + c }
      assert.same({ a, b, c, d }, { back.ai, back.bi, back.ci, back.di })
      near(a, back.exact, 1e-12)
      near(a * d / (b * c), back.odds_ratio)
    end
    near(5, meta.table_from_odds_ratio { odds_ratio = 1, n1 = 10, n2 = 20, events = 15 }.exact)
    local small = meta.table_from_odds_ratio { odds_ratio = 0.01, n1 = 10, n2 = 10, events = 19 }
    near(0.01, small.exact * (10 - 19 + small.exact) / ((10 - small.exact) * (19 - small.exact)),
      1e-12)
    assert.matches("whole counts give", small.route.warnings[1])
    assert.matches("no 40 events", message_of(meta.table_from_odds_ratio,
      { odds_ratio = 2, n1 = 10, n2 = 20, events = 40 }))
  end)
end)

describe("hepar.meta.percentage", function()
  it("finds the count, and says when there is none", function()
    local given = meta.percentage { percent = 53, n = 30 }
    assert.equal(16, given.events)
    assert.is_true(given.fits)
    near(100 * math.sqrt(0.53 * 0.47 / 30), given.se)
    local odd = meta.percentage { percent = 55, n = 30 }
    assert.is_false(odd.fits)
    assert.matches("55 %% fits no count of 30", odd.route.warnings[1])
    assert.is_true(meta.percentage { percent = 33.3, n = 3, decimals = 1 }.fits)
    assert.matches("percent must be at most 100", message_of(meta.percentage,
      { percent = 101, n = 3 }))
  end)
end)
