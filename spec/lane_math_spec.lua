-- The solver's own elementary functions. Exact values: mpmath, spec/reference/lane_math.py.
local core = require("hepar.core")
local files = require "spec.helper.files"


local reference = files.reference("lane_math.json")

-- The distance from one double to the next larger one.
local function ulp(x)
  local _, exponent = string.format("%a", math.abs(x)):match("0x(.-)p(.*)")
  return 2.0 ^ math.max(tonumber(exponent) - 52, -1074)
end

-- The largest error of a function over its reference points, in units of the last place.
local function worst(name)
  local x, y = {}, {}
  for i, row in ipairs(reference[name]) do
    x[i] = tonumber(row[1])
    if name == "pow" then y[i] = tonumber(row[2]) end
  end
  local result = core.lanes.map(name, x, y)
  local largest = 0
  for i, row in ipairs(reference[name]) do
    local high, low = tonumber(row[#row - 1]), tonumber(row[#row])
    local wrong = math.abs(result[i] - high - low) / ulp(high)
    assert(wrong == wrong, name .. " of " .. row[1] .. " is not a number")
    if wrong > largest then largest = wrong end
  end
  return largest
end

describe("lane functions", function()
  for _, name in ipairs {"exp", "expm1", "log", "log1p", "cbrt", "sin", "cos", "tanh", "erf",
    "erfc", "pow"} do
    it(name .. " is within 0.8 units of the last place of the exact value", function()
      assert.is_true(#reference[name] >= 500)
      assert.is_true(worst(name) < 0.8, ("%s is off by %.3f"):format(name, worst(name)))
    end)

    it(name .. " gives the same bits in every width", function()
      local x, y = {}, {}
      for i, row in ipairs(reference[name]) do
        x[i] = tonumber(row[1])
        if name == "pow" then y[i] = tonumber(row[2]) end
      end
      for _, special in ipairs {0.0, -0.0, 1 / 0, -1 / 0, 0 / 0, 5e-324, -5e-324, 1e308, -1e308,
        -1.0} do
        x[#x + 1] = special
      end
      for i = 1, #x do y[i] = y[i] or 0.5 end
      y[#x] = 3.0
      local two = core.lanes.map(name, x, y, 2)
      for _, width in ipairs {0, 4, 8} do
        local other = core.lanes.map(name, x, y, width)
        for i = 1, #x do
          assert.are.equal(string.pack("d", two[i]), string.pack("d", other[i]))
        end
      end
    end)
  end

  it("keep the C library's rules at the ends", function()
    local inf = 1 / 0
    local function one(name, x, y)
      return core.lanes.map(name, {x}, y and {y})[1]
    end
    assert.are.equal(inf, one("exp", 710.0))
    assert.are.equal(0.0, one("exp", -746.0))
    assert.are.equal(5e-324, one("exp", -744.6))
    assert.are.equal(-inf, one("log", 0.0))
    assert.is_true(one("log", -1.0) ~= one("log", -1.0))
    assert.are.equal(-inf, one("log1p", -1.0))
    assert.are.equal(-1.0, one("expm1", -1e9))
    assert.are.equal(-inf, 1 / one("expm1", -0.0))
    assert.are.equal(-2.0, one("cbrt", -8.0))
    assert.are.equal(2.0, one("erfc", -inf))
    assert.is_true(one("sin", 1e9) ~= one("sin", 1e9)) -- too large to reduce
    assert.are.equal(1.0, one("pow", 1.0, 0 / 0))
    assert.are.equal(1.0, one("pow", 0 / 0, 0.0))
    assert.are.equal(-8.0, one("pow", -2.0, 3.0))
    assert.are.equal(0.25, one("pow", -2.0, -2.0))
    assert.is_true(one("pow", -2.0, 0.5) ~= one("pow", -2.0, 0.5))
    assert.are.equal(-inf, one("pow", -0.0, -3.0))
    assert.are.equal(inf, one("pow", -0.0, -2.0))
    assert.are.equal(1.0, one("pow", -1.0, inf))
    assert.are.equal(-1.0, one("pow", -1.0, 2.0 ^ 53 - 1))
    assert.are.equal(1.0, one("pow", -1.0, 2.0 ^ 53))
  end)

  it("are monotone where the function is, over steps of one unit", function()
    for _, case in ipairs {{"exp", 0.34657}, {"exp", 1.0397}, {"log", 0.70710}, {"log", 1.41421},
      {"tanh", 0.3466}, {"erf", 0.49999999}} do
      local x, at = {}, case[2]
      for i = 1, 2000 do
        x[i] = at
        at = at + ulp(at)
      end
      local y = core.lanes.map(case[1], x)
      for i = 2, 2000 do assert.is_true(y[i] >= y[i - 1]) end
    end
  end)
end)
