-- Data forensics. The first cases are errors that stand in published papers and reviews.

local hepar = require "hepar"
local forensics, grim = hepar.meta.forensics, hepar.meta.grim

-- The only finding of some rows: its check, severity and text.
local function only(rows)
  local found = forensics(rows)
  assert.equal(1, #found, tostring(found))
  local one = found.findings[1]
  return one.check, one.text, one.severity
end

local function clean(rows)
  local found = forensics(rows)
  assert.equal(0, #found, tostring(found))
end

describe("errors that stand in the literature of cell therapy", function()
  it("Spahr 2013: 18 patients (53 %) of 30", function()
    local check, text, severity = only { { study = "Spahr 2013", n = 30, events = 18,
      percent = 53 } }
    assert.equal("percent", check)
    assert.equal("error", severity)
    assert.equal("18 of 30 is 60 %, printed is 53 %; 53 % is 16 of 30", text)
    clean { { n = 30, events = 16, percent = 53 } }
    clean { { n = 28, events = 18, percent = 64 } }
  end)

  it("Spahr 2013: the odds ratio 1.6 fits 16, not 18 of 30", function()
    local row = { ai = 18, n1i = 28, ci = 18, n2i = 30, measure = "OR", estimate = 1.6 }
    local check, text = only { row }
    assert.equal("estimate", check)
    assert.equal("18 of 28 against 18 of 30 is OR 1.20, printed is 1.6", text)
    row.ci = 16
    clean { row }
  end)

  it("a pooled ALT of -19.13 with the interval -25.59 to -9.27", function()
    local check, text = only { { measure = "MD", estimate = -19.13, ci_lb = -25.59,
      ci_ub = -9.27 } }
    assert.equal("centre", check)
    assert.matches("middle of %-25%.59 to %-9%.27, which is %-17%.43", text)
  end)

  it("negative values printed as odds ratios", function()
    local check, text, severity = only { { measure = "OR", estimate = -1.2, ci_lb = -2,
      ci_ub = -0.4 } }
    assert.equal("ratio", check)
    assert.equal("error", severity)
    assert.matches("never negative", text)
  end)

  it("bilirubin 23.2 to 22.8 with a change of -6.9", function()
    local check, text = only { { before = 23.2, after = 22.8, change = -6.9 } }
    assert.equal("change", check)
    assert.equal("23.2 to 22.8 is a change of -0.4, printed is -6.9", text)
    clean { { before = 23.2, after = 22.8, change = -0.4 } }
    clean { { before = 23.24, after = 22.8, change = -0.5 } } -- rounding allows it
    assert.equal("sign", (only { { before = 23.2, after = 22.8, change = 0.4 } }))
  end)

  it("an age of 24 +/- 8.75", function()
    local check, text = only { { study = "Shi 2012", n = 24, mean = "24", sd = "8.75" } }
    assert.equal("decimals", check)
    assert.matches("0 and 2 decimals", text)
  end)

  it("a year, a dose and arms that two reviews give differently", function()
    local found = forensics {
      { study = "Lin", source = "Lu 2025", year = 2013, cells = "UC-MSC" },
      { study = "Lin", source = "Hepatology", year = 2017, cells = "BM-MSC" },
      { study = "A", source = "Lu 2025", dose = 1e8 },
      { study = "A", source = "paper", dose = 1e5 },
      { study = "Zhang 2012", source = "Xue 2018", n1i = 15, n2i = 30 },
      { study = "Zhang 2012", source = "paper", n1i = 30, n2i = 15 },
      { study = "Shi 2012", source = "Fiore 2018", n1i = 34, n2i = 9 },
      { study = "Shi 2012", source = "later", n1i = 24, n2i = 19 },
    }
    local texts = {}
    for i, finding in ipairs(found.findings) do
      assert.equal("sources", finding.check)
      texts[i] = finding.text
    end
    assert.same({ "Lin: year is 2013 in Lu 2025, 2017 in Hepatology",
      "Lin: cells is UC-MSC in Lu 2025, BM-MSC in Hepatology",
      "A: dose is 1e+08 in Lu 2025, 100000 in paper (a factor of ten to the 3)",
      "Zhang 2012: the arms are 15 and 30 in Xue 2018, the other way round in paper",
      "Shi 2012: n1i is 34 in Fiore 2018, 24 in later",
      "Shi 2012: n2i is 9 in Fiore 2018, 19 in later" }, texts)
    assert.equal(6, found.counts.sources)
  end)

  it("n = 20 with 14 and 13 patients; 513 screened, 64 and 59 analysed", function()
    local check, text = only { { study = "Shi 2017", n = 20, arms = { 14, 13 } } }
    assert.equal("counts", check)
    assert.equal("14 + 13 are 27, printed is n = 20", text)
    assert.equal("counts", (only { { study = "Jia 2020", n = 513, n1i = 64, n2i = 59 } }))
  end)
end)

describe("hepar.meta.forensics within a row", function()
  it("an interval without its estimate, upside down, or right", function()
    assert.equal("interval", (only { { estimate = 5, ci = { 1, 2 } } }))
    assert.equal("interval", (only { { estimate = 1.5, ci = { 2, 1 } } }))
    clean { { estimate = 1.5, ci = { 1, 2 } } }
    clean { { measure = "OR", estimate = 2, ci = { 1, 4 } } }
    assert.equal("centre", (only { { measure = "OR", estimate = 2.5, ci = { "1.00", "4.00" } } }))
    clean { { measure = "HR", estimate = 0.55, ci = { 0.34, 0.89 } } }
    clean { { measure = "OR", estimate = 0.1, ci = { 0.0, 0.5 } } } -- rounded to 0: no middle
  end)

  it("an interval and its p", function()
    clean { { estimate = 1.96, ci = { 0, 3.92 }, p = 0.05 } }
    clean { { measure = "HR", estimate = 0.55, ci = { 0.34, 0.89 }, p = "0.015" } }
    clean { { measure = "HR", estimate = 0.55, ci = { 0.34, 0.89 }, p = "<0.05" } }
    local check, text = only { { measure = "HR", estimate = 0.55, ci = { 0.34, 0.89 }, p = 0.4 } }
    assert.equal("p", check)
    assert.matches("means p = 0%.015, printed is 0%.4", text)
    assert.equal("p", (only { { measure = "HR", estimate = 0.55, ci = { 0.34, 0.89 },
      p = "<0.001" } }))
  end)

  it("percentages without a count", function()
    assert.equal("percent", (only { { n = 30, percent = 55 } }))
    clean { { n = 30, percent = 53 } }
    clean { { n = 3, percent = "33.3" } }
    assert.equal("counts", (only { { n = 3, events = 4 } }))
  end)

  it("a turned sign", function()
    assert.equal("sign", (only { { m1i = 3, m2i = 5, estimate = 2 } }))
    clean { { m1i = 3, m2i = 5, estimate = -2 } }
  end)

  it("SD and SE of one group", function()
    assert.equal("spread", (only { { n = 25, sd = "2.0", se = "1.0" } }))
    clean { { n = 25, sd = 5, se = 1 } }
    assert.equal("spread", (only { { sd = -1 } }))
  end)

  it("SDs that differ beyond chance, and SEs typed as SDs", function()
    assert.equal("sd_ratio", (only { { sd1i = 1, n1i = 30, sd2i = 5.5, n2i = 30 } }))
    clean { { sd1i = 4, n1i = 30, sd2i = 5.5, n2i = 30 } }
    local row = { m1i = 5, sd1i = 0.4, n1i = 25, m2i = 4, sd2i = 0.4, n2i = 25, p = 0.08 }
    local check, text = only { row }
    assert.equal("se_as_sd", check)
    assert.matches("SEs typed where SDs belong", text)
    row.sd1i, row.sd2i = 2, 2
    clean { row }
    row.p = 0.9
    assert.equal("p", (only { row }))
    assert.equal("size", (only { { m1i = 5, sd1i = 0.2, n1i = 25, m2i = 4, sd2i = 0.2,
      n2i = 25 } }))
  end)

  it("whole numbers", function()
    local check, text = only { { integer = true, mean = "5.19", n = 28, sd = "1.5" } }
    assert.equal("grim", check)
    assert.equal("no 28 whole numbers have the mean 5.19", text)
    clean { { integer = true, mean = "5.18", n = 28 } }
    assert.equal("grimmer", (only { { integer = true, mean = "3.0", n = 3, sd = "0.1" } }))
  end)
end)

describe("hepar.meta.grim", function()
  it("knows which means n whole numbers can have", function()
    -- Every mean of 7 whole numbers, to two decimals.
    local possible = {}
    for sum = 0, 70 do possible[string.format("%.2f", sum / 7)] = true end
    for cents = 0, 1000 do
      local mean = string.format("%.2f", cents / 100)
      assert.equal(possible[mean] or false, grim { mean = mean, n = 7 }.grim, mean)
    end
    assert.is_false(grim { mean = "5.19", n = 200 }.informative)
    assert.is_true(grim { mean = "5.19", n = 200 }.grim)
    assert.is_true(grim { mean = "2.33", n = 1, items = 3 }.grim)
  end)

  it("and which SDs go with them: all of four numbers from 1 to 5", function()
    local possible, means = {}, {}
    for a = 1, 5 do
      for b = a, 5 do
        for c = b, 5 do
          for d = c, 5 do
            local x = hepar.column { a, b, c, d }
            local mean = string.format("%.2f", x:mean())
            possible[mean .. "|" .. string.format("%.2f", x:sd())] = true
            means[mean] = true
          end
        end
      end
    end
    -- No set that exists is called impossible …
    for key in pairs(possible) do
      local mean, sd = key:match("(.*)|(.*)")
      local got = grim { mean = mean, sd = sd, n = 4 }
      assert.is_true(got.grim and got.grimmer, key)
    end
    -- … and most that do not exist are: the parity of the sum of squares rules them out.
    local refused, absent = 0, 0
    for mean in pairs(means) do
      for cents = 0, 230 do
        local sd = string.format("%.2f", cents / 100)
        if not possible[mean .. "|" .. sd] then
          absent = absent + 1
          if not grim { mean = mean, sd = sd, n = 4 }.grimmer then refused = refused + 1 end
        end
      end
    end
    assert.is_true(refused / absent > 0.9, refused .. " of " .. absent)
  end)

  it("refuses what it cannot read", function()
    assert.matches("mean must be a number", select(2, pcall(grim, { mean = "x", n = 3 })))
    assert.matches("n must be a whole number", select(2, pcall(grim, { mean = 3, n = 2.5 })))
    assert.matches("sd must be 0 or more", select(2, pcall(grim, { mean = 3, n = 2, sd = -1 })))
  end)
end)

describe("hepar.meta.forensics across rows", function()
  it("the same numbers twice", function()
    local check, text = only { { study = "A", arm = "cells", outcome = "MELD", n = 30, mean = 15.8,
      sd = 3.1 }, { study = "B", arm = "cells", outcome = "MELD", n = 30, mean = 15.8, sd = 3.1 } }
    assert.equal("duplicate", check)
    assert.equal("A cells and B cells have the same mean 15.8 and SD 3.1", text)
    local row = { study = "A", arm = "cells", outcome = "MELD", n = 30, mean = 15.8, sd = 3.1 }
    assert.matches("stands there twice", select(2, only { row, row }))
    clean { { study = "A", outcome = "MELD", n = 30, mean = 15.8, sd = 3.1 },
      { study = "A", outcome = "ALT", n = 30, mean = 15.8, sd = 3.1 } }
  end)

  it("an SE among SDs", function()
    local rows = {}
    for i, sd in ipairs { 5.1, 4.6, 5.9, 5.2 } do
      rows[i] = { study = "S" .. i, outcome = "MELD", n = 25, mean = 14 + i, sd = sd }
    end
    clean(rows)
    rows[5] = { study = "S5", outcome = "MELD", n = 25, mean = 15, sd = 1.1 }
    local check, text = only(rows)
    assert.equal("se_as_sd", check)
    assert.matches("as an SE it would mean an SD of 5%.5", text)
  end)

  it("an effect with its sign turned", function()
    local eff = hepar.meta.effects { yi = { -2, -2.2, -1.8, 2.1, -2.1 },
      sei = { 0.3, 0.3, 0.3, 0.3, 0.3 } }
    local found = forensics(eff)
    assert.equal(1, #found)
    assert.same({ 4 }, found.findings[1].rows)
    assert.equal("sign", found.findings[1].check)
  end)

  it("two studies of one place", function()
    local rows = { { study = "Shi 2011", site = "Beijing 302", from = 2009, to = 2010 },
      { study = "Zhang 2012", site = "Beijing 302", from = 2010, to = 2011 } }
    local check, text = only(rows)
    assert.equal("overlap", check)
    assert.matches("do they share patients", text)
    rows[2].from = 2011
    clean(rows)
    rows[2].from = nil
    assert.equal("note", select(3, only(rows)))
  end)
end)

describe("forensics of the built-in evidence", function()
  it("asks about an interval and about two studies' SDs", function()
    local found = forensics(hepar.evidence.builtin():quantities { level = "any" })
    assert.same({ centre = 1, decimals = 2, se_as_sd = 2 }, found.counts)
    local text = tostring(found)
    assert.matches("%-19%.13 is not in the middle of %-25%.59 to %-9%.27", text)
    assert.matches("median SD 1%.9 of zekri2015 for MELD is a fraction", text)
  end)
end)

describe("the object of forensics", function()
  it("takes columns, chooses checks, and prints errors first", function()
    local columns = { study = { "A", "B" }, n = { 30, 20 }, percent = { 55, 50 },
      events = { 3, 30 } }
    local found = forensics(columns)
    assert.equal(2, found.rows)
    local text = tostring(found)
    assert.matches("^Forensics of 2 rows: 3 findings\n  error ", text)
    assert.matches("Nothing was changed%.$", text)
    assert.matches("row 2 %(B%)", text)
    assert.equal(1, #forensics(columns, { checks = { "counts" } }))
    assert.equal(0, #forensics {})
  end)

  it("changes nothing", function()
    local row = { study = "Spahr 2013", n = 30, events = 18, percent = 53 }
    forensics { row }
    assert.same({ study = "Spahr 2013", n = 30, events = 18, percent = 53 }, row)
  end)

  it("refuses what are no rows", function()
    assert.matches("expected rows", select(2, pcall(forensics, 3)))
    assert.matches("row 1 must be a table", select(2, pcall(forensics, { 3 })))
    assert.matches('checks must be one of .* got "grimm" %(did you mean "grim',
      select(2, pcall(forensics, {}, { checks = { "grimm" } })))
    assert.matches("column n must be an array", select(2, pcall(forensics, { n = 3 })))
  end)
end)
