-- The JSON Schema says what an import accepts. The judge is python3-jsonschema, a reader of JSON
-- Schema that is not ours.
local core = require "hepar.core"
local hepar = require "hepar"
local malformed = require "spec.helper.malformed"
local files = require "spec.helper.files"

local json = core.json
local read = malformed.read

local write = files.write

-- What the validator says of each text: "ok", or what is wrong.
local function judge(texts)
  local schema, lines = os.tmpname(), os.tmpname()
  write(schema, hepar.evidence.schema())
  write(lines, table.concat(texts, "\n") .. "\n")
  local pipe = assert(io.popen(("LD_PRELOAD= python3 spec/helper/validate.py '%s' '%s' 2>&1")
    :format(schema, lines)))
  local said = {}
  for line in pipe:lines() do said[#said + 1] = line end
  local fine = pipe:close()
  os.remove(schema)
  os.remove(lines)
  assert(fine, table.concat(said, "\n"))
  assert.equal(#texts, #said)
  return said
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

describe("the schema", function()
  local schema = json.decode(hepar.evidence.schema())
  local definitions = schema["$defs"]

  it("is the text in docs, and names its draft", function()
    assert.equal(read("docs/hepar-record.schema.json"), hepar.evidence.schema())
    assert.equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"])
    assert.equal("hepar.record/1", schema.properties.schema.const)
  end)

  it("has the codes of every vocabulary that it names", function()
    local n = 0
    for name, definition in pairs(definitions) do
      local vocabulary = name:match("^code_(.*)")
      if vocabulary then
        local codes = {}
        for i, term in ipairs(hepar.evidence.vocabulary(vocabulary)) do codes[i] = term.code end
        assert.same(codes, table.move(definition.enum, 1, #definition.enum, 1, {}))
        assert.is_true(#codes > 3, name)
        n = n + 1
      end
    end
    assert.equal(17, n)
  end)

  it("accepts the built-in evidence and what else is exported", function()
    local lines = {}
    for _, path in ipairs { "lua/hepar/data/builtin.json", malformed.small } do
      lines[#lines + 1] = json.encode(json.decode(read(path)))
      local ev = assert(hepar.evidence.read(path))
      local out = os.tmpname()
      os.rename(out, out .. ".json")
      assert(ev:export(out .. ".json"))
      lines[#lines + 1] = json.encode(json.decode(read(out .. ".json")))
      os.remove(out .. ".json")
    end
    assert.same({ "ok", "ok", "ok", "ok" }, judge(lines))
  end)

  it("refuses what an import refuses", function()
    -- What takes more than a schema.
    local beyond = {
      ["a date that does not exist"] = true, ["lines in the wrong order"] = true,
      ["an unknown source"] = true,
    }
    local names, texts = {}, {}
    for _, case in ipairs(malformed.cases) do
      if pcall(function() assert(json.decode(case[2])) end) then
        names[#names + 1] = case[1]
        texts[#texts + 1] = case[2]
      end
    end
    assert.is_true(#names > 25)
    for i, said in ipairs(judge(texts)) do
      assert.equal(beyond[names[i]] or false, said == "ok", names[i] .. ": " .. said)
    end
  end)

  -- Values for every member of every object, right ones and wrong ones; the import is asked, too.
  describe("and the import agree on", function()
    local wrong = { json.null, true, -1.5, 3e9, "zz", "", json.array {}, json.array { "" }, {} }

    local function resolve(part)
      local name = part["$ref"] and part["$ref"]:match("[^/]+$")
      return name and definitions[name] or part
    end

    local right

    -- An object with what must be there.
    local function least(part)
      local object = {}
      for _, name in ipairs(part.required or {}) do object[name] = right(part.properties[name]) end
      return object
    end

    -- A value that fits.
    function right(part)
      part = resolve(part)
      local kind = type(part.type) == "table" and part.type[1] or part.type
      if part.const then return part.const end
      if part.enum then return part.enum[1] end
      if part.anyOf then return right(part.anyOf[1]) end
      if kind == "object" then return least(part) end
      if kind == "array" then
        local list = json.array {}
        for i = 1, part.minItems or 1 do list[i] = right(part.items) end
        return list
      end
      if kind == "string" then
        for _, text in ipairs { "atlas", "atlas:t1:r1", "2024-02-28", ("0a"):rep(32) } do
          local length = #text == 64
          if not part.pattern or part.pattern:find(":r[0-9]", 1, true) and text:find(":")
            or part.pattern:find("{64}", 1, true) and length
            or part.pattern:find("{4}-", 1, true) and text:find("^%d")
            or part.pattern:find("_.-", 1, true) then
            return text
          end
        end
      end
      if kind == "integer" or kind == "number" then return part.minimum or 1 end
      if kind == "boolean" then return true end
      return "anything"
    end

    -- All the variants of a value: fn(value, path).
    local function vary(part, path, fn)
      for _, value in ipairs(wrong) do fn(value, path) end
      fn(right(part), path)
      part = resolve(part)
      for _, choice in ipairs(part.anyOf or {}) do vary(choice, path, fn) end
      if part.items then
        vary(part.items, path .. "[]", function(value, at)
          local list = right(part)
          list[1] = value
          fn(list, at)
        end)
      end
      if part.minimum then fn(part.minimum - 1, path) end
      if part.maximum and part.maximum < 1e300 then fn(part.maximum + 1, path) end
      if part.enum then fn(part.enum[#part.enum], path) end
      if not part.properties then return end
      for _, name in ipairs(sorted_keys(part.properties)) do
        vary(part.properties[name], path .. "." .. name, function(value, at)
          local object = least(part)
          object[name] = value
          fn(object, at)
        end)
        local object = least(part)
        object[name] = nil
        fn(object, path .. " without " .. name)
      end
    end

    for _, list in ipairs { "records", "sources", "quantities", "claims", "decisions" } do
      it("every member of the " .. list, function()
        local texts, paths, seen = {}, {}, {}
        vary(schema.properties[list].items, list, function(object, path)
          local bundle = {
            schema = "hepar.record/1", records = json.array {},
            sources = json.array { { source_id = "atlas" } },
          }
          bundle[list] = json.array { object }
          local text = json.encode(bundle)
          if not seen[text] then
            seen[text] = true
            texts[#texts + 1], paths[#paths + 1] = text, path
          end
        end)
        assert.is_true(#texts > 60)
        local both = { [true] = 0, [false] = 0 }
        local store = assert(core.store.open())
        for i, said in ipairs(judge(texts)) do
          local taken, message, code = store:import_text(texts[i], "x", { on_conflict = "skip" })
          local beyond = code == "not_found" or message and message:find("greater than the last")
          if not beyond then
            both[taken ~= nil] = both[taken ~= nil] + 1
            assert.equal(taken ~= nil, said == "ok",
              ("%s: %s | import: %s\n%s"):format(paths[i], said, message or "ok", texts[i]))
          end
        end
        store:close()
        assert.is_true(both[true] > 10 and both[false] > 30)
      end)
    end
  end)
end)
