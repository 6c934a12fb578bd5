-- Reads the LDoc comments of the public parts into one model:
--   pages    list of {module, name, summary, usage, functions, fields, classes}
--   classes  list of {name, summary, fields, methods, operators}, also by name
-- A part is lua/hepar/NAME.lua; the files below lua/hepar/NAME/ may add classes (@type) and rows
-- (@table) to its page, their other functions are the part's own business.

local M = {}

M.parts = { "evidence", "meta", "plot", "report", "units", "score", "model", "therapy",
  "scenario", "cohort", "trial", "mpi", "column", "random", "help" }

-- Parts that can be called, and the function which that calls.
M.callable = { model = "builtin", scenario = "new", trial = "new", column = "new",
  random = "new", report = "new", help = "help" }

function M.read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

local function squeeze(lines)
  return (table.concat(lines, " "):gsub("%s+", " "):gsub("^%s", ""):gsub("%s$", ""))
end

local lists = { tparam = "params", treturn = "returns", raise = "raises", usage = "usage",
  tfield = "fields" }

-- Split the lines of a comment block into its prose and its tags.
local function parse_block(lines)
  local entry = { params = {}, returns = {}, raises = {}, usage = {}, fields = {}, tags = {} }
  local prose, target = {}, nil
  for _, line in ipairs(lines) do
    local tag, rest = line:match("^@(%w+)(.*)$")
    if not tag then
      if not target then
        prose[#prose + 1] = line
      else
        target[#target] = target[#target] .. (target == entry.usage and "\n" or " ") .. line
      end
    elseif lists[tag] then
      target = entry[lists[tag]]
      target[#target + 1] = rest
    else
      entry.tags[tag] = rest:gsub("^%s+", "")
      target = { "" }
    end
  end
  entry.summary = squeeze(prose)
  for i, usage in ipairs(entry.usage) do
    entry.usage[i] = usage:gsub("^[ \n]", ""):gsub("%s+$", "")
  end
  for i, raise in ipairs(entry.raises) do entry.raises[i] = squeeze { raise } end
  return entry
end

-- "[opt] kind name about" -> {kind, name, about, optional}
local function named(text)
  local option, rest = text:match("^(%b[])%s+(.*)$")
  local kind, name, about = (rest or text):match("^%s*(%S+)%s+(%S+)%s*(.*)$")
  if not name then error("neither type nor name: " .. text, 0) end
  return { kind = kind, name = name, about = squeeze { about }, optional = option ~= nil }
end

local function returned(text)
  local kind, about = text:gsub("^%b[]", ""):match("^%s*(%S+)%s*(.*)$")
  if not kind then error("no type: " .. text, 0) end
  return { kind = kind, about = squeeze { about } }
end

local function each(list, f)
  for i, text in ipairs(list) do list[i] = f(text) end
end

-- What the source line below a block declares: holder, mark, name.
local function declared(line, entry)
  local holder, mark, name = line:match("^function%s+([%w_%.]+)([%.:])([%w_]+)%s*%(")
  if not holder then
    holder, name = line:match("^([%w_]+)%.([%w_]+)%s*=")
    mark = "."
  end
  for _, tag in ipairs { "function", "field" } do
    local given = entry.tags[tag]
    if given and given ~= "" then name = given:match("[%w_]+$") end
  end
  return holder or "M", mark, name
end

local function class_of(model, name)
  if not model.classes[name] then
    local class = { name = name, summary = "", fields = {}, methods = {}, operators = {} }
    model.classes[name] = class
    model.classes[#model.classes + 1] = class
  end
  return model.classes[name]
end

-- Take one block with the source line below it into the page; returns the class that is open now.
local function take(model, page, lines, line, class, own)
  local entry = parse_block(lines)
  local tags = entry.tags
  if tags["module"] then
    if own then page.summary, page.usage = entry.summary, entry.usage end
    return class, tags["local"] ~= nil
  end
  each(entry.fields, named)
  local kind = tags["type"] or tags["table"]
  if kind then
    local found = class_of(model, kind:match("^%S+"))
    if found.summary == "" then found.summary = entry.summary end
    if not found.page then
      found.page = page.name
      page.classes[#page.classes + 1] = found
    end
    table.move(entry.fields, 1, #entry.fields, #found.fields + 1, found.fields)
    return tags["type"] and found or class
  end
  if tags["local"] then return class end
  local holder, mark, name = declared(line, entry)
  if not name then return class end
  each(entry.params, named)
  each(entry.returns, returned)
  entry.name = name
  local of_class = class and (mark == ":" or holder ~= "M" or name:match("^__"))
  if of_class then
    entry.class, entry.full = class.name, class.name .. ":" .. name
    local list = name:match("^__") and class.operators or class.methods
    list[#list + 1] = entry
  elseif own then
    entry.full = page.module .. "." .. name
    local list = tags["field"] and page.fields or page.functions
    list[#list + 1] = entry
  end
  return class
end

-- Read one file into the page of its part.
local function read_file(model, page, path, own)
  local text = assert(M.read(path))
  local block, class, start, hidden
  local number = 0
  local function close(line)
    local ok, result, is_local = pcall(take, model, page, block, line, class, own)
    if not ok then error(("%s:%d: %s"):format(path, start, result), 0) end
    class, hidden, block = result, hidden or is_local, nil
  end
  for line in (text .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    local first = line:match("^%-%-%-%s?([^%-].*)$")
    local more = line:match("^%-%-%s?(.*)$")
    if first then
      if block then close("") end
      block, start = { first }, number
    elseif block and more then
      block[#block + 1] = more
    elseif block then
      close(line)
      if hidden then return end
    end
  end
end

-- The Lua files below a folder, sorted; none when there is no folder.
local function files_below(folder)
  local list = {}
  local find = ("find %s -name '*.lua' 2>/dev/null | LC_ALL=C sort"):format(folder)
  local pipe = assert(io.popen(find))
  for path in pipe:lines() do list[#list + 1] = path end
  pipe:close()
  return list
end

-- The model of all parts.
function M.model()
  local model = { pages = {}, classes = {} }
  local function add(module, name, path)
    local page = { module = module, name = name, functions = {}, fields = {}, classes = {},
      usage = {}, summary = "" }
    model.pages[#model.pages + 1] = page
    read_file(model, page, path, true)
    return page
  end
  add("hepar", nil, "lua/hepar.lua")
  for _, name in ipairs(M.parts) do
    local page = add("hepar." .. name, name, ("lua/hepar/%s.lua"):format(name))
    for _, path in ipairs(files_below("lua/hepar/" .. name)) do
      read_file(model, page, path, false)
    end
  end
  return model
end

-- Every documented function, method and operator: full name -> entry.
function M.entries(model)
  local all = {}
  for _, page in ipairs(model.pages) do
    for _, entry in ipairs(page.functions) do all[entry.full] = entry end
  end
  for _, class in ipairs(model.classes) do
    for _, entry in ipairs(class.methods) do all[entry.full] = entry end
    for _, entry in ipairs(class.operators) do all[entry.full] = entry end
  end
  return all
end

-- ---- types ----

local basic = {
  number = "number", int = "integer", integer = "integer", string = "string", table = "table",
  boolean = "boolean", bool = "boolean", ["function"] = "function", ["nil"] = "nil", any = "any",
  userdata = "userdata",
}

-- The alternatives of a type: list of {name, list = true for {X,...}}, and whether nil is one.
function M.alternatives(kind)
  local out, optional = {}, false
  if kind:sub(1, 1) == "?" then optional, kind = true, kind:sub(2) end
  for part in kind:gmatch("[^|]+") do
    local inner = part:match("^{(.-),%.%.%.}$")
    out[#out + 1] = { name = inner or part, list = inner ~= nil }
  end
  return out, optional
end

-- The type as the language server writes it; an unknown name is an error.
function M.luals_type(kind, model)
  local parts = {}
  local alternatives, optional = M.alternatives(kind)
  for _, one in ipairs(alternatives) do
    local name = basic[one.name] or model.classes[one.name] and "hepar." .. one.name
    if not name then error(('type "%s" is not known'):format(one.name), 0) end
    parts[#parts + 1] = name .. (one.list and "[]" or "")
  end
  return table.concat(parts, "|") .. (optional and "?" or "")
end

-- The type in words.
function M.words_type(kind)
  local parts = {}
  local alternatives, optional = M.alternatives(kind)
  for _, one in ipairs(alternatives) do
    parts[#parts + 1] = one.list and "list of " .. one.name or one.name
  end
  if optional then parts[#parts + 1] = "nil" end
  return table.concat(parts, " or ")
end

-- How a call is written: hepar.meta.directions(results[, options])
function M.signature(entry)
  local text = {}
  for i, param in ipairs(entry.params) do
    local comma = i > 1 and ", " or ""
    text[i] = param.optional and "[" .. comma .. param.name .. "]" or comma .. param.name
  end
  return entry.full .. "(" .. table.concat(text) .. ")"
end

local binary = { __add = "+", __sub = "-", __mul = "*", __div = "/", __pow = "^", __mod = "%",
  __concat = "..", __eq = "==", __lt = "<", __le = "<=" }
local other = { __len = "#%s", __unm = "-%s", __tostring = "tostring(%s)", __index = "%s[key]",
  __close = "local %s <close> = …", __pairs = "pairs(%s)", __call = "%s(…)" }

-- How an operator of a class is written.
function M.notation(entry)
  local operator = binary[entry.name]
  if operator then
    local right = entry.params[1] and entry.params[1].name or "other"
    return ("%s %s %s"):format(entry.class, operator, right)
  end
  return assert(other[entry.name], entry.name .. " has no notation"):format(entry.class)
end

return M
