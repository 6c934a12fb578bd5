-- Models as files: texts and SBML documents, in and out.
local check = require("hepar.util.check")
local file = require("hepar.util.file")
local merge = require("hepar.model.merge")
local object = require("hepar.model.object")
local words = require("hepar.util.words")

local M = {}

local LARGEST = 64 << 20 -- of a document; the core refuses texts above 1 MiB itself

-- The bytes of a file, or nil and what the system says.
local function bytes_of(path)
  local handle, message = io.open(path, "rb")
  if not handle then return nil, message end
  local bytes
  bytes, message = handle:read(LARGEST + 1)
  handle:close()
  if not bytes then return message and nil or "", message end
  if #bytes > LARGEST then return nil, path .. ": larger than 64 MiB" end
  return bytes
end

local function ending(path) return (path:match("%.([%w]+)$") or ""):lower() end

--- hepar.model.read.
function M.read(path, options)
  local where = "hepar.model.read"
  local bytes, message = bytes_of(path)
  if not bytes then return nil, words.clean(where .. ": " .. message), "io" end
  local kind = ending(path)
  local given = { text = bytes, file = path:match("[^/\\]+$"), path = path,
    folder = path:match("^(.*[/\\])") or "./", check = options.check }
  if kind == "xml" or kind == "sbml" or bytes:match("^%s*<%?xml") then
    local text, about = require("hepar.model.sbml_import").text(bytes)
    if not text then
      return nil, words.clean(("%s: %s: %s"):format(where, path, about)), "format"
    end
    given.text, given.left_out = text, about.left_out
    for _, renamed in ipairs(about.renamed) do
      table.insert(given.left_out, "a name: " .. renamed)
    end
  end
  local model, code
  model, message, code = object.make(given)
  if not model then return nil, where .. ": " .. message, code end
  return model
end

--- m:save.
function M.save(model, state, path)
  local where = "hepar.model.save"
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    check.fail(where, "path must be the name of a file, got %s", check.show(path))
  end
  local kind = ending(path)
  if kind == "model" then
    local text = merge.whole(state)
    if not text then
      return nil, where .. ": the extension and the model cannot be written as one text", "format"
    end
    return file.write(path, text, where)
  end
  if kind ~= "xml" and kind ~= "sbml" then
    check.fail(where, "path must end in .model, .xml or .sbml, got %s", check.show(path))
  end
  local document, left_out, code = model:sbml()
  if not document then return nil, left_out, code end
  local ok, message
  ok, message, code = file.write(path, document, where)
  if not ok then return nil, message, code end
  return true, left_out
end

return M
