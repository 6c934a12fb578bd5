-- Whole files, as the specs read and write them; one that cannot be is an error.
local json = require("hepar.core").json

local M = {}

function M.read(path)
  local file <close> = assert(io.open(path, "rb"))
  return assert(file:read("a"))
end

function M.write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

function M.json(path) return assert(json.decode(M.read(path))) end

-- What other programs computed: a file of spec/reference.
function M.reference(name) return M.json("spec/reference/" .. name) end

-- Run a shell line as a person types it: standard output, standard error, exit code.
function M.run(line)
  local out, err = os.tmpname(), os.tmpname()
  local _, _, code = os.execute(("{ %s; } >%s 2>%s"):format(line, out, err))
  local text, message = M.read(out), M.read(err)
  os.remove(out)
  os.remove(err)
  return text, message, code
end

return M
