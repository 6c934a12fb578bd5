-- The reference, hepar.help and the language-server definitions cover every public function.

local hepar = require "hepar"

package.path = "docs/?.lua;" .. package.path
local generate = require "generate"

describe("the reference", function()
  local files, pages = generate.files()
  local documented = {}
  for _, page in ipairs(pages) do
    for _, entry in ipairs(page.functions) do documented[entry.full] = entry end
  end

  it("is in step with the sources", function()
    for _, file in ipairs(files) do
      local handle = assert(io.open(file[1], "rb"))
      local text = handle:read("a")
      handle:close()
      assert.is_true(text == file[2], file[1] .. " is out of date: run make docs")
    end
  end)

  it("has every public function of every part", function()
    local missing, count = {}, 0
    for _, part in ipairs { "evidence", "meta", "plot", "report", "units", "column", "random",
      "help" } do
      for name, value in pairs(hepar[part]) do
        if type(value) == "function" and not name:match("^_") then
          count = count + 1
          local full = "hepar." .. part .. "." .. name
          if not documented[full] then missing[#missing + 1] = full end
        end
      end
    end
    table.sort(missing)
    assert.same({}, missing)
    assert.is_true(count > 20)
  end)

  it("has every method of the objects", function()
    local ev = hepar.evidence.builtin()
    local objects = {
      evidence = ev,
      column = hepar.column { 1, 2 },
      random = hepar.random(1),
      directions = hepar.meta.directions(ev:results { outcome = "MELD" }),
    }
    local missing = {}
    for class, object in pairs(objects) do
      local methods = getmetatable(object).methods or getmetatable(object).__index
      if type(methods) == "table" then
        for name, value in pairs(methods) do
          if type(value) == "function" and not name:match("^_")
            and not documented[class .. ":" .. name] then
            missing[#missing + 1] = class .. ":" .. name
          end
        end
      end
    end
    table.sort(missing)
    assert.same({}, missing)
  end)

  it("gives every function a summary, and every parameter a type and a text", function()
    for name, entry in pairs(documented) do
      assert.is_true(#entry.summary > 10, name)
      for _, param in ipairs(entry.params) do
        assert.is_true(param.kind ~= "any" or param.about ~= "", name .. " " .. param.name)
      end
    end
  end)

  it("is what hepar.help prints", function()
    for name, entry in pairs(documented) do
      local text = hepar.help(name)
      local first = entry.summary:match("^%S+")
      assert.is_truthy(text:find(first, 1, true), name)
    end
    assert.has_error(function() hepar.help("meta.directoins") end,
      'hepar.help: "meta.directoins" is not known (did you mean "meta.directions"?)')
  end)
end)
