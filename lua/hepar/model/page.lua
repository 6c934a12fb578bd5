--- The page that a model prints: purpose, what is in it and how sure that is, what it reproduces.
-- @module hepar.model.page
-- @local
local layout = require("hepar.evidence.layout")
local lists = require("hepar.model.lists")

local M = {}

local LINE = 96
local MOST = 12 -- rows of states and parameters on the page; the lists have all of them

local function add_remarks(lines, head, remarks)
  if #remarks == 0 then return end
  lines[#lines + 1] = ""
  local counts = head:find("reproduce", 1, true) and lists.by_status(remarks) or ""
  lines[#lines + 1] = head .. (counts ~= "" and " (" .. counts .. ")" or "")
  for _, remark in ipairs(remarks) do
    local text = remark.text
    if remark.status and remark.status ~= "unstated" then
      text = ("[%s] %s%s"):format(remark.status, text,
        remark.source and " (" .. remark.source .. ")" or "")
    end
    lines[#lines + 1] = "  " .. layout.wrap(text, LINE - 4, "    ")
  end
end

-- A table of the first rows, indented, and how many more there are.
local function add_table(lines, list, more)
  local shown, left = {}, math.max(0, #list - MOST)
  if #list <= MOST + 3 then left = 0 end
  for i = 1, #list - left do shown[i] = list[i] end
  local text = tostring(setmetatable(shown, getmetatable(list)))
  local first = true
  for line in text:gmatch("[^\n]+") do
    if not first then lines[#lines + 1] = "  " .. layout.clip(line, 98) end
    first = false
  end
  if left > 0 then lines[#lines + 1] = ("  … and %d more: %s"):format(left, more) end
end

-- Where the text of a model that was read or defined comes from.
local function origin_of(model)
  if model.builtin then return "built in" end
  return model.file and "from " .. model.file or "defined in the session"
end

--- The whole page.
function M.text(model)
  local purpose = layout.wrap(model.purpose or "", LINE - 12, "    ")
  local lines = { ("%s  %s"):format(model.name, purpose) }
  local function add(format, ...) lines[#lines + 1] = format:format(...) end
  local parts = { layout.count(#model:states(), "state"),
    layout.count(#model:parameters(), "parameter"), layout.count(#model:inputs(), "input"),
    layout.count(#model:outputs(), "output") }
  if #model.events > 0 then parts[#parts + 1] = layout.count(#model.events, "event") end
  add("  %s; time in %s; %s", table.concat(parts, ", "),
    model.time_unit and model.time_unit .. "s" or "no unit", origin_of(model))
  if not model.has_units then add("  NO UNITS: nothing checks what its numbers mean") end
  for _, source in ipairs(model.sources) do
    add("  %s", layout.wrap(source.text, LINE - 4, "    "))
  end
  if #model:states() > 0 then
    add("")
    add("states")
    add_table(lines, model:states(), "m:states()")
  end
  local parameters = model:parameters()
  if #parameters > 0 then
    add("")
    add("parameters (%s)", lists.by_status(parameters))
    add_table(lines, parameters, "m:parameters()")
  end
  if #model:inputs() > 0 then
    add("")
    add("inputs")
    add_table(lines, model:inputs(), "m:inputs()")
  end
  if #model:outputs() > 0 then
    add("")
    add("outputs")
    local names = {}
    for i, output in ipairs(model:outputs()) do names[i] = output.name end
    add("  %s", layout.wrap(table.concat(names, ", "), LINE - 2, "  "))
  end
  if #model.events > 0 then
    add("")
    add("events")
    for _, event in ipairs(model.events) do
      add("  %s", layout.wrap(event.name .. "  " .. (event.doc or ""), LINE - 4, "    "))
    end
  end
  if #model:presets() > 0 then
    add("")
    add("presets")
    for _, preset in ipairs(model:presets()) do
      add("  %s", layout.wrap(("%s  %s (%s)"):format(preset.name, preset.doc or "",
        lists.origin(preset)), LINE - 4, "    "))
    end
  end
  add_remarks(lines, "what it must reproduce", model.reproduces)
  add_remarks(lines, "what it does not do", model.limits)
  add_remarks(lines, "what the unit checker took for granted", model.notes)
  if model.left_out and #model.left_out > 0 then
    add("")
    add("left out of the document it was read from")
    for _, text in ipairs(model.left_out) do add("  %s", layout.wrap(text, LINE - 4, "    ")) end
  end
  add("")
  add("Research use only: a model is a set of hypotheses, never advice on a patient.")
  add("next  m:equations()  m:parameters()  m:simulate{t = {0, 100}}  m:graph()  hepar.help(m)")
  return table.concat(lines, "\n")
end

return M
