-- The network of a model: which state flows into which, and which one moves the rate of another.
local check = require("hepar.util.check")
local expression = require("hepar.model.expression")
local engine = require("hepar.model.engine")
local lists = require("hepar.model.lists")
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

local MOST_TERMS = 200

-- Products of the terms of several lists, or nil when there are too many.
local function products(parts)
  local terms = { { sign = 1, factors = {} } }
  for _, list in ipairs(parts) do
    if #terms * #list > MOST_TERMS then return nil end
    local more = {}
    for _, left in ipairs(terms) do
      for _, right in ipairs(list) do
        local factors = table.move(left.factors, 1, #left.factors, 1, {})
        table.move(right.factors, 1, #right.factors, #factors + 1, factors)
        more[#more + 1] = { sign = left.sign * right.sign, factors = factors }
      end
    end
    terms = more
  end
  return terms
end

-- The terms of an expression with brackets and definitions spelt out: list of {sign, factors}.
-- `lets` has those definitions that follow states.
local function spelt(tree, lets)
  local function opaque(text) return { { sign = 1, factors = { text } } } end
  if tree.kind == "negate" then
    local list = {}
    for i, term in ipairs(spelt(tree.tree, lets)) do
      list[i] = { sign = -term.sign, factors = term.factors }
    end
    return list
  elseif tree.kind == "sum" then
    local list = {}
    for _, item in ipairs(tree.items) do
      for _, term in ipairs(spelt(item.tree, lets)) do
        list[#list + 1] = { sign = item.inverse and -term.sign or term.sign,
          factors = term.factors }
      end
    end
    return #list <= MOST_TERMS and list or opaque(expression.key(tree))
  elseif tree.kind == "product" then
    local parts = {}
    for i, item in ipairs(tree.items) do
      local key = expression.key(item.tree)
      local list = item.inverse and opaque("1 / " .. key) or spelt(item.tree, lets)
      -- a brake such as (1 - share) stays whole: its parts flow nowhere
      for _, term in ipairs(list) do
        if term.sign < 0 and #list > 1 then
          list = opaque(key)
          break
        end
      end
      parts[i] = list
    end
    return products(parts) or opaque(expression.key(tree))
  elseif tree.kind == "name" and lets[tree.name] then
    return spelt(lets[tree.name], lets)
  end
  return opaque(expression.key(tree))
end

-- Definitions as trees, those that follow states only; they have no loops, the core saw to that.
local function moving(state, families)
  local lets, follows = {}, {}
  for _, row in ipairs(state.lists.state) do follows[row.name] = true end
  for _ = 1, #state.lists.let do
    local more = false
    for _, row in ipairs(state.lists.let) do
      local tree = not lets[row.name] and row.expression
        and expression.parse(row.expression, families)
      if tree then
        local moves = false
        expression.names(tree, function(name) moves = moves or follows[name] end)
        if moves then lets[row.name], follows[row.name], more = tree, true, true end
      end
    end
    if not more then break end
  end
  return lets
end

-- The terms of each rate.
local function rate_terms(state)
  local families = expression.families(state.rows)
  local lets, terms = moving(state, families), {}
  for _, row in ipairs(state.lists.state) do
    local tree = row.rate and expression.parse(row.rate, families)
    terms[row.name] = tree and spelt(tree, lets) or {}
  end
  return terms
end

-- Whether a state stands in a list of factors, alone or inside one.
local function has(factors, name)
  local escaped = name:gsub("%p", "%%%0")
  for _, factor in ipairs(factors) do
    if factor == name or (" " .. factor .. " "):find("[%s(]" .. escaped .. "[%s)]") then
      return true
    end
  end
  return false
end

-- The factors of a term that are names, for a title.
local function shown(factors)
  local names, others = {}, false
  for _, factor in ipairs(factors) do
    if factor:match("^[%w_.%[%]]+$") then names[#names + 1] = factor else others = true end
  end
  return table.concat(names, " * ") .. (others and " * …" or "")
end

-- Flows: a term that leaves one state and enters another, alone or with further factors.
local function flows_of(state)
  local terms, edges, seen = rate_terms(state), {}, {}
  for _, from in ipairs(state.lists.state) do
    for _, out in ipairs(terms[from.name]) do
      local lost = bare(out.factors)
      if out.sign < 0 and has(lost, from.name) then
        for _, to in ipairs(state.lists.state) do
          if to ~= from and not seen[from.name .. "\0" .. to.name] then
            for _, enters in ipairs(terms[to.name]) do
              if enters.sign > 0 and within(lost, bare(enters.factors)) then
                seen[from.name .. "\0" .. to.name] = true
                edges[#edges + 1] = { from = from.name, to = to.name, kind = "flow",
                  title = ("%s to %s: %s"):format(from.name, to.name, shown(lost)) }
                break
              end
            end
          end
        end
      end
    end
  end
  return edges
end

-- The prefix of an import.
local function groups_of(name) return name:match("^(.*)%.[^.]*$") end

-- The box of each state: its own, or that of its array.
local function boxes_of(state, each)
  local box, count = {}, {}
  for _, row in ipairs(state.lists.state) do
    local array = not each and row.name:match("^(.*)%[%-?%d+%]$")
    box[row.name] = array or row.name
    if array then count[array] = (count[array] or 0) + 1 end
  end
  return box, count
end

--- The network: {nodes, edges, title}, as hepar.plot.network takes it. With `each`, every element
-- of an array has a box of its own.
function M.data(model, state, each)
  local nodes, edges, seen, there = {}, {}, {}, {}
  local box, count = boxes_of(state, each)
  local function join(from, to, kind, title)
    from, to = box[from], box[to]
    if from == to or seen[from .. "\0" .. to] then return end
    seen[from .. "\0" .. to] = true
    edges[#edges + 1] = { from = from, to = to, kind = kind, title = title }
  end
  for _, flow in ipairs(flows_of(state)) do join(flow.from, flow.to, "flow", flow.title) end
  for _, row in ipairs(state.lists.state) do
    local file = row.file and row.file:gsub("%.model$", "")
    local own = file == nil or file == model.name or file == "model" or row.file == state.file
    local id = box[row.name]
    if not there[id] then
      there[id] = true
      local label = id:match("[^.]*$") .. (count[id] and ("[1..%d]"):format(count[id]) or "")
      nodes[#nodes + 1] = { id = id, label = label, group = groups_of(row.name) or
        not own and file or nil, title = ("%s: %s"):format(id, row.doc or row.kind) }
    end
  end
  local point = { states = {}, parameters = 0, inputs = 0, time = 0, c = 1, vector = 0 }
  local _, about = assert(engine.point(state, point))
  for _, entry in ipairs(about.jacobian) do
    local to, from = state.lists.state[entry[1]].name, state.lists.state[entry[2]].name
    join(from, to, "influence", ("%s moves the rate of %s"):format(from, to))
  end
  return { nodes = nodes, edges = edges, title = ("%s: states, flows and influences"):format(
    model.name) }
end

--- m:graph.
function M.figure(model, state, options)
  local where = "hepar.model.graph"
  local given, data = {}, nil
  if options ~= nil then
    values.table(where, "options", options, "{influences = false}")
    for name, value in pairs(options) do given[name] = value end
    local only, stages = given.states, given.stages
    given.states, given.stages = nil, nil
    if stages ~= nil and type(stages) ~= "boolean" then
      check.fail(where, "option stages must be a boolean, got %s", check.show(stages))
    end
    data = M.data(model, state, stages or only ~= nil)
    if only ~= nil then
      values.table(where, "option states", only, '{"collagen"}')
      local wanted, names, nodes, edges = {}, {}, {}, {}
      for i, node in ipairs(data.nodes) do names[i] = node.id end
      for i = 1, #only do
        if type(only[i]) ~= "string" or not lists.find(model.state, only[i]) then
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
  return require("hepar.plot").network(data or M.data(model, state), given)
end

return M
