-- Makes from the LDoc comments of the Lua sources:
--   library/hepar.lua        definitions for the Lua language server
--   lua/hepar/reference.lua  what hepar.help prints
--   docs/reference.md        the reference for reading
-- Run from the root: lua5.4 docs/generate.lua [--check], which fails when a file is out of date.

local M = {}

-- The public modules in the order of the reference.
M.modules = {
  "lua/hepar.lua", "lua/hepar/evidence.lua", "lua/hepar/evidence/questions.lua",
  "lua/hepar/evidence/changes.lua", "lua/hepar/meta.lua",
  "lua/hepar/meta/directions.lua", "lua/hepar/plot.lua", "lua/hepar/plot/figure.lua",
  "lua/hepar/report.lua", "lua/hepar/units.lua", "lua/hepar/column.lua", "lua/hepar/random.lua",
  "lua/hepar/help.lua",
}

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

-- Split the lines of a comment block into its prose and its tags.
local function parse_block(lines)
  local entry = { prose = {}, params = {}, returns = {}, raises = {}, usage = {}, tags = {} }
  local target
  for _, line in ipairs(lines) do
    local tag, rest = line:match("^@(%w+)(.*)$")
    if not tag then
      if not target then
        entry.prose[#entry.prose + 1] = line
      else
        target[#target] = target[#target] .. (target == entry.usage and "\n" or " ") .. line
      end
    elseif tag == "tparam" then
      local option = rest:match("^(%b[])") or ""
      entry.params[#entry.params + 1] = option .. " " .. rest:sub(#option + 1):gsub("^%s+", "")
      target = entry.params
    elseif tag == "treturn" then
      target = entry.returns
      target[#target + 1] = rest:gsub("^%s+", "")
    elseif tag == "raise" then
      target = entry.raises
      target[#target + 1] = rest:gsub("^%s+", "")
    elseif tag == "usage" then
      target = entry.usage
      target[#target + 1] = rest:gsub("^%s", "")
    else
      entry.tags[tag] = rest:gsub("^%s+", "")
      target = { "" }
    end
  end
  entry.summary = table.concat(entry.prose, " "):gsub("%s+", " "):gsub("^%s", ""):gsub("%s$", "")
  return entry
end

local function split_param(text)
  local option, rest = text:match("^(%b[])%s+(.*)$")
  rest = rest or text:gsub("^%s+", "")
  local kind, name, about = rest:match("^(%S+)%s+(%S+)%s*(.*)$")
  return { kind = kind or "any", name = name or "?", about = about or "", optional = option ~= nil }
end

local function split_return(text)
  text = text:gsub("^%b[]%s*", "")
  local kind, about = text:match("^(%S+)%s*(.*)$")
  return { kind = kind or "any", about = about or "" }
end

-- All documented functions of one file, in order: {name=, args=, class=, module=, entry…}
function M.parse(path)
  local text = read(path)
  if not text then return nil end
  local module = path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/", ".")
  local result = { module = module, path = path, functions = {}, classes = {} }
  local block, class
  local function close(line)
    local entry = parse_block(block)
    block = nil
    if entry.tags["submodule"] then
      result.part_of = entry.tags["submodule"]
      return
    end
    if entry.tags["module"] or entry.tags["classmod"] then
      result.module = entry.tags["module"] or entry.tags["classmod"]
      result.summary = entry.summary
      return
    end
    if entry.tags["type"] then
      class = entry.tags["type"]:match("^%S+")
      result.classes[#result.classes + 1] = { name = class, summary = entry.summary }
      return
    end
    if entry.tags["local"] then return end
    local holder, mark, name, args = line:match("^function%s+([%w_%.]+)([%.:])([%w_]+)%s*(%b())")
    if not holder then
      holder, name = line:match("^([%w_]+)%.([%w_]+)%s*=")
      mark = "."
    end
    if entry.tags["function"] and entry.tags["function"] ~= "" then
      name = entry.tags["function"]:match("[%w_]+$")
      holder, mark = holder or "M", mark or "."
    end
    if not name or not holder then return end
    entry.name, entry.mark = name, mark
    local from_class = mark == ":" or (class and holder ~= "M")
    entry.class = from_class and class or nil
    entry.full = (entry.class and entry.class .. ":" or result.module .. ".") .. name
    entry.args = args
    for i, param in ipairs(entry.params) do entry.params[i] = split_param(param) end
    for i, ret in ipairs(entry.returns) do entry.returns[i] = split_return(ret) end
    result.functions[#result.functions + 1] = entry
  end
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local first = line:match("^%-%-%-%s?([^%-].*)$")
    local more = line:match("^%-%-%s?(.*)$")
    if first then
      if block then close("") end
      block = { first }
    elseif block and more then
      block[#block + 1] = more
    elseif block then
      close(line)
    end
  end
  if block then close("") end
  return result
end

local basic = {
  number = "number", int = "integer", integer = "integer", string = "string", table = "table",
  boolean = "boolean", bool = "boolean", ["function"] = "function", ["nil"] = "nil", any = "any",
  userdata = "userdata", list = "table", iterator = "function",
}

local function luals_type(kind, classes)
  local parts = {}
  for part in kind:gmatch("[^|]+") do
    part = part:gsub("^%?", "")
    parts[#parts + 1] = basic[part] or (classes[part] and "hepar." .. part) or "any"
  end
  return table.concat(parts, "|")
end

local function arguments(entry)
  local names = {}
  for _, param in ipairs(entry.params) do names[#names + 1] = param.name end
  return table.concat(names, ", ")
end

-- How a call is written: hepar.meta.directions(results[, options])
local function signature(entry)
  local text = {}
  for i, param in ipairs(entry.params) do
    local comma = i > 1 and ", " or ""
    text[i] = param.optional and "[" .. comma .. param.name .. "]" or comma .. param.name
  end
  return entry.full .. "(" .. table.concat(text) .. ")"
end

function M.luals(pages)
  local classes = {}
  for _, page in ipairs(pages) do
    for _, class in ipairs(page.classes) do classes[class.name] = true end
  end
  local out = {
    "---@meta hepar",
    "-- Made by docs/generate.lua from the comments of the sources: do not edit.",
    "",
  }
  local function add(line) out[#out + 1] = line end
  add("---@class hepar")
  for _, page in ipairs(pages) do
    local part = page.module:match("^hepar%.(%w+)$")
    if part then add(("---@field %s %s"):format(part, "hepar.module." .. part)) end
  end
  add("local hepar = {}")
  add("")
  for _, page in ipairs(pages) do
    local variable = page.module:gsub("%.", "_")
    local needs_table = page.module ~= "hepar"
    for _, class in ipairs(page.classes) do
      add("--- " .. class.summary)
      add("---@class hepar." .. class.name)
      add("local " .. class.name .. " = {}")
      add("")
    end
    if needs_table then
      if page.summary then add("--- " .. page.summary) end
      add("---@class hepar.module." .. page.module:gsub("^hepar%.", ""))
      add("local " .. variable .. " = {}")
      add("")
    end
    for _, entry in ipairs(page.functions) do
      add("--- " .. entry.summary)
      for _, raise in ipairs(entry.raises) do add("--- Raises " .. raise) end
      for _, param in ipairs(entry.params) do
        add(("---@param %s%s %s %s"):format(param.name, param.optional and "?" or "",
          luals_type(param.kind, classes), param.about))
      end
      for _, ret in ipairs(entry.returns) do
        add(("---@return %s # %s"):format(luals_type(ret.kind, classes), ret.about))
      end
      local holder = entry.class or variable
      add(("function %s%s%s(%s) end"):format(holder, entry.class and ":" or ".", entry.name,
        arguments(entry)))
      add("")
    end
  end
  add("return hepar")
  add("")
  for i, line in ipairs(out) do out[i] = line:gsub("%s+$", "") end
  return table.concat(out, "\n")
end

function M.reference(pages)
  local out = {
    "-- What hepar.help prints. Made by docs/generate.lua from the comments of the sources:",
    "-- do not edit.",
    "-- luacheck: ignore 631",
    "",
    "return {",
  }
  local function add(...) out[#out + 1] = string.format(...) end
  for _, page in ipairs(pages) do
    add("  {module = %q, summary = %q, entries = {", page.module, page.summary or "")
    for _, entry in ipairs(page.functions) do
      add("    {name = %q, call = %q,", entry.full, signature(entry))
      add("      summary = %q,", entry.summary)
      add("      params = {")
      for _, param in ipairs(entry.params) do
        add("        {%q, %q, %q, %s},", param.name, param.kind, param.about,
          tostring(param.optional))
      end
      add("      },")
      add("      returns = {")
      for _, ret in ipairs(entry.returns) do add("        {%q, %q},", ret.kind, ret.about) end
      add("      },")
      add("      raises = {")
      for _, raise in ipairs(entry.raises) do add("        %q,", raise) end
      add("      },")
      add("      usage = {")
      for _, usage in ipairs(entry.usage) do add("        %q,", (usage:gsub("^\n", ""))) end
      add("      }},")
    end
    add("  }},")
  end
  add("}")
  -- %q writes a newline as backslash-newline; \n keeps one entry on one line.
  return (table.concat(out, "\n"):gsub("\\\n", "\\n")) .. "\n"
end

function M.markdown(pages)
  local out = { "# Reference", "", "Made by `docs/generate.lua` from the comments of the sources.",
    "" }
  local function add(line) out[#out + 1] = line end
  for _, page in ipairs(pages) do
    add("## " .. page.module)
    add("")
    if page.summary then add(page.summary) add("") end
    for _, entry in ipairs(page.functions) do
      add("### `" .. signature(entry) .. "`")
      add("")
      add(entry.summary)
      add("")
      for _, param in ipairs(entry.params) do
        add(("- `%s` (%s%s) %s"):format(param.name, (param.kind:gsub("|", " or ")),
          param.optional and ", optional" or "", param.about))
      end
      for _, ret in ipairs(entry.returns) do
        add(("- returns %s: %s"):format((ret.kind:gsub("|", " or ")), ret.about))
      end
      for _, raise in ipairs(entry.raises) do add("- raises " .. raise) end
      if #entry.params + #entry.returns + #entry.raises > 0 then add("") end
      for _, usage in ipairs(entry.usage) do
        add("```lua")
        add((usage:gsub("^\n", "")))
        add("```")
        add("")
      end
    end
  end
  for i, line in ipairs(out) do out[i] = line:gsub("%s+$", "") end
  return table.concat(out, "\n")
end

-- Put the functions and classes of a submodule into the page that it is a part of.
local function join(pages, part)
  for _, page in ipairs(pages) do
    if page.module == part.part_of then
      table.move(part.functions, 1, #part.functions, #page.functions + 1, page.functions)
      local known = {}
      for _, class in ipairs(page.classes) do known[class.name] = true end
      for _, class in ipairs(part.classes) do
        if not known[class.name] then page.classes[#page.classes + 1] = class end
      end
      return
    end
  end
  error(part.path .. " belongs to " .. part.part_of .. ", which comes after it")
end

-- path -> text of every generated file
function M.files()
  local pages = {}
  for _, path in ipairs(M.modules) do
    local page = M.parse(path)
    if page and page.part_of then
      join(pages, page)
    elseif page then
      pages[#pages + 1] = page
    end
  end
  return {
    { "library/hepar.lua", M.luals(pages) },
    { "lua/hepar/reference.lua", M.reference(pages) },
    { "docs/reference.md", M.markdown(pages) },
  }, pages
end

local function main(check)
  local stale = {}
  for _, file in ipairs((M.files())) do
    local path, text = file[1], file[2]
    if read(path) ~= text then
      if check then
        stale[#stale + 1] = path
      else
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
