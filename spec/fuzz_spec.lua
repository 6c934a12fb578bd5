-- The seeds of the fuzzer, and every input that it has found wrong, without the fuzzer: none
-- crashes, and what is accepted goes out and in again as the same bytes.

local core = require "hepar.core"
local lfs = require "lfs"

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local corpus = here .. "fuzz/corpus/"

describe("the corpus", function()
  local names = {}
  for name in lfs.dir(corpus) do
    if not name:match("^%.") then names[#names + 1] = name end
  end
  table.sort(names)

  local function round_trip(store, format)
    local text = assert(store:export_text { format = format })
    local again = assert(core.store.open())
    assert(again:import_text(text, "again." .. format))
    assert.equal(text, again:export_text { format = format })
  end

  for _, name in ipairs(names) do
    it("holds " .. name, function()
      local file = assert(io.open(corpus .. name, "rb"))
      local text = file:read("a")
      file:close()
      for i = 0, 5 do
        local options = { on_error = i < 3 and "stop" or "skip",
          on_conflict = ({ "error", "skip", "replace" })[i % 3 + 1] }
        local store = assert(core.store.open())
        local report, message, code = store:import_text(text, name, options)
        if report then
          round_trip(store, "json")
          round_trip(store, "ndjson")
          assert(store:import_text(text, name, options)) -- again
          round_trip(store, "json")
        else
          assert.is_string(code)
          assert.is_nil(message:find("\n", 1, true))
          assert.equal(0, store:count())
          assert.same({}, store:objects("sources"))
        end
        assert.is_true(store:verify())
      end
    end)
  end

  it("has all of its seeds", function() assert.is_true(#names >= 30) end)
end)
