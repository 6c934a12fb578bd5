-- The reference, hepar.help and the language-server definitions cover every public function, method
-- and object.

local hepar = require "hepar"

package.path = "docs/?.lua;" .. package.path
local generate = require "generate"
local source = require "generate.source"
local files = require "spec.helper.files"

local read = files.read

-- One of each kind of object that a user gets hold of.
local function objects()
  local design = hepar.trial { arms = { control = { mean = 0, sd = 1 },
    treated = { mean = 1, sd = 1 } }, endpoint = { type = "continuous" }, n = 20 }
  local ev = hepar.evidence.builtin()
  local small = hepar.evidence.new()
  local fit = hepar.meta.fit({ yi = { 0.1, 0.4, 0.3, 0.8, 0.5 },
    vi = { 0.02, 0.01, 0.03, 0.05, 0.02 }, dose = { 1, 2, 5, 3, 4 }, year = { 3, 1, 4, 1, 5 } },
    { mods = "~ dose + year", method = "ML" })
  local figure = hepar.plot.figure { title = "x", width = 10, height = 10 }
  local toy = hepar.model.builtin("renewal_cook")
  local scenario = hepar.scenario { model = "liver", horizon = 7, arms = { control = {} },
    cohort = { n = 2 }, outputs = { "MELD" } }
  local cohort = assert(scenario:run())
  return {
    scenario = scenario,
    sensitivity = hepar.cohort.sensitivity(function(v) return v.a * v.b end, { method = "prcc",
      parameters = { a = { 1, 2 }, b = { 0, 3 } }, n = 20, bootstrap = 5 }),
    profiles = hepar.cohort.calibrate(function(v) return { v.a, v.a } end,
      { data = { { values = { 1, 2 }, sd = 1 } }, free = { a = { 1 } } }):profile(),
    combinations = hepar.cohort.calibrate(function(v) return { v.a, v.a } end,
      { data = { { values = { 1, 2 }, sd = 1 } }, free = { a = { 1, 0, 3 } } }):combinations(),
    calibration = hepar.cohort.calibrate(function(v) return { v.a, v.a } end,
      { data = { { values = { 1, 2 }, sd = 1 } }, free = { a = { 0 } } }),
    cohort = cohort,
    search = assert(hepar.cohort.search(scenario, { outcome = "MELD", uncertain = false,
      patients = 1, space = { product = "MSC", dose = 5e7, route = "HA" } })),
    survival = cohort:survival(),
    model = toy,
    run = toy:simulate { t = 1 },
    symbol = toy.parameter.k_death_high,
    preset = hepar.model("liver"):presets()[1],
    steady = toy:steady(),
    evidence = ev,
    record = ev[1],
    tally = ev:tally("route"),
    cross = ev:cross("source", "disease"),
    findings = ev:check(),
    imported = assert(small:import { records = {} }),
    column = hepar.column { 1, 2 },
    random = hepar.random(1),
    directions = hepar.meta.directions(ev:results { outcome = "MELD" }),
    fit = fit,
    fits = hepar.meta.fit_many { { yi = { 1, 2, 4 }, vi = { 1, 1, 1 } } },
    confint = fit:confint(),
    prediction = fit:predict(),
    wald = fit:anova { btt = 2 },
    comparison = fit:anova(hepar.meta.fit({ yi = fit.yi, vi = fit.vi }, { method = "ML" })),
    vif = fit:vif(),
    robust = fit:robust { 1, 2, 3, 4, 5 },
    location_scale = hepar.meta.fit(fit, { scale = "~ 1" }),
    subgroups = hepar.meta.subgroups({ yi = { 1, 2, 4 }, vi = { 1, 1, 1 } },
      { by = { "a", "a", "b" } }),
    effects = hepar.meta.effects { yi = { 1 }, vi = { 2 } },
    derived = hepar.meta.sd { se = 1, n = 4 },
    patients = hepar.meta.reconstruct { time = { 0 }, surv = { 1 }, trisk = { 0 }, nrisk = { 2 } },
    logrank = hepar.meta.logrank({ time = { 1 }, event = { 1 } }, { time = { 2 }, event = { 1 } }),
    forensics = hepar.meta.forensics {},
    tables = hepar.meta.mh { ai = { 1 }, bi = { 2 }, ci = { 3 }, di = { 4 } },
    figure = figure,
    group = figure:group(),
    report = hepar.report { title = "x" },
    report_findings = hepar.report.findings(ev),
    inline = hepar.report.em("x"),
    score = hepar.score.describe("MELD"),
    scores = hepar.score.list(),
    explanation = hepar.score.explain("ALBI", { bilirubin = 1, albumin = 4 }),
    boundaries = hepar.trial.sequential {},
    planned = hepar.trial.means { difference = 1, sd = 1, n = 40 },
    analysis = hepar.trial.analyse { analysis = "t", group = { 0, 0, 1, 1 }, y = { 1, 2, 3, 5 } },
    prior = hepar.trial.normal { mean = 0, sd = 1 },
    trial = design,
    characteristics = design:power { replicates = 10 },
    powers = design:power { n = { 20, 40 }, replicates = 10 },
  }, {
    result = ev:results(), quantity = ev:quantities(), claim = ev:claims(), source = ev:sources(),
    decision = ev:decisions(), hit = ev:search("fibrosis"), change = ev:history(),
    term = hepar.evidence.vocabulary("route"), field = hepar.evidence.fields(),
    record = ev:get("zhao2018") or ev:get(ev[1].study),
  }
