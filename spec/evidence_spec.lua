-- The evidence module from the user's side: opening, importing, changing, saving, closing,
-- printing, and what it says to wrong arguments. Counts come from the two reviews' tables.
local hepar = require("hepar")

local function record(id, study, more)
  local r = {
    id = id, study = study, design = "clinical",
    citation = { first_author = "Example", year = 2020, ref_printed = "[1]" },
    verbatim = { disease = "Cirrhosis" },
    population = { species = "human", disease = "CIRR" },
    enrolment = { n_total = 10, text = "n = 10" },
    arms = { { id = "A1", label = "MSC", n = 10, role = "experimental" } },
    product = { source = "BM", donor = "AUTO", routes = { "HA" } },
    results = { { outcome = "MELD", direction = "down", text = "MELD lower" } },
    provenance = { { source_id = "book", container = "Table 1", row = 1, lines = { 1, 2 } } },
    flags = require("hepar.core").json.array(),
  }
  for name, value in pairs(more or {}) do r[name] = value end
  return r
end

local function bundle(...)
  return { sources = { { source_id = "book", citation = "A book" } }, records = { ... } }
end

local function message_of(f, ...)
  local ok, message = pcall(f, ...)
  assert.is_false(ok)
  assert.is_string(message)
  return message
end

describe("hepar.evidence", function()
  local folder

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(require("lfs").mkdir(folder))
  end)

  teardown(function()
    local lfs = require("lfs")
    for name in lfs.dir(folder) do
      if name ~= "." and name ~= ".." then os.remove(folder .. "/" .. name) end
    end
    lfs.rmdir(folder)
  end)

  describe("builtin", function()
    it("holds the 50 table rows of both reviews and their 255 claims", function()
      local ev = hepar.evidence.builtin()
      assert.equal(50, #ev)
      assert.equal(255, #ev:claims())
      assert.equal(28, #ev:where { source_id = "fiore2018" })
      assert.equal(22, #ev:where { source_id = "review2" })
      ev:close()
    end)

    it("gives each caller a store of its own", function()
      local one, two = hepar.evidence.builtin(), hepar.evidence.builtin()
      assert(one:import(bundle(record("book:t1:r1", "example2020"))))
      assert.equal(51, #one)
      assert.equal(50, #two)
    end)
  end)

  describe("a view", function()
    local ev
    setup(function() ev = hepar.evidence.builtin() end)

    it("is read like a table", function()
      assert.equal("fiore2018:t1:r01", ev[1].id)
      assert.equal("review2:t2:r09", ev[50].id)
      assert.is_nil(ev[51])
      assert.is_nil(ev[0])
      assert.is_nil(ev[-1])
      assert.is_nil(ev[1.5])
      assert.equal("suk2016", ev["fiore2018:t1:r16"].study)
      assert.is_nil(ev["fiore2018:t1:r99"])
      assert.is_nil(ev[true])
    end)

    it("goes through its records in the order they came in", function()
      local ids = {}
      for r in ev:each() do ids[#ids + 1] = r.id end
      assert.same(ev:ids(), ids)
      assert.equal(50, #ids)
      local n = 0
      for i, r in pairs(ev) do
        n = n + 1
        assert.equal(ids[i], r.id)
      end
      assert.equal(50, n)
      n = 0
      for i, r in ipairs(ev:where { source = "IPSC" }) do
        n = i
        assert.equal("IPSC", r.product.source)
      end
      assert.equal(2, n)
    end)

    it("gets a record by its id or its study", function()
      assert.equal("fiore2018:t1:r16", ev:get("suk2016").id)
      assert.equal("suk2016", ev:get("fiore2018:t1:r16").study)
      local missing, message, code = ev:get("suk2061")
      assert.is_nil(missing)
      assert.equal('hepar.evidence.get: no record or study is called "suk2061" here', message)
      assert.equal("not_found", code)
    end)

    it("gets all records of a study that has several", function()
      local study
      for _, row in ipairs(ev:tally("study").rows) do
        if row.n > 1 then study = row.code end
      end
      local list = ev:get(study)
      assert.equal(2, #list)
      assert.equal(study, list[1].study)
      assert.equal(study, list[2].study)
    end)

    it("has its methods in a plain table, where completion at a prompt finds them", function()
      local methods = getmetatable(ev).__index
      assert.equal("table", type(methods))
      for _, name in ipairs { "where", "get", "each", "ids", "tally", "cross", "search", "results",
        "quantities", "claims", "sources", "decisions", "check", "import", "amend", "history",
        "save", "export", "close" } do
        assert.equal("function", type(rawget(methods, name)), name)
      end
    end)

    it("says what it is and what can be done next", function()
      local text = tostring(ev)
      assert.truthy(text:find("evidence: 50 records of 49 studies", 1, true))
      assert.truthy(text:find("fiore2018 28, review2 22", 1, true))
      assert.truthy(text:find("255 claims", 1, true))
      assert.truthy(text:find(":tally(", 1, true))
      assert.equal("hepar.evidence", getmetatable(ev).__name)
    end)

    it("cannot be changed by assignment", function()
      assert.truthy(message_of(function() ev.note = "mine" end)
        :find("hepar.evidence: a view cannot be changed (note)", 1, true))
    end)
  end)

  describe("a record", function()
    local r
    setup(function() r = hepar.evidence.builtin()["fiore2018:t1:r16"] end)

    it("reads like its JSON", function()
      assert.equal("clinical", r.design)
      assert.equal("rct", r.subdesign)
      assert.equal("Suk", r.citation.first_author)
      assert.equal(2016, r.citation.year)
      assert.equal(55, r.enrolment.n_total)
      assert.equal(18, r.arms[1].n)
      assert.equal("down", r.results[1].direction)
      assert.equal("benefit", r.results[1].effect)
      assert.same({ 387, 399 }, r.provenance[1].lines)
      assert.is_nil(r.nothing)
    end)

    it("prints as a card", function()
      local text = tostring(r)
      for _, part in ipairs { "fiore2018:t1:r16  Suk 2016", "randomised controlled", "n = 55",
        "bone marrow, autologous", "5 × 10^7 cells", "hepatic artery", "12 mo (365 days)",
        "Child-Pugh score ↓ (benefit)", "none reported", "Table 1, row 16, lines 387-399",
        "LABEL_SUSPECT" } do
        assert.truthy(text:find(part, 1, true), part)
      end
    end)

    it("prints every built-in record within 100 columns", function()
      for one in hepar.evidence.builtin():each() do
        for line in (tostring(one) .. "\n"):gmatch("(.-)\n") do
          assert.truthy(utf8.len(line) <= 100, line)
        end
      end
    end)
  end)

  describe("import", function()
    it("takes a bundle, a list of records or one record", function()
      local ev = hepar.evidence.new()
      assert.equal(0, #ev)
      local report = assert(ev:import(bundle(record("book:t1:r1", "a2020"))))
      assert.equal(1, report.added)
      assert.truthy(tostring(report):find("records     1 added", 1, true))
      assert.equal(1, assert(ev:import({ record("book:t1:r2", "b2020") })).added)
      assert.equal(1, assert(ev:import(record("book:t1:r3", "c2020"))).added)
      assert.same({ "book:t1:r1", "book:t1:r2", "book:t1:r3" }, ev:ids())
    end)

    it("is all or nothing, and says what is wrong", function()
      local ev = hepar.evidence.new()
      local done, message, code = ev:import(bundle(record("book:t1:r1", "a2020"),
        record("book:t1:r2", "b2020", { design = "clinicle" })))
      assert.is_nil(done)
      assert.equal("format", code)
      assert.truthy(message:find("book:t1:r2", 1, true))
      assert.truthy(message:find("design", 1, true))
      assert.equal(0, #ev)
    end)

    it("says when a file is not there", function()
      local done, message, code = hepar.evidence.new():import(folder .. "/nothing.json")
      assert.is_nil(done)
      assert.equal("not_found", code)
      assert.truthy(message:find("nothing.json", 1, true))
      done, message, code = hepar.evidence.read(folder .. "/nothing.json")
      assert.is_nil(done)
      assert.equal("not_found", code)
      assert.truthy(message:find("^hepar%.evidence%.read: "))
    end)

    it("refuses what JSON cannot hold", function()
      local message = message_of(function()
        hepar.evidence.new():import({ records = { print } })
      end)
      assert.truthy(message:find("hepar", 1, true))
      assert.truthy(message:find("function", 1, true))
    end)

    it("is seen by views made before it, functions included", function()
      local ev = hepar.evidence.new()
      assert(ev:import(bundle(record("book:t1:r1", "a2020"))))
      local hepatic = ev:where { route = "HA" }
      local even = ev:where { year = function(year) return year % 2 == 0 end }
      assert.equal(1, #hepatic)
      assert.equal(1, #even)
      assert(ev:import(record("book:t1:r2", "b2021", { citation = { year = 2021 } })))
      assert(ev:import(record("book:t1:r3", "b2022", { citation = { year = 2022 } })))
      assert.equal(3, #hepatic)
      assert.same({ "book:t1:r1", "book:t1:r3" }, even:ids())
      assert.equal(2, even:tally("year").total)
    end)
  end)

  describe("amend", function()
    it("changes one field and keeps the history", function()
      local ev = hepar.evidence.new()
      assert(ev:import(bundle(record("book:t1:r1", "a2020"))))
      local small = ev:where { n_total = 10 }
      assert.equal(1, #small)
      local r = assert(ev:amend { id = "book:t1:r1", field = "enrolment.n_total", value = 12,
        who = "AB", why = "misprint" })
      assert.equal(12, r.enrolment.n_total)
      assert.equal(0, #small)
      local last = ev:history("book:t1:r1")
      last = last[#last]
      assert.equal("AB", last.who)
      assert.equal("misprint", last.why)
      assert.equal("enrolment.n_total", last.field)
      assert.equal("10", last.old)
      assert.equal("12", last.new)
      assert.truthy(tostring(ev:history()):find("misprint", 1, true))
    end)

    it("refuses what breaks the schema", function()
      local ev = hepar.evidence.new()
      assert(ev:import(bundle(record("book:t1:r1", "a2020"))))
      local done, message = ev:amend { id = "book:t1:r1", field = "design", value = "guess",
        who = "AB", why = "test" }
      assert.is_nil(done)
      assert.truthy(message:find("design", 1, true))
      assert.equal("clinical", ev[1].design)
    end)

    it("asks who and why", function()
      local ev = hepar.evidence.new()
      assert.truthy(message_of(ev.amend, ev, { id = "x", field = "y", value = 1, who = "AB" })
        :find("hepar.evidence.amend: why expects a string, got nil", 1, true))
    end)
  end)

  describe("files", function()
    it("saves a copy and opens it again", function()
      local ev = hepar.evidence.builtin()
      local path = folder .. "/copy.hepar"
      assert.is_true(ev:save(path))
      local copy = assert(hepar.evidence.open(path, { readonly = true }))
      assert.same(ev:ids(), copy:ids())
      assert.same(tostring(ev["fiore2018:t1:r16"]), tostring(copy["fiore2018:t1:r16"]))
      local done, _, code = copy:import(bundle(record("book:t1:r1", "a2020")))
      assert.is_nil(done)
      assert.equal("readonly", code)
      copy:close()
    end)

    it("saves of a narrowed view its records alone", function()
      local ev = hepar.evidence.builtin()
      local path = folder .. "/part.hepar"
      local randomised = ev:where { subdesign = "rct" }
      assert.is_true(randomised:save(path))
      local part = assert(hepar.evidence.open(path, { readonly = true }))
      assert.is_true(#part > 0 and #part < #ev)
      assert.same(randomised:ids(), part:ids())
      part:close()
      local done, _, code = randomised:save(folder .. "/no/such/folder/part.hepar")
      assert.is_nil(done)
      assert.equal("not_found", code)
    end)

    it("makes a file that was not there", function()
      local path = folder .. "/new.hepar"
      local ev = assert(hepar.evidence.open(path))
      assert(ev:import(bundle(record("book:t1:r1", "a2020"))))
      ev:close()
      ev = assert(hepar.evidence.open(path))
      assert.equal(1, #ev)
      ev:close()
    end)

    it("sees what another connection wrote", function()
      local path = folder .. "/shared.hepar"
      local one, two = assert(hepar.evidence.open(path)), assert(hepar.evidence.open(path))
      assert.equal(0, #two)
      assert(one:import(bundle(record("book:t1:r1", "a2020"))))
      assert.equal(1, #two)
      one:close()
      two:close()
    end)

    it("exports the records of the view only", function()
      local ev = hepar.evidence.builtin()
      local path = folder .. "/suk.json"
      assert.is_true(ev:where { study = "suk2016" }:export(path))
      local back = assert(hepar.evidence.read(path))
      assert.same({ "fiore2018:t1:r16" }, back:ids())
      path = folder .. "/clinical.csv"
      assert.is_true(ev:where { design = "clinical" }:export(path))
      local lines = 0
      for _ in io.lines(path) do lines = lines + 1 end
      assert.truthy(lines >= 24)
      assert.truthy(message_of(ev.export, ev, folder .. "/x.xls")
        :find("ends in .json, .ndjson or .csv", 1, true))
    end)

    it("says when a path cannot be used", function()
      local ev, message, code = hepar.evidence.open(folder .. "/no/such/folder.hepar")
      assert.is_nil(ev)
      assert.equal("not_found", code)
      assert.truthy(message:find("hepar.evidence.open", 1, true))
    end)
  end)

  describe("close", function()
    it("closes the store for every view of it, twice without harm", function()
      local ev = hepar.evidence.builtin()
      local narrow = ev:where { design = "clinical" }
      ev:close()
      ev:close()
      assert.equal("evidence (closed)", tostring(ev))
      assert.equal("evidence (closed)", tostring(narrow))
      assert.truthy(message_of(function() return #ev end):find("the view is closed", 1, true))
      assert.truthy(message_of(function() return #narrow end):find("is closed", 1, true))
      assert.truthy(message_of(narrow.tally, narrow, "route"):find("is closed", 1, true))
    end)

    it("leaves the store open when a narrower view is closed", function()
      local ev = hepar.evidence.builtin()
      do
        local narrow <close> = ev:where { design = "clinical" }
        assert.equal(23, #narrow)
      end
      assert.equal(50, #ev)
      do
        local whole <close> = ev
        assert.equal(50, #whole)
      end
      assert.equal("evidence (closed)", tostring(ev))
    end)

    it("is not done behind the back of a view that lives on", function()
      local narrow = hepar.evidence.builtin():where { design = "clinical" }
      collectgarbage()
      collectgarbage()
      assert.equal(23, #narrow)
    end)
  end)

  describe("vocabulary", function()
    it("lists names and codes", function()
      local names = hepar.evidence.vocabulary()
      assert.truthy(#names >= 18)
      local routes = hepar.evidence.vocabulary("route")
      assert.equal(11, #routes)
      assert.equal("HA", routes[1].code)
      assert.equal("hepatic artery", routes.HA.label)
      assert.equal("CIRR", hepar.evidence.vocabulary("disease").CIRR_DEC.parent)
      assert.equal("down", hepar.evidence.vocabulary("outcome").MELD.desirable)
      assert.truthy(tostring(routes):find("hepatic artery", 1, true))
    end)

    it("resolves synonyms", function()
      for _, text in ipairs { "AT", "AD-MSC", "adipose tissue", "Adipose Tissue", "AT-MSC" } do
        assert.equal("AT", hepar.evidence.code("source", text), text)
      end
      local code, near = hepar.evidence.code("source", "bone marow")
      assert.is_nil(code)
      assert.equal("BM", near)
    end)

    it("suggests a vocabulary", function()
      assert.truthy(message_of(hepar.evidence.vocabulary, "rout")
        :find('vocabulary "rout" is not known (did you mean "route"?)', 1, true))
    end)
  end)

  describe("wrong arguments", function()
    local ev
    local wrong = { false, true, 0, -1, 1.5, 0 / 0, math.huge, "", "nonsense", "\0", "\255", print,
      {}, { 1 }, { {} }, { [1.5] = 1 }, { x = print }, io.stdout, coroutine.create(print) }

    setup(function() ev = hepar.evidence.builtin() end)

    -- What must raise for every wrong argument; nil is tried as well.
    local functions = { "open", "read", "vocabulary", "code" }
    local methods = { "where", "get", "each", "ids", "tally", "cross", "search", "results",
      "quantities", "claims", "sources", "decisions", "check", "import", "amend", "history",
      "save", "export" }

    local function try(name, f, ...)
      local ok, message = pcall(f, ...)
      if ok then return end
      assert.is_string(message)
      assert.truthy(message:find("hepar.", 1, true), name .. ": " .. message)
      assert.falsy(message:find("attempt to", 1, true), name .. ": " .. message)
      assert.falsy(message:find("bad argument", 1, true), name .. ": " .. message)
    end

    it("are refused in a clear sentence by the functions", function()
      for _, name in ipairs(functions) do
        local f = hepar.evidence[name]
        try(name, f)
        for _, value in ipairs(wrong) do
          if not (name == "open" and type(value) == "string") then
            try(name, f, value)
            try(name, f, value, value)
          end
          try(name, f, name == "open" and folder .. "/new.hepar" or "route", value)
        end
      end
    end)

    it("are refused in a clear sentence by the methods", function()
      for _, name in ipairs(methods) do
        local method = ev[name]
        try(name, method)
        for _, value in ipairs(wrong) do
          try(name, method, value)
          if not ((name == "save" or name == "export") and type(value) == "string") then
            local first = (name == "save" or name == "export") and folder .. "/x.json" or "route"
            try(name, method, ev, value)
            try(name, method, ev, first, value)
            try(name, method, ev, value, value)
            try(name, method, ev, first, "route", value)
          end
        end
      end
      assert.equal(50, #ev)
    end)

    it("are refused as conditions of every field", function()
      for _, field in ipairs(hepar.evidence.fields()) do
        for _, value in ipairs(wrong) do
          if type(value) ~= "function" then
            try(field.name, ev.where, ev, { [field.name] = value })
            try(field.name, ev.where, ev, { [field.name] = { under = value } })
            try(field.name, ev.where, ev, { [field.name] = { from = value } })
            try(field.name, ev.where, ev, { [field.name] = { ["not"] = value } })
            try(field.name, ev.where, ev, { [field.name] = { missing = value } })
          end
        end
      end
    end)

    it("name the caller's line, not one of the library", function()
      local line = debug.getinfo(1, "l").currentline + 1
      local message = message_of(function() local _ = ev:where({ desing = "clinical" }) end)
      assert.truthy(message:find(("evidence_spec.lua:%d: hepar.evidence.where: "):format(line), 1,
        true), message)
    end)
  end)
end)
