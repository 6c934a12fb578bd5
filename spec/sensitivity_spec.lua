-- Sensitivity analysis against functions whose indices are known.
local hepar = require "hepar"
local core = require("hepar.core").sensitivity

local pi = math.pi

-- Ishigami and Homma 1990, a = 7, b = 0.1: variances a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2 in closed
-- form.
local function ishigami(v)
  return math.sin(v.x1) + 7 * math.sin(v.x2) ^ 2 + 0.1 * v.x3 ^ 4 * math.sin(v.x1)
end
local cube = { x1 = { -pi, pi }, x2 = { -pi, pi }, x3 = { -pi, pi } }
local v1 = 0.5 * (1 + 0.1 * pi ^ 4 / 5) ^ 2
local v2 = 49 / 8
local v13 = 0.01 * pi ^ 8 * (1 / 18 - 1 / 50)
local whole = v1 + v2 + v13
local known = { first = { v1 / whole, v2 / whole, 0 },
  total = { (v1 + v13) / whole, v2 / whole, v13 / whole } }

-- Sobol's g: prod (|4 x - 2| + a) / (1 + a); V_i = 1 / (3 (1 + a_i)^2).
local weights = { 0, 1, 4.5, 9, 99, 99, 99, 99 }
local function g(v)
  local product = 1
  for i, a in ipairs(weights) do
    product = product * (math.abs(4 * v["x" .. i] - 2) + a) / (1 + a)
  end
  return product
end
local function g_indices()
  local all, parts = 1, {}
  for i, a in ipairs(weights) do
    parts[i] = 1 / (3 * (1 + a) ^ 2)
    all = all * (1 + parts[i])
  end
  local first, total = {}, {}
  for i, part in ipairs(parts) do
    first[i] = part / (all - 1)
    total[i] = part * all / (1 + part) / (all - 1)
  end
  return first, total
end
local function unit(count)
  local list = {}
  for i = 1, count do list["x" .. i] = { 0, 1 } end
  return list
end

local function run(f, options) return assert(hepar.cohort.sensitivity(f, options)) end

describe("Sobol points", function()
  it("put one point into each of n equal parts of every axis", function()
    for _, kind in ipairs { "plain", "sobol" } do
      local points = core.points(kind, 50, 256, 7)
      for _, d in ipairs { 1, 2, 17, 40, 41, 50 } do
        local seen = {}
        for i = 0, 255 do seen[math.floor(points[i * 50 + d] * 256)] = true end
        for part = 0, 255 do assert.is_true(seen[part]) end
      end
    end
  end)

  it("are spread over pairs of the first axes as a (0, m, 2) net", function()
    local points = core.points("sobol", 2, 256, 3)
    for bits = 0, 8 do
      local seen, n = {}, 0
      for i = 0, 255 do
        local box = math.floor(points[2 * i + 1] * 2 ^ bits) * 256
          + math.floor(points[2 * i + 2] * 2 ^ (8 - bits))
        if not seen[box] then n = n + 1 end
        seen[box] = true
      end
      assert.equal(256, n)
    end
  end)

  it("begin as published without scrambling: 0, 1/2, 3/4, 1/4", function()
    local points = core.points("plain", 1, 4, 1)
    for i, value in ipairs { 0, 0.5, 0.75, 0.25 } do assert.near(value, points[i], 1e-9) end
  end)
end)