end

-- The plain table that holds the methods of an object, or nil.
local function methods_of(object)
  local meta = getmetatable(object)
  return meta.methods or type(meta.__index) == "table" and meta.__index or nil
end

local function sorted(list)
  table.sort(list)
  return list
end

describe("the reference", function()
  local pages, model = generate.files()
  local documented = source.entries(model)

  it("is in step with the sources", function()
    for _, file in ipairs(pages) do
      assert.is_true(read(file[1]) == file[2], file[1] .. " is out of date: run make docs")
    end
  end)

  it("has all parts of hepar", function()
    local parts = {}
    for name in read("lua/hepar.lua"):gmatch("\n  ([%w_]+) = \"hepar%.") do
      parts[#parts + 1] = name
    end
    assert.is_true(#parts >= 8)
    assert.same(sorted(parts), sorted(table.move(source.parts, 1, #source.parts, 1, {})))
  end)

  it("has every public function of every part, and nothing else", function()
    local missing, there = {}, {}
    for _, part in ipairs(source.parts) do
      for name, value in pairs(hepar[part]) do
        if type(value) == "function" and not name:match("^_") then
          local full = "hepar." .. part .. "." .. name
          there[full] = true
          if not documented[full] then missing[#missing + 1] = full end
        end
      end
    end
    for full in pairs(documented) do
      if full:match("^hepar%.") and not there[full] then
        missing[#missing + 1] = full .. " (documented, not there)"
      end
    end
    assert.same({}, sorted(missing))
  end)

  it("has every method of the objects, and nothing else", function()
    local missing, there = {}, {}
    for class, object in pairs((objects())) do
      assert.is_truthy(model.classes[class], class)
      for name, value in pairs(methods_of(object) or {}) do
        if type(value) == "function" and not name:match("^_") then
          there[class .. ":" .. name] = true
          local field = false
          for _, one in ipairs(model.classes[class].fields) do
            field = field or one.name == name
          end
          if not documented[class .. ":" .. name] and not field then
            missing[#missing + 1] = class .. ":" .. name
          end
        end
      end
    end
    for full in pairs(documented) do
      if full:match(":") and not full:match(":__") and not there[full] then
        missing[#missing + 1] = full .. " (documented, not there)"
      end
    end
    assert.same({}, sorted(missing))
  end)

  it("has operators that the objects have", function()
    local all, count = objects(), 0
    for _, class in ipairs(model.classes) do
      for _, entry in ipairs(class.operators) do
        count = count + 1
        assert.is_truthy(getmetatable(all[class.name])[entry.name], class.name .. entry.name)
      end
    end
    assert.is_true(count > 10)
  end)

  it("knows the fields that rows have", function()
    local _, lists = objects()
    for name, list in pairs(lists) do
      if #list > 0 then
        local known = {}
        for _, field in ipairs(model.classes[name].fields) do known[field.name] = true end
        for field in pairs(known) do assert.is_string(field) end
        -- What every row has must be in the reference.
        for field in pairs(list[1]) do
          local everywhere = true
          for i = 2, #list do everywhere = everywhere and list[i][field] ~= nil end
          assert.is_true(known[field] or not everywhere, name .. "." .. tostring(field))
        end
        -- What the reference calls always there is there.
        for _, field in ipairs(model.classes[name].fields) do
          if not field.optional then
            for i = 1, #list do
              assert.is_true(list[i][field.name] ~= nil, name .. "." .. field.name)
            end
          end
        end
      end
    end
  end)

  it("says which parts can be called", function()
    for _, part in ipairs(source.parts) do
      local meta = getmetatable(hepar[part])
      assert.equal(source.callable[part] ~= nil, (meta and meta.__call) ~= nil, part)
    end
  end)

  it("gives every function a summary and every parameter a text, named as in the code", function()
    for name, entry in pairs(documented) do
      assert.is_true(#entry.summary > 10 or name:match(":__") ~= nil, name)
      for _, param in ipairs(entry.params) do
        assert.is_true(#param.about > 2, name .. " " .. param.name)
      end
      for _, ret in ipairs(entry.returns) do assert.is_true(#ret.about > 2, name) end
    end
  end)

  it("gives every function of a part and every method an example", function()
    local missing = {}
    for name, entry in pairs(documented) do
      if #entry.usage == 0 and not name:match(":__") then missing[#missing + 1] = name end
    end
    assert.same({}, sorted(missing))
  end)
end)

describe("hepar.help", function()
  local model = source.model()

  it("prints what the reference says", function()
    for name, entry in pairs(source.entries(model)) do
      if not name:match(":__") then
        local text = hepar.help(name)
        assert.is_truthy(text:find(entry.summary:match("^%S+"), 1, true), name)
        assert.is_truthy(text:find(source.signature(entry), 1, true), name)
      end
    end
  end)

  it("knows every object and every list", function()
    local all, lists = objects()
    for class, object in pairs(all) do
      local text = hepar.help(object)
      assert.is_truthy(text:find("^hepar%." .. class), class)
      assert.is_truthy(text:find(model.classes[class].summary:match("^%S+"), 1, true), class)
    end
    for row, list in pairs(lists) do
      local text = hepar.help(list)
      if row ~= "record" then assert.matches("a list of rows; each row has", text) end
    end
  end)

  it("knows the parts, and what there is", function()
    assert.matches("^hepar%.meta\n", hepar.help(hepar.meta))
    assert.equal(hepar.help(), hepar.help(hepar))
    for _, part in ipairs(source.parts) do
      assert.is_truthy(hepar.help():find("hepar." .. part, 1, true), part)
    end
  end)

  it("keeps to the width of a terminal", function()
    for _, class in ipairs(model.classes) do
      for line in (hepar.help(class.name) .. "\n"):gmatch("(.-)\n") do
        local call = line:match("^ *[%w_:%.]+%(") -- is not broken
        assert.is_true(call ~= nil or utf8.len(line) <= 80, line)
      end
    end
  end)

  it("suggests what is near, and refuses what is not hepar's", function()
    assert.has_error(function() hepar.help("meta.directoins") end,
      'hepar.help: "meta.directoins" is not known (did you mean "meta.directions"?)')
    assert.has_error(function() hepar.help {} end,
      "hepar.help: topic must be a name or an object of hepar, got a table")
  end)
end)

describe("library/hepar.lua", function()
  local text = read("library/hepar.lua")
  local model = source.model()

  it("is valid Lua", function()
    assert(load(text, "@library/hepar.lua"))
  end)

  it("declares each class once, and no part under the name of an object", function()
    local seen, count = {}, 0
    for name in text:gmatch("\n%-%-%-@class ([%w%._]+)") do
      assert.is_nil(seen[name], name)
      seen[name], count = true, count + 1
    end
    assert.is_true(count >= #model.classes + #source.parts + 1)
    for _, class in ipairs(model.classes) do assert.is_true(seen["hepar." .. class.name]) end
    for _, part in ipairs(source.parts) do assert.is_true(seen["hepar.module." .. part]) end
  end)

  it("names only types that it declares", function()
    local seen = {}
    for name in text:gmatch("\n%-%-%-@class ([%w%._]+)") do seen[name] = true end
    for line in text:gmatch("\n%-%-%-@([^\n]+)") do
      local types = line:match("^[^#]*")
      if not types:match("^class") then
        for name in types:gmatch("hepar%.[%w%._]+") do assert.is_true(seen[name], line) end
      end
    end
  end)

  -- What the definitions build when they are run: the tables that the server sees.
  it("has every function and method, with the parameters of the reference", function()
    local env = {}
    local open = text:gsub("\nlocal (%l+_[%w_]+ =)", "\n%1")
    assert(load(open, "@library/hepar.lua", "t", env))()
    local count = 0
    for full, entry in pairs(source.entries(model)) do
      if not entry.name:match("^__") then
        local holder = entry.class and env["class_" .. entry.class]
          or env["module_" .. full:match("^hepar%.([%w_]+)%.")]
        local f = holder and holder[entry.name]
        assert.is_function(f, full)
        local about = debug.getinfo(f, "u")
        local own = entry.class and 1 or 0
        local named = #entry.params
        if named > 0 and entry.params[named].name == "..." then named = named - 1 end
        assert.equal(named + own, about.nparams, full)
        count = count + 1
      end
    end
    assert.is_true(count > 100)
  end)

  it("gives completion for what a call returns", function()
    for _, line in ipairs {
      "%-%-%-@return hepar%.evidence%?[^\n]*\nfunction module_evidence%.builtin",
      "%-%-%-@return hepar%.evidence[^\n]*\nfunction class_evidence:where",
      "%-%-%-@return hepar%.directions[^\n]*\nfunction module_meta%.directions",
      "%-%-%-@overload fun%(seed: integer, options%?: table%): hepar%.random",
    } do
      assert.is_truthy(text:find(line), line)
    end
  end)
end)
