-- Many fits at once are the same fits.

local hepar = require "hepar"

local random = hepar.random(7, { purpose = "spec of many fits" })

-- Ragged columns of `count` sets.
local function generate(count)
  local data = { yi = {}, vi = {}, x = {}, n = {} }
  for i = 1, count do
    data.n[i] = random:integer(3, 15)
    for _ = 1, data.n[i] do
      local place = #data.yi + 1
      data.vi[place] = math.exp(random:normal { mean = -2 })
      data.yi[place] = random:normal { sd = 0.5 }
      data.x[place] = random:normal()
    end
  end
  return data
end

local function sets_of(data)
  local sets, first = {}, 1
  for i, n in ipairs(data.n) do
    sets[i] = { yi = {}, vi = {}, x = {} }
    for row = first, first + n - 1 do
      for _, name in ipairs { "yi", "vi", "x" } do
        table.insert(sets[i][name], data[name][row])
      end
    end
    first = first + n
  end
  return sets
end

describe("hepar.meta.fit_many", function()
  local data = generate(150)
  local sets = sets_of(data)

  it("gives the bits of one by one, whatever the threads", function()
    for _, options in ipairs { {}, { method = "PM", test = "knha" }, { method = "DL" } } do
      local one, two = hepar.meta.fit_many(data, options),
        hepar.meta.fit_many(sets, options, { threads = 2 })
      assert.equal(150, #one)
      for i, set in ipairs(sets) do
        local fit = hepar.meta.fit(set, options)
        for _, many in ipairs { one, two } do
          assert.equal(fit.tau2, many.tau2[i])
          assert.equal(fit.beta[1], many.beta[i])
          assert.equal(fit.ci_lb[1], many[i].ci_lb)
          assert.equal(fit.QEp, many[i].QEp)
          assert.equal(fit.k, many[i].k)
          assert.equal(fit.ll, many.ll[i])
        end
      end
    end
  end)

  it("takes moderators", function()
    local many = hepar.meta.fit_many(data, { mods = "~ x", method = "ML" }, { threads = 2 })
    for i, set in ipairs(sets) do
      if #set.yi > 2 then
        local fit = hepar.meta.fit(set, { mods = "~ x", method = "ML" })
        assert.equal(fit.beta[2], many.beta[2][i])
        assert.equal(fit.se[1], many[i].se[1])
        assert.equal(fit.QM, many.QM[i])
      end
    end
  end)

  it("tells which sets cannot be fitted", function()
    local many = hepar.meta.fit_many({ { yi = { 1, 2 }, vi = { 1, 1 } },
      { yi = { 1, 2 }, vi = { 1, -1 } }, { yi = { 0 / 0 }, vi = { 1 } },
      { yi = { 0.5 }, vi = { 0.04 } } })
    assert.equal(4, #many)
    assert.matches("vi[2] must not be negative, got -1", many.failed[2], 1, true)
    assert.matches("no study has all its values", many.failed[3], 1, true)
    assert.is_nil(many[2].tau2)
    assert.is_nil(many.failed[1])
    assert.equal(0.5, many.beta[4])
    assert.is_nil(many[5])
    assert.matches("4 fits (2 failed", tostring(many), 1, true)
  end)

  it("refuses what is no set", function()
    local function fails(message, ...)
      local ok, got = pcall(hepar.meta.fit_many, ...)
      assert.is_false(ok)
      assert.matches("hepar.meta.fit_many: " .. message, got, 1, true)
    end
    fails("n adds up to more than the 2 rows of yi", { yi = { 1, 2 }, vi = { 1, 1 }, n = { 3 } })
    fails("n adds up to 1, yi has 2 values", { yi = { 1, 2 }, vi = { 1, 1 }, n = { 1 } })
    fails("vi has 1 values, yi has 2", { yi = { 1, 2 }, vi = { 1 }, n = { 2 } })
    fails("set 1 must have yi and sei", { { yi = { 1, 2 } } })
    fails('method "x" is not known', {}, { method = "x" })
    fails("option btt has no meaning for many fits", {}, { btt = 1 })
    fails('option "thread" is not known (did you mean "threads"?)', {}, {}, { thread = 2 })
    fails("set 2: vi has 1 values, yi has 2", { { yi = { 1, 2 }, vi = { 1, 1 } },
      { yi = { 1, 2 }, vi = { 1 } } })
    assert.equal(0, #hepar.meta.fit_many({}))
  end)
end)
