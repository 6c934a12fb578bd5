-- Hazard ratios from what papers print, and patients behind curves (spec/reference/survival.R).

local hepar = require "hepar"
local meta = hepar.meta
local files = require "spec.helper.files"

local function near(want, got, tolerance)
  assert.is_true(math.abs(got - want) <= (tolerance or 1e-12) * math.max(1, math.abs(want)),
    string.format("%.15g, wanted %.15g", got, want))
end

local function message_of(code, ...)
  local ok, message = pcall(code, ...)
  assert.is_false(ok)
  return message
end

local function reference() return files.reference("survival.json").cases end

describe("hepar.meta.hazard_ratio", function()
  local hazard = meta.hazard_ratio

  it("agrees with itself along every route", function()
    -- O - E = -12, V = 25: ln HR = -0.48, SE = 0.2, z = -2.4
    local z95 = 1.959963984540054
    local base = hazard { oe = -12, v = 25 }
    near(-0.48, base.yi)
    near(0.2, base.sei)
    local p = 0.016395071849644785 -- two-sided normal p of 2.4
    local hr, ci = math.exp(-0.48), { math.exp(-0.48 - z95 * 0.2), math.exp(-0.48 + z95 * 0.2) }
    for _, given in ipairs { { hr = hr, ci = ci }, { ci = ci }, { hr = hr, p = p },
      { hr = hr, v = 25 }, { oe = -12, hr = hr }, { p = p, sign = -1, events = 100 },
      { p = p, sign = -1, events = 100, n1 = 40, n2 = 40 },
      { p = p, sign = -1, events1 = 50, events2 = 50 } } do
      local got = hazard(given)
      near(-0.48, got.yi, 1e-10)
      near(0.04, got.vi, 1e-10)
      near(-12, got.oe, 1e-9)
    end
    near(100 * 2 / 9, hazard { hr = hr, events = 100, n1 = 40, n2 = 20 }.v)
    near(0.2 * z95 / 1.6448536269514722, hazard { hr = hr, ci = ci, level = 90 }.sei, 1e-12)
  end)

  it("says which route and when an interval is not centred", function()
    local got = hazard { hr = 0.55, ci = { 0.34, 0.89 } }
    assert.same({}, got.route.warnings)
    assert.matches("Parmar 1998", tostring(got))
    near((math.log(0.89) - math.log(0.34)) / 2 / 1.959963984540054, got.sei)
    local odd = hazard { hr = 0.4, ci = { 0.34, 0.89 } }
    assert.matches("not centred on the hazard ratio: its middle is 0%.5501", odd.route.warnings[1])
    assert.matches("events x n1 x n2", hazard { p = 0.1, sign = 1, events = 9, n1 = 4, n2 = 8 }
      .route.formula)
  end)

  it("refuses what tells nothing", function()
    assert.matches("needs oe and v", message_of(hazard, { hr = 2 }))
    assert.matches("sign must be 1", message_of(hazard, { p = 0.1, events = 40 }))
    assert.matches("hr must be a number above 0", message_of(hazard, { hr = -1, p = 0.1 }))
    assert.matches("different directions", message_of(hazard, { hr = 2, oe = -3 }))
    assert.matches("a hazard ratio of 1", message_of(hazard, { hr = 1, p = 0.3 }))
    assert.matches("ci must be {lower, upper}", message_of(hazard, { ci = { 0, 1 } }))
    assert.matches("oe needs v", message_of(hazard, { oe = 3 }))
    assert.matches("p must be below 1", message_of(hazard, { hr = 2, p = 1 }))
  end)

  it("goes on to be pooled", function()
    local a, b = hazard { hr = 0.55, ci = { 0.34, 0.89 } }, hazard { oe = -3, v = 11 }
    local eff = meta.effects { measure = "HR", yi = { a.yi, b.yi }, vi = { a.vi, b.vi },
      routes = { a, b } }
    assert.equal("hazard ratio", eff.natural)
    assert.matches("derived: ln HR = %(O %- E%) / V", eff.notes[2])
  end)
end)

describe("hepar.meta.logrank", function()
  it("agrees with survdiff", function()
    for _, case in ipairs(reference()) do
      local got = meta.logrank(case.one.patients, case.two.patients)
      near(case.observed[1], got.o1)
      near(case.expected[1], got.e1, 1e-12)
      near(case.expected[2], got.e2, 1e-12)
      near(case.variance, got.v, 1e-12)
      near(case.chi2, got.chi2, 1e-12)
      assert.matches("Log%-rank test: observed", tostring(got))
    end
  end)

  it("a textbook pair", function()
    -- At time 1 two of four are at risk in each group and one of group 1 dies …
    local got = meta.logrank({ time = { 1, 3 }, event = { 1, 1 } }, { time = { 2, 4 },
      event = { 0, 1 } })
    near(1 / 2 + 1 / 2, got.e1)
    near(1 / 4 + 1 / 4, got.v)
    assert.equal(2, got.o1)
  end)

  it("refuses groups that are none", function()
    assert.matches("group 2 must be a table", message_of(meta.logrank, { time = {}, event = {} }))
    assert.matches("event%[1%] must be 0 or 1", message_of(meta.logrank,
      { time = { 1 }, event = { 2 } }, { time = { 1 }, event = { 1 } }))
    assert.matches("event has 2 values", message_of(meta.logrank,
      { time = { 1 }, event = { 1, 0 } }, { time = { 1 }, event = { 1 } }))
  end)
end)

