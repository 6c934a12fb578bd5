-- Fits with a few moderators against their definition: P as a full k x k matrix, in plain Lua. And
-- permutations, which fit one problem again and again, against fits of the permuted data.
local hepar = require "hepar"

local random = hepar.random(20261121, { purpose = "few moderators" })

-- k studies whose variances are up to about `far` apart, with `count` moderators.
local function generate(k, count, far)
  local data, mods = { yi = {}, vi = {} }, {}
  for j = 1, count do mods[j] = "x" .. j data["x" .. j] = {} end
  for i = 1, k do
    data.vi[i] = 0.1 * far ^ random:uniform()
    data.yi[i] = random:normal { sd = 0.4 } + random:normal { sd = math.sqrt(data.vi[i]) }
    for j = 1, count do
      data["x" .. j][i] = 1000 * (j - 1) + random:normal() ^ (2 * (j % 2) + 1)
      data.yi[i] = data.yi[i] + 0.3 * data["x" .. j][i]
    end
  end
  return data, mods
end

-- The inverse of a symmetric positive matrix by Gauss and Jordan, in place.
local function invert(a)
  local n = #a
  for c = 1, n do
    local d = a[c][c]
    a[c][c] = 1
    for j = 1, n do a[c][j] = a[c][j] / d end
    for i = 1, n do
      if i ~= c then
        local f = a[i][c]
        a[i][c] = 0
        for j = 1, n do a[i][j] = a[i][j] - f * a[c][j] end
      end
    end
  end
  return a
end

-- P = W - WX(X'WX)^-1 X'W at tau2, columns centred for the sake of the arithmetic.
local function projection(data, mods, tau2)
  local k, x = #data.yi, {}
  for j, name in ipairs(mods) do
    local mean = 0
    for i = 1, k do mean = mean + data[name][i] / k end
    for i = 1, k do
      x[i] = x[i] or { 1 }
      x[i][j + 1] = data[name][i] - mean
    end
  end
  local w, normal = {}, {}
  for i = 1, k do w[i] = 1 / (data.vi[i] + tau2) end
  for a = 1, #mods + 1 do
    normal[a] = {}
    for b = 1, #mods + 1 do
      normal[a][b] = 0
      for i = 1, k do normal[a][b] = normal[a][b] + w[i] * x[i][a] * x[i][b] end
    end
  end
  invert(normal)
  local p = {}
  for i = 1, k do
    p[i] = {}
    for j = 1, k do
      local sum = i == j and w[i] or 0
      for a = 1, #mods + 1 do
        for b = 1, #mods + 1 do sum = sum - w[i] * x[i][a] * normal[a][b] * x[j][b] * w[j] end
      end
      p[i][j] = sum
    end
  end
  return p
end

-- y'Py, y'PPy, tr P, tr PP.
local function sums(p, y)
  local q, qq, trace, pair = 0, 0, 0, 0
  for i = 1, #y do
    local u = 0
    for j = 1, #y do
      u = u + p[i][j] * y[j]
      pair = pair + p[i][j] * p[j][i]
    end
    q, qq, trace = q + u * y[i], qq + u * u, trace + p[i][i]
  end
  return q, qq, trace, pair
end

describe("fits with a few moderators", function()
  for _, case in ipairs { { 1, 3 }, { 1, 150 }, { 2, 20 }, { 3, 20 }, { 4, 20 }, { 3, 1e5 } } do
    local count, far = table.unpack(case)
    it(string.format("%d, variances up to %g apart, solve their equations", count, far), function()
      local positive = 0
      for _ = 1, 12 do
        local data, mods = generate(14, count, far)
        local fit = hepar.meta.fit(data, { mods = mods })
        local q, qq, trace = sums(projection(data, mods, 0), data.yi)
        assert.near(1, fit.QE / q, 1e-8)
        assert.near(1, fit.vt / ((14 - count - 1) / trace), 1e-8)
        if fit.tau2 > 0 then
          positive = positive + 1
          local _, squares, found, pair = sums(projection(data, mods, fit.tau2), data.yi)
          assert.near(1, squares / found, 1e-8)
          assert.near(1, fit.se_tau2 / math.sqrt(2 / pair), 1e-8)
        else
          assert.is_true(qq <= trace * (1 + 1e-9))
        end
        local pm = hepar.meta.fit(data, { mods = mods, method = "PM" })
        if pm.tau2 > 0 then
          q = sums(projection(data, mods, pm.tau2), data.yi)
          assert.near(14 - count - 1, q, 1e-7)
        end
        -- given weights go another way to the same coefficients
        local weights = {}
        for i = 1, 14 do weights[i] = 1 / (data.vi[i] + fit.tau2) end
        local other = hepar.meta.fit(data, { mods = mods, weights = weights, tau2 = fit.tau2 })
        for j = 1, count + 1 do
          assert.near(0, (fit.beta[j] - other.beta[j]) / fit.se[j], 1e-10)
          assert.near(1, fit.se[j] / other.se[j], 1e-11)
        end
      end
      assert.is_true(positive > 0)
    end)
  end
end)

describe("permutations", function()
  -- All orders of 1 .. n.
  local function orders(n)
    if n == 0 then return { {} } end
    local list = {}
    for _, order in ipairs(orders(n - 1)) do
      for place = 1, n do
        local longer = { table.unpack(order) }
        table.insert(longer, place, n)
        list[#list + 1] = longer
      end
    end
    return list
  end

  for _, options in ipairs { { test = "z" }, { test = "knha" }, { method = "ML" },
    { method = "EE" }, { intercept = false } } do
    local name = (options.method or "REML") .. " " .. (options.test or "z")
      .. (options.intercept == false and " without intercept" or "")
    it("of moderators have the statistics of fits of the permuted data: " .. name, function()
      for count = 1, 2 do
        local data, mods = generate(5, count, 20)
        options.mods = mods
        local permuted = hepar.meta.fit(data, options):permutest { iter = 1000, threads = 1 }
        assert.is_true(permuted.exact)
        assert.equal(120, permuted.iter)
        local want, got = {}, {}
        for i, order in ipairs(orders(5)) do
          local turned = { yi = data.yi, vi = data.vi }
          for _, mod in ipairs(mods) do
            turned[mod] = {}
            for r = 1, 5 do turned[mod][r] = data[mod][order[r]] end
          end
          local fit = hepar.meta.fit(turned, options)
          want[i], got[i] = fit.zval[fit.p], permuted.zval_perm[fit.p][i]
        end
        table.sort(want)
        table.sort(got)
        for i = 1, 120 do
          assert.near(want[i], got[i], 1e-10 * math.max(1, math.abs(want[i])))
        end
      end
    end)
  end

  it("have the same bits for any number of threads", function()
    local data, mods = generate(40, 2, 30)
    local fit = hepar.meta.fit(data, { mods = mods })
    local one = fit:permutest { iter = 500, seed = 7, threads = 1 }
    for _, threads in ipairs { 2, 3, 8 } do
      local many = fit:permutest { iter = 500, seed = 7, threads = threads }
      for i = 1, 500 do
        for j = 1, 3 do
          assert.equal(one.zval_perm[j][i], many.zval_perm[j][i])
          assert.equal(one.beta_perm[j][i], many.beta_perm[j][i])
        end
        assert.equal(one.QM_perm[i], many.QM_perm[i])
      end
    end
  end)
end)
