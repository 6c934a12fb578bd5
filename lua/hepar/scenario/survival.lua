-- What times to event are drawn from: probabilities that the model has as states, or hazards that
-- it computes, for which such states are added to it.
local check = require("hepar.util.check")

local M = {}

-- Names of what a model computes.
local function names_of(model, kinds)
  local words = {}
  for _, kind in ipairs(kinds) do
    for name in pairs(model[kind]) do words[#words + 1] = name end
  end
  table.sort(words)
  return words
end

local function named(there, model, kinds, what)
  local name = there:text()
  for _, kind in ipairs(kinds) do
    if rawget(model[kind], name) then return name end
  end
  return there:fail("%s is no %s of the model%s", check.show(name), what,
    check.suggest(name, names_of(model, kinds)))
end

-- The states that a model has for it.
local function own(model)
  local state = model.state
  if not (rawget(state, "survival") and rawget(state, "death")) then return nil end
  local causes = { { name = "death", from = "death" } }
  if rawget(state, "transplanted") then
    causes[2] = { name = "transplantation", from = "transplanted" }
  end
  return { alive = "survival", causes = causes }
end

-- A name that the model does not have yet.
local function free(model, name)
  local function taken(word)
    for _, kind in ipairs { "parameter", "input", "state", "let", "output" } do
      if rawget(model[kind], word) then return true end
    end
    return false
  end
  while taken(name) do name = name .. "_" end
  return name
end

-- The model with a state for each cause, whose rate is the hazard times the share still there.
local function from_hazards(at, model)
  local kinds, what = { "output", "let", "state" }, "output, definition or state"
  local causes = {}
  if at.value.hazard ~= nil then
    if at.value.hazards ~= nil then at:fail("gives hazard and hazards; one is wanted") end
    causes[1] = { name = "death", hazard = named(at:field("hazard"), model, kinds, what) }
  else
    local there = at:field("hazards")
    for _, name in ipairs(there:table(nil, '{death = "h"}')) do
      causes[#causes + 1] = { name = name, hazard = named(there:field(name), model, kinds, what) }
    end
    if #causes == 0 then there:fail("names no cause") end
  end
  local alive, lines, sum = free(model, "alive_of_scenario"), {}, {}
  lines[1] = ('state %s = 1 "share without an event"'):format(alive)
  for i, cause in ipairs(causes) do
    cause.from = free(model, "cause_" .. i .. "_of_scenario")
    lines[#lines + 1] = ('state %s = 0 "share with the event"'):format(cause.from)
    lines[#lines + 1] = ("%s' = %s * %s"):format(cause.from, cause.hazard, alive)
    sum[i] = cause.hazard
  end
  lines[#lines + 1] = ("%s' = -(%s) * %s"):format(alive, table.concat(sum, " + "), alive)
  local fine, extended = pcall(model.extend, model, table.concat(lines, "\n") .. "\n")
  if not fine then
    at:fail("takes hazards, which count events per unit of the model's time: %s",
      tostring(extended):match("extension:%d+:%d+: ([^\n]*)") or tostring(extended))
  end
  return extended, { alive = alive, causes = causes }
end

-- Reads `survival`: the model (extended when hazards are given), and {alive, causes} or nil.
function M.read(at, model)
  if at.value == false then return model, nil end
  if at.value == nil then return model, own(model) end
  at:table({ "alive", "causes", "hazard", "hazards" },
    '{alive = "survival", causes = {death = "death"}} or {hazard = "h"}')
  if at.value.hazard ~= nil or at.value.hazards ~= nil then
    for _, name in ipairs { "alive", "causes" } do
      if at.value[name] ~= nil then at:field(name):fail("does not go with hazards") end
    end
    return from_hazards(at, model)
  end
  local out = { alive = named(at:field("alive"), model, { "state" }, "state"), causes = {} }
  for _, name in ipairs(at:field("causes"):table(nil, '{death = "death"}')) do
    table.insert(out.causes, { name = name,
      from = named(at:field("causes"):field(name), model, { "state" }, "state") })
  end
  if #out.causes == 0 then at:field("causes"):fail("names no cause") end
  return model, out
end

return M