describe("hepar.meta.reconstruct", function()
  local function curve(arm, with_events)
    return { time = arm.time, surv = arm.surv, trisk = arm.trisk, nrisk = arm.nrisk,
      events = with_events and arm.events or nil }
  end

  it("finds the patients behind a curve without censoring exactly", function()
    local got = meta.reconstruct { time = { 0, 1, 2, 4, 7 }, surv = { 1, 0.9, 0.7, 0.6, 0 },
      trisk = { 0 }, nrisk = { 10 }, events = 10 }
    assert.same({ 1, 2, 2, 4, 7, 7, 7, 7, 7, 7 }, got.time:totable())
    assert.equal(10, got.events)
    near(0, got.off)
    assert.equal(10, #got)
    assert.matches("10 patients, 10 events, from a curve of 5 points", tostring(got))
  end)

  it("puts the censored patients half-way between the points of the curve", function()
    -- 20 at risk, two events at 2, 14 at risk at 4: four are censored in between
    local got = meta.reconstruct { time = { 0, 2, 4, 6, 8 }, surv = { 1, 0.9, 0.9, 0.8, 0.8 },
      trisk = { 0, 4 }, nrisk = { 20, 14 } }
    local censored, events = {}, {}
    for i = 1, #got do
      local list = got.event[i] == 1 and events or censored
      if got.time[i] < 8 then list[#list + 1] = got.time[i] end
    end
    assert.same({ 2, 2, 6 }, events)
    assert.same({ 1, 1, 3, 3, 5, 5, 7, 7 }, censored)
  end)

  it("gives back events and hazard ratio of real trials", function()
    for _, case in ipairs(reference()) do
      for _, with_events in ipairs { true, false } do
        local one = meta.reconstruct(curve(case.one, with_events))
        local two = meta.reconstruct(curve(case.two, with_events))
        assert.equal(case.one.nrisk[1], #one)
        for i, arm in ipairs { case.one, case.two } do
          local found = (i == 1 and one or two).events
          assert.is_true(math.abs(found - arm.events) <= (with_events and 2 or 4),
            string.format("%s arm %d: %g events, %g in truth", case.name, i, found, arm.events))
        end
        assert.is_true(one.off < 0.06 and two.off < 0.06)
        local test = meta.logrank(one, two)
        local truth = (case.observed[1] - case.expected[1]) / case.variance
        assert.is_true(math.abs(test.yi - truth) < 0.05,
          string.format("%s: ln HR %.4f, %.4f in truth", case.name, test.yi, truth))
      end
    end
  end)

  it("keeps to the risk table", function()
    local arm = reference()[1].one
    local got = meta.reconstruct(curve(arm, true))
    for i, at in ipairs(arm.trisk) do
      local left = 0
      for j = 1, #got do
        if got.time[j] >= at then left = left + 1 end
      end
      assert.is_true(math.abs(left - arm.nrisk[i]) <= 3, at .. ": " .. left)
    end
  end)

  it("says so when memory is short, and leaves none behind", function()
    local memory = require("hepar.core").memory
    local arm = reference()[1].one
    local given = curve(arm, true)
    local one = { time = hepar.column { 1, 2 }, event = hepar.column { 1, 1 } }
    for name, value in pairs(given) do
      if type(value) == "table" then given[name] = hepar.column(value) end
    end
    local failed = 0
    for n = 1, 12 do
      collectgarbage()
      memory.fail_at(n)
      local ok, message = pcall(meta.reconstruct, given)
      memory.fail_at(0)
      if not ok then
        failed = failed + 1
        assert.matches("there is no memory", message)
      end
    end
    assert.is_true(failed >= 3)
    memory.fail_at(1)
    local ok, message = pcall(meta.logrank, one, one)
    memory.fail_at(0)
    assert.is_false(ok)
    assert.matches("no memory for 4 patients", message)
    assert.equal(arm.nrisk[1], #meta.reconstruct(given))
  end)

  it("refuses a curve that is none", function()
    local function with(change)
      local given = { time = { 0, 1, 2 }, surv = { 1, 0.9, 0.7 }, trisk = { 0 }, nrisk = { 10 } }
      for name, value in pairs(change) do given[name] = value end
      return message_of(meta.reconstruct, given)
    end
    assert.matches("surv%[3%] = 0%.95 is above surv%[2%]", with { surv = { 1, 0.9, 0.95 } })
    assert.matches("surv%[2%] must be from 0 to 1", with { surv = { 1, 90, 70 } })
    assert.matches("time%[2%] must be 0 or more", with { time = { 0, -1, 2 } })
    assert.matches("entry 2 of the risk table", with { trisk = { 0, 1 }, nrisk = { 10, 12 } })
    assert.matches("risk table must start with the curve", with { trisk = { 1 } })
    assert.matches("surv has 2 values", with { surv = { 1, 0.9 } })
    assert.matches("nrisk has 2 values", with { nrisk = { 10, 9 } })
    assert.matches("needs points", with { time = {}, surv = {} })
    assert.matches("entry 1 of the risk table %(1000000000 at 0", with { nrisk = { 1e9 } })
    assert.matches("nrisk is missing", message_of(meta.reconstruct,
      { time = { 0 }, surv = { 1 }, trisk = { 0 } }))
    assert.matches("events must be a whole number", with { events = 2.5 })
  end)
end)
