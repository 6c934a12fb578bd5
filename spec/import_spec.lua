local core = require "hepar.core"
local lfs = require "lfs"
local files = require "spec.helper.files"

local malformed = require "spec.helper.malformed"

local read, small = malformed.read, malformed.small
local record, bundle = malformed.record, malformed.bundle
local json = core.json

local write = files.write

describe("an import", function()
  local store
  before_each(function() store = assert(core.store.open()) end)

  it("counts what it added and what was there already", function()
    local report = assert(store:import_file(small))
    assert.equal(3, report.added)
    assert.equal(0, report.merged)
    assert.equal(0, report.skipped)
    assert.same({added = 2, merged = 0, replaced = 0, skipped = 0}, report.sources)
    assert.same({added = 2, merged = 0, replaced = 0, skipped = 0}, report.quantities)
    assert.same({added = 2, merged = 0, replaced = 0, skipped = 0}, report.claims)
    assert.same({added = 1, merged = 0, replaced = 0, skipped = 0}, report.decisions)
    local again = assert(store:import_file(small))
    assert.equal(0, again.added)
    assert.equal(3, again.merged)
    assert.equal(2, again.quantities.merged)
    assert.equal(3, store:count())
  end)

  it("takes NDJSON with blank lines, carriage returns and a byte-order mark", function()
    local lines = '\239\187\191{"schema": "hepar.record/1"}\r\n\r\n'
      .. '{"source": {"source_id": "atlas"}}\r\n' .. json.encode(record("atlas:t1:r1")) .. "\r\n"
      .. json.encode{record = record("atlas:t1:r2")}
    local report = assert(store:import_text(lines, "lines.ndjson"))
    assert.equal(2, report.added)
    assert.equal("s1", store:get("atlas:t1:r2").study)
  end)

  it("takes a bundle that stands on one line", function()
    assert.equal(1, assert(store:import_text(bundle(record("atlas:t1:r1")))).added)
  end)

  it("stores synonyms as codes, and says so", function()
    local report = assert(store:import_text(bundle(record("atlas:t1:r1", {
      product = {source = "AD-MSC", routes = {"hepatic artery", "iv"}, donor = "autologous"},
      population = {disease = "liver  Cirrhosis"},
    }))))
    local got = store:get("atlas:t1:r1")
    assert.equal("AT", got.product.source)
    assert.same({"HA", "IV"}, got.product.routes)
    assert.equal("AUTO", got.product.donor)
    assert.equal("CIRR", got.population.disease)
    assert.equal(5, report.normalised)
    assert.matches('record atlas:t1:r1, field product.source: "AD-MSC" was stored as "AT"',
      table.concat(report.warnings, "\n"), 1, true)
  end)

  it("lets AD-MSC, adipose and AT meet", function()
    for i, word in ipairs{"AD-MSC", "adipose", "AT", "Adipose tissue", "AD‐MSC"} do
      local id = "atlas:t1:r" .. i
      assert(store:import_text(bundle(record(id, {product = {source = word}}))))
      assert.equal("AT", store:get(id).product.source)
    end
  end)

  it("keeps members it does not know, with a warning", function()
    local report = assert(store:import_text(bundle(record("atlas:t1:r1", {
      product = {source = "BM", sorce_text = {1, 2}}, folow_up = 3,
    }))))
    local got = store:get("atlas:t1:r1")
    assert.same({1, 2}, got.product.sorce_text)
    assert.equal(3, got.folow_up)
    assert.equal(2, report.warnings_total)
    assert.matches('field folow_up: is not a known member and was kept; did you mean "follow_up"',
      table.concat(report.warnings, "\n"), 1, true)
  end)

  it("keeps at most the warnings that were asked for, and counts all", function()
    local report = assert(store:import_text(bundle(record("atlas:t1:r1", {a = 1, b = 2, c = 3})),
      "x", {warnings = 2}))
    assert.equal(2, #report.warnings)
    assert.equal(3, report.warnings_total)
  end)

  describe("of something malformed", function()
    for _, case in ipairs(malformed.cases) do
      it("refuses " .. case[1] .. ", and nothing stays", function()
        local first = bundle(record("atlas:t5:r1"))
        assert(store:import_text(first))
        local before = store:export_text()
        local report, message, code = store:import_text(case[2], case[3])
        assert.is_nil(report)
        assert.matches(case[5], message, 1, true)
        assert.equal(case[4], code)
        assert.equal(before, store:export_text())
        assert.equal(1, store:count())
        assert.is_true(store:verify())
      end)
    end

    it("refuses a file that is missing, or a folder", function()
      assert.equal("not_found", select(3, store:import_file("/nowhere/x.json")))
      assert.equal("io", select(3, store:import_file("/tmp")))
    end)

    it("refuses lines in the middle: what came before is not kept", function()
      local lines = {'{"source": {"source_id": "atlas"}}'}
      for i = 1, 50 do lines[#lines + 1] = json.encode(record("atlas:t1:r" .. i)) end
      lines[30] = lines[30]:gsub("clinical", "clinicle")
      local report, message = store:import_text(table.concat(lines, "\n"), "x.ndjson")
      assert.is_nil(report)
      assert.matches("x.ndjson:30: record atlas:t1:r29, field design", message, 1, true)
      assert.equal(0, store:count())
      assert.same({}, store:objects("sources"))
    end)
  end)

  it("skips what is wrong when told so, counts and lists it", function()
    local lines = {
      '{"source": {"source_id": "atlas"}}',
      json.encode(record("atlas:t1:r1")),
      '{"record": {"id": ',
      json.encode(record("atlas:t1:r2", {design = "clinicle"})),
      json.encode(record("nowhere:t1:r3")),
      json.encode(record("atlas:t1:r1", {study = "other"})),
      '{"claim": {"id": "c1", "source_id": "atlas"}}',
      json.encode(record("atlas:t1:r4")),
    }
    local report = assert(store:import_text(table.concat(lines, "\n"), "x.ndjson",
      {on_error = "skip"}))
    assert.equal(2, report.added)
    assert.equal(5, report.skipped)
    assert.equal(4, report.records.skipped)
    assert.equal(1, report.claims.skipped)
    local text = table.concat(report.warnings, "\n")
    for _, part in ipairs{
      "x.ndjson:3:", "x.ndjson:4: record atlas:t1:r2, field design",
      'x.ndjson:5: record nowhere:t1:r3: its source "nowhere" is not among the sources',
      'x.ndjson:6: record atlas:t1:r1 is there already and differs in field study ("s1", now '
        .. '"other")',
      "x.ndjson:7: claim c1, field statement: is missing",
    } do
      assert.matches(part, text, 1, true)
    end
    assert.equal(2, store:count())
    assert.equal("s1", store:get("atlas:t1:r1").study)
  end)

  describe("of the same id with other content", function()
    local other

    before_each(function()
      assert(store:import_file(small))
      other = read(small):gsub('"n_total": 40', '"n_total": 44')
        :gsub("Homing to the liver is low", "Homing is low")
        :gsub('"kind": "registry"', '"kind": "register"')
    end)

    it("is an error that names the field and both values", function()
      local report, message, code = store:import_text(other, "other.json")
      assert.is_nil(report)
      assert.equal("conflict", code)
      assert.matches('other.json: source registry.x is there already and differs in field kind '
        .. '("registry", now "register")', message, 1, true)
      assert.equal(read(small), store:export_text())
    end)

    it("can be skipped", function()
      local report = assert(store:import_text(other, "other.json", {on_conflict = "skip"}))
      assert.equal(1, report.records.skipped)
      assert.equal(3, report.skipped)
      assert.equal(2, report.merged)
      assert.equal(read(small), store:export_text())
    end)

    it("can replace", function()
      local report = assert(store:import_text(other, "other.json", {on_conflict = "replace"}))
      assert.equal(1, report.replaced)
      assert.equal(1, report.sources.replaced)
      assert.equal(1, report.claims.replaced)
      assert.equal(44, store:get("atlas:t1:r01").enrolment.n_total)
      assert.equal("register", store:objects("sources")[2].kind)
      assert.equal(3, store:count())
      assert.equal(5, #store:history()) -- two imports, three objects
    end)
  end)

  it("can be watched and stopped", function()
    local lines = {'{"source": {"source_id": "atlas"}}'}
    for i = 1, 600 do lines[#lines + 1] = json.encode(record("atlas:t1:r" .. i)) end
    local text = table.concat(lines, "\n")
    local seen = {}
    local report, _, code = store:import_text(text, "x.ndjson", {progress = function(n)
      seen[#seen + 1] = n
      return n < 512
    end})
    assert.is_nil(report)
    assert.equal("interrupted", code)
    assert.same({256, 512}, seen)
    assert.equal(0, store:count())
    assert.error_matches(function()
      store:import_text(text, "x.ndjson", {progress = function() error("from the callback") end})
    end, "from the callback")
    assert.error_matches(function()
      store:import_text(text, "x.ndjson", {progress = function() store:close() end})
    end, "in the middle of a change")
    assert.equal(0, store:count())
    assert.equal(600, assert(store:import_text(text, "x.ndjson")).added)
  end)

  it("refuses options that are wrong", function()
    -- options, part of the message
    local cases = {
      {{on_eror = "skip"}, 'option "on_eror" is not known (did you mean "on_error"?)'},
      {{on_error = "skp"}, 'option on_error: "skp" is not known (did you mean "skip"?)'},
      {{on_error = true}, "option on_error must be a string, got boolean"},
      {{warnings = 0}, "option warnings must be a whole number"},
      {{progress = 1}, "option progress must be a function"},
      {"skip", "options must be a table, got string"},
    }
    for _, case in ipairs(cases) do
      assert.error_matches(function() store:import_file(small, case[1]) end, case[2], 1, true)
    end
  end)

  -- ---- what needs a process of its own ----

  local function interpreter()
    local at = -1
    while arg and arg[at - 1] do at = at - 1 end
    return arg and arg[at] or "lua5.4"
  end

  -- Run a Lua script in a child; its output, and how it ended.
  local function child(script, prefix)
    local path = os.tmpname()
    write(path, script)
    local pipe = assert(io.popen(("%s '%s' '%s' 2>&1"):format(prefix or "", interpreter(), path)))
    local output = pipe:read("a")
    local ok, how, code = pipe:close()
    os.remove(path)
    return output, ok, how, code
  end

  local function remove(path)
    for _, suffix in ipairs{"", "-wal", "-shm", "-journal"} do
      if lfs.attributes(path .. suffix) then os.remove(path .. suffix) end
    end
  end

  it("killed half-way leaves the file as it was", function()
    local path = os.tmpname()
    remove(path)
    local file = assert(core.store.open(path))
    assert(file:import_file(small))
    file:close()
    local script = ([[
      local core = require "hepar.core"
      local store = assert(core.store.open(%q))
      local lines = {}
      for i = 1, 3000 do
        lines[i] = '{"id":"atlas:t9:r' .. i .. '","study":"s","design":"clinical","citation":{},' ..
          '"verbatim":{},"results":[],"provenance":[{"source_id":"atlas"}],"flags":[]}'
      end
      -- small enough a cache that pages of the unfinished import reach the file
      store:import_text(table.concat(lines, "\n"), "x.ndjson", {progress = function(n)
        if n >= 2560 then
          local stat = io.open("/proc/self/stat"):read("a")
          os.execute("kill -9 " .. stat:match("^%%d+"))
        end
      end})
      print("not killed")
    ]]):format(path)
    local output = child(script)
    assert.is_nil(output:match("not killed"))
    file = assert(core.store.open(path))
    assert.equal(3, file:count())
    assert.equal(read(small), file:export_text())
    assert.is_true(file:verify())
    file:close()
    remove(path)
  end)

  it("onto a full disk leaves the file as it was", function()
    local path = os.tmpname()
    remove(path)
    local file = assert(core.store.open(path))
    assert(file:import_file(small))
    file:close()
    local script = ([[
      local core = require "hepar.core"
      local store = assert(core.store.open(%q))
      local lines = {}
      for i = 1, 3000 do
        lines[i] = '{"id":"atlas:t9:r' .. i .. '","study":"s","design":"clinical","citation":{},' ..
          '"verbatim":{},"results":[],"provenance":[{"source_id":"atlas"}],"flags":[]}'
      end
      print(store:import_text(table.concat(lines, "\n"), "x.ndjson"))
      print(store:count())
      store:close()
    ]]):format(path)
    -- no file may grow beyond 300 blocks of 512 bytes
    local output = child(script, "trap '' XFSZ; ulimit -f 300;")
    assert.matches("no space left to write\tfull\n3\n", output, 1, true)
    script = ([[
      local store = assert(require("hepar.core").store.open(%q, {readonly = true}))
      print(store:save(%q))
    ]]):format(path, path .. ".copy")
    output = child(script, "trap '' XFSZ; ulimit -f 100;")
    assert.matches(".copy: no space left to write\tfull\n", output, 1, true)
    script = ([[
      local store = assert(require("hepar.core").store.open())
      assert(store:import_file(%q))
      print(store:export(%q, {format = "ndjson"}))
    ]]):format(small, path .. ".ndjson")
    output = child(script, "trap '' XFSZ; ulimit -f 4;")
    assert.matches(".ndjson: no space left to write\tfull\n", output, 1, true)
    assert.is_nil(lfs.attributes(path .. ".copy"))
    assert.is_nil(lfs.attributes(path .. ".ndjson"))
    file = assert(core.store.open(path))
    assert.equal(read(small), file:export_text())
    file:close()
    remove(path)
  end)

  -- Every 23rd allocation here; HEPAR_ALLOCATIONS_STEP=1 for each of them (two minutes).
  it("survives the failure of any single allocation, and leaks nothing", function()
    local step = tonumber(os.getenv("HEPAR_ALLOCATIONS_STEP")) or 23
    local script = ([[
      local core = require "hepar.core"
      assert(core.memory.adopt_libraries())
      local path = %q
      -- everything that a user does with a store, once
      local function work()
        local store, message = core.store.open()
        if not store then return message end
        local report
        report, message = store:import_file(path)
        if report then
          local text
          text, message = store:export_text()
          if text then _, message = store:get("atlas:t1:r01") end
          if not message then _, message = store:amend("atlas:t1:r01", "note", "x", "a", "b") end
          if not message then _, message = store:import_file(path, {on_conflict = "replace"}) end
        else
          assert(store:count() == 0 or message:find("memory"))
        end
        store:close()
        return message
      end
      assert(work() == nil)
      collectgarbage() collectgarbage()
      local _, before = core.memory.count()
      core.memory.fail_at(0)
      assert(work() == nil)
      local total = core.memory.count()
      collectgarbage() collectgarbage()
      assert(select(2, core.memory.count()) == before)
      local failures = 0
      for n = 1, total, %d do
        core.memory.fail_at(n)
        local ok, message = pcall(work)
        core.memory.fail_at(0)
        if message ~= nil then
          failures = failures + 1
          if not tostring(message):find("out of memory", 1, true) then
            print(n, ok, message)
          end
        end
        collectgarbage() collectgarbage()
        local _, now = core.memory.count()
        if now ~= before then print(n, "leaked", now - before) before = now end
      end
      print(total, failures)
    ]]):format(small, step)
    local output = child(script)
    local total, failures = output:match("^(%d+)\t(%d+)\n$")
    assert(total, output)
    assert.is_true(tonumber(total) > 3000)
    assert.is_true(tonumber(failures) > tonumber(total) // step // 2)
  end)
end)

describe("Ctrl-C during an import", function()
  it("comes back to Lua, and nothing of the import stays", function()
    local path = os.tmpname()
    write(path, [[
      local core = require "hepar.core"
      local store = assert(core.store.open())
      local lines = {'{"source":{"source_id":"atlas"}}'}
      for i = 1, 60000 do
        lines[i + 1] = '{"id":"atlas:t9:r' .. i .. '","study":"s","design":"clinical",' ..
          '"citation":{},"verbatim":{},"results":[],"flags":[],' ..
          '"provenance":[{"source_id":"atlas"}]}'
      end
      local text = table.concat(lines, "\n")
      os.execute("(sleep 0.3; kill -INT $PPID) > /dev/null 2>&1 &")
      print(store:import_text(text, "x.ndjson"))
      print(store:count(), #store:objects("sources"))
    ]])
    local pipe = assert(io.popen("env --default-signal=INT lua5.4 " .. path .. " 2>&1"))
    local output = pipe:read("a")
    local _, how, code = pipe:close()
    os.remove(path)
    assert.equal("nil\thepar.evidence.import: the import was interrupted\tinterrupted\n0\t0\n",
      output)
    assert.equal("exit 0", how .. " " .. code)
  end)
end)
