-- How a report prints numbers: the reader must be able to trust the last digit.
local format = require "hepar.report.format"

describe("numbers in a report", function()
  it("prints counts with their noun", function()
    assert.equal("1 row", format.count(1, "row"))
    assert.equal("0 rows", format.count(0, "row"))
    assert.equal("2 studies", format.count(2, "study", "studies"))
  end)

  it("never says all or none unless it is so", function()
    assert.equal("100\u{A0}%", format.percent(1))
    assert.equal("99\u{A0}%", format.percent(0.999))
    assert.equal("0\u{A0}%", format.percent(0))
    assert.equal("< 1\u{A0}%", format.percent(0.001))
    -- Clopper-Pearson lower limit of 10 of 10, 0.025^(1/10)
    assert.equal("69\u{A0}%", format.percent(0.025 ^ 0.1))
  end)

  it("prints p values as journals do", function()
    assert.equal("p < 0.001", format.p(0.00099))
    assert.equal("p = 0.002", format.p(0.001953125))
    assert.equal("p = 0.50", format.p(0.5))
    assert.equal("1", format.p(1, true))
  end)

  it("prints doses with powers of ten", function()
    local s = "\u{A0}×\u{A0}10"
    assert.equal("3.5" .. s .. "⁷", format.power(35000000))
    assert.equal("1" .. s .. "⁶", format.power(1e6))
    assert.equal("9999", format.power(9999))
    assert.equal("3.4–3.8" .. s .. "⁸", format.range(3.4e8, 3.8e8))
    assert.equal("1" .. s .. "⁵ to 1" .. s .. "⁶", format.range(1e5, 1e6))
    assert.equal("0.4", format.range(0.4, 0.4))
  end)

  it("prints numbers without exponent", function()
    assert.equal("22.5", format.number(22.5))
    assert.equal("27", format.number(27.0))
    assert.equal("-1.87", format.number(-1.87))
    assert.equal("1234567", format.number(1234567.4))
  end)

  it("finds the middle", function()
    assert.equal(2, format.median { 3, 1, 2 })
    assert.equal(2.5, format.median { 4, 1, 2, 3 })
    assert.is_nil(format.median {})
  end)

  it("lists and groups", function()
    assert.equal("a, b and c", format.list { "a", "b", "c" })
    assert.equal("a", format.list { "a" })
    assert.equal("x:t1 r1 r2; y:t2 r1; plain",
      format.ids { "x:t1:r1", "x:t1:r2", "y:t2:r1", "plain" })
  end)

  it("prints a follow-up as a clinician would say it", function()
    assert.equal("28 days", format.days(28))
    assert.equal("6 months", format.days(182.625))
    assert.equal("4 years", format.days(1461))
  end)
end)
