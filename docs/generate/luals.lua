-- library/hepar.lua: the definitions for the Lua language server. A part such as hepar.evidence is
-- the class hepar.module.evidence, an object the class hepar.evidence.

local source = require "generate.source"

local operators = { __len = "len", __unm = "unm", __add = "add", __sub = "sub", __mul = "mul",
  __div = "div", __pow = "pow", __mod = "mod", __concat = "concat", __call = "call" }

-- One line of text that the server shows.
local function note(text) return text == "" and "" or " # " .. text end

return function(model)
  local out = {
    "---@meta hepar",
    "-- Made by docs/generate.lua from the comments of the sources: do not edit.",
    "-- luacheck: ignore",
    "",
  }
  local function add(line, ...)
    out[#out + 1] = select("#", ...) > 0 and line:format(...) or line
  end
  local at = ""
  local function kind(name)
    local ok, text = pcall(source.luals_type, name, model)
    return ok and text or error(at .. ": " .. text, 0)
  end

  local function params_of(entry)
    local names, types = {}, {}
    for i, param in ipairs(entry.params) do
      names[i] = param.name
      local optional = param.optional and param.name ~= "..." and "?" or ""
      types[i] = ("%s%s: %s"):format(param.name, optional, kind(param.kind))
    end
    return table.concat(names, ", "), table.concat(types, ", ")
  end

  local function returns_of(entry)
    local types = {}
    for i, ret in ipairs(entry.returns) do types[i] = kind(ret.kind) end
    return table.concat(types, ", ")
  end

  local function add_text(entry)
    add("--- " .. entry.summary)
    for _, raise in ipairs(entry.raises) do add("---\n--- Raises " .. raise) end
    for _, usage in ipairs(entry.usage) do
      add("---\n--- ```lua")
      for line in (usage .. "\n"):gmatch("(.-)\n") do add("--- " .. line) end
      add("--- ```")
    end
  end

  local function add_function(entry, holder)
    at = entry.full
    add_text(entry)
    for _, param in ipairs(entry.params) do
      local optional = param.optional and param.name ~= "..." and "?" or ""
      add("---@param %s%s %s%s", param.name, optional, kind(param.kind), note(param.about))
    end
    for _, ret in ipairs(entry.returns) do
      add("---@return %s%s", kind(ret.kind), note(ret.about))
    end
    add("function %s%s%s(%s) end", holder, entry.class and ":" or ".", entry.name,
      (params_of(entry)))
    add("")
  end

  local function add_class(class)
    at = class.name
    add("--- " .. class.summary)
    add("---@class hepar.%s", class.name)
    for _, field in ipairs(class.fields) do
      local name = field.name
      if name == "[i]" then name = "[integer]" elseif name == "[id]" then name = "[string]" end
      add("---@field %s%s %s%s", name, field.optional and "?" or "", kind(field.kind),
        note(field.about))
    end
    for _, entry in ipairs(class.operators) do
      local operator = operators[entry.name]
      if operator and entry.returns[1] then
        local right = entry.params[1] and "(" .. kind(entry.params[1].kind) .. ")" or ""
        add("---@operator %s%s: %s", operator, right, kind(entry.returns[1].kind))
      end
    end
    if #class.methods > 0 then
      local holder = "class_" .. class.name
      add("local %s = {}", holder)
      add("")
      for _, entry in ipairs(class.methods) do add_function(entry, holder) end
    else
      add("")
    end
  end

  local function add_page(page)
    if page.name then
      for _, class in ipairs(page.classes) do add_class(class) end
    end
    add("--- " .. page.summary)
    add(page.name and "---@class hepar.module.%s" or "---@class hepar", page.name)
    for _, field in ipairs(page.fields) do
      add("---@field %s %s%s", field.name, field.tags.field:match("^%S+%s+(%S+)") or "any",
        note(field.summary))
    end
    if not page.name then
      for _, part in ipairs(source.parts) do add("---@field %s hepar.module.%s", part, part) end
    end
    local called = page.name and source.callable[page.name]
    for _, entry in ipairs(page.functions) do
      if entry.name == called then
        local _, types = params_of(entry)
        add("---@overload fun(%s): %s", types, returns_of(entry))
      end
    end
    local holder = page.name and "module_" .. page.name or "hepar"
    add("local %s = {}", holder)
    add("")
    for _, entry in ipairs(page.functions) do add_function(entry, holder) end
  end

  for i = 2, #model.pages do add_page(model.pages[i]) end
  add_page(model.pages[1])
  add("return hepar")
  add("")
  return (table.concat(out, "\n"):gsub("[ \t]+\n", "\n"))
end
