-- Intervals and test of a proportion against R (spec/reference/directions.R says how).

local hepar = require "hepar"

-- The reference file is flat enough to be read with patterns.
local function reference()
  local file = assert(io.open("spec/reference/directions.json"))
  local text = file:read("a")
  file:close()
  local function numbers(list)
    local out = {}
    for number in list:gmatch("[%d%.e%+%-]+") do out[#out + 1] = tonumber(number) end
    return out
  end
  local level, null = numbers(text:match('"level": (%b[])')), numbers(text:match('"null": (%b[])'))
  local cases = {}
  for x, n, clopper, wilson, pval in text:gmatch('"x": (%d+), "n": (%d+),%s+"clopper_pearson": '
    .. '(%b[]),%s+"wilson": (%b[]),%s+"pval": (%b[])') do
    cases[#cases + 1] = { x = math.tointeger(x), n = math.tointeger(n), level = level, null = null,
      ["clopper-pearson"] = numbers(clopper), wilson = numbers(wilson), pval = numbers(pval) }
  end
  return cases
end

local function close(expected, got, tolerance, what)
  local error = math.abs(got - expected)
  assert.is_true(error <= tolerance * math.max(math.abs(expected), 1e-300),
    string.format("%s: expected %.17g, got %.17g", what, expected, got))
end

describe("hepar.meta.proportion_ci", function()
  local cases = reference()

  it("agrees with R's binom.test and prop.test", function()
    assert.equal(27, #cases)
    for _, case in ipairs(cases) do
      for _, method in ipairs { "clopper-pearson", "wilson" } do
        for i, level in ipairs(case.level) do
          local lb, ub = hepar.meta.proportion_ci(case.x, case.n,
            { method = method, level = level })
          local what = string.format("%s %d/%d at %g", method, case.x, case.n, level)
          -- R's own qbeta and pbinom leave about 1e-12 in counts of a million.
          local tolerance = case.n > 10000 and 1e-11 or 2e-13
          close(case[method][2 * i - 1], lb, tolerance, what)
          close(case[method][2 * i], ub, tolerance, what)
        end
      end
    end
  end)

  it("has the closed form where all or none of n count", function()
    for n = 1, 40 do
      local lb, ub = hepar.meta.proportion_ci(n, n)
      close(0.025 ^ (1 / n), lb, 1e-13, "all of " .. n)
      assert.equal(1.0, ub)
      lb, ub = hepar.meta.proportion_ci(0, n)
      assert.equal(0.0, lb)
      close(1 - 0.025 ^ (1 / n), ub, 1e-13, "none of " .. n)
      lb, ub = hepar.meta.proportion_ci(n, n, { method = "wilson" })
      assert.is_true(lb > 0 and lb < 1)
      assert.equal(1.0, ub)
    end
  end)

  it("is 95 % Clopper-Pearson by default, and symmetric", function()
    local lb, ub = hepar.meta.proportion_ci(3, 10)
    local lb2, ub2 = hepar.meta.proportion_ci(7, 10, { level = 95, method = "clopper-pearson" })
    close(1 - ub2, lb, 1e-14, "lower")
    close(1 - lb2, ub, 1e-14, "upper")
  end)

  it("refuses what is no proportion", function()
    local ci = hepar.meta.proportion_ci
    assert.has_error(function() ci(11, 10) end,
      "hepar.meta.proportion_ci: x must be at most n = 10, got 11")
    assert.has_error(function() ci(0, 0) end,
      "hepar.meta.proportion_ci: n must be a whole number of 1 or more, got 0")
    assert.has_error(function() ci(-1, 10) end,
      "hepar.meta.proportion_ci: x must be a whole number of 0 or more, got -1")
    assert.has_error(function() ci(1.5, 10) end,
      "hepar.meta.proportion_ci: x must be a whole number of 0 or more, got 1.5")
    assert.has_error(function() ci("3", 10) end,
      'hepar.meta.proportion_ci: x must be a whole number of 0 or more, got "3"')
    assert.has_error(function() ci() end,
      "hepar.meta.proportion_ci: n must be a whole number of 1 or more, got nil")
    assert.has_error(function() ci(1, 1 << 32) end,
      "hepar.meta.proportion_ci: n must be below 4294967296, got 4294967296")
    assert.has_error(function() ci(1, 10, { level = 0.95 }) end,
      "hepar.meta.proportion_ci: level is given in percent (95 means 95 %), got 0.95")
    assert.has_error(function() ci(1, 10, { level = 100 }) end,
      "hepar.meta.proportion_ci: level must be a number above 0 and below 100, got 100")
    assert.has_error(function() ci(1, 10, { level = 0 / 0 }) end)
    assert.has_error(function() ci(1, 10, { method = "wilsn" }) end,
      'hepar.meta.proportion_ci: option method must be one of "clopper-pearson", "wilson", '
      .. 'got "wilsn" (did you mean "wilson"?)')
    assert.has_error(function() ci(1, 10, { levle = 95 }) end,
      'hepar.meta.proportion_ci: option "levle" is not known (did you mean "level"?)')
    assert.has_error(function() ci(1, 10, 95) end,
      "hepar.meta.proportion_ci: options must be a table, got 95")
  end)
end)

describe("hepar.meta.binom_test", function()
  it("agrees with R's binom.test", function()
    for _, case in ipairs(reference()) do
      for i, p in ipairs(case.null) do
        local expected = case.pval[i]
        if expected > 1e-300 then
          close(expected, hepar.meta.binom_test(case.x, case.n, { p = p }),
            case.n > 10000 and 1e-12 or 5e-13,
            string.format("%d/%d against %g", case.x, case.n, p))
        end
      end
    end
  end)

  it("is the doubled tail when p is one half", function()
    -- 10 of 10: 2 / 2^10; 9 of 10: 2 (1 + 10) / 2^10; 5 of 5: 2 / 2^5
    close(2 / 1024, hepar.meta.binom_test(10, 10), 1e-15, "10/10")
    close(22 / 1024, hepar.meta.binom_test(9, 10), 1e-15, "9/10")
    close(2 / 1024, hepar.meta.binom_test(0, 10), 1e-15, "0/10")
    close(1 / 16, hepar.meta.binom_test(5, 5), 1e-15, "5/5")
    assert.equal(1.0, hepar.meta.binom_test(5, 10))
    assert.equal(1.0, hepar.meta.binom_test(1, 1))
  end)

  it("knows the edges of p", function()
    assert.equal(1.0, hepar.meta.binom_test(0, 4, { p = 0 }))
    assert.equal(0.0, hepar.meta.binom_test(1, 4, { p = 0 }))
    assert.equal(1.0, hepar.meta.binom_test(4, 4, { p = 1 }))
    assert.equal(0.0, hepar.meta.binom_test(3, 4, { p = 1 }))
  end)

  it("refuses what is no count or no probability", function()
    local test = hepar.meta.binom_test
    assert.has_error(function() test(3, 2) end,
      "hepar.meta.binom_test: x must be at most n = 2, got 3")
    assert.has_error(function() test(1, 2, { p = 1.5 }) end,
      "hepar.meta.binom_test: option p must be a number from 0 to 1, got 1.5")
    assert.has_error(function() test(1, 2, { p = "half" }) end,
      'hepar.meta.binom_test: option p must be a number from 0 to 1, got "half"')
    assert.has_error(function() test(1, {}) end,
      "hepar.meta.binom_test: n must be a whole number of 1 or more, got a table")
  end)
end)
