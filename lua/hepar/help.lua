--- Help at the prompt: the same texts as the reference.
-- @module hepar.help

local misuse = require("hepar.evidence.misuse")
local words = require("hepar.util.words")

local M = {}

local function suggest(name, names)
  local near = require("hepar.core").suggest(name, names)
  return near and (' (did you mean "%s"?)'):format(near) or ""
end

local function wrap(text, indent, width)
  local lines, line = {}, indent
  for word in text:gmatch("%S+") do
    if #line > #indent and #line + #word + 1 > width then
      lines[#lines + 1] = line
      line = indent
    end
    line = line .. (#line > #indent and " " or "") .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

local function entry_text(entry)
  local out = { entry.call, "", wrap(entry.summary, "  ", 78) }
  local function add(line) out[#out + 1] = line end
  if #entry.params > 0 then add("") end
  for _, param in ipairs(entry.params) do
    local name, kind, about, optional = param[1], param[2], param[3], param[4]
    add(("  %s: %s%s"):format(name, (kind:gsub("|", " or ")), optional and ", optional" or ""))
    if about ~= "" then add(wrap(about, "      ", 78)) end
  end
  for _, ret in ipairs(entry.returns) do
    add("  returns " .. ret[1]:gsub("|", " or "))
    if ret[2] ~= "" then add(wrap(ret[2], "      ", 78)) end
  end
  for _, raise in ipairs(entry.raises) do add(wrap("raises " .. raise, "  ", 78)) end
  for _, usage in ipairs(entry.usage) do
    add("")
    for line in (usage .. "\n"):gmatch("(.-)\n") do add("  > " .. line) end
  end
  return table.concat(out, "\n")
end

local function overview(pages)
  local out = { "hepar: research use only. Ask for one of these by name:" }
  for _, page in ipairs(pages) do
    if #page.entries > 0 then
      out[#out + 1] = ""
      out[#out + 1] = page.module
        .. (page.summary ~= "" and "  " .. page.summary:match("^[^.]*") or "")
      local names = {}
      for _, entry in ipairs(page.entries) do names[#names + 1] = entry.name:match("[%w_]+$") end
      out[#out + 1] = wrap(table.concat(names, "  "), "  ", 78)
    end
  end
  out[#out + 1] = ""
  out[#out + 1] = '  > hepar.help("evidence.where")     > hepar.help(ev)'
  return table.concat(out, "\n")
end

-- The entries whose class is `class`, as one page.
local function class_text(pages, class)
  local lines = {}
  for _, page in ipairs(pages) do
    for _, entry in ipairs(page.entries) do
      if entry.name:match("^([%w_]+):") == class then
        lines[#lines + 1] = "  " .. entry.call
        lines[#lines + 1] = wrap(entry.summary:match("^[^.]*%.?") or "", "      ", 78)
      end
    end
  end
  if #lines == 0 then return nil end
  return "hepar." .. class .. "\n\n" .. table.concat(lines, "\n")
end

local function by_name(pages, name)
  local wanted = name:gsub("^hepar%.", "")
  local known = {}
  for _, page in ipairs(pages) do
    local short = page.module:gsub("^hepar%.", "")
    if short == wanted and #page.entries > 0 then
      local lines = { page.module, "", wrap(page.summary, "  ", 78), "" }
      for _, entry in ipairs(page.entries) do
        lines[#lines + 1] = "  " .. entry.call
        lines[#lines + 1] = wrap(entry.summary:match("^[^.]*%.?") or "", "      ", 78)
      end
      return table.concat(lines, "\n")
    end
    known[#known + 1] = short
    for _, entry in ipairs(page.entries) do
      local full = entry.name:gsub("^hepar%.", ""):gsub(":", ".")
      known[#known + 1] = full
      if full == wanted:gsub(":", ".") then return entry_text(entry) end
    end
  end
  -- A bare method name will do when there is just one thing of that name.
  local found = {}
  for _, page in ipairs(pages) do
    for _, entry in ipairs(page.entries) do
      if entry.name:match("[%w_]+$") == wanted then found[#found + 1] = entry end
    end
  end
  if #found == 1 then return entry_text(found[1]) end
  if #found > 1 then
    local texts = {}
    for i, entry in ipairs(found) do texts[i] = entry_text(entry) end
    return table.concat(texts, "\n\n")
  end
  return class_text(pages, wanted)
    or misuse.fail('hepar.help: %s is not known%s', words.show(name), suggest(wanted, known))
end

--- The help text of a name or an object, as the reference has it. Without an argument, what there
-- is.
-- @function help
-- @tparam[opt] string|any topic a name such as "evidence.where", or an object such as a view
-- @treturn string the text; the prompt prints it
-- @raise when nothing of that name is known
-- @usage hepar.help("meta.directions")
function M.help(topic)
  local pages = require("hepar.reference")
  if topic == nil then return overview(pages) end
  if type(topic) == "string" then return by_name(pages, topic) end
  local meta = getmetatable(topic)
  local name = type(meta) == "table" and rawget(meta, "__name")
  local class = type(name) == "string" and name:match("^hepar%.([%w_]+)$")
  local text = class and class_text(pages, class)
  if text then return text end
  return misuse.fail("hepar.help: topic must be a name or an object of hepar, got %s",
    misuse.show(topic))
end

return setmetatable(M, { __call = function(_, topic) return M.help(topic) end })