describe("Sobol's indices", function()
  it("of the Ishigami function are the known ones, closer with more points", function()
    local errors = {}
    for k, n in ipairs { 256, 1024, 8192 } do
      local s = run(ishigami, { method = "sobol", parameters = cube, n = n, bootstrap = 100 })
      errors[k] = 0
      for i, row in ipairs(s.rows) do
        errors[k] = math.max(errors[k], math.abs(row.first - known.first[i]),
          math.abs(row.total - known.total[i]))
      end
    end
    assert.is_true(errors[1] < 0.1)
    assert.is_true(errors[2] < 0.05)
    assert.is_true(errors[3] < 0.01)
  end)

  it("lie inside their bootstrap intervals about as often as they should", function()
    local inside, all = 0, 0
    for seed = 1, 40 do
      local s = run(ishigami, { method = "sobol", parameters = cube, n = 200, seed = seed,
        bootstrap = 200 })
      for i, row in ipairs(s.rows) do
        all = all + 1
        if row.total_low <= known.total[i] and row.total_high >= known.total[i] then
          inside = inside + 1
        end
      end
    end
    assert.is_true(inside >= 0.85 * all, inside .. " of " .. all)
  end)

  it("agree between the estimators", function()
    for _, estimator in ipairs { "saltelli", "jansen", "homma" } do
      local s = run(ishigami, { method = "sobol", parameters = cube, n = 16384, bootstrap = 0,
        estimator = estimator })
      for i, row in ipairs(s.rows) do
        assert.near(known.first[i], row.first, 0.02)
        assert.near(known.total[i], row.total, 0.02)
        assert.is_nil(row.first_low)
      end
    end
  end)

  it("of second order find the one pair of the Ishigami function", function()
    local s = run(ishigami, { method = "sobol", parameters = cube, n = 16384, second = true,
      bootstrap = 0 })
    local want = { 0, v13 / whole, 0 }
    for i, row in ipairs(s.second) do assert.near(want[i], row.value, 0.03) end
    assert.equal("x1", s.second[2].a)
    assert.equal("x3", s.second[2].b)
    assert.equal(16384 * 8, s.evaluations)
  end)

  it("of Sobol's g function are the known ones", function()
    local s = run(g, { method = "sobol", parameters = unit(8), n = 8192, bootstrap = 0 })
    local first, total = g_indices()
    for i, row in ipairs(s.rows) do
      assert.near(first[i], row.first, 0.01)
      assert.near(total[i], row.total, 0.01)
    end
  end)

  it("of a sum of many normal inputs are their shares of the variance", function()
    local parameters, squares = {}, 0
    for i = 1, 25 do
      parameters[("x%02d"):format(i)] = { mean = i, sd = i }
      squares = squares + i * i
    end
    local s = run(function(v)
      local sum = 0
      for i = 1, 25 do sum = sum + v[("x%02d"):format(i)] end
      return sum
    end, { method = "sobol", parameters = parameters, n = 4096, bootstrap = 0 })
    for i, row in ipairs(s.rows) do
      assert.near(i * i / squares, row.first, 0.01)
      assert.near(i * i / squares, row.total, 0.01)
    end
    assert.matches("more than 20 inputs", tostring(s))
  end)

  it("are the same bits for any number of threads, and reproduce", function()
    local function text(threads, seed)
      local s = run(ishigami, { method = "sobol", parameters = cube, n = 128, threads = threads,
        seed = seed })
      local list = {}
      for i, row in ipairs(s.rows) do
        list[i] = ("%a %a %a %a"):format(row.first, row.first_low, row.total, row.total_high)
      end
      return table.concat(list, " ")
    end
    assert.equal(text(1, 5), text(3, 5))
    assert.not_equal(text(1, 5), text(1, 6))
  end)

  it("leave out base points without a value, and say so", function()
    local s = run(function(v) return v.a > 0.99 and 0 / 0 or v.a end,
      { method = "sobol", parameters = { a = { 0, 1 } }, n = 256, bootstrap = 0 })
    assert.is_true(s.failed > 0)
    assert.near(1, s.rows[1].first, 0.05)
    assert.matches("left out", tostring(s))
  end)

  it("do not exist without variance", function()
    local s, message, code = hepar.cohort.sensitivity(function() return 3 end,
      { method = "sobol", parameters = { a = { 0, 1 } } })
    assert.is_nil(s)
    assert.matches("no variance", message)
    assert.equal("range", code)
  end)
end)

