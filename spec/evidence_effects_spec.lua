-- From the records to effects: the built-in figures, checked against the articles' numbers.

local hepar = require "hepar"

local function near(want, got, tolerance)
  assert.is_true(math.abs(got - want) <= (tolerance or 1e-12) * math.max(1, math.abs(want)),
    string.format("%.15g, wanted %.15g", got, want))
end

describe("ev:effects", function()
  local ev = hepar.evidence.builtin()

  it("MELD of Zekri 2015 at six months, the control of 30 split between two arms", function()
    local eff = ev:effects { outcome = "MELD", measure = "MD", at = { weeks = 24 },
      tolerance = { weeks = 4 } }
    assert.same({ "zekri2015 single_infusion", "zekri2015 double_infusion" }, eff.slab)
    near(14.64 - 17.24, eff.yi[1])
    near(2.92 ^ 2 / 30 + 1.9 ^ 2 / 15, eff.vi[1])
    near(14.07 - 17.24, eff.yi[2])
    near(1.72 ^ 2 / 30 + 1.9 ^ 2 / 15, eff.vi[2])
    assert.same({ "control", "control" }, eff.control)
    assert.same({ "table", "table" }, eff.trust)
    assert.matches("n divided by 2", eff.notes[1])
    assert.same({ { study = "kharaziha2009",
      reason = "no control group among the arms with this outcome" } }, eff.left_out)
    assert.matches("without an effect:\n  kharaziha2009: no control group", tostring(eff))
  end)

  it("the shared control kept whole, or the treated arms combined", function()
    local given = { outcome = "MELD", measure = "MD", at = { weeks = 24 },
      tolerance = { weeks = 4 }, shared = "keep" }
    near(2.92 ^ 2 / 30 + 1.9 ^ 2 / 30, ev:effects(given).vi[1])
    given.shared = "combine"
    local eff = ev:effects(given)
    assert.equal(1, #eff)
    local both = hepar.meta.combine_groups { { n = 30, mean = 14.64, sd = 2.92 },
      { n = 30, mean = 14.07, sd = 1.72 } }
    near(both.mean - 17.24, eff.yi[1])
    near(both.sd ^ 2 / 60 + 1.9 ^ 2 / 30, eff.vi[1])
    assert.equal("zekri2015 single_infusion + double_infusion", eff.slab[1])
  end)

  it("survival of Lin 2017: 41 of 56 against 30 of 54", function()
    local at = { weeks = 24 }
    local odds = ev:effects { outcome = "SURV", measure = "OR", at = at, study = "lin2017" }
    near(math.log(41 * 24 / (15 * 30)), odds.yi[1])
    assert.matches("survivors of 56 from the printed percentage", odds.notes[1])
    near(math.log(41 / 56 / (30 / 54)), ev:effects { outcome = "SURV", measure = "RR", at = at,
      study = "lin2017" }.yi[1])
    near(41 / 56 - 30 / 54, ev:effects { outcome = "SURV", measure = "RD", at = at,
      study = "lin2017" }.yi[1])
  end)

  it("reported changes of Newsome 2018, medians turned into means with their route", function()
    local eff = ev:effects { outcome = "ALB", measure = "MD", scale = "change", r = 0.7,
      at = { days = 90 }, tolerance = { days = 5 }, study = "newsome2018" }
    assert.equal(2, #eff)
    assert.matches("mean and SD from median and quartiles", eff.notes[1])
    local figures = ev:quantities { outcome = "ALB", study = "newsome2018", at = { days = 90 },
      tolerance = { days = 5 } }
    local means = {}
    for _, row in ipairs(figures) do
      means[row.arm] = hepar.meta.sd { median = row.value, q1 = row.disp_lo, q3 = row.disp_hi,
        n = row.n }
    end
    near(means.gcsf.mean - means.standard_care.mean, eff.yi[1])
    near(means.gcsf.sd ^ 2 / 26 + means.standard_care.sd ^ 2 / 13.5, eff.vi[1])
  end)

  it("changes from baseline that a stated correlation makes", function()
    local eff = ev:effects { outcome = "MELD", measure = "MD", scale = "change", r = 0.5,
      at = { weeks = 24 }, tolerance = { weeks = 4 }, study = "zekri2015", shared = "keep" }
    local base = {}
    for _, row in ipairs(ev:quantities { outcome = "MELD", study = "zekri2015",
      at = { days = 0 } }) do
      base[row.arm] = row
    end
    local one, control = base.single_infusion, base.control
    near((14.64 - one.value) - (17.24 - control.value), eff.yi[1])
    local function variance(a, b) return a * a + b * b - a * b end
    near(variance(one.disp_value, 2.92) / 30 + variance(control.disp_value, 1.9) / 30, eff.vi[1])
    assert.matches("baseline and final values correlate by 0%.5", eff.notes[1])
    local none, message, code = ev:effects { outcome = "MELD", measure = "MD", scale = "change",
      at = { weeks = 24 }, tolerance = { weeks = 4 }, study = "zekri2015" }
    assert.is_nil(none)
    assert.matches("a change needs the option r", message)
    assert.equal("not_found", code)
  end)

  it("measures of one group", function()
    local change = ev:effects { outcome = "MELD", measure = "MC", r = 0.7, at = { weeks = 24 },
      tolerance = { weeks = 4 }, study = "kharaziha2009" }
    assert.same({ "kharaziha2009 bm_msc" }, change.slab)
    near(10.7 - 17.9, change.yi[1])
    local share = ev:effects { outcome = "MORT", measure = "PR", study = "spahr2013" }
    assert.equal(2, #share)
    table.sort(share.slab)
    assert.same({ "spahr2013 bmmnc", "spahr2013 smt" }, share.slab)
    local mean = ev:effects { outcome = "MELD", measure = "MN", at = { days = 0 },
      study = "spahr2013" }
    assert.equal(2, mean.k)
    near(19.1, math.max(mean.yi[1], mean.yi[2]))
  end)

  it("pairs arms of one setting, and takes the control that is named", function()
    local eff = ev:effects { outcome = "ALT", measure = "MD", at = { days = 14 },
      study = "wjg2017_8152" }
    assert.same({ "fibrosis, saline, 2 wk", "cirrhosis, saline, 2 wk" }, eff.control)
    assert.same({ "fibrosis, MSC, 2 wk", "cirrhosis, MSC, 2 wk" }, eff.arm)
    local named = ev:effects { outcome = "INFECT", measure = "OR", study = "zhang2021aboi",
      control = "rituximab" }
    assert.same({ "zhang2021aboi msc" }, named and named.slab)
    assert.is_nil((ev:effects { outcome = "INFECT", measure = "OR", study = "zhang2021aboi" }))
  end)

  it("says why there is nothing", function()
    local none, message, code = ev:effects { outcome = "MELD", measure = "MD",
      study = "kharaziha2009" }
    assert.is_nil(none)
    assert.equal("hepar.evidence.effects: no study gives MD of MELD (kharaziha2009: no control "
      .. "group among the arms with this outcome)", message)
    assert.equal("not_found", code)
  end)

  it("refuses options in one sentence", function()
    local function says(pattern, options)
      local ok, message = pcall(ev.effects, ev, options)
      assert.is_false(ok)
      assert.matches(pattern, message)
      assert.matches("hepar%.evidence%.effects: ", message)
    end
    says('outcome "MELDD" is not known', { outcome = "MELDD", measure = "MD" })
    says("option outcome must be the code", { measure = "MD" })
    says("measure is missing", { outcome = "MELD" })
    says('got "COR"', { outcome = "MELD", measure = "COR" })
    says('measure "MC" needs the option r', { outcome = "MELD", measure = "MC" })
    says("r must be a correlation", { outcome = "MELD", measure = "MC", r = 2 })
    says('shared must be one of "split"', { outcome = "MELD", measure = "MD", shared = "half" })
    says('option "tolerence" is not known %(did you mean "tolerance"', { outcome = "MELD",
      measure = "MD", tolerence = 1 })
    says("control must be the name", { outcome = "MELD", measure = "MD", control = 3 })
  end)
end)
