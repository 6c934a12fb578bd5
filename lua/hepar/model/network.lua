-- The network of a model: which state flows into which, and which one moves the rate of another.
local check = require("hepar.util.check")
local expression = require("hepar.model.expression")
local engine = require("hepar.model.engine")
local values = require("hepar.model.values")

local M = {}

-- Whether every factor of `few` is among those of `many`, each as often.
local function within(few, many)
  local count = {}
  for _, factor in ipairs(many) do count[factor] = (count[factor] or 0) + 1 end
  for _, factor in ipairs(few) do
    if not count[factor] or count[factor] == 0 then return false end
    count[factor] = count[factor] - 1
  end
  return true
end

-- A term without plain numbers, which are yields: 2 * k * a still is what k * a lost.
local function bare(factors)
  local list = {}
  for _, factor in ipairs(factors) do
    if not tonumber(factor) then list[#list + 1] = factor end
  end
  return list
end

-- The terms of each rate, with definitions of a single product spelt out once.
local function rate_terms(state)
  local lets, terms, families = {}, {}, expression.families(state.rows)
  for _, row in ipairs(state.lists.let) do
    local tree = row.expression and expression.parse(row.expression, families)
    if tree then lets[row.name] = tree end
  end
  for _, row in ipairs(state.lists.state) do
    local tree, list = row.rate and expression.parse(row.rate, families), {}
    if tree then
      for _, term in ipairs(expression.terms(tree)) do
        local only = #term.factors == 1 and lets[term.factors[1]]
        if only and only.kind == "sum" then
          for _, inner in ipairs(expression.terms(only, term.sign)) do list[#list + 1] = inner end
        else
          list[#list + 1] = term
        end
      end
    end
    terms[row.name] = list
  end
  return terms
end

-- Flows: a term that leaves one state and enters another, alone or with further factors.
local function flows_of(state)
  local terms, edges, seen = rate_terms(state), {}, {}
  for _, from in ipairs(state.lists.state) do
    for _, out in ipairs(terms[from.name]) do
      local lost = bare(out.factors)
      if out.sign < 0 and #lost > 0 then
        for _, to in ipairs(state.lists.state) do
          if to ~= from and not seen[from.name .. "\0" .. to.name] then
            for _, enters in ipairs(terms[to.name]) do
              if enters.sign > 0 and within(lost, bare(enters.factors)) then
                seen[from.name .. "\0" .. to.name] = true
                edges[#edges + 1] = { from = from.name, to = to.name, kind = "flow",
                  title = ("%s to %s: %s"):format(from.name, to.name,
                    table.concat(lost, " * ")) }
                break
              end
            end
          end
        end
      end
    end
  end
  return edges, seen
end

-- Elements of an array as one box when none of them is asked for by name.
local function groups_of(name) return name:match("^(.*)%.[^.]*$") end

--- The network: {nodes, edges, title}, as hepar.plot.network takes it.
function M.data(model, state)
  local nodes = {}
  local edges, seen = flows_of(state)
  for i, row in ipairs(state.lists.state) do
    local file = row.file and row.file:gsub("%.model$", "")
    local own = file == nil or file == model.name or file == "model" or row.file == state.file
    nodes[i] = { id = row.name, label = row.name:match("[^.]*$"), group = groups_of(row.name)
      or not own and file or nil, title = ("%s: %s"):format(row.name, row.doc or row.kind) }
  end
  local point = { states = {}, parameters = 0, inputs = 0, time = 0, c = 1, vector = 0 }
  local _, about = assert(engine.point(state, point))
  for _, entry in ipairs(about.jacobian) do
    local to, from = nodes[entry[1]].id, nodes[entry[2]].id
    if from ~= to and not seen[from .. "\0" .. to] then
      edges[#edges + 1] = { from = from, to = to, kind = "influence",
        title = ("%s moves the rate of %s"):format(from, to) }
    end
  end
  return { nodes = nodes, edges = edges, title = ("%s: states, flows and influences"):format(
    model.name) }
end

--- m:graph.
function M.figure(model, state, options)
  local where = "hepar.model.graph"
  local given, data = {}, M.data(model, state)
  if options ~= nil then
    values.table(where, "options", options, "{influences = false}")
    for name, value in pairs(options) do given[name] = value end
    local only = given.states
    given.states = nil
    if only ~= nil then
      values.table(where, "option states", only, '{"collagen"}')
      local wanted, names, nodes, edges = {}, {}, {}, {}
      for i, node in ipairs(data.nodes) do names[i] = node.id end
      for i = 1, #only do
        if type(only[i]) ~= "string" or not rawget(model.state, only[i]) then
          check.fail(where, "option states: %s is no state%s", check.show(only[i]),
            type(only[i]) == "string" and check.suggest(only[i], names) or "")
        end
        wanted[only[i]] = true
      end
      for _, node in ipairs(data.nodes) do
        if wanted[node.id] then nodes[#nodes + 1] = node end
      end
      for _, edge in ipairs(data.edges) do
        if wanted[edge.from] and wanted[edge.to] then edges[#edges + 1] = edge end
      end
      data.nodes, data.edges = nodes, edges
    end
  end
  return require("hepar.plot").network(data, given)
end

return M
