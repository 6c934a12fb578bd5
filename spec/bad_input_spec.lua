-- Bad input from the outside: files that are cut off, broken, not ours, not readable, or a full
-- disk, through hepar.evidence and through the command. One message that names the file, nothing
-- half-imported, what was skipped counted and listed.

local core = require "hepar.core"
local hepar = require "hepar"
local lfs = require "lfs"
local files = require "spec.helper.files"

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local small = here .. "data/small.json"

local read, write = files.read, files.write

local run = files.run

local function is_root() return run("id -u") == "0\n" end

-- The interpreter that runs this spec.
local function interpreter()
  local at = 0
  while arg and arg[at - 1] do at = at - 1 end
  return arg and arg[at] or "lua5.4"
end

describe("bad input", function()
  local folder, ev, before

  setup(function()
    ev = assert(hepar.evidence.read(small))
    assert(ev:export(os.tmpname() .. ".json"))
  end)

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(lfs.mkdir(folder))
    folder = folder .. "/"
    ev = assert(hepar.evidence.read(small))
    before = #ev
  end)

  after_each(function() os.execute("rm -rf '" .. folder .. "'") end)

  -- path cannot be read nor imported: one line that names it, and nothing has changed.
  local function refused(path, code)
    local got, message, got_code = hepar.evidence.read(path)
    assert.is_nil(got)
    assert.equal("hepar.evidence.read: ", message:sub(1, 21))
    assert.matches(path, message, 1, true)
    assert.is_nil(message:find("\n"))
    assert.is_truthy(utf8.len(message))
    if code then assert.equal(code, got_code) end
    local report, said, said_code = ev:import(path)
    assert.is_nil(report)
    assert.equal((message:gsub("evidence.read", "evidence.import")), said)
    assert.equal(got_code, said_code)
    assert.equal(before, #ev)
    assert.equal(1, #ev:history()) -- the import of small.json alone
    return message
  end

  describe("cut off", function()
    it("anywhere in a bundle is refused with line and column", function()
      local text, path = read(small), folder .. "cut.json"
      for length = 1, #text - 2, 149 do
        write(path, text:sub(1, length))
        local message = refused(path, "format")
        assert.matches("cut%.json:%d+:%d+: ", message)
      end
    end)

    it("anywhere in a line of NDJSON is refused with that line, between lines not", function()
      local path = folder .. "cut.ndjson"
      assert(ev:export(path))
      local text = read(path)
      for length = 1, #text - 2, 97 do
        local part = text:sub(1, length)
        write(path, part)
        local _, line = part:gsub("\n", "")
        local last = part:match("[^\n]*$")
        if last == "" or pcall(assert, core.json.decode(last)) then
          assert(hepar.evidence.read(path)):close()
        else
          assert.matches(("cut.ndjson:%d:%%d+: "):format(line + 1), refused(path, "format"))
        end
      end
    end)

    it("in the last line can be skipped: the rest is there, and the line is named", function()
      local path = folder .. "cut.ndjson"
      assert(ev:export(path))
      local text = read(path)
      local _, lines = text:gsub("\n", "")
      write(path, text:sub(1, -20))
      local some, report = hepar.evidence.read(path, { on_error = "skip" })
      assert.equal(before, #some)
      assert.equal(1, report.skipped)
      assert.equal(2, #report.warnings) -- a member that is not known is the other one
      assert.matches(("cut.ndjson:%d:%%d+: "):format(lines), report.warnings[2])
    end)

    it("in an SQLite file is refused, wherever it is cut", function()
      local path = folder .. "whole.hepar"
      assert(ev:save(path))
      local text = read(path)
      for _, length in ipairs { 1, 15, 16, 99, 100, 1000, 4095, 4096, #text // 2, #text - 4096 } do
        write(folder .. "cut.hepar", text:sub(1, length))
        local got, message, code = hepar.evidence.open(folder .. "cut.hepar")
        assert.is_nil(got)
        assert.equal("format", code, length)
        assert.matches("cut.hepar", message, 1, true)
        assert.equal(text:sub(1, length), read(folder .. "cut.hepar")) -- and not written to
      end
    end)
  end)

  describe("that is broken inside", function()
    it("names file, line and column for single bytes that are wrong", function()
      local text, path = read(small), folder .. "broken.json"
      for place = 50, #text - 50, 307 do
        for _, byte in ipairs { "\0", "\255", "\1" } do
          write(path, text:sub(1, place - 1) .. byte .. text:sub(place + 1))
          assert.matches("broken%.json:%d+:%d+: ", refused(path, "format"))
        end
      end
    end)

    it("is no misery when it is large and wrong", function()
      local path = folder .. "deep.json"
      write(path, ("["):rep(1000000))
      assert.matches("nested deeper than 64 levels", refused(path, "format"))
      write(path, '{"' .. ("a"):rep(1000000) .. '":')
      assert.is_true(#refused(path, "format") < 1100)
      write(path, ("9"):rep(1000000))
      refused(path)
    end)

    it("skips each bad object of a bundle, counts and lists it with its field", function()
      local bundle = core.json.decode(read(small))
      bundle.records[1].design = "clinicle"
      bundle.records[2].citation.year = 3000
      bundle.quantities[1].outcome = "MELDD"
      bundle.claims[1].statement = nil
      bundle.decisions[1].kind = 3
      local path = folder .. "some.json"
      write(path, core.json.encode(bundle))
      assert.equal("format", select(3, hepar.evidence.read(path)))
      local some, report = hepar.evidence.read(path, { on_error = "skip" })
      assert.equal(1, #some)
      assert.equal(5, report.skipped)
      assert.equal(2, report.records.skipped)
      assert.equal(1, report.claims.skipped)
      assert.equal(1, report.quantities.skipped)
      assert.equal(1, report.decisions.skipped)
      local said = table.concat(report.warnings, "\n")
      for _, part in ipairs {
        'record atlas:t1:r01, field design: "clinicle" is not one of', "did you mean \"clinical\"",
        "record atlas:t1:r02, field citation.year: 3000 is out of range",
        'quantities[1]: quantity, field outcome: "MELDD" is not a code',
        "claim atlas:c001, field statement: is missing",
        "decision seed:X1, field kind: 3 is not a string",
      } do
        assert.matches(part, said, 1, true)
      end
      assert.equal(1, #some:history())
    end)

    it("never echoes line breaks or bytes that a terminal would take for commands", function()
      local path = folder .. "x\27[31m\n.json"
      write(path, "{")
      local _, message = hepar.evidence.read(path)
      assert.is_nil(message:find("[%z\1-\8\10-\31\127]"))
      write(folder .. "code.json", (read(small):gsub('"clinical"', '"cli\\u001b\\nnical"')))
      _, message = hepar.evidence.read(folder .. "code.json")
      assert.matches("field design", message, 1, true)
      assert.is_nil(message:find("[%z\1-\8\10-\31\127]"))
    end)

    it("is refused when a record refers to itself more deeply than a bundle can hold", function()
      local path = folder .. "deep.ndjson"
      local line = '{"source":{"source_id":"s"}}\n{"record":{"id":"s:t:r1","study":"a",'
        .. '"design":"clinical","citation":{},"verbatim":{},"results":[],'
        .. '"provenance":[{"source_id":"s"}],"flags":[],"more":%s%s}}\n'
      write(path, line:format(("["):rep(62), ("]"):rep(62)))
      assert.matches("deep.ndjson:2: record s:t:r1: is nested deeper than 62 levels",
        refused(path, "format"), 1, true)
      write(path, line:format(("["):rep(61), ("]"):rep(61)))
      local deep = assert(hepar.evidence.read(path))
      assert(deep:export(folder .. "deep.json"))
      assert.equal(1, #assert(hepar.evidence.read(folder .. "deep.json")))
    end)
  end)

  describe("that is not ours", function()
    local function some_bytes(n)
      local stream, out = hepar.random.new(7), {}
      for i = 1, n do out[i] = string.char(stream:integer(0, 255)) end
      return table.concat(out)
    end

    it("random bytes, an empty file, another program's file", function()
      local cases = {
        empty = "", random = some_bytes(5000), ["text.txt"] = "Dear editor,\n\nplease find …\n",
        ["page.html"] = "<!DOCTYPE html><title>x</title>", ["table.csv"] = "id,study\n1,a\n",
        ["other.json"] = '{"name": "x", "version": 1}', ["list.json"] = "[1, 2, 3]",
        ["number.json"] = "17", ["gzip.json.gz"] = "\31\139\8\0" .. some_bytes(100),
        ["utf16.json"] = '\255\254{\0"\0a\0"\0:\0001\0}\0',
      }
      for name, text in pairs(cases) do
        write(folder .. name, text)
        refused(folder .. name, "format")
        if name ~= "empty" then
          local got, message, code = hepar.evidence.open(folder .. name)
          assert.is_nil(got)
          assert.equal("format", code)
          assert.matches(name .. " is not a hepar store", message, 1, true)
        end
        assert.equal(text, read(folder .. name)) -- untouched
      end
      refused(folder, "io")
      refused(folder .. "none.json", "not_found")
      refused("/dev/null", "format")
      assert.equal("io", select(3, hepar.evidence.open("/dev/null")))
    end)

    it("a database of another program, a store where JSON is expected", function()
      assert(ev:save(folder .. "a.hepar"))
      local text = read(folder .. "a.hepar")
      refused(folder .. "a.hepar", "format")
      write(folder .. "b.db", text:sub(1, 68) .. "\0\0\0\1" .. text:sub(73))
      local got, message, code = hepar.evidence.open(folder .. "b.db")
      assert.is_nil(got)
      assert.equal("format", code)
      assert.matches("b.db is an SQLite database, but not a hepar store", message, 1, true)
    end)

    it("a newer schema, as a bundle, as lines and as a store", function()
      write(folder .. "n.json", '{"schema": "hepar.record/2", "sources": [], "records": []}')
      assert.matches("newer hepar", refused(folder .. "n.json", "version_newer"), 1, true)
      write(folder .. "n.ndjson", '{"schema": "hepar.record/2"}\n')
      refused(folder .. "n.ndjson", "version_newer")
      assert(ev:save(folder .. "a.hepar"))
      local text = read(folder .. "a.hepar")
      write(folder .. "n.hepar", text:sub(1, 60) .. "\0\0\0\9" .. text:sub(65))
      local _, message, code = hepar.evidence.open(folder .. "n.hepar")
      assert.equal("version_newer", code)
      assert.matches("n.hepar was written by a newer hepar", message, 1, true)
    end)

    it("garbage inside a store never crashes: it is whole, or a clear error", function()
      assert(ev:save(folder .. "a.hepar"))
      local text = read(folder .. "a.hepar")
      local stream = hepar.random.new(11)
      local clear = 0
      local function must(value, why) return value or error(why, 0) end
      for _ = 1, 60 do
        local place = stream:integer(101, #text - 64)
        write(folder .. "b.hepar", text:sub(1, place) .. some_bytes(64) .. text:sub(place + 65))
        local ok, message = pcall(function()
          local bad = must(hepar.evidence.open(folder .. "b.hepar"))
          local all = #bad:where { outcome = "MELD" } + #must(bad:results()) + #must(bad:check())
            + #must(bad:claims()) + #must(bad:quantities()) + #tostring(bad)
          for record in bad:each() do all = all + #tostring(record) end
          must(bad:search("cells"))
          must(bad:export(folder .. "out.json"))
          bad:close()
          return all
        end)
        if not ok then
          clear = clear + 1
          assert.is_string(message)
          assert.matches("hepar%.", message)
          assert.is_nil(message:find("attempt to", 1, true), message)
          assert.is_nil(message:find("\n", 1, true), message)
        end
        for _, suffix in ipairs { "", "-wal", "-shm" } do
          os.remove(folder .. "b.hepar" .. suffix)
        end
      end
      assert.is_true(clear > 5)
    end)
  end)

  describe("to and from places that refuse", function()
    -- Run Lua as a user without rights when this one has all of them. That user may not be able to
    -- read where this tree stands, so it gets a copy of the library.
    local function as_user(script)
      local build = os.getenv("HEPAR_BUILD") or "build"
      write(folder .. "script.lua", script)
      os.execute(("cp -R lua '%s/lib' '%s' && cp '%s' '%ssmall.json'"):format(build, folder, small,
        folder))
      os.execute(("chmod -R a+rX '%s'"):format(folder))
      local prefix = ("LUA_PATH='%slua/?.lua;;' LUA_CPATH='%slib/?.so;;' "):format(folder, folder)
      if is_root() then
        prefix = prefix .. "setpriv --reuid=65534 --regid=65534 --clear-groups "
      end
      local text, message = run(("%s'%s' '%sscript.lua'"):format(prefix, interpreter(), folder))
      return text .. message
    end

    it("a read-only store or folder refuses every change and stays as it is", function()
      assert(ev:save(folder .. "a.hepar"))
      local text = read(folder .. "a.hepar")
      lfs.mkdir(folder .. "inside")
      os.execute(("chmod 444 '%sa.hepar'; chmod 555 '%sinside'"):format(folder, folder))
      local out = as_user(([[
        local hepar = require "hepar"
        local folder = %q
        print(select(3, hepar.evidence.open(folder .. "a.hepar")))
        local ev = assert(hepar.evidence.open(folder .. "a.hepar", {readonly = true}))
        print(#ev)
        print(ev:import(%q))
        print(ev:amend{id = "atlas:t1:r01", field = "note", value = "x", who = "a", why = "b"})
        print(ev:save(folder .. "inside/b.hepar"))
        print(ev:export(folder .. "inside/b.json"))
        print(hepar.evidence.open(folder .. "inside/c.hepar"))
        print(hepar.report.new{title = "x"}:save(folder .. "inside/r.html"))
        print(hepar.plot.figure{title = "x", width = 9, height = 9}:save(folder .. "inside/f.svg"))
      ]]):format(folder, folder .. "small.json"))
      local lines = {}
      for line in out:gmatch("[^\n]+") do lines[#lines + 1] = line end
      assert.equal(9, #lines, out)
      assert.equal("readonly", lines[1])
      assert.equal(tostring(before), lines[2])
      for i = 3, 7 do
        assert.matches("^nil\thepar%.evidence%.%w+: .*\treadonly$", lines[i])
        assert.matches(folder, lines[i], 1, true)
      end
      for i = 8, 9 do
        assert.matches("^nil\thepar%.%w+%.save: cannot write .*Permission denied\tio$", lines[i])
      end
      assert.equal(text, read(folder .. "a.hepar"))
      for name in lfs.dir(folder .. "inside") do assert.matches("^%.%.?$", name) end
      os.execute(("chmod 755 '%sinside'"):format(folder))
    end)

    it("a file that may not be read", function()
      write(folder .. "secret.json", read(small))
      local out = as_user(([[
        os.execute("true")
        local hepar = require "hepar"
        print(hepar.evidence.read(%q))
      ]]):format("/proc/1/mem"))
      assert.matches("^nil\thepar%.evidence%.read: /proc/1/mem: .*\tio\n$", out)
    end)

    it("a full device takes nothing, and says so", function()
      for _, name in ipairs { "/dev/full" } do
        local ok, message, code = ev:save(name)
        assert.is_nil(ok)
        assert.is_string(code)
        assert.matches("hepar.evidence.save: /dev/full", message, 1, true)
      end
      local store = assert(core.store.open())
      assert(store:import_file(small))
      local _, message, code = store:export("/dev/full", { format = "ndjson" })
      assert.equal("full", code)
      assert.matches("/dev/full: no space left to write", message, 1, true)
    end)

    -- A file system of 400 KiB, where one may be mounted; elsewhere a limit on the size of files.
    it("a disk that fills up during an import leaves the store as it was", function()
      local lines = { '{"source":{"source_id":"many"}}' }
      for i = 1, 4000 do
        lines[#lines + 1] = ('{"id":"many:t9:r%d","study":"s%d","design":"clinical","citation":{},'
          .. '"verbatim":{"note":"%s"},"results":[],"provenance":[{"source_id":"many"}],'
          .. '"flags":[]}'):format(i, i, ("word "):rep(20))
      end
      local many = folder .. "many.ndjson"
      write(many, table.concat(lines, "\n"))
      local disk = folder .. "disk/"
      lfs.mkdir(disk)
      local mounted = is_root() and
        select(3, run(("mount -t tmpfs -o size=400k tmpfs '%s'"):format(disk))) == 0
      write(folder .. "script.lua", ([[
        local hepar = require "hepar"
        local ev = assert(hepar.evidence.open(%q))
        print(ev:import(%q))
        print(ev:import(%q))
        print(#ev)
        for _, name in ipairs{"b.hepar", "b.json", "b.ndjson", "b.csv"} do
          local f = name == "b.hepar" and ev.save or ev.export
          print(select(3, f(hepar.evidence.builtin(), %q .. name)))
        end
        print(#ev)
      ]]):format(disk .. "a.hepar", small, many, disk))
      local limit = mounted and "" or "trap '' XFSZ; ulimit -f 600; "
      local text, message = run(("%s'%s' '%sscript.lua'"):format(limit, interpreter(), folder))
      local names = {}
      for name in lfs.dir(disk) do names[#names + 1] = name end
      local _, again = pcall(function()
        local kept = assert(hepar.evidence.open(disk .. "a.hepar"))
        assert(kept:export(folder .. "kept.json"))
        kept:close()
      end)
      if mounted then run(("umount '%s'"):format(disk)) end
      assert.is_nil(again)
      assert.matches("a.hepar: no space left to write\tfull\n3\nfull\nfull\n", text .. message,
        1, true)
      assert.matches("\n3\n$", text)
      for _, name in ipairs(names) do
        assert.is_nil(name:find("%.tmp$"), name) -- no half-written copy stays
      end
      assert.equal(read(small), read(folder .. "kept.json"))
    end)
  end)

  -- import_spec kills at one moment; here are the first, the last, after the end, and any.
  describe("killed during an import", function()
    local many, path

    before_each(function()
      local lines = { '{"source":{"source_id":"many"}}' }
      for i = 1, 2000 do
        lines[#lines + 1] = ('{"id":"many:t9:r%d","study":"s%d","design":"clinical","citation":{},'
          .. '"verbatim":{"note":"zyzzyva"},"results":[{"outcome":"MELD","direction":"down",'
          .. '"text":"MELD"}],"provenance":[{"source_id":"many"}],"flags":[]}'):format(i, i)
      end
      many, path = folder .. "many.ndjson", folder .. "a.hepar"
      write(many, table.concat(lines, "\n"))
      assert(ev:save(path))
    end)

    -- Import in a child that is killed when `moment` (Lua text) says so, or by `killer`.
    local function import(moment, killer)
      write(folder .. "script.lua", ([[
        local hepar = require "hepar"
        local function die()
          os.execute("kill -9 " .. io.open("/proc/self/stat"):read("a"):match("^%%d+"))
        end
        local ev = assert(hepar.evidence.open(%q))
        local told = 0
        assert(ev:import(%q, {progress = function(n) told = n; %s end}))
        %s
        print("whole")
      ]]):format(path, many, moment.during or "", moment.after or ""))
      return (run(("%s '%s' '%sscript.lua'"):format(killer or "", interpreter(), folder)))
    end

    -- The store has all of the import or nothing of it, in every table, the index and the history.
    local function whole()
      local kept = assert(hepar.evidence.open(path))
      local n = #kept
      assert.is_true(n == before or n == before + 2000, tostring(n))
      local all = n > before
      assert.equal(all and 2000 or 0, #assert(kept:where { source_id = "many" }:results()))
      assert.equal(all and 2000 or 0, assert(kept:search("zyzzyva")).total)
      assert.equal(all and 2 or 1, #kept:history())
      assert(kept:export(folder .. "kept.ndjson"))
      assert.equal(n, #assert(hepar.evidence.read(folder .. "kept.ndjson")))
      -- and it takes the import afterwards
      local report = assert(kept:import(many))
      assert.equal(all and 0 or 2000, report.added)
      kept:close()
      local store = assert(core.store.open(path))
      assert.is_true(store:verify())
      store:close()
      return all
    end

    it("at the first and the last word of it, nothing stays", function()
      for _, n in ipairs { 256, 1792 } do
        assert(ev:save(path))
        assert.equal("", import { during = ("if n >= %d then die() end"):format(n) })
        assert.is_false(whole())
      end
    end)

    it("after its end, all of it stays", function()
      assert.equal("", import { after = "die()" })
      assert.is_true(whole())
    end)

    it("at any other moment, all or nothing stays", function()
      for _, seconds in ipairs { 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6 } do
        assert(ev:save(path))
        import({}, "timeout -s KILL " .. seconds)
        whole()
      end
    end)
  end)

  describe("given to the command", function()
    it("is one line that names the file and where in it, with exit code 3", function()
      local cases = {
        { "cut.json", read(small):sub(1, 700), "cut.json:%d+:%d+: " },
        { "code.json", read(small):gsub('"clinical"', '"clinicle"'),
          "record atlas:t1:r01, field " ..
          'design: "clinicle".*did you mean "clinical"' },
        { "none.json", nil, "none.json" }, { "empty.json", "", "empty.json: is empty" },
        { "other.db", "SQLite format 3\0" .. ("x"):rep(200), "other.db is not a hepar store" },
        { "bytes", "\xff\xfe\0\1", "bytes:1:1: " },
      }
      for _, case in ipairs(cases) do
        local path = folder .. case[1]
        if case[2] then write(path, case[2]) end
        for _, command in ipairs { "list", "check", "show x", "report " .. folder .. "out.html",
          "export " .. folder .. "out.json" } do
          local text, message, code = run(("hepar %s --evidence '%s'"):format(command, path))
          assert.equal("", text)
          assert.equal(3, code, command .. " " .. case[1])
          assert.matches("^hepar %w+: [^\n]+\n$", message)
          assert.matches(case[3], message)
          assert.is_nil(message:find("traceback", 1, true))
        end
      end
      assert.is_nil(lfs.attributes(folder .. "out.html"))
      assert.is_nil(lfs.attributes(folder .. "out.json"))
    end)

    it("is refused by the prompt, too", function()
      write(folder .. "cut.json", "{")
      local _, message, code = run(("echo '=#ev' | hepar repl --evidence '%scut.json'")
        :format(folder))
      assert.equal(3, code)
      assert.matches("cut.json:1:2", message, 1, true)
    end)
  end)
end)
