--- hepar model and hepar simulate: a model by name or file, as a page, as files, as a run.
-- @module hepar.command.model
-- @local

local M = {}

--- A built-in model by its name, or a file: anything with a folder or an ending. nil, message, and
-- true when it is the command line that is wrong.
function M.load(name)
  local model = require("hepar").model
  if name:find("[/\\]") or name:find("%.%w+$") then
    local result, message = model.read(name)
    return result, message
  end
  local ok, result = pcall(model.builtin, name)
  if ok then return result end
  return nil, result, true
end

-- A time as typed: 28, "4 weeks"; nil for anything else.
local function time(text)
  local number = tonumber(text)
  if number then return number end
  local count, unit = text:match("^%s*([%d.eE+-]+)%s*(%a+)%s*$")
  count = tonumber(count)
  if not count then return nil end
  if unit:sub(-1) ~= "s" then unit = unit .. "s" end
  return { [unit] = count }
end
M.time = time

-- A value as typed: a number, or the text, which may have a unit.
local function value(text) return tonumber(text) or text end

-- "a=1,b=2" as {{"a", "1"}, {"b", "2"}}; nil and what is wrong.
local function pairs_of(option, text)
  local list = {}
  for part in (text .. ","):gmatch("([^,]*),") do
    local name, rest = part:match("^%s*([%w_.%[%]]+)%s*=%s*(.-)%s*$")
    if not name or rest == "" then
      return nil, ('%s takes NAME=VALUE with commas between, got "%s"'):format(option, text)
    end
    list[#list + 1] = { name, rest }
  end
  return list
end

local times = { at = true, over = true, every = true, ["until"] = true, lag = true }
local words = { into = true, route = true }

-- Names of a comma-separated list.
local function names(text)
  local list = {}
  for part in (text .. ","):gmatch("%s*([^,]-)%s*,") do
    if part ~= "" then list[#list + 1] = part end
  end
  return list
end

-- One dose; nil and what is wrong.
local function dose(text)
  local list, message = pairs_of("--dose", text)
  if not list then return nil, message end
  local one = {}
  for _, pair in ipairs(list) do
    local key, given = pair[1], pair[2]
    if times[key] then
      one[key] = time(given)
      if not one[key] then
        return nil, ('--dose: %s takes a time such as 28 or "4 weeks", got "%s"'):format(key, given)
      end
    else
      one[key] = words[key] and given or value(given)
    end
  end
  return one
end

-- One change: at=28,k=0.02; nil and what is wrong.
local function change(text)
  local list, message = pairs_of("--change", text)
  if not list then return nil, message end
  local one = { set = {} }
  for _, pair in ipairs(list) do
    if pair[1] == "at" then
      one.at = time(pair[2])
      if not one.at then
        return nil, ('--change: at takes a time such as 28 or "4 weeks", got "%s"'):format(pair[2])
      end
    else
      one.set[pair[1]] = value(pair[2])
    end
  end
  return one
end

-- Options of m:simulate from those of the command line; nil and what is wrong.
function M.options(args)
  local options = { t = {} }
  for _, key in ipairs { "from", "to", "every" } do
    local given = args[key]
    if given then
      local t = time(given)
      if not t then
        return nil, ('--%s takes a time such as 28 or "4 weeks", got "%s"'):format(key, given)
      end
      if key == "every" then options.every = t else options.t[#options.t + 1] = t end
    end
  end
  for _, key in ipairs { "set", "initial" } do
    for _, text in ipairs(args[key] or {}) do
      local list, message = pairs_of("--" .. key, text)
      if not list then return nil, message end
      options[key] = options[key] or {}
      for _, pair in ipairs(list) do options[key][pair[1]] = value(pair[2]) end
    end
  end
  for _, read in ipairs { { "dose", dose }, { "change", change } } do
    for _, text in ipairs(args[read[1]] or {}) do
      local one, message = read[2](text)
      if not one then return nil, message end
      options[read[1]] = options[read[1]] or {}
      table.insert(options[read[1]], one)
    end
  end
  if args.preset then options.preset = names(args.preset) end
  if args.columns then options.outputs = names(args.columns) end
  for _, key in ipairs { "rtol", "atol" } do
    if args[key] then options[key] = tonumber(args[key]) or args[key] end
  end
  options.solver = args.solver
  return options
end

return M
