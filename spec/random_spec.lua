local hepar = require("hepar")
local core = require("hepar.core")

-- Philox 4x32-10 once more, in Lua, after Salmon et al. 2011, section 3: the reference for streams.
local function philox(c, k)
  local c0, c1, c2, c3 = table.unpack(c)
  local k0, k1 = table.unpack(k)
  for _ = 1, 10 do
    local p, q = 0xD2511F53 * c0, 0xCD9E8D57 * c2
    c0, c1, c2, c3 = (q >> 32) ~ c1 ~ k0, q & 0xffffffff, (p >> 32) ~ c3 ~ k1, p & 0xffffffff
    k0, k1 = (k0 + 0x9E3779B9) & 0xffffffff, (k1 + 0xBB67AE85) & 0xffffffff
  end
  return {c0, c1, c2, c3}
end

local function fnv1a(text)
  local hash = 2166136261
  for i = 1, #text do hash = ((hash ~ text:byte(i)) * 16777619) & 0xffffffff end
  return hash
end

-- Uniform number number `index` (from 1) of a stream, as the header of csrc/base/random.c says.
local function uniform(seed, stream, purpose, index)
  local name = philox({stream & 0xffffffff, stream >> 32, fnv1a(purpose), 0},
    {seed & 0xffffffff, seed >> 32})
  local block = (index - 1) // 2
  local out = philox({block & 0xffffffff, block >> 32, name[3], name[4]}, {name[1], name[2]})
  local first = (index - 1) % 2 * 2
  return ((out[first + 1] | out[first + 2] << 32) >> 11) * 0x1p-53
end

