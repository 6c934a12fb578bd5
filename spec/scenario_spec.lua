local hepar = require "hepar"

-- The example of the design, word for word.
-- luacheck: push no max line length
local example = [[
-- examples/scenarios/suk2016.lua
return {
  title   = "Autologous BM-MSC through the hepatic artery, one or two doses (Suk 2016)",
  model   = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort  = { n = 1000, seed = 2016 },
  arms = {
    control = {},
    one = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA", at = {weeks = 4} } },
    two = { { product = "MSC", source = "BM", donor = "autologous", dose = 5e7, route = "HA", at = {weeks = {4, 8}} } },
  },
  horizon = {months = 6}, outputs = {"collagen", "MELD", "albumin"},
}
]]
-- luacheck: pop

local function written(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

local function read(text)
  local path = written(text)
  local s, message, code = hepar.scenario.read(path)
  os.remove(path)
  return s, message, code
end

describe("a scenario file", function()
  it("is the example of the design, unchanged", function()
    local s = assert(read(example))
    assert.same({ "control", "one", "two" }, s.arms)
    assert.same({ "collagen", "MELD", "albumin" }, s.outputs)
    assert.equal(182.625, s.horizon)
    assert.equal(1000, s.n)
    assert.equal(2016, s.seed)
    assert.truthy(tostring(s):find("50 into dose_hepatic_artery at 28; "
      .. "50 into dose_hepatic_artery at 56", 1, true))
  end)

  it("says what is wrong, where and in which line", function()
    local cases = {
      { 'model   = "liver"', 'modle = "liver"',
        ':4: modle is not known %(did you mean "model"%?%)' },
      { 'route = "HA", at = {weeks = 4}', 'rout = "HA", at = {weeks = 4}',
        ':9: arms.one%[1%]: option "rout" is not known %(did you mean "route"%?%)' },
      { '"MELD", "albumin"', '"MELDD", "albumin"',
        ':12: outputs%[2%] "MELDD" is no state, output or definition of the model %(did you' },
      { "{months = 6}", "{moths = 6}", ':12: horizon: the time: "moths" is no unit of time' },
      { "n = 1000", "n = 0.5", ":6: cohort.n must be a whole number" },
      { "{weeks = {4, 8}}", "{weeks = 400}", ":10: arms.two%[1%].at is after the horizon" },
      { '"alcohol"', '"alcool"', ':5: disease.etiology: injury "alcool" is not known' },
      { "seed = 2016", "seed = 2016, vary = { k_activatio = 0.2 }",
        ":6: cohort.vary.k_activatio is no parameter or input of the model %(did you mean" },
    }
    for _, case in ipairs(cases) do
      local text, count = example:gsub(case[1]:gsub("[%(%)%.%-%[%]]", "%%%0"),
        (case[2]:gsub("%%", "%%%%")), 1)
      assert.equal(1, count, case[1])
      local s, message, code = read(text)
      assert.is_nil(s, case[2])
      assert.equal("format", code)
      assert.truthy(message:find(case[3]), message)
      assert.truthy(message:find("^hepar%.scenario%.read: "), message)
    end
  end)

  it("cannot loop, take all memory or reach out", function()
    local function refused(text, pattern, code)
      local s, message, got = read(text)
      assert.is_nil(s)
      assert.truthy(message:find(pattern), message)
      assert.equal(code, got)
    end
    refused("while true do end", "runs too long: it was stopped after 10000000 instructions",
      "range")
    refused("local s = 'x' for i = 1, 60 do s = s .. s end", "takes too much memory", "range")
    refused("local t = {} for i = 1, 1e9 do t[i] = {} end", "too much memory", "range")
    refused("return io.open('/etc/passwd')", "global 'io'", "format")
    refused("os.exit()", "global 'os'", "format")
    refused("return require 'hepar'", "global 'require'", "format")
    refused("return load('return 1')", "global 'load'", "format")
    refused("return ('x'):rep(1e9)", "attempt to index a string value", "format")
    refused("return setmetatable({}, {})", "global 'setmetatable'", "format")
    refused("pcall(error)", "global 'pcall'", "format")
    refused("return coroutine.create(print)", "global 'coroutine'", "format")
    refused(string.dump(function() return {} end), "binary chunk", "format")
    refused("return { f = tostring }", "not a function", "format")
    refused("local t = {} t.t = t return t", "nests deeper", "format")
    refused("return 3", "must return a table", "format")
    refused("return {", ":1: ", "format")
    refused("error({})", "an error without text", "format")
    refused("_ENV = {} return x.y.z", "attempt to index", "format")
  end)

  it("cannot hide a long run in single instructions", function()
    local function refused(text, pattern)
      local s, message, got = read(text)
      assert.is_nil(s)
      assert.truthy(message:find(pattern), message)
      assert.equal("range", got)
    end
    -- A walk over a long empty table; a join of long texts would be as slow. Seconds end them.
    refused("local t = {} for i = 1, 5e5 do t[i] = i end for i = 1, 5e5 do t[i] = nil end "
      .. "while true do next(t) end", "it was stopped after 2 seconds")
  end)

  it("cannot reach what others have to be kept from", function()
    local function refused(text, pattern, code)
      local s, message, got = read(text)
      assert.is_nil(s, text)
      assert.truthy(message:find(pattern), message)
      assert.equal(code or "format", got)
    end
    -- Loops of every kind.
    refused("::a:: goto a", "runs too long", "range")
    refused("repeat until false", "runs too long", "range")
    refused("local function f() return f() end f()", "runs too long", "range")
    refused("for i = 1, math.huge do end", "runs too long", "range")
    refused("for _ in function() return 1 end do end", "runs too long", "range")
    refused("local function f() return 1 + f() end f()", "too much memory", "range")
    -- Texts have no methods; the tables of functions that could run long are not there.
    refused("local s = 'a' return s:rep(10)", "attempt to index a string value")
    refused("return string.rep('x', 1e9)", "global 'string'")
    refused("return string.find(('a'):rep(30), ('a?'):rep(30))", "global 'string'")
    refused("return table.concat({}, 'x', 1, 1e9)", "global 'table'")
    refused("table.sort({ 3, 1, 2 }, function() return true end)", "global 'table'")
    refused("return utf8.char(1)", "global 'utf8'")
    refused("return debug.getinfo(1)", "global 'debug'")
    refused("return getmetatable('').__index", "global 'getmetatable'")
    refused("rawset(_G, 'x', 1)", "global 'rawset'")
    refused("return dofile('/etc/passwd')", "global 'dofile'")
    refused("return loadstring('return 1')", "global 'loadstring'")
    refused("return collectgarbage('count')", "global 'collectgarbage'")
    refused("return math.random()", "field 'random'")
    refused("xpcall(error, print)", "global 'xpcall'")
    refused("coroutine.wrap(function() while true do end end)()", "global 'coroutine'")
    refused("local x <close> = {}", "non%-closable value")
    -- Texts that the parser has to bear.
    refused("return " .. ("("):rep(100000), "overflow")
    refused("return " .. ("{"):rep(100000), "overflow")
    refused(("do "):rep(100000), "overflow")
    refused("local a = 1 " .. ("local b = a "):rep(300), "too many local variables")
    refused("return '" .. ("x"):rep(100), "unfinished string")
    refused("return { " .. ("'x',"):rep(200000) .. " }", "more than 100000 entries")
    refused("\0", "unexpected symbol")
    refused("-- " .. ("x"):rep(1 << 20), "is longer than 1048576 bytes", "range")
  end)

  it("leaves nothing of a script behind", function()
    local before = collectgarbage("count")
    for _ = 1, 20 do read("local t = {} for i = 1, 1e9 do t[i] = {} end") end
    collectgarbage()
    assert.is_true(collectgarbage("count") - before < 1000)
    assert.is_nil(rawget(_G, "x"))
  end)

  it("may compute", function()
    local s = assert(read([[
      local arms = { control = {} }
      for i = 1, 3 do
        arms["dose_" .. i] = { { product = "MSC", route = "HA", dose = 10 ^ (6 + i) } }
      end
      return { model = "liver", arms = arms, horizon = { weeks = math.floor(12.5) },
        disease = { etiology = "alcohol", years = 8 } }]]))
    assert.same({ "control", "dose_1", "dose_2", "dose_3" }, s.arms)
    assert.equal(84, s.horizon)
  end)

  it("that is not there, or is no text, is told", function()
    local s, _, code = hepar.scenario.read("/nowhere/x.lua")
    assert.is_nil(s)
    assert.equal("io", code)
  end)
end)

describe("a scenario", function()
  it("of any model takes doses, changes and settings", function()
    local model = hepar.model.define [[
      model decay "One substance"
      time day
      param k = 0.1 range 0.01 .. 1 [1/day]
      state amount = 100 [mg]
      amount' = -k * amount
    ]]
    local s = hepar.scenario { model = model, horizon = 10, outputs = { "amount" },
      cohort = { n = 3, vary = false },
      arms = { none = {}, more = { { into = "amount", amount = 50, at = { days = 5 } } },
        slow = { { set = { k = 0.05 } } }, stop = { { at = 5, set = { k = 0 } } } },
      control = "none" }
    local c = s:run()
    local by = {}
    for _, row in ipairs(c:summary("amount")) do by[row.arm] = row.mean end
    assert.near(100 * math.exp(-1), by.none, 1e-4)
    assert.near(100 * math.exp(-1) + 50 * math.exp(-0.5), by.more, 1e-4)
    assert.near(100 * math.exp(-0.5), by.slow, 1e-4)
    assert.near(100 * math.exp(-0.5), by.stop, 1e-4)
  end)

  it("raises for what it cannot mean", function()
    assert.error_matches(function()
      hepar.scenario { model = "livre", arms = {}, horizon = 1 }
    end, 'hepar.scenario.new: model: model "livre" is not known')
    assert.error_matches(function()
      hepar.scenario { model = "liver", horizon = 10, arms = { a = { { product = "MSC",
        route = "HA" } } } }
    end, "arms.a%[1%]: option dose or dose_per_kg is missing")
    assert.error_matches(function()
      hepar.scenario { model = "decay_of_nothing", horizon = 10 }
    end, "model")
    assert.error_matches(function()
      hepar.scenario { model = "liver", horizon = 10, arms = { control = {} },
        cohort = { correlation = { { "age", "injury", 0.9 } }, covariates = { age = { mean = 5,
        sd = 1 } }, vary = { k_activation = 0.1, k_TGF = 0.2, k_TNF = 0.1 } } }
    end, '"injury" is no feature that is drawn')
  end)

  it("refuses correlations that cannot be, and offers the nearest", function()
    local ok, message = pcall(hepar.scenario, { model = "liver", horizon = 10,
      arms = { control = {} }, cohort = { covariates = {}, vary = { k_activation = 0.1,
        k_TGF = 0.2, k_TNF = 0.1 }, correlation = { { "k_TGF", "k_TNF", 0.9 },
        { "k_TGF", "k_activation", 0.9 }, { "k_TNF", "k_activation", -0.9 } } } })
    assert.is_false(ok)
    assert.truthy(message:find("not positive definite; the nearest one that is: "
      .. '{{"k_TGF", "k_TNF", 0.5000}, {"k_TGF", "k_activation", 0.5000}, '
      .. '{"k_TNF", "k_activation", -0.5000}}', 1, true), message)
  end)
end)

describe("a scenario of a record", function()
  local ev = hepar.evidence.builtin()

  it("has the arms, doses and times of the record, and lists what it assumed", function()
    local s = assert(hepar.scenario.from_record(ev["fiore2018:t1:r17"] and ev["fiore2018:t1:r07"]))
    local text = tostring(s)
    -- three doses of 0.5e6 cells for each of 70 kg, every four weeks, into a vein
    assert.truthy(text:find("msc: 35 into dose_vein at 0; 35 into dose_vein at 28; "
      .. "35 into dose_vein at 56", 1, true), text)
    assert.equal(336, s.horizon)
    local said = {}
    for _, row in ipairs(s.assumptions) do said[#said + 1] = row.reason end
    assert.truthy(table.concat(said, "; "):find("a patient weighs 70 kg", 1, true))
  end)

  it("is refused with the reason where dose, route or disease cannot be used", function()
    local s, message, code = hepar.scenario.from_record(ev["fiore2018:t1:r01"])
    assert.is_nil(s)
    assert.equal("not_found", code)
    assert.truthy(message:find("its dose cannot be read", 1, true))
    s, message = hepar.scenario.from_record(ev["fiore2018:t1:r18"])
    assert.is_nil(s)
    assert.truthy(message:find("Liver transplantation", 1, true))
  end)

  it("is what the shipped scenarios are", function()
    local pipe = assert(io.popen("ls examples/scenarios/*.lua"))
    local count, made = 0, 0
    for path in pipe:lines() do
      local s, message = hepar.scenario.read(path)
      assert(s, message)
      assert.truthy(s.record and ev[s.record], path)
      assert.is_true(#s.assumptions > 0)
      count = count + 1
      if not path:find("suk2016") then
        local of_record = assert(hepar.scenario.from_record(ev[s.record], { seed = s.seed }))
        assert.equal(tostring(of_record), tostring(s))
        made = made + 1
      end
    end
    pipe:close()
    local able = 0
    for record in ev:each() do
      if hepar.scenario.from_record(record) then able = able + 1 end
    end
    assert.equal(able, count)
    assert.equal(able - 1, made)
    assert.is_true(count >= 35)
  end)
end)
