local core = require "hepar.core"
local lfs = require "lfs"

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local small = here .. "data/small.json"

describe("the log", function()
  local store

  before_each(function()
    store = assert(core.store.open())
    assert(store:import_file(small))
  end)

  it("has one row for an import", function()
    local rows = store:history()
    assert.equal(1, #rows)
    assert.equal("import", rows[1].op)
    assert.equal("import", rows[1].who)
    assert.equal('{"added":3,"merged":0,"replaced":0,"skipped":0}', rows[1].new)
    assert.matches("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$", rows[1].time)
    assert(store:import_file(small)) -- nothing new: nothing to log
    assert.equal(1, #store:history())
    assert.is_true(store:verify())
  end)

  it("tells who changed what, from what, to what, and why", function()
    assert(store:amend("atlas:t1:r10", "enrolment.n_total", 27, "Ada", "27 in the flow chart"))
    local record = store:get("atlas:t1:r10")
    assert.equal(27, record.enrolment.n_total)
    assert.is_true(record.enrolment.consistent) -- derived anew
    local rows = store:history("atlas:t1:r10")
    assert.equal(1, #rows)
    assert.equal("Ada", rows[1].who)
    assert.equal("amend", rows[1].op)
    assert.equal("enrolment.n_total", rows[1].field)
    assert.equal("20", rows[1].old)
    assert.equal("27", rows[1].new)
    assert.equal("27 in the flow chart", rows[1].why)
    assert.is_true(store:verify())
  end)

  it("amends members, items of lists, and takes fields away", function()
    local id = "atlas:t1:r01"
    assert(store:amend(id, "arms[2].n", 19, "spec", "spec"))
    assert(store:amend(id, "product.source", "AD-MSC", "spec", "synonyms become codes"))
    assert(store:amend(id, "results[5]", {outcome = "BIL", direction = "down", text = "BIL ↓"},
      "spec", "a fifth result"))
    assert(store:amend(id, "flags", core.json.array(), "spec", "spec"))
    assert(store:amend(id, "reviewer_score", nil, "spec", "spec"))
    local record = store:get(id)
    assert.equal(19, record.arms[2].n)
    assert.equal(41, record.enrolment.arms_sum)
    assert.is_false(record.enrolment.consistent)
    assert.equal("AT", record.product.source)
    assert.equal("benefit", record.results[5].effect)
    -- a reader's flags are gone; the rules find theirs again: 40 patients, 22 and 19 in the arms
    local codes = {}
    for i, flag in ipairs(record.flags) do codes[i] = flag.rule .. " " .. flag.code end
    assert.same({"R2 N_MISMATCH", "R5 EXPONENT_FLATTENED", "R9 PT_AMBIGUOUS", "R21 SEED_CONFLICT"},
      codes)
    assert.is_nil(record.reviewer_score)
    assert.equal('"AT"', store:history(id)[2].new)
    assert.is_true(store:verify())
  end)

  it("makes the objects on the way to a field", function()
    local id = "atlas:t1:r02"
    assert.is_nil(store:get(id).enrolment)
    assert(store:amend(id, "enrolment.n_total", 24, "spec", "24 mice in the methods"))
    assert(store:amend(id, "results[2].timepoint.unit", "wk", "spec", "spec"))
    assert(store:amend(id, "product.passage.min", 3, "spec", "spec"))
    local record = store:get(id)
    assert.equal(24, record.enrolment.n_total)
    assert.same({unit = "wk"}, record.results[2].timepoint)
    assert.same({min = 3}, record.product.passage)
    local row = store:history(id)[1]
    assert.equal("enrolment.n_total", row.field)
    assert.is_nil(row.old)
    assert.equal("24", row.new)
    -- taking a field away makes nothing
    assert.error_matches(function() store:amend(id, "adverse_events.text", nil, "spec", "spec") end,
      "has no field adverse_events.text", 1, true)
    assert.is_nil(store:get(id).adverse_events)
    assert.is_true(store:verify())
  end)

  -- field, value, part of the message
  local refused = {
    {"enrolment.n_totl", 1, 'has no field enrolment.n_totl (did you mean "n_total"?)'},
    {"enrolments.n_total", 1, 'has no field enrolments (did you mean "enrolment"?)'},
    {"animal.strane", "x", 'has no field animal.strane (did you mean "strain"?)'},
    {"ev.markers[1].marker", "CD9", "has no field ev.markers[1].marker"},
    {"study.name", "x", "has no field study.name"},
    {"results[1].timepoints.unit", "wk",
      'has no field results[1].timepoints (did you mean "timepoint"?)'},
    {"animal.x.y.z", 1, "has no field animal.x"},
    {"arms[9].n", 1, "has no field arms[9].n"},
    {"arms[0].n", 1, "has no field arms[0].n"},
    {"arms[", 1, "has no field arms["},
    {"", 1, "has no field"},
    {"id", "atlas:t1:r77", "the id of a record cannot be changed"},
    {"results[1].effect", "harm", "is derived by a rule and cannot be set"},
    {"follow_up.days", 1, "is derived by a rule and cannot be set"},
  }
  for _, row in ipairs(refused) do
    it("refuses to amend the field '" .. row[1] .. "'", function()
      assert.error_matches(function()
        store:amend("atlas:t1:r01", row[1], row[2], "spec", "spec")
      end, row[3], 1, true)
      assert.equal(1, #store:history())
    end)
  end

  it("refuses values that the format does not allow, and changes nothing", function()
    local before = store:export_text()
    local ok, message, code = store:amend("atlas:t1:r01", "product.source", "BMX", "spec", "spec")
    assert.is_nil(ok)
    assert.equal("format", code)
    assert.matches('field product.source: "BMX" is not a code of the vocabulary source ' ..
      '(did you mean "BM"?)', message, 1, true)
    assert.equal("range", select(3, store:amend("atlas:t1:r01", "arms[1].n", -1, "spec", "spec")))
    assert.equal("not_found", select(3, store:amend("atlas:t9:r01", "note", "x", "spec", "spec")))
    assert.equal("format", select(3, store:amend("atlas:t1:r01", "study", nil, "spec", "spec")))
    assert.error_matches(function() store:amend("atlas:t1:r01", "note", "x", "", "why") end,
      "has to say who makes it, and why")
    assert.error_matches(function() store:amend("atlas:t1:r01", "note", print, "a", "b") end,
      "a function cannot be written as JSON")
    assert.equal(before, store:export_text())
    assert.equal(1, #store:history())
  end)

  it("keeps both versions of a record that an import replaced", function()
    local text = store:export_text():gsub('"n_total": 40', '"n_total": 42')
    assert(store:import_text(text, "newer.json", {on_conflict = "replace", who = "Ben"}))
    local row = store:history("atlas:t1:r01")[1]
    assert.equal("replace", row.op)
    assert.equal("Ben", row.who)
    assert.equal(40, core.json.decode(row.old).enrolment.n_total)
    assert.equal(42, core.json.decode(row.new).enrolment.n_total)
    assert.is_true(store:verify())
  end)

  it("shows when somebody changed the history", function()
    local path = os.tmpname()
    os.remove(path)
    local file = assert(core.store.open(path))
    assert(file:import_file(small))
    assert(file:amend("atlas:t1:r01", "note", "first", "Ada", "a reason to be found again"))
    assert(file:amend("atlas:t1:r01", "note", "second", "Ada", "spec"))
    assert.is_true(file:verify())
    file:close()
    local stream = assert(io.open(path, "rb"))
    local text = stream:read("a")
    stream:close()
    local changed, count = text:gsub("a reason to be found again", "a reason to be lost again!")
    assert.equal(1, count)
    stream = assert(io.open(path, "wb"))
    stream:write(changed)
    stream:close()
    file = assert(core.store.open(path))
    local ok, message, code = file:verify()
    assert.is_nil(ok)
    assert.equal("conflict", code)
    assert.matches("the log is broken: row 2 was changed after it was written", message, 1, true)
    file:close()
    for _, suffix in ipairs{"", "-wal", "-shm"} do
      if lfs.attributes(path .. suffix) then os.remove(path .. suffix) end
    end
  end)

  it("is chained by SHA-256", function()
    -- test vectors of FIPS 180-4, from NIST's example files; 55 to 65 bytes lie around the padding
    local vectors = {
      [""] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq =
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      [("a"):rep(1000000)] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    }
    for text, hash in pairs(vectors) do assert.equal(hash, core.store.sha256(text)) end
    -- from sha256sum of coreutils
    assert.equal("9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
      core.store.sha256(("a"):rep(55)))
    assert.equal("b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
      core.store.sha256(("a"):rep(56)))
    assert.equal("ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
      core.store.sha256(("a"):rep(64)))
  end)
end)
