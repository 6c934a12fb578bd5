-- The pages of the built-in models, docs/models/NAME.md: all that a model's text says, in the order
-- in which a reader asks for it.

local M = {}

local function cell(text)
  return (tostring(text or ""):gsub("|", "\\|"):gsub("%s+", " "))
end

local function number(value)
  if value == nil or value ~= value then return "" end
  return require("hepar.model.lists").number(value)
end

-- "**assumed**: a reason"
local function origin(row)
  if row.source and row.source ~= "" then
    return row.status == "cited" and row.source or row.status .. ": " .. row.source
  end
  return row.status or ""
end

local function add_table(lines, header, rows)
  lines[#lines + 1] = "| " .. table.concat(header, " | ") .. " |"
  lines[#lines + 1] = "|" .. ("---|"):rep(#header)
  for _, row in ipairs(rows) do
    local cells = {}
    for i = 1, #header do cells[i] = cell(row[i]) end
    lines[#lines + 1] = "| " .. table.concat(cells, " | ") .. " |"
  end
  lines[#lines + 1] = ""
end

local function counts(rows)
  local text = require("hepar.model.lists").by_status(rows)
  return text ~= "" and " (" .. text .. ")" or ""
end

-- The markdown of one model.
local function page(model)
  local lines = {}
  local function add(format, ...) lines[#lines + 1] = format:format(...) end
  local function section(title)
    add("## %s", title)
    add("")
  end
  add("# %s", model.name)
  add("")
  add("%s.", model.purpose)
  add("")
  add("Made by `lua5.4 docs/generate.lua` from `csrc/kernels/%s.model`; do not edit.", model.name)
  add("Time is in %s.", model.time_unit and model.time_unit .. "s" or "no unit")
  add("Research use only: a model is a set of hypotheses, never advice on a patient.")
  add("")
  for _, source in ipairs(model.sources) do add("- %s", source.text) end
  if #model.sources > 0 then add("") end
  if not model.has_units then
    add("**No units**: nothing checks what its numbers mean.")
    add("")
  end

  if #model.reproduces > 0 then
    section("What it must reproduce")
    add("`calibrated`: the model was fitted to this, so agreement is no evidence.")
    add("`predicted`: it was not. `contradicted`: it does not do so.")
    add("")
    for _, remark in ipairs(model.reproduces) do
      add("- **%s** %s%s", remark.status, remark.text,
        remark.source and " (" .. remark.source .. ")" or "")
    end
    add("")
  end
  if #model.limits > 0 then
    section("What it does not do")
    for _, remark in ipairs(model.limits) do add("- %s", remark.text) end
    add("")
  end

  section("States")
  local rows = {}
  for i, s in ipairs(model:states()) do
    rows[i] = { "`" .. s.name .. "`", number(s.value), s.unit, s.doc }
  end
  add_table(lines, { "name", "start", "unit", "what" }, rows)

  if #model:inputs() > 0 then
    section("Inputs")
    rows = {}
    for i, s in ipairs(model:inputs()) do
      rows[i] = { "`" .. s.name .. "`", number(s.value), s.unit,
        s.delivered and "doses" or "a level", s.doc }
    end
    add_table(lines, { "name", "value", "unit", "takes", "what" }, rows)
  end

  if #model:outputs() > 0 then
    section("Outputs")
    rows = {}
    for i, s in ipairs(model:outputs()) do rows[i] = { "`" .. s.name .. "`", s.unit, s.doc } end
    add_table(lines, { "name", "unit", "what" }, rows)
  end

  section("Equations")
  add("```text")
  add("%s", model:equations())
  add("```")
  add("")

  local parameters = model:parameters()
  section("Parameters" .. counts(parameters))
  rows = {}
  for i, s in ipairs(parameters) do
    rows[i] = { "`" .. s.name .. "`", number(s.value), s.unit,
      s.low and number(s.low) .. " to " .. number(s.high) or "", s.doc, origin(s) }
  end
  add_table(lines, { "name", "value", "unit", "range", "what", "where from" }, rows)

  if #model:presets() > 0 then
    section("Presets")
    for _, preset in ipairs(model:presets()) do
      local sets = {}
      for i, name in ipairs(preset.order) do
        sets[i] = ("`%s` = %s"):format(name, number(preset.values[name]))
      end
      add("- **%s** %s (%s): %s", preset.name, preset.doc or "", origin(preset),
        table.concat(sets, ", "))
    end
    add("")
  end
  if #model.notes > 0 then
    section("What the checker of units took for granted")
    for _, note in ipairs(model.notes) do add("- %s", note.text) end
    add("")
  end
  return (table.concat(lines, "\n"):gsub("\n+$", "\n"))
end

-- {path, text} of every page.
function M.files()
  local hepar, files = require "hepar", {}
  for i, row in ipairs(hepar.model.list()) do
    files[i] = { ("docs/models/%s.md"):format(row.name), page(hepar.model(row.name)) }
  end
  return files
end

return M