local function refusal(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  return tostring(message):match("hepar%..*") or message
end

describe("Philox 4x32-10", function()
  it("gives the known answers that Random123 publishes (kat_vectors)", function()
    local rows = {
      {0, 0, 0, 0, 0, 0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"},
      {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
        "408f276d 41c83b0e a20bc7c6 6d5451fd"},
      {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
        "d16cfe09 94fdcceb 5001e420 24126ea1"},
    }
    for _, row in ipairs(rows) do
      local a, b, c, d = core.random.philox(table.unpack(row, 1, 6))
      assert.equal(row[7], ("%08x %08x %08x %08x"):format(a, b, c, d))
      assert.equal(row[7], ("%08x %08x %08x %08x"):format(table.unpack(
        philox({table.unpack(row, 1, 4)}, {row[5], row[6]}))))
    end
  end)
end)

describe("a random stream", function()
  it("is a function of seed, stream, purpose and index", function()
    for _, name in ipairs{{0, 0, ""}, {2016, 17, "dropout"}, {-1, -1, "é"}, {1 << 40, 1 << 33, "a"},
      {math.mininteger, math.maxinteger, "dropout"}} do
      local seed, stream, purpose = table.unpack(name)
      local r = hepar.random(seed, {stream = stream, purpose = purpose})
      for _, index in ipairs{1, 2, 3, 1000, 4294967296, 8589934593, 1 << 48} do
        assert.equal(uniform(seed, stream, purpose, index), r:at(index):uniform())
      end
    end
    assert.equal(0x811c9dc5, fnv1a(""))
    assert.equal(0xbf9cf968, fnv1a("foobar")) -- a test vector of FNV's authors
  end)

  it("goes on from index to index, and jumps", function()
    local r = hepar.random(7, {stream = 3})
    local all = r:at(1):uniform(100)
    assert.equal(1, r:position())
    for i = 1, 10 do assert.equal(all[i], r:uniform()) end
    assert.equal(11, r:position())
    assert.is_true(all:slice(11, 17) == r:uniform(7))
    assert.equal(all[18], r:uniform())
    for i = 100, 1, -1 do assert.equal(all[i], r:at(i):uniform()) end
    assert.equal(19, r:position())
    assert.is_true(r == r:at(19))
    assert.is_false(r == r:at(20))
    assert.is_true(r:at(1) == hepar.random(7, {stream = 3}))
  end)

  it("has other numbers for another seed, stream or purpose", function()
    local a = hepar.random(1):uniform(1000)
    for _, r in ipairs{hepar.random(2), hepar.random(1, {stream = 1}),
      hepar.random(1, {purpose = "x"})} do
      local b = r:uniform(1000)
      for i = 1, 1000 do assert.not_equal(a[i], b[i]) end
      -- Uncorrelated: the sum of 1000 products has a standard deviation of 1/12 sqrt(1000).
      assert.is_true(math.abs(((a - 0.5) * (b - 0.5)):sum()) < 4 * math.sqrt(1000) / 12)
    end
  end)

  it("takes the same numbers whatever the threads", function()
    local r = hepar.random(5, {purpose = "threads"})
    for _, kind in ipairs{"normal", "uniform", "exponential", "gamma", "poisson"} do
      local one = r:at(4)[kind](r:at(4), 200001)
      for _, threads in ipairs{0, 1, 2, 5} do
        assert.is_true(one == r:at(4)[kind](r:at(4), 200001, {threads = threads}))
      end
      for _, i in ipairs{1, 2, 32768, 32769, 65537, 200001} do
        assert.equal(one[i], r:at(3 + i)[kind](r:at(3 + i)))
      end
    end
  end)

  it("prints itself", function()
    local r = hepar.random(2016, {stream = 17, purpose = "dropout"})
    r:uniform(4)
    assert.equal('random stream: seed 2016, stream 17, purpose "dropout", next index 5',
      tostring(r))
  end)

  it("refuses what makes no sense", function()
    local r = hepar.random(1)
    assert.equal("hepar.random: seed must be a number, got nil", refusal(hepar.random))
    assert.equal("hepar.random: seed must be a whole number, got 1.5", refusal(hepar.random, 1.5))
    assert.equal('hepar.random: option "steam" is not known (did you mean "stream"?)',
      refusal(hepar.random, 1, {steam = 2}))
    assert.equal("hepar.random: purpose must be a string, got number",
      refusal(hepar.random, 1, {purpose = 2}))
    assert.equal("hepar.random.at: index must be at least 1, got 0", refusal(r.at, r, 0))
    assert.equal("hepar.random.at: index must be at most 281474976710656, got 281474976710657",
      refusal(r.at, r, (1 << 48) + 1))
    assert.equal("hepar.random.uniform: a stream ends after 2^48 numbers, 2 asked for at index "
      .. "281474976710656", refusal(r.uniform, r:at(1 << 48), 2))
    assert.equal("hepar.random.uniform: expected a stream, got table", refusal(r.uniform, {}))
    assert.equal("hepar.random.uniform: n must be at least 0, got -1", refusal(r.uniform, r, -1))
    assert.equal("hepar.random.uniform: max must be finite and above min, got 0",
      refusal(r.uniform, r, 2, {max = 0}))
    assert.equal("hepar.random.normal: sd must be finite and not negative, got -1",
      refusal(r.normal, r, {sd = -1}))
    assert.equal('hepar.random.normal: option "std" is not known (did you mean "sd"?)',
      refusal(r.normal, r, 2, {std = 1}))
    assert.equal("hepar.random.normal: threads must be at most 1024, got 1025",
      refusal(r.normal, r, 2, {threads = 1025}))
    assert.equal("hepar.random.exponential: rate must be finite and positive, got 0",
      refusal(r.exponential, r, {rate = 0}))
    assert.equal("hepar.random.gamma: shape must be finite and positive, got nan",
      refusal(r.gamma, r, {shape = 0 / 0}):gsub("-nan", "nan"))
    assert.equal("hepar.random.beta: b must be finite and positive, got inf",
      refusal(r.beta, r, {b = math.huge}))
    assert.equal("hepar.random.poisson: mean must lie between 0 and 1e9, got -1",
      refusal(r.poisson, r, {mean = -1}))
    assert.equal("hepar.random.binomial: trials must be a whole number up to 1e9, got 2.5",
      refusal(r.binomial, r, {trials = 2.5}))
    assert.equal("hepar.random.binomial: p must lie between 0 and 1, got 2",
      refusal(r.binomial, r, {p = 2}))
    assert.equal("hepar.random.integer: high must not be below low, got 2 and 1",
      refusal(r.integer, r, 2, 1))
    assert.equal("hepar.random.shuffle: list must be an array or a column, got nil",
      refusal(r.shuffle, r))
    assert.equal("hepar.random.sample: cannot draw 3 of 2", refusal(r.sample, r, {1, 2}, 3))
    assert.equal("hepar.random.sample: cannot draw 1 of 0",
      refusal(r.sample, r, {}, 1, {replace = true}))
    assert.equal("hepar.random.sample: k must be a whole number, 0 or more",
      refusal(r.sample, r, 5, -1))
    assert.equal('hepar.random.sample: option "repalce" is not known, only "replace" is',
      refusal(r.sample, r, 5, 1, {repalce = true}))
    assert.equal("hepar.random.sample: replace must be true or false, got number",
      refusal(r.sample, r, 5, 1, {replace = 1}))
    assert.equal(1, r:position())
  end)

  it("returns nil, message and code when threads or memory are short", function()
    local memory = core.memory
    local r = hepar.random(1)
    memory.fail_at(2) -- the first is the column
    local column, message, code = r:normal(10)
    memory.fail_at(0)
    assert.is_nil(column)
    assert.equal("hepar.random.normal: there is no memory for a thread pool", message)
    assert.equal("nomem", code)
    memory.fail_at(1)
    local ok, raised = pcall(r.normal, r, 10)
    memory.fail_at(0)
    assert.is_false(ok)
    assert.match("hepar.random.normal: there is no memory for a column of 10 values", raised)
    assert.equal(1, r:position())
  end)
end)

-- Chi-square of counts against expected numbers, in units of its standard deviation.
local function misfit(observed, expected)
  local chi, cells = 0, 0
  for k, e in pairs(expected) do
    chi = chi + ((observed[k] or 0) - e) ^ 2 / e
    cells = cells + 1
  end
  return (chi - (cells - 1)) / math.sqrt(2 * (cells - 1))
end

-- Mean and variance within four standard errors (that of the variance from the fourth moment).
local function moments(x, mean, var)
  local n = #x
  local m, v = x:mean(), x:var()
  local fourth = ((x - m) ^ 4):mean()
  assert.is_true(math.abs(m - mean) < 4 * math.sqrt(var / n), ("mean %g, not %g"):format(m, mean))
  assert.is_true(math.abs(v - var) < 4 * math.sqrt((fourth - v * v) / n),
    ("variance %g, not %g"):format(v, var))
end

-- Compare with a distribution function: Kolmogorov's statistic sqrt(n) D, 1.95 at p = 0.001.
local function kolmogorov(x, distribution)
  local sorted = x:sorted()
  local worst, n = 0, #x
  for i = 1, n do
    local f = distribution(sorted[i])
    worst = math.max(worst, f - (i - 1) / n, i / n - f)
  end
  assert.is_true(math.sqrt(n) * worst < 1.95, ("sqrt(n) D = %g"):format(math.sqrt(n) * worst))
end

describe("the variates", function()
  local N = 100000
  local r = hepar.random(20161, {purpose = "variates"})

  it("uniform: flat, and never 0 or 1", function()
    local x = r:at(1):uniform(N)
    moments(x, 0.5, 1 / 12)
    kolmogorov(x, function(u) return u end)
    moments(r:at(1):uniform(N, {min = -2, max = 4}), 1, 3)
    assert.is_true(x:min() > 0 and x:max() < 1)
  end)

  it("normal: the quantile of the uniform number at the same index", function()
    moments(r:at(1):normal(N), 0, 1)
    moments(r:at(1):normal(N, {mean = 18, sd = 4}), 18, 16)
    assert.equal(18, r:normal{mean = 18, sd = 0})
    -- Phi(1.959963984540054) = 0.975 (Abramowitz and Stegun, table 26.5, more digits by R's qnorm).
    local u, z = r:at(1):uniform(N), r:at(1):normal(N)
    local below, least = 0, math.huge
    for i = 1, N do
      if u[i] < 0.975 then
        below = below + 1
        assert.is_true(z[i] < 1.959963984540055)
      else
        least = math.min(least, z[i])
      end
    end
    assert.is_true(below > 0.97 * N and least >= 1.959963984540054 and least < 1.9602)
  end)

  it("exponential", function()
    local x = r:at(1):exponential(N, {rate = 0.1})
    moments(x, 10, 100)
    kolmogorov(x, function(t) return 1 - math.exp(-t / 10) end)
  end)

  it("gamma, of small and large shape", function()
    for _, shape in ipairs{0.1, 0.5, 1, 2.5, 100} do
      moments(r:at(1):gamma(N, {shape = shape, scale = 3}), 3 * shape, 9 * shape)
    end
    kolmogorov(r:at(1):gamma(N, {shape = 1}), function(t) return 1 - math.exp(-t) end)
    kolmogorov(r:at(1):gamma(N, {shape = 2}), function(t) return 1 - math.exp(-t) * (1 + t) end)
  end)

  it("beta, of small and large shapes", function()
    for _, shape in ipairs{{0.3, 0.2}, {1, 1}, {2, 5}, {40, 3}, {0.001, 0.001}} do
      local a, b = table.unpack(shape)
      local x = r:at(1):beta(N, {a = a, b = b})
      assert.equal(0, x:missing())
      moments(x, a / (a + b), a * b / ((a + b) ^ 2 * (a + b + 1)))
    end
    kolmogorov(r:at(1):beta(N, {a = 2, b = 1}), function(t) return t * t end)
  end)

  it("Poisson, by inversion and by rejection", function()
    for _, mean in ipairs{0.2, 3, 9.99, 10, 35, 400} do
      local x = r:at(1):poisson(N, {mean = mean})
      moments(x, mean, mean)
      local observed, expected = {}, {}
      local p, k = math.exp(-mean), 0
      while k < 2 * mean + 30 do
        if N * p > 20 then expected[k] = N * p end
        k = k + 1
        p = p * mean / k
      end
      for _, v in x:each() do observed[v] = (observed[v] or 0) + 1 end
      assert.is_true(math.abs(misfit(observed, expected)) < 4, mean)
    end
    assert.equal(0, r:poisson{mean = 0})
    moments(r:at(1):poisson(N, {mean = 1e9}), 1e9, 1e9)
  end)

  it("binomial, by inversion and by rejection, of either side", function()
    for _, case in ipairs{{5, 0.3}, {20, 0.5}, {20, 0.7}, {100, 0.3}, {1000, 0.98}, {300, 0.6}} do
      local n, p = table.unpack(case)
      local x = r:at(1):binomial(N, {trials = n, p = p})
      moments(x, n * p, n * p * (1 - p))
      local observed, expected = {}, {}
      local log_f = n * math.log(1 - p)
      for k = 0, n do
        if N * math.exp(log_f) > 20 then expected[k] = N * math.exp(log_f) end
        log_f = log_f + math.log((n - k) / (k + 1) * p / (1 - p))
      end
      for _, v in x:each() do observed[v] = (observed[v] or 0) + 1 end
      assert.is_true(math.abs(misfit(observed, expected)) < 4, n .. " " .. p)
    end
    for _, p in ipairs{0, 1} do
      assert.equal(p * 50, r:binomial{trials = 50, p = p})
    end
    assert.equal(0, r:binomial{trials = 0})
  end)

  it("whole numbers, without bias", function()
    local observed, expected = {}, {}
    for k = -3, 3 do expected[k] = 70000 / 7 end
    for _, v in r:at(1):integer(-3, 3, 70000):each() do observed[v] = (observed[v] or 0) + 1 end
    assert.is_true(math.abs(misfit(observed, expected)) < 4)
    assert.equal(5, r:integer(5, 5))
    assert.equal("integer", math.type(r:integer(math.mininteger, math.maxinteger)))
    -- Of 3 * 2^62 numbers a quarter would come twice as often, were none rejected.
    local third = 0
    for i = 1, 30000 do
      local k = r:at(i):integer(math.mininteger, math.mininteger + 3 * (1 << 62) - 1)
      if k < math.mininteger + (1 << 62) then third = third + 1 end
    end
    assert.is_true(math.abs(third - 10000) < 4 * math.sqrt(30000 * 2 / 9))
  end)

  it("shuffles arrays and columns, every order as likely as another", function()
    local observed, expected = {}, {}
    for i = 1, 24000 do
      local order = table.concat(r:at(i * 10):shuffle{1, 2, 3, 4})
      observed[order] = (observed[order] or 0) + 1
    end
    for order in pairs(observed) do expected[order] = 1000 end
    local orders = 0
    for _ in pairs(observed) do orders = orders + 1 end
    assert.equal(24, orders)
    assert.is_true(math.abs(misfit(observed, expected)) < 4)
    local x = r:at(1):shuffle(hepar.column.range(1, 100))
    assert.is_true(hepar.column.range(1, 100) == x:sorted())
    assert.is_false(hepar.column.range(1, 100) == x)
    local s = hepar.random(1)
    s:shuffle{1, 2, 3, 4}
    assert.equal(4, s:position())
    assert.same({}, s:shuffle{})
  end)

  it("samples with and without replacement", function()
    local observed, expected = {}, {}
    for i = 1, 10000 do
      local pair = r:at(i * 2):sample(5, 2)
      assert.not_equal(pair[1], pair[2])
      local name = pair[1] .. "," .. pair[2]
      observed[name] = (observed[name] or 0) + 1
    end
    for a = 1, 5 do
      for b = 1, 5 do
        if a ~= b then expected[a .. "," .. b] = 500 end
      end
    end
    assert.is_true(math.abs(misfit(observed, expected)) < 4)
    local all = r:sample({"a", "b", "c"}, 3)
    table.sort(all)
    assert.same({"a", "b", "c"}, all)
    assert.equal(50, #r:sample({1, 2}, 50, {replace = true}))
    assert.same({}, r:sample({}, 0))
    assert.equal(2, #r:sample(1 << 40, 2))
  end)
end)
