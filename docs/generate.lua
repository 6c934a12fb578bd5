-- Makes from the LDoc comments of the Lua sources:
--   library/hepar.lua        definitions for the Lua language server
--   lua/hepar/reference.lua  what hepar.help prints
--   docs/reference.md        the reference for reading
-- and from the core, which must have been built:
--   docs/hepar-record.schema.json  the format of a bundle
--   docs/models/NAME.md      a page for each built-in model, from its own text
-- Run from the root: lua5.4 docs/generate.lua [--check], which fails when a file is out of date.

package.path = "docs/?.lua;" .. package.path .. ";lua/?.lua"
package.cpath = package.cpath .. ";build/lib/?.so"

local core = require "hepar.core"
local luals = require "generate.luals"
local models = require "generate.models"
local pages = require "generate.pages"
local source = require "generate.source"

local M = {}

-- The generated files, {path, text} each, and the model they were made of.
function M.files()
  local model = source.model()
  local files = {
    { "library/hepar.lua", luals(model) },
    { "lua/hepar/reference.lua", pages.reference(model) },
    { "docs/reference.md", pages.markdown(model) },
    { "docs/hepar-record.schema.json", assert(core.store.schema()) },
  }
  for _, file in ipairs(models.files()) do files[#files + 1] = file end
  return files, model
end

local function main(check)
  local stale = {}
  for _, file in ipairs((M.files())) do
    local path, text = file[1], file[2]
    if source.read(path) ~= text then
      if check then
        stale[#stale + 1] = path
      else
        os.execute("mkdir -p " .. path:match("^(.*)/"))
        local out = assert(io.open(path, "wb"))
        assert(out:write(text))
        assert(out:close())
        print("wrote " .. path)
      end
    end
  end
  if #stale > 0 then
    io.stderr:write("out of date, run make docs: " .. table.concat(stale, ", ") .. "\n")
    os.exit(1)
  end
end

if arg and arg[0] and arg[0]:match("generate%.lua$") then main(arg[1] == "--check") end

return M