describe("eFAST", function()
  it("finds the indices of the Ishigami and g functions", function()
    local s = run(ishigami, { method = "efast", parameters = cube, n = 1025, curves = 5 })
    for i, row in ipairs(s.rows) do
      assert.near(known.first[i], row.first, 0.02)
      assert.near(known.total[i], row.total, 0.06)
    end
    local first = g_indices()
    s = run(g, { method = "efast", parameters = unit(8), n = 2049, curves = 2 })
    for i, row in ipairs(s.rows) do assert.near(first[i], row.first, 0.03) end
  end)
end)

describe("Morris' elementary effects", function()
  -- Morris 1991: 20 inputs, the first ten important, of those 1 to 7 with curvature or interplay
  local function morris(v)
    local w, y = {}, 0
    for i = 1, 20 do
      local x = v[("x%02d"):format(i)]
      w[i] = 2 * (x - 0.5)
      if i == 3 or i == 5 or i == 7 then w[i] = 2 * (1.1 * x / (x + 0.1) - 0.5) end
    end
    for i = 1, 20 do
      y = y + (i <= 10 and 20 or (-1) ^ i) * w[i]
      for j = i + 1, 20 do
        y = y + (i <= 6 and j <= 6 and -15 or (-1) ^ (i + j)) * w[i] * w[j]
        if i <= 5 and j <= 5 then
          for k = j + 1, 5 do
            y = y - 10 * w[i] * w[j] * w[k]
            if k <= 4 then
              for l = k + 1, 4 do y = y + 5 * w[i] * w[j] * w[k] * w[l] end
            end
          end
        end
      end
    end
    return y
  end

  it("tell the ten important inputs of Morris' function from the others", function()
    local parameters = {}
    for i = 1, 20 do parameters[("x%02d"):format(i)] = { 0, 1 } end
    local s = run(morris, { method = "morris", parameters = parameters, n = 20 })
    assert.equal(20 * 21, s.evaluations)
    local ranked = s:ranked()
    for i = 1, 10 do assert.is_true(tonumber(ranked[i].name:sub(2)) <= 10, ranked[i].name) end
    -- inputs 8 to 10 act almost alone and along a line, by 40 over their range
    for i = 8, 10 do
      assert.near(40, s.rows[i].mu, 12)
      assert.is_true(s.rows[i].sigma < 12)
    end
    assert.is_true(s.rows[1].sigma > 20)
  end)

  it("are exact for a linear function, and 0 for what does not count", function()
    local s = run(function(v) return 3 * v.a - 2 * v.b end, { method = "morris",
      parameters = { a = { 0, 2 }, b = { 0, 1 }, c = { 0, 1 } }, n = 6 })
    local want = { { 6, 6 }, { -2, 2 }, { 0, 0 } }
    for i, row in ipairs(s.rows) do
      assert.near(want[i][1], row.mu, 1e-12)
      assert.near(want[i][2], row.mu_star, 1e-12)
      assert.near(0, row.sigma, 1e-12)
    end
  end)
end)

