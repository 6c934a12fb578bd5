local core = require "hepar.core"
local lfs = require "lfs"
local files = require "spec.helper.files"

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local small = here .. "data/small.json"

local read, write = files.read, files.write

describe("a record store", function()
  local folder

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(lfs.mkdir(folder))
  end)

  after_each(function()
    for name in lfs.dir(folder) do
      if name ~= "." and name ~= ".." then os.remove(folder .. "/" .. name) end
    end
    lfs.rmdir(folder)
  end)

  local function names()
    local list = {}
    for name in lfs.dir(folder) do
      if name ~= "." and name ~= ".." then list[#list + 1] = name end
    end
    table.sort(list)
    return list
  end

  local function filled(path)
    local store = assert(core.store.open(path))
    assert(store:import_file(small))
    return store
  end

  describe("in memory", function()
    it("gives back the bundle that went in, byte for byte", function()
      local store = filled()
      assert.equal(read(small), store:export_text())
      local again = assert(core.store.open())
      assert(again:import_text(store:export_text(), "bundle"))
      assert.equal(read(small), again:export_text())
    end)

    it("gives back NDJSON, byte for byte, with the same content", function()
      local store = filled()
      local lines = store:export_text{format = "ndjson"}
      local again = assert(core.store.open())
      assert(again:import_text(lines, "lines.ndjson"))
      assert.equal(lines, again:export_text{format = "ndjson"})
      assert.equal(read(small), again:export_text())
      local _, count = lines:gsub("\n", "")
      assert.equal(2 + 3 + 2 + 2 + 1, count)
    end)

    it("reads a record as a table, without its null members", function()
      local record = filled():get("atlas:t1:r01")
      assert.equal("aoki2014", record.study)
      assert.equal(22, record.arms[1].n)
      assert.equal("integer", math.type(record.product.doses[1].min))
      assert.equal(50000000, record.product.doses[1].min)
      assert.is_nil(record.citation.doi)
      assert.equal(0.1, record.reviewer_score.quality)
      assert.same({10, 14}, record.provenance[1].lines)
      assert.equal("2a", filled():get("atlas:t1:r02").provenance[1].row)
    end)

    it("counts, and says what is not there", function()
      local store = filled()
      assert.equal(3, store:count())
      local record, message, code = store:get("atlas:t1:r99")
      assert.is_nil(record)
      assert.equal("not_found", code)
      assert.matches('there is no record "atlas:t1:r99"', message, 1, true)
    end)

    it("lists sources, claims, decisions and quantities", function()
      local store = filled()
      assert.equal("atlas", store:objects("sources")[1].source_id)
      assert.equal("homing", store:objects("claims")[2].topic)
      assert.equal("conflict", store:objects("decisions")[1].kind)
      local quantities = store:objects("quantities")
      assert.equal(28.4, quantities[1].value)
      assert.equal("pooled", quantities[2].level)
    end)
  end)

  describe("derived values", function()
    it("come from the direction and what is desirable", function()
      local results = filled():get("atlas:t1:r01").results
      assert.equal("benefit", results[1].effect)
      assert.equal("benefit", results[2].effect)
      assert.equal("ambiguous", results[3].effect)
      assert.equal("null", results[4].effect)
    end)

    it("are made at import, and a differing value is reported", function()
      local text = read(small):gsub('"days": 365.25', '"days": 360')
      local store = assert(core.store.open())
      local report = assert(store:import_text(text, "bundle"))
      assert.equal(365.25, store:get("atlas:t1:r01").follow_up.days)
      assert.matches("atlas:t1:r01, field follow_up.days: 360 differs from the derived value",
        table.concat(report.warnings, "\n"), 1, true)
    end)

    it("compare the sum of the arms with the total", function()
      local store = filled()
      assert.equal(40, store:get("atlas:t1:r01").enrolment.arms_sum)
      assert.is_true(store:get("atlas:t1:r01").enrolment.consistent)
      assert.equal(27, store:get("atlas:t1:r10").enrolment.arms_sum)
      assert.is_false(store:get("atlas:t1:r10").enrolment.consistent)
    end)
  end)

  describe("in a file", function()
    it("is there again when it is opened again", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      local store = assert(core.store.open(path))
      assert.equal(read(small), store:export_text())
      store:close()
      assert.same({"a.hepar"}, names())
    end)

    it("is an SQLite database with our application_id, in WAL mode", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      local head = read(path):sub(1, 100)
      assert.equal("SQLite format 3\0", head:sub(1, 16))
      assert.equal("hepa", head:sub(69, 72))
      assert.equal(1, (string.unpack(">I4", head, 61)))
      assert.equal(2, head:byte(19))
    end)

    it("can be read by others while it is read, and written while others read", function()
      local path = folder .. "/a.hepar"
      local one = filled(path)
      local two = assert(core.store.open(path))
      assert.equal(3, two:count())
      assert(one:amend("atlas:t1:r01", "enrolment.n_total", 41, "spec", "counted again"))
      assert.equal(41, two:get("atlas:t1:r01").enrolment.n_total)
      one:close()
      two:close()
    end)

    it("says who is in the way when another program writes", function()
      local path = folder .. "/a.hepar"
      local one = filled(path)
      local two = assert(core.store.open(path))
      local code
      -- a writer in the middle of its import holds the lock
      local many = {}
      for i = 1, 300 do
        many[i] = ('{"id":"atlas:t2:r%d","study":"s","design":"clinical","citation":{},"verbatim":'
          .. '{},"results":[],"provenance":[{"source_id":"atlas"}],"flags":[]}'):format(i)
      end
      assert(one:import_text(table.concat(many, "\n"), "many.ndjson", {progress = function()
        local _
        _, _, code = two:amend("atlas:t1:r01", "note", "x", "spec", "spec")
      end}))
      assert.equal("busy", code)
      one:close()
      two:close()
    end)

    it("opened read-only refuses every change and stays as it is", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      local before = read(path)
      local store = assert(core.store.open(path, {readonly = true}))
      assert.equal(3, store:count())
      local result, message, code = store:import_file(small)
      assert.is_nil(result)
      assert.equal("readonly", code)
      assert.matches("a.hepar was opened read-only", message, 1, true)
      assert.equal("readonly", select(3, store:amend("atlas:t1:r01", "note", "x", "a", "b")))
      store:close()
      assert.equal(before, read(path))
    end)
  end)

  describe("that cannot be opened", function()
    local function refused(path, code, words, options)
      local store, message, got = core.store.open(path, options)
      assert.is_nil(store)
      assert.equal(code, got)
      assert.matches(words, message, 1, true)
    end

    it("because it is missing", function()
      refused(folder .. "/none.hepar", "not_found", "none.hepar: no such file", {readonly = true})
      refused(folder .. "/none/a.hepar", "not_found", "no such file or folder")
      assert.same({}, names())
    end)

    it("because it is a folder", function() refused(folder, "io", "is a folder") end)

    it("because it is some other file", function()
      local path = folder .. "/text"
      write(path, ("This is no database at all. "):rep(100))
      refused(path, "format", "text is not a hepar store")
      assert.equal(("This is no database at all. "):rep(100), read(path))
    end)

    it("because it is a damaged store", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      local text = read(path)
      write(path, text:sub(1, 100) .. ("\255"):rep(4000) .. text:sub(4101))
      local store, message, code = core.store.open(path)
      assert.is_nil(store)
      assert.equal("format", code)
      assert.matches("a.hepar is damaged", message, 1, true)
    end)

    -- A number in the header of an SQLite file: offset 60 is user_version, 68 application_id.
    local function patch(path, offset, value)
      local text = read(path)
      write(path, text:sub(1, offset) .. string.pack(">I4", value) .. text:sub(offset + 5))
    end

    it("because it is a database of another program", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      patch(path, 68, 0x12345678)
      refused(path, "format", "is an SQLite database, but not a hepar store")
    end)

    it("because a newer hepar wrote it", function()
      local path = folder .. "/a.hepar"
      filled(path):close()
      patch(path, 60, 7)
      refused(path, "version_newer", "written by a newer hepar (schema 7, this one reads up to 1)")
    end)

    it("because the name is empty, or the option unknown", function()
      assert.error_matches(function() core.store.open("") end, "the name of the store is empty")
      assert.error_matches(function() core.store.open("x", {readonyl = true}) end,
        'did you mean "readonly"', 1, true)
    end)

    it("is upgraded when it is older", function()
      local path = folder .. "/old.hepar"
      -- version 0 has our application_id and nothing else; the first step makes the tables
      local page = "SQLite format 3\0" .. string.pack(">I2 B B B B B B", 4096, 1, 1, 0, 64, 32, 32)
        .. string.pack(">" .. ("I4 "):rep(12), 1, 1, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0x68657061)
        .. ("\0"):rep(20) .. string.pack(">I4 I4", 1, 3040001)
        .. string.pack(">B I2 I2 I2 B", 13, 0, 0, 4096, 0)
      page = page .. ("\0"):rep(4096 - #page)
      write(path, page)
      refused(path, "readonly", "has the older schema 0", {readonly = true})
      local store = assert(core.store.open(path))
      assert(store:import_file(small))
      assert.equal(3, store:count())
      store:close()
      assert.equal(1, (string.unpack(">I4", read(path), 61)))
    end)
  end)

  describe("saved", function()
    it("is a whole store under another name", function()
      local store = filled()
      local path = folder .. "/copy.hepar"
      assert.is_true(store:save(path))
      assert.same({"copy.hepar"}, names())
      local copy = assert(core.store.open(path))
      assert.equal(read(small), copy:export_text())
      assert.is_true(copy:verify())
      copy:close()
    end)

    it("replaces an older copy, but never the store itself or one in use", function()
      local path = folder .. "/a.hepar"
      local store = filled(path)
      assert.is_true(store:save(folder .. "/b.hepar"))
      assert.is_true(store:save(folder .. "/b.hepar"))
      assert.error_matches(function() store:save(path) end, "is the store itself")
      local other = assert(core.store.open(folder .. "/b.hepar"))
      assert(other:amend("atlas:t1:r01", "note", "x", "spec", "spec"))
      assert.equal("busy", select(3, store:save(folder .. "/b.hepar")))
      other:close()
      store:close()
    end)

    it("leaves nothing behind where it cannot be written", function()
      local store = filled()
      local result, message, code = store:save(folder .. "/none/copy.hepar")
      assert.is_nil(result)
      assert.equal("not_found", code)
      assert.matches("none/copy.hepar: no such file or folder", message, 1, true)
      assert.same({}, names())
    end)
  end)

  describe("exported", function()
    it("writes the whole file or none of it", function()
      local store = filled()
      local path = folder .. "/out.json"
      assert.is_true(store:export(path))
      assert.equal(read(small), read(path))
      assert.same({"out.json"}, names())
      local result, message, code = store:export("/dev/full")
      assert.is_nil(result)
      assert.equal("full", code)
      assert.matches("/dev/full: no space left to write", message, 1, true)
    end)

    it("keeps the old file when the new one fails half-way", function()
      local store = filled()
      local path = folder .. "/out.csv"
      write(path, "old")
      assert.error_matches(function() store:export(path, {format = "csv", table = "recods"}) end,
        'did you mean "records"', 1, true)
      assert.equal("old", read(path))
      assert.same({"out.csv"}, names())
    end)

    it("takes the sources and quantities of a selection along", function()
      local store = filled()
      -- keys are given in the order of the import: r01 is the first record
      local bundle = core.json.decode(store:export_text{records = {1}})
      assert.equal("atlas:t1:r01", bundle.records[1].id)
      assert.equal(1, #bundle.records)
      assert.equal(2, #bundle.sources)
      assert.equal(1, #bundle.quantities)
      assert.is_nil(bundle.claims)
      local again = assert(core.store.open())
      assert(again:import_text(store:export_text{format = "ndjson", records = {1}}, "x.ndjson"))
      assert.equal(1, again:count())
    end)

    it("is CSV after RFC 4180", function()
      local store = filled()
      local csv = store:export_text{format = "csv"}
      local rows = {}
      for row in csv:gmatch("(.-)\r\n") do rows[#rows + 1] = row end
      assert.equal(4, #rows)
      assert.matches("^id,study,source_id,container,row,design", rows[1])
      assert.matches("^atlas:t1:r01,aoki2014,atlas,t1,1,clinical,rct,Aoki,2014,", rows[2])
      assert.matches("HBV; ALC", rows[2], 1, true)
      local results = store:export_text{format = "csv", table = "results"}
      local wanted = ",aoki2014,registry.x,arm,control,ALB,,0,wk,baseline,0,,18,,mean,28.4,sd,"
      assert.matches("\r\natlas:t1:r01,aoki2014,atlas,clinical,rct,2014,CIRR_DEC,human,40,1," ..
        "MELD,down,benefit,MELD ↓,,\r\n", results, 1, true)
      local quantities = store:export_text{format = "csv", table = "quantities"}
      assert.matches(wanted, quantities, 1, true)
      local claims = store:export_text{format = "csv", table = "claims"}
      assert.matches("\r\natlas:c002,atlas,homing,", claims, 1, true)
    end)

    it("keeps to the selection in CSV, too", function()
      local store = filled()
      local function rows(name, key)
        local _, count = store:export_text{format = "csv", table = name, records = {key}}
          :gsub("\r\n", "")
        return count - 1
      end
      assert.equal(1, rows("records", 2))
      assert.equal(2, rows("results", 2))
      assert.equal(4, rows("quantities", 1)) -- three of its own, one of its study
      assert.equal(0, rows("quantities", 2))
      assert.equal(2, rows("claims", 2))
    end)

    it("quotes commas, quotes and line breaks", function()
      local store = filled()
      assert(store:amend("atlas:t1:r01", "arms[1].label", 'cells, "washed"\nonce', "spec", "spec"))
      assert.matches('"cells, ""washed""\nonce n=22; control n=18"',
        store:export_text{format = "csv"}, 1, true)
    end)
  end)

  describe("closed", function()
    it("says so, and can be closed again", function()
      local store = filled()
      assert.is_false(store:about().closed)
      store:close()
      store:close()
      assert.is_true(store:about().closed)
      assert.equal("hepar.store (closed)", tostring(store))
      for _, call in ipairs{"count", "export_text", "history", "verify", "changes"} do
        assert.error_matches(function() store[call](store) end, "is closed")
      end
      assert.error_matches(function() store:get("atlas:t1:r01") end, "is closed")
      assert.error_matches(function() store:import_file(small) end, "is closed")
    end)

    it("is closed at the end of its scope", function()
      local kept
      do
        local store <close> = filled()
        kept = store
      end
      assert.is_true(kept:about().closed)
    end)
  end)

  it("counts its changes", function()
    local store = filled()
    local before = store:changes()
    store:get("atlas:t1:r01")
    assert.equal(before, store:changes())
    assert(store:amend("atlas:t1:r01", "note", "x", "spec", "spec"))
    assert.is_true(store:changes() > before)
  end)
end)
