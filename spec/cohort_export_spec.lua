-- Cohorts as SQLite files, read back with the sqlite3 program.
local core = require "hepar.core"
local hepar = require "hepar"

local text = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day] "wear"
  input gain [1/day]
  state size = 1 "what is left of it"
  size' = gain - k * size
  output Size = 2 * size
]]

local function scenario(cohort, more)
  local fields = { model = hepar.model.define(text), horizon = 100, every = 50,
    title = "An organ's wear", record = "made:up", outputs = { "size", "Size" },
    cohort = cohort or { n = 5, seed = 3, vary = { k = 0.4 }, covariates = {
      age = { mean = 50, sd = 5 } } },
    assumed = { "it's \"so\"" }, arms = { control = {}, treated = { { set = { gain = 0.01 } } } } }
  for key, value in pairs(more or {}) do fields[key] = value end
  return hepar.scenario(fields)
end

-- A file of its own name that is not there.
local function place(ending)
  local name = os.tmpname()
  os.remove(name)
  return name .. ending
end

local function query(path, sql)
  local pipe = assert(io.popen(("sqlite3 -separator '\t' -nullvalue NULL %s \"%s\" 2>&1"):format(
    path, sql)))
  local rows = {}
  for line in pipe:lines() do rows[#rows + 1] = line end
  pipe:close()
  return rows
end

local function beside(path)
  local found = {}
  local pipe = assert(io.popen("ls " .. path .. "* 2>/dev/null"))
  for line in pipe:lines() do found[#found + 1] = line end
  pipe:close()
  return found
end

local there = os.execute("command -v sqlite3 >/dev/null")

describe("a cohort as an SQLite file", function()
  if not there then
    it("is read back with the sqlite3 program", function()
      pending("the sqlite3 program is not there")
    end)
    return
  end

  it("holds every patient, arm and time, to the last bit of the CSV", function()
    local c = scenario():run()
    local path, csv = place(".sqlite"), place(".csv")
    assert.is_true(c:export(path))
    assert.is_true(c:export(csv))
    assert.same({ "ok" }, query(path, "pragma integrity_check"))
    assert.same({ "30" }, query(path, "select count(*) from value"))
    -- 5 patients, 2 arms, 3 times; names that differ in case alone are two columns
    local wanted = {}
    for line in io.lines(csv) do wanted[#wanted + 1] = line end
    assert.equal("patient,arm,time,size,Size", table.remove(wanted, 1))
    local got = query(path, "select patient, arm, time, printf('%!.17g', size), "
      .. "printf('%!.17g', Size_) from value order by rowid")
    assert.equal(#wanted, #got)
    for i, line in ipairs(wanted) do
      local patient, arm, time, size, double = line:match("^(.-),(.-),(.-),(.-),(.-)$")
      local p, a, t, s, d = got[i]:match("^(.-)\t(.-)\t(.-)\t(.-)\t(.-)$")
      assert.same({ patient, arm, tonumber(time), tonumber(size), tonumber(double) },
        { p, a, tonumber(t), tonumber(s), tonumber(d) })
    end
    -- The first patient's course is that of the cohort.
    local course = c:courses("size", "treated")[1]
    assert.equal(course[3], tonumber(query(path, "select printf('%!.17g', size) from value where "
      .. "patient = 1 and arm = 'treated' and time = 100")[1]))
    os.remove(path)
    os.remove(csv)
  end)

  it("says who the patients were and what the run was", function()
    local s = scenario()
    local path = place(".db")
    assert.truthy(s:run { export = path })
    local drawn = s:patients()
    for i, line in ipairs(query(path, "select patient, printf('%!.17g', age), "
      .. "printf('%!.17g', k_factor) from patient order by patient")) do
      local number, age, factor = line:match("^(%d+)\t(.-)\t(.-)$")
      assert.equal(i, tonumber(number))
      assert.equal(drawn.age[i], tonumber(age))
      assert.equal(drawn["k factor"][i], tonumber(factor))
    end
    local function fact(name)
      return query(path, ("select value from run where name = '%s'"):format(name))[1]
    end
    assert.equal("3", fact("seed"))
    assert.equal("5", fact("patients"))
    assert.equal("control", fact("reference"))
    assert.equal("An organ's wear", fact("title"))
    assert.equal("made:up", fact("record"))
    assert.equal(core._VERSION, fact("hepar"))
    assert.equal(core.store.sha256(text), fact("model_sha256"))
    assert.truthy(fact("use"):find("research only", 1, true))
    assert.same({ "size\tsize\twhat is left of it", "Size\tSize_\t" },
      query(path, "select name, column, meaning from output"))
    assert.same({ 'scenario\tassumed\tit\'s "so"' }, query(path, "select * from assumption"))
    os.remove(path)
  end)

  it("has weights, and NULL for what nobody measured", function()
    local path = place(".sqlite")
    local s = scenario({ n = 500, seed = 1, vary = false,
      covariates = { age = { mean = 50, sd = 5 } }, match = { age = { mean = 52 } } },
      { dropout = { rate = 0.05 }, after_event = "missing" })
    local c = assert(s:run { export = path })
    assert.same({ "500\t52.0" }, query(path,
      "select count(*), round(sum(weight * age) / sum(weight), 6) from patient"))
    assert.same({ "0" }, query(path, "select sum(size is null) from value where time = 0"))
    -- At 100 days exp(-5) of them are there: the summary counts as many.
    local there_still = c:summary("size", 100)[1].n
    assert.is_true(there_still < 15)
    assert.same({ ("%d"):format(there_still) }, query(path,
      "select count(size) from value where time = 100 and arm = 'control'"))
    assert.same({ ("%d"):format(there_still) }, query(path,
      "select count(*) from event where cause = 'end' and arm = 'control'"))
    assert.same({ "1000" }, query(path, "select count(*) from event"))
    os.remove(path)
  end)

  it("is whole or not there", function()
    local s = scenario({ n = 3000, seed = 1, vary = { k = 0.4 } })
    assert.is_nil((s:run { n = 2, export = "/nowhere/at/all.db" }))
    local ok, message, code = s:run { export = "/nowhere/at/all.db" }
    assert.is_nil(ok)
    assert.truthy(message:find("hepar.scenario.run: /nowhere/at/all.db: no such file or folder", 1,
      true), message)
    assert.equal("not_found", code)
    -- A disk that is full: nothing stays, and what was there is untouched.
    for _, ending in ipairs { ".sqlite", ".csv" } do
      local path = place(ending)
      local handle = assert(io.open(path, "w"))
      handle:write("old")
      handle:close()
      local pipe = io.popen(("trap '' XFSZ; ulimit -f 40; lua5.4 -e '"
        .. "local h = require [[hepar]] "
        .. "local m = h.model.define [[model m\nstate x = 1\nx%s = -x]] "
        .. "print(h.scenario { model = m, horizon = 1, every = 0.1, cohort = { n = 3000 }, "
        .. "arms = { control = {} } }:run { export = [[%s]] })' 2>&1"):format("'\\''", path))
      local said = pipe:read("a")
      pipe:close()
      assert.truthy(said:find("^nil\thepar%.scenario%.run: [^\n]+\t%l+\n$"), said)
      assert.truthy(said:find(path, 1, true), said)
      assert.same({ path }, beside(path))
      local again = assert(io.open(path))
      assert.equal("old", again:read("a"))
      again:close()
      os.remove(path)
    end
  end)

  it("leaves nothing behind when memory runs out", function()
    local path, failures = place(".sqlite"), 0
    local function write()
      local file, message, code = core.tablefile.open(path)
      if not file then return nil, message, code end
      local at
      at, message, code = file:table("a", { { "x", "REAL" }, { "y", "TEXT" } })
      if at then at, message, code = file:rows(at, 3, { 1.5, "b" }) end
      if at then at, message, code = file:finish() end
      file:close()
      return at, message, code
    end
    for n = 1, 60 do
      core.memory.fail_at(n)
      local ok, result, message, code = pcall(write)
      core.memory.fail_at(0)
      assert.is_true(ok, result)
      if not result then
        failures = failures + 1
        assert.equal("nomem", code, message)
        assert.same({}, beside(path))
      end
      os.remove(path)
    end
    assert.is_true(failures > 2)
    assert.is_true(write())
    assert.same({ "1.5\tb", "1.5\tb", "1.5\tb" }, query(path, "select * from a"))
    os.remove(path)
  end)

  it("refuses a file that is closed, and tables that cannot be", function()
    local path = place(".sqlite")
    local file = core.tablefile.open(path)
    assert.equal("range", (select(3, file:table("a", {}))))
    local ok, message = pcall(file.table, file, "a", { { "x", "REAL" }, { "X", "REAL" } })
    assert.is_false(ok)
    assert.truthy(message:find("duplicate column name", 1, true))
    local at = file:table("b", { { "x", "REAL" }, { "y", "REAL" } })
    ok, message = pcall(file.rows, file, at, 1, { 1 })
    assert.is_false(ok)
    assert.truthy(message:find("the table has 2 columns, got values for 1", 1, true), message)
    file:close()
    assert.has_error(function() file:finish() end, "hepar.cohort.export: the file is closed")
    assert.same({}, beside(path))
  end)
end)
