--- Help at the prompt: the same texts as the reference.
-- @module hepar.help

local misuse = require("hepar.evidence.misuse")

local M = {}

local WIDTH = 78

local function wrap(text, indent)
  local lines, line = {}, indent
  for word in text:gmatch("%S+") do
    if #line > #indent and utf8.len(line) + utf8.len(word) + 1 > WIDTH then
      lines[#lines + 1] = line
      line = indent
    end
    line = line .. (#line > #indent and " " or "") .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

-- The first sentence of a text: up to a full stop with a capital letter after it.
local function first_sentence(text)
  return text:match("^(.-%.)%s+%u") or text
end

-- The full help of a function or method.
local function entry_text(entry)
  local out = { entry.call, "", wrap(entry.summary, "  ") }
  local function add(line) out[#out + 1] = line end
  if #entry.params + #entry.returns + #entry.raises > 0 then add("") end
  for _, param in ipairs(entry.params) do
    local name, kind, about, optional = table.unpack(param)
    add(("  %s: %s%s"):format(name, kind, optional and ", optional" or ""))
    if about ~= "" then add(wrap(about, "      ")) end
  end
  for _, ret in ipairs(entry.returns) do
    add("  returns " .. ret[1])
    if ret[2] ~= "" then add(wrap(ret[2], "      ")) end
  end
  for _, raise in ipairs(entry.raises) do add(wrap("raises " .. raise, "  ")) end
  for _, usage in ipairs(entry.usage) do
    add("")
    for line in (usage .. "\n"):gmatch("(.-)\n") do add("  > " .. line) end
  end
  return table.concat(out, "\n")
end

-- Calls with the first sentence of each.
local function add_calls(out, entries)
  for _, entry in ipairs(entries) do
    out[#out + 1] = "  " .. entry.call
    out[#out + 1] = wrap(first_sentence(entry.summary), "      ")
  end
end

-- An object: what it is, its fields, operators and methods.
local function class_text(class, head)
  local out = { head or "hepar." .. class.name, "", wrap(class.summary, "  ") }
  if #class.fields > 0 then out[#out + 1] = "" end
  for _, field in ipairs(class.fields) do
    local name, kind, about, optional = table.unpack(field)
    name = name:match("^%[") and name or "." .. name
    out[#out + 1] = wrap(("%s (%s%s) %s"):format(name, kind, optional and ", may be absent" or "",
      about), "  ")
  end
  if #class.operators > 0 then out[#out + 1] = "" end
  for _, operator in ipairs(class.operators) do
    out[#out + 1] = wrap(("%s  %s"):format(operator[1], first_sentence(operator[2])), "  ")
  end
  if #class.entries > 0 then
    out[#out + 1] = ""
    add_calls(out, class.entries)
    local name = class.entries[1].name:gsub(":", ".")
    out[#out + 1] = ""
    out[#out + 1] = ('  > hepar.help("%s")'):format(name)
  end
  return table.concat(out, "\n")
end

-- A part: what it is, its functions and its objects.
local function page_text(page, classes)
  local out = { page.module, "", wrap(page.summary, "  "), "" }
  add_calls(out, page.entries)
  local names = {}
  for _, class in ipairs(classes) do
    if "hepar." .. class.page == page.module then names[#names + 1] = class.name end
  end
  if #names > 0 then
    out[#out + 1] = ""
    out[#out + 1] = wrap("objects: " .. table.concat(names, ", "), "  ")
  end
  return table.concat(out, "\n")
end

local function overview(reference)
  local out = { "hepar: research use only. Ask for one of these by name:" }
  for _, page in ipairs(reference.pages) do
    if #page.entries > 0 then
      out[#out + 1] = ""
      out[#out + 1] = wrap(page.module .. "  " .. first_sentence(page.summary), "")
      local names = {}
      for _, entry in ipairs(page.entries) do names[#names + 1] = entry.name:match("[%w_]+$") end
      out[#out + 1] = wrap(table.concat(names, "  "), "  ")
      for _, class in ipairs(reference.classes) do
        if "hepar." .. class.page == page.module and #class.entries > 0 then
          names = {}
          for i, entry in ipairs(class.entries) do names[i] = ":" .. entry.name:match("[%w_]+$") end
          out[#out + 1] = wrap(class.name .. "  " .. table.concat(names, "  "), "  ")
        end
      end
    end
  end
  out[#out + 1] = ""
  out[#out + 1] = '  > hepar.help("evidence.where")     > hepar.help(ev)'
  return table.concat(out, "\n")
end

local function class_named(reference, name)
  for _, class in ipairs(reference.classes) do
    if class.name == name then return class end
  end
  return nil
end

-- Every function and method: full name with dots, and the entry.
local function all_entries(reference)
  local list = {}
  for _, group in ipairs { reference.pages, reference.classes } do
    for _, holder in ipairs(group) do
      for _, entry in ipairs(holder.entries) do
        list[#list + 1] = { entry.name:gsub("^hepar%.", ""):gsub(":", "."), entry }
      end
    end
  end
  return list
end

-- The texts that a name stands for; a bare method name means all of that name.
local function by_name(reference, name)
  local wanted = name:gsub("^hepar%.", ""):gsub(":", ".")
  local known, exact, bare = {}, {}, {}
  for _, page in ipairs(reference.pages) do
    local short = page.module:gsub("^hepar%.", "")
    known[#known + 1] = short
    if short == wanted and #page.entries > 0 then
      exact[#exact + 1] = page_text(page, reference.classes)
    end
  end
  for _, class in ipairs(reference.classes) do known[#known + 1] = class.name end
  for _, pair in ipairs(all_entries(reference)) do
    local full, entry = pair[1], pair[2]
    known[#known + 1] = full
    if full == wanted then exact[#exact + 1] = entry_text(entry) end
    if full:match("[%w_]+$") == wanted then bare[#bare + 1] = entry_text(entry) end
  end
  local class = class_named(reference, wanted)
  if class then exact[#exact + 1] = class_text(class) end
  if #exact > 0 then return table.concat(exact, "\n\n") end
  if #bare > 0 then return table.concat(bare, "\n\n") end
  local near = require("hepar.core").suggest(wanted, known)
  return misuse.fail("hepar.help: %s is not known%s", misuse.quote(name),
    near and (' (did you mean "%s"?)'):format(near) or "")
end

-- The text for an object, or for one of the parts; nil for what is not ours.
local function by_object(reference, object)
  local meta = getmetatable(object)
  local name = type(meta) == "table" and rawget(meta, "__name")
  name = type(name) == "string" and name:match("^hepar%.([%w_]+)$")
  if name then
    local row = rawget(meta, "rows")
    local class = class_named(reference, row or name)
    if class and row then
      return class_text(class, ("hepar.%s: a list of rows; each row has"):format(name))
    end
    return class and class_text(class)
  end
  for _, page in ipairs(reference.pages) do
    if object == package.loaded[page.module] then
      return page.module == "hepar" and overview(reference) or page_text(page, reference.classes)
    end
  end
  return nil
end

--- The help text of a name or an object, as the reference has it. Without an argument, what there
-- is.
-- @function help
-- @tparam[opt] any topic a name such as "evidence.where", an object such as a view, or a part such
-- as `hepar.meta`
-- @treturn string the text; the prompt prints it
-- @raise when nothing of that name is known, or the object is not one of hepar's
-- @usage hepar.help("meta.directions")
-- hepar.help(ev)
function M.help(topic)
  local reference = require("hepar.reference")
  if topic == nil then return overview(reference) end
  if type(topic) == "string" then return by_name(reference, topic) end
  local text = by_object(reference, topic)
  if text then return text end
  return misuse.fail("hepar.help: topic must be a name or an object of hepar, got %s",
    misuse.show(topic))
end

return setmetatable(M, { __call = function(_, topic) return M.help(topic) end })
