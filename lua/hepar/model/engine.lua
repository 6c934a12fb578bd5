-- Between the objects of hepar.model and the core: texts become symbols, plans become columns.
local core = require("hepar.core")
local merge = require("hepar.model.merge")

local M = {}

--- The text of an imported model: a built-in one, or NAME.model in the folder of the file.
local function finder(folder)
  return function(name)
    local text = core.model.kernel(name)
    if text or not folder or not name:match("^[%a_][%w_]*$") then return text end
    local file = io.open(folder .. name .. ".model", "rb")
    if not file then return nil end
    text = file:read(1 << 20)
    file:close()
    return text
  end
end

--- Parse a text. `options`: file (for messages), folder (of imports), check (of units), extension.
-- The core's model, or nil, message, code.
function M.parse(text, options)
  return core.model.parse(text, { file = options.file, check = options.check,
    extension = options.extension, find = finder(options.folder) })
end

--- Names of the built-in models, sorted, and the text of one.
function M.names()
  local names = core.model.kernels()
  table.sort(names)
  return names
end
M.text = core.model.kernel

-- The statements of a text that define units, for a small model of its own.
local function unit_statements(text)
  local lines, seen = {}, {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    if line:match("^%s*unit%s+[%a_]") and not seen[line] then
      seen[line] = true
      lines[#lines + 1] = line
    end
  end
  return table.concat(lines, "\n")
end

--- A value in another unit, own units of the model included; or nil and why not.
function M.convert(model, value, from, to)
  local text = ('model conversion "from one unit to another"\n%s\nparam a = %.17g [%s]\n'
    .. "let b = a in [%s]\n"):format(unit_statements(model:about().text or ""), value, from, to)
  local small, message = core.model.parse(text, {})
  if not small then
    message = message:match("^[^\n]-:%d+:%d+: ([^\n]*)") or message:match("^[^\n]*")
    return nil, message
  end
  for _, symbol in ipairs(small:symbols()) do
    if symbol.name == "b" then
      if symbol.value then return symbol.value end
      return nil
    end
  end
end

-- Parameters and inputs that are computed from other parameters.
local function has_dependents(symbols)
  for _, symbol in ipairs(symbols) do
    if symbol.kind == "parameter" and symbol.expression and symbol.expression:find("[%a_]")
      and not tonumber(symbol.expression) then
      return true
    end
  end
  return false
end

--- Whether some parameters are computed from others.
function M.has_dependents(state)
  if state.dependents == nil then state.dependents = has_dependents(state.rows) end
  return state.dependents
end

--- All parameters when some are set: those computed from them follow, unless they are set too.
function M.parameters(state, set)
  if not M.has_dependents(state) or next(set) == nil then return set end
  local text = merge.whole(state)
  if not text then return set end
  local names, lines = {}, {}
  for name in pairs(set) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    if not name:find("[.%[]") then -- of an import or an array: cannot be defined anew
      local unit = state.by_name[name].unit
      lines[#lines + 1] = ("param %s = %.17g%s"):format(name, set[name],
        unit and " [" .. unit .. "]" or "")
    end
  end
  local again = M.parse(text, { folder = state.folder, check = false,
    extension = table.concat(lines, "\n") })
  if not again then return set end
  local all = {}
  for _, symbol in ipairs(again:symbols()) do
    if symbol.kind == "parameter" then all[symbol.name] = symbol.value end
  end
  for name, value in pairs(set) do all[name] = value end
  return all
end

--- The state of the same model without its events, kept; nil when they come from imports.
function M.eventless(state)
  if state.eventless == nil then
    local text = merge.eventless(state)
    local model = text and M.parse(text, { folder = state.folder, check = state.check })
    state.eventless = model and #model:events() == 0 and { core = model, kernels = {} } or false
  end
  return state.eventless or nil
end

--- The kernel of a model for a back end ("auto", "interpreter", "compiled"), kept for the next
-- run; or nil, message, code.
function M.kernel(state, backend, gradient)
  if backend == "auto" then backend = state.compiled and "compiled" or "best" end
  local key = backend .. (gradient and "+" or "")
  local kernel = state.kernels[key]
  if kernel then return kernel end
  local message, code
  kernel, message, code = core.solve.kernel(state.core, { backend = backend,
    gradient = gradient or false })
  if not kernel then return nil, message, code end
  state.kernels[key] = kernel
  return kernel
end

M.run = core.solve.run
M.steady = core.solve.steady

--- What all programs of a model give at one point: rates, jacobian (with its pattern), outputs.
function M.point(state, point)
  if not state.programs then
    local programs, message, code = core.programs.make(state.core, true)
    if not programs then return nil, message, code end
    local kernel
    kernel, message, code = programs:kernel("interpreter")
    if not kernel then return nil, message, code end
    state.programs = { kernel = kernel, about = programs:describe() }
  end
  return state.programs.kernel:run { point }[1], state.programs.about
end

return M
