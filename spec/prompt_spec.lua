-- At a prompt: objects print themselves in lines that fit, say what can be done next, and have
-- their methods where completion looks for them.

local hepar = require "hepar"

local ev = hepar.evidence.builtin()
local model = hepar.model "renewal_cook"
local trials = ev:where { source_id = "fiore2018", design = "clinical" }

-- What `=object` shows, by name.
local shown = {
  evidence = ev,
  view = trials,
  empty = hepar.evidence.new(),
  record = ev["fiore2018:t1:r16"],
  tally = ev:tally("route"),
  patients = trials:tally("source", { by = "patients" }),
  cross = trials:cross("source", "disease"),
  results = trials:results { outcome = "MELD" },
  quantities = ev:quantities { outcome = "MELD" },
  claims = ev:claims { topic = "homing" },
  sources = ev:sources(),
  decisions = ev:decisions(),
  hits = ev:search("hepatic artery"),
  history = ev:history(),
  vocabulary = hepar.evidence.vocabulary("route"),
  fields = hepar.evidence.fields(),
  check = ev:check(),
  directions = hepar.meta.directions(trials:results {}),
  one = hepar.meta.directions(trials:results { outcome = "MELD" }),
  figure = hepar.plot.timeline(trials),
  report = hepar.report { title = "x" },
  findings = hepar.report.findings(ev),
  column = hepar.column { 1, 2, 3 },
  random = hepar.random(1),
  model = model,
  liver = hepar.model "liver",
  models = hepar.model.list(),
  parameters = model:parameters(),
  parameter = model.parameter.k_rescue,
  presets = hepar.model("liver"):presets(),
  preset = hepar.model("liver"):presets()[2],
  rates = model:rates(),
  steady = model:steady(),
  run = model:simulate { t = 10 },
  row = model:simulate { t = 10 }:at(3.3),
}

describe("at a prompt", function()
  it("an object prints itself, in lines that fit", function()
    for name, object in pairs(shown) do
      local text = tostring(object)
      assert.is_nil(text:match("0x%x+"), name)
      for line in text:gmatch("[^\n]+") do
        assert.is_true(utf8.len(line) <= 100, name .. ": " .. line)
      end
    end
  end)

  it("a summary is short", function()
    for _, name in ipairs { "evidence", "view", "empty", "results", "claims", "figure", "report",
      "column", "random", "hits", "run" } do
      local _, lines = tostring(shown[name]):gsub("\n", "\n")
      assert.is_true(lines < 16, name)
    end
  end)

  it("says what can be done next, in a form that can be typed", function()
    for _, name in ipairs { "evidence", "view", "empty", "tally", "cross", "results", "quantities",
      "claims", "decisions", "hits", "check", "directions", "one", "figure", "report", "model",
      "run" } do
      local text = tostring(shown[name])
      local from = assert(text:find("\n *next  "), name)
      local tail = text:sub(from)
      -- Each method that is named is there.
      for method in tail:gmatch(" :([%w_]+)%(") do
        assert.is_function(shown[name][method], name .. ":" .. method)
      end
      for method in tail:gmatch("ev:([%w_]+)[{(]") do assert.is_function(ev[method], method) end
    end
  end)

  it("has methods in plain tables, where completion finds them", function()
    for name, methods in pairs {
      evidence = { "where", "tally", "results", "check", "close" },
      view = { "where", "export" },
      check = { "text" },
      directions = { "effect_direction_table", "harvest" },
      figure = { "save", "svg", "text" },
      report = { "heading", "save" },
      random = { "uniform", "shuffle" },
      model = { "simulate", "parameters", "graph" },
      run = { "at", "plot", "csv" },
    } do
      local index = getmetatable(shown[name]).__index
      assert.is_table(index, name)
      for _, method in ipairs(methods) do
        assert.is_function(rawget(index, method), name .. ":" .. method)
      end
    end
    -- A column answers to its places, so its __index is a function; the names are beside it.
    assert.is_function(getmetatable(shown.column).methods.mean)
  end)

  it("gives one value for one question, so that print shows no nil", function()
    for name, list in pairs {
      results = table.pack(ev:results()), quantities = table.pack(ev:quantities()),
      claims = table.pack(ev:claims()), sources = table.pack(ev:sources()),
      decisions = table.pack(ev:decisions()), search = table.pack(ev:search("liver")),
      check = table.pack(ev:check()), history = table.pack(ev:history()),
      tally = table.pack(ev:tally("route")), where = table.pack(ev:where {}),
    } do
      assert.equal(1, list.n, name)
    end
  end)

  it("takes the empty tables of Lua for empty lists", function()
    local own = hepar.evidence.new()
    local report = assert(own:import { sources = { { source_id = "a" } }, claims = {}, records = { {
      id = "a:t1:r01", study = "s", design = "clinical", citation = {}, verbatim = {}, arms = {},
      results = {}, flags = {}, routes = {}, provenance = { { source_id = "a" } },
    } } })
    assert.equal(1, report.records.added)
    assert.same({}, own[1].flags)
  end)

  it("shows both sides of a contradiction, and the first few findings of each rule", function()
    local text = tostring(ev:check())
    assert.is_truthy(text:find("fiore2018 lines 316-322: arms.n [14,11]; enrolment.n_total 25", 1,
      true))
    assert.is_truthy(text:find("review2 lines 652-655: arms.n [15,12]; enrolment.n_total 27", 1,
      true))
    assert.is_truthy(text:find("… and 21 more of R5", 1, true))
    local all = ev:check():text()
    assert.is_nil(all:find("more of R5", 1, true))
    assert.is_true(#all > #text)
    assert.equal("no findings", tostring(hepar.evidence.new():check()))
  end)
end)