describe("partial rank correlations", function()
  it("see every input of a monotone function, whatever its shape", function()
    local s = run(function(v) return math.exp(4 * v.a) - v.b ^ 3 end, { method = "prcc",
      parameters = { a = { 0, 1 }, b = { 0, 3 }, c = { 0, 1 } }, n = 500 })
    assert.is_true(s.rows[1].prcc > 0.8 and s.rows[1].p < 1e-10)
    assert.is_true(s.rows[2].prcc < -0.8 and s.rows[2].p < 1e-10)
    assert.is_true(math.abs(s.rows[3].prcc) < 0.12)
    assert.is_true(s.rows[3].prcc_low < 0 and s.rows[3].prcc_high > 0)
  end)

  it("are those of the definition: correlations of residuals of ranks", function()
    -- r(y, 1 | 2) = (r1y - r12 r2y) / sqrt((1 - r12^2) (1 - r2y^2)), on ranks, ties shared
    local points = { 0.1, 0.9, 0.3, 0.2, 0.5, 0.1, 0.7, 0.4, 0.8, 0.6, 0.2, 0.9 }
    local found = core.rank(points, { 1, 3, 2, 5, 4, 6 }, 2, {})
    local rank = { { 1, 3, 4, 5, 6, 2 }, { 5.5, 2, 1, 3, 4, 5.5 }, { 1, 3, 2, 5, 4, 6 } }
    local function r(a, b)
      local sab, saa, sbb = 0, 0, 0
      for i = 1, 6 do
        sab = sab + (a[i] - 3.5) * (b[i] - 3.5)
        saa, sbb = saa + (a[i] - 3.5) ^ 2, sbb + (b[i] - 3.5) ^ 2
      end
      return sab / math.sqrt(saa * sbb)
    end
    local r1y, r2y, r12 = r(rank[1], rank[3]), r(rank[2], rank[3]), r(rank[1], rank[2])
    assert.near((r1y - r12 * r2y) / math.sqrt((1 - r12 ^ 2) * (1 - r2y ^ 2)), found.value[1], 1e-12)
    assert.near((r2y - r12 * r1y) / math.sqrt((1 - r12 ^ 2) * (1 - r1y ^ 2)), found.value[2], 1e-12)
    -- Spearman's are the plain correlations of ranks; p by Student's t with 4 degrees of freedom
    assert.near(r1y, found.value[3], 1e-12)
    assert.near(r2y, found.value[4], 1e-12)
    local t = r1y * math.sqrt(4 / (1 - r1y ^ 2))
    assert.near(math.abs(t), core.student(1 - found.p[3] / 2, 4), 1e-9)
  end)

  it("are 1 where ranks follow exactly, and Spearman's stand beside them", function()
    local s = run(function(v) return -math.exp(v.a) end, { method = "prcc",
      parameters = { a = { 0, 1 } }, n = 30 })
    assert.near(-1, s.rows[1].prcc, 1e-9)
    assert.near(-1, s.rows[1].spearman, 1e-12)
    assert.equal(0, s.rows[1].p)
    s = run(function(v) return v.a + v.b end, { method = "prcc", parameters = { a = { 0, 1 },
      b = { 0, 1 } }, n = 400 })
    -- a sum of two alike: Pearson's correlation is sqrt(1/2), Spearman's near it; partial near 1
    assert.near(math.sqrt(0.5), s.rows[1].spearman, 0.06)
    assert.is_true(s.rows[1].prcc > 0.95)
    assert.is_true(s.rows[1].spearman_low < s.rows[1].spearman
      and s.rows[1].spearman < s.rows[1].spearman_high)
    assert.matches("prcc +p +Spearman", tostring(s))
  end)
end)

