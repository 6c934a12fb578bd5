-- The pages tell the truth: their examples print what they say, their links lead somewhere, and the
-- targets of make that they name exist.

package.path = "docs/?.lua;" .. package.path
local snippets = require "snippets"
local files = require "spec.helper.files"

local read = files.read

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

for _, path in ipairs(snippets.pages()) do
  describe(path, function()
    local page = read(path)
    local examples = snippets.examples(page)

    if #examples > 0 then
      it("has examples that print what it says", function()
        local printed = snippets.run(examples)
        assert.equal(#examples, #printed)
        for i, example in ipairs(examples) do
          assert.equal(("%s:%d\n%s"):format(path, example.line, example.output),
            ("%s:%d\n%s"):format(path, example.line, printed[i]))
        end
      end)
    end

    it("has Lua that can be read", function()
      for code in page:gmatch("\n```lua\n(.-)```\n") do assert(load(code, "=" .. path)) end
    end)

    it("links only to files that are there", function()
      local folder = path:match("^.*/") or ""
      for target in page:gmatch("%]%(([^)#]+)[^)]*%)") do
        if not target:match("^https?:") and not target:match("^mailto:") then
          assert.is_true(exists(folder .. target), target)
        end
      end
    end)

    it("names targets that the Makefile has", function()
      local makefile = "\n" .. read("Makefile")
      for target in page:gsub("\nmake ", "\n`make "):gmatch("`make (%l[%l-]*)") do
        assert.is_truthy(makefile:find("\n" .. target .. ":", 1, true), "make " .. target)
      end
    end)

    it("names files of the project that are there", function()
      for name in page:gmatch("`([%w_%-]+/[%w_%-%./]+%.%l+)`") do
        if name:match("^docs/") or name:match("^lua/") or name:match("^spec/")
          or name:match("^csrc/") or name:match("^examples/") then
          assert.is_true(exists(name), name)
        end
      end
    end)
  end)
end

describe("the pages", function()
  it("show what the examples of the guides print", function()
    local least = { ["README.md"] = 1, ["docs/guide.md"] = 8, ["docs/how-to-query.md"] = 8,
      ["docs/how-to-extend.md"] = 8, ["docs/how-to-report.md"] = 3 }
    for path, count in pairs(least) do
      assert.is_true(#snippets.examples(read(path)) >= count, path)
    end
  end)

  it("can all be reached from the README", function()
    local readme = read("README.md")
    for _, path in ipairs(snippets.pages()) do
      if path ~= "README.md" then assert.is_truthy(readme:find(path, 1, true), path) end
    end
  end)

  it("say that this is a research tool", function()
    for _, path in ipairs { "README.md", "docs/guide.md", "docs/how-to-report.md" } do
      assert.is_truthy(read(path):lower():find("research", 1, true), path)
    end
  end)
end)