describe("the sensitivity of a model", function()
  local m = hepar.model.define [[
    model decay "One substance that disappears"
    time day
    param k = 0.35 range 0.1 .. 1 [1/day] "rate" {assumed}
    param unused = 1 range 0 .. 2 [1/day] "nothing" {assumed}
    param double = 2 * k [1/day] "follows k" {assumed}
    input dose [mg] "dose"
    state amount = 100 [mg] "what is there"
    amount' = dose - double * amount + 0 * unused * amount
    output left = amount [mg] "what is left"
  ]]

  it("is that of its solution, through parameters that follow as well", function()
    local options = { method = "sobol", parameters = { "k", "unused" }, outcome = "left", at = 2,
      n = 256, bootstrap = 0 }
    local s = run({ model = m, t = { 0, 5 } }, options)
    local f = run(function(v) return 100 * math.exp(-4 * v.k) end, { method = "sobol",
      parameters = { k = { 0.1, 1 }, unused = { 0, 2 } }, n = 256, bootstrap = 0 })
    for i = 1, 2 do
      assert.near(f.rows[i].first, s.rows[i].first, 1e-4)
      assert.near(f.rows[i].total, s.rows[i].total, 1e-4)
    end
    assert.near(1, s.rows[1].total, 0.02)
    assert.equal("mg", s.unit)
  end)

  it("is the same bits with any number of threads", function()
    local known_names = {}
    for _, symbol in ipairs(hepar.model "liver":parameters()) do
      if symbol.low and symbol.low < symbol.high then
        known_names[#known_names + 1] = symbol.name
      end
    end
    local function text(threads)
      local s = run({ model = hepar.model "liver", t = { 0, 56 } }, { method = "morris",
        parameters = { known_names[1], known_names[2] }, outcome = "collagen", n = 5,
        threads = threads })
      return ("%a %a"):format(s.rows[1].mu, s.rows[2].sigma)
    end
    assert.equal(text(1), text(2))
  end)

  it("refuses what cannot be meant", function()
    local function message(target, options)
      local ok, text = pcall(hepar.cohort.sensitivity, target, options)
      assert.is_false(ok)
      return text
    end
    local target = { model = m, t = { 0, 5 } }
    local f = function(v) return v.a end
    assert.matches('did you mean "sobol"', message(f, { method = "sobl" }))
    assert.matches("option parameters is missing", message(f, { method = "sobol" }))
    assert.matches('did you mean "amount"',
      message(target, { method = "prcc", parameters = { "k" }, outcome = "amont" }))
    assert.matches("outcome must name", message(target, { method = "prcc", parameters = { "k" } }))
    assert.matches("states no range of double", message(target,
      { method = "prcc", parameters = { "double" }, outcome = "left" }))
    assert.matches("low must be below high", message(f, { method = "prcc",
      parameters = { a = { 2, 1 } } }))
    assert.matches("above 0 on a logarithmic scale", message(f, { method = "prcc",
      parameters = { a = { 0, 1, log = true } } }))
    assert.matches("must return a number, got nil", message(function() end, { method = "prcc",
      parameters = { a = { 0, 1 } } }))
    assert.matches("target must be a function", message(3, { method = "prcc",
      parameters = { a = { 0, 1 } } }))
    assert.matches('option "curves" is not known', message(f, { method = "prcc", curves = 3,
      parameters = { a = { 0, 1 } } }))
  end)
end)

describe("the figure of a sensitivity analysis", function()
  it("shows every input with its indices", function()
    for _, method in ipairs { "sobol", "morris", "efast", "prcc" } do
      local s = run(ishigami, { method = method, parameters = cube })
      local svg = s:plot():svg()
      for i = 1, 3 do assert.matches(">x" .. i .. "<", svg) end
      assert.matches("Sensitivity of the function's value", svg)
    end
  end)
end)

describe("the core of the analyses", function()
  it("answers when memory runs out, wherever that is", function()
    local memory = require("hepar.core").memory
    local points = core.points("sobol", 3, 64, 1)
    local values = hepar.column(64)
    for i = 1, 64 do values[i] = points[3 * i] + points[3 * i - 1] ^ 2 end
    local trajectories = core.morris_points(3, 5, 4, 20, 1)
    local many = hepar.column(5 * 64)
    for i = 1, #many do many[i] = i * i % 7 end
    for i, f in ipairs {
      function() return core.points("sobol", 3, 64, 1) end,
      function() return core.points("latin", 3, 64, 1) end,
      function() return core.sobol(many, 3, false, "saltelli", { bootstrap = 5, threads = 2 }) end,
      function() return core.morris_points(3, 5, 4, 20, 1) end,
      function() return core.morris(trajectories, values:slice(1, 20), 3, { bootstrap = 5 }) end,
      function() return core.rank(points, values, 3, { bootstrap = 5 }) end,
    } do
      local n, failed = 0, 0
      local reached
      repeat
        n = n + 1
        memory.fail_at(n, false)
        local ok, result = pcall(f)
        reached = memory.count() >= n
        memory.fail_at(0)
        if not ok or result == nil then failed = failed + 1 end
        assert.equal(reached, not ok or result == nil, i .. ": allocation " .. n)
      until not reached or n > 500
      assert.is_true(failed > 0 and n <= 500)
    end
  end)
end)
