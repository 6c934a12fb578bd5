--- A network: named boxes in layers and curved arrows between them, laid out without chance.
-- Layers by the longest path after the fewest arrows are turned round greedily (Eades, Lin and
-- Smyth, Information Processing Letters 1993;47:319-323), order within layers by barycentres
-- (Sugiyama, Tagawa and Toda, IEEE Transactions on Systems, Man, and Cybernetics 1981;11:109-125).
-- @module hepar.plot.network
-- @local

local check = require "hepar.plot.check"
local page = require "hepar.plot.page"
local scatter = require "hepar.plot.scatter"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local WHERE = "hepar.plot.network"
local SMALL = style.size.small

local rules = { group_labels = "table", influences = "boolean" }

-- Nodes and edges, checked; edges between the same boxes are kept once per kind.
local function read(data)
  if type(data) ~= "table" or type(data.nodes) ~= "table" or type(data.edges) ~= "table" then
    check.fail(WHERE, "data must be {nodes = {{id =, …}}, edges = {{from =, to =, …}}}, got %s",
      check.show(data))
  end
  local nodes, place, edges = {}, {}, {}
  for i, node in ipairs(data.nodes) do
    if type(node) ~= "table" or type(node.id) ~= "string" then
      check.fail(WHERE, "node %d must be {id = name, …}", i)
    end
    nodes[i] = { id = node.id, label = node.label or node.id, title = node.title,
      group = node.group or "" }
    place[node.id] = i
  end
  for i, edge in ipairs(data.edges) do
    local from, to = type(edge) == "table" and place[edge.from], type(edge) == "table" and
      place[edge.to]
    if not from or not to then check.fail(WHERE, "edge %d joins no known nodes", i) end
    if from ~= to then
      edges[#edges + 1] = { from = from, to = to, kind = edge.kind or "influence",
        title = edge.title }
    end
  end
  return nodes, edges
end

-- An order of the nodes in which few edges point backwards.
local function greedy_order(count, edges)
  local alive, out, into = {}, {}, {}
  for i = 1, count do alive[i], out[i], into[i] = true, {}, {} end
  for _, e in ipairs(edges) do
    out[e.from][e.to] = true
    into[e.to][e.from] = true
  end
  local function degree(set)
    local n = 0
    for other in pairs(set) do if alive[other] then n = n + 1 end end
    return n
  end
  local head, tail, left = {}, {}, count
  while left > 0 do
    local best, score
    for i = 1, count do
      if alive[i] then
        local o, n = degree(out[i]), degree(into[i])
        local s = n == 0 and math.huge or o == 0 and -math.huge or o - n
        if not best or s > score then best, score = i, s end
      end
    end
    alive[best] = false
    left = left - 1
    if score == -math.huge then table.insert(tail, 1, best) else head[#head + 1] = best end
  end
  for _, i in ipairs(tail) do head[#head + 1] = i end
  local rank = {}
  for position, i in ipairs(head) do rank[i] = position end
  return head, rank
end

-- The layer of each node: the longest path of forward edges; wide layers are cut into several.
local function layers_of(count, edges, most)
  local order, rank = greedy_order(count, edges)
  local layer = {}
  for _, i in ipairs(order) do
    local depth = 1
    for _, e in ipairs(edges) do
      if e.to == i and rank[e.from] < rank[i] then depth = math.max(depth, layer[e.from] + 1) end
    end
    layer[i] = depth
  end
  local rows = {}
  for _, i in ipairs(order) do
    rows[layer[i]] = rows[layer[i]] or {}
    table.insert(rows[layer[i]], i)
  end
  local cut = {}
  for depth = 1, #rows do
    local row = rows[depth] or {}
    for first = 1, #row, most do
      cut[#cut + 1] = table.move(row, first, math.min(#row, first + most - 1), 1, {})
    end
  end
  return cut
end

-- Reorders each layer by the mean place of its neighbours, a few times down and up.
local function untangle(rows, edges)
  local position = {}
  local function number()
    for _, row in ipairs(rows) do
      for k, i in ipairs(row) do position[i] = (k - 0.5) / #row end
    end
  end
  number()
  for round = 1, 8 do
    for step = 1, #rows do
      local row = rows[round % 2 == 1 and step or #rows + 1 - step]
      local wanted = {}
      for _, i in ipairs(row) do
        local sum, n = 0, 0
        for _, e in ipairs(edges) do
          local other = e.from == i and e.to or e.to == i and e.from
          if other then sum, n = sum + position[other], n + 1 end
        end
        wanted[i] = n > 0 and sum / n or position[i]
      end
      local before = {}
      for k, i in ipairs(row) do before[i] = k end
      table.sort(row, function(a, b)
        if wanted[a] ~= wanted[b] then return wanted[a] < wanted[b] end
        return before[a] < before[b]
      end)
      number()
    end
  end
end

-- The boxes that edges join, directly or not: lists in the order of the data; single ones apart.
local function parts_of(count, edges)
  local root = {}
  for i = 1, count do root[i] = i end
  local function find(i)
    while root[i] ~= i do i = root[i] end
    return i
  end
  for _, e in ipairs(edges) do
    local a, b = find(e.from), find(e.to)
    if a ~= b then root[math.max(a, b)] = math.min(a, b) end
  end
  local parts, at, single = {}, {}, {}
  local size = {}
  for i = 1, count do size[find(i)] = (size[find(i)] or 0) + 1 end
  for i = 1, count do
    local r = find(i)
    if size[r] == 1 then
      single[#single + 1] = i
    else
      if not at[r] then
        parts[#parts + 1] = {}
        at[r] = parts[#parts]
      end
      table.insert(at[r], i)
    end
  end
  return parts, single
end

-- One part in layers: its rows, and the length of the longest.
local function lay(nodes, edges, across)
  local place, inner = {}, {}
  for k, i in ipairs(nodes) do place[i] = k end
  for _, e in ipairs(edges) do
    if place[e.from] then inner[#inner + 1] = { from = place[e.from], to = place[e.to] } end
  end
  local rows, width = layers_of(#nodes, inner, across), 0
  untangle(rows, inner)
  for _, row in ipairs(rows) do
    width = math.max(width, #row)
    for k, i in ipairs(row) do row[k] = nodes[i] end
  end
  return { rows = rows, width = width }
end

-- Shelves of parts, side by side where they fit. Flows say what belongs together, where there are
-- any; boxes without flows come last.
local function shelves_of(count, edges, across)
  local flows = {}
  for _, e in ipairs(edges) do if e.kind == "flow" then flows[#flows + 1] = e end end
  if #flows == 0 then flows = edges end
  local parts, single = parts_of(count, flows)
  local shelves, used = {}, across
  for _, nodes in ipairs(parts) do
    local part = lay(nodes, flows, across)
    if used + part.width > across then
      shelves[#shelves + 1], used = {}, 0
    end
    table.insert(shelves[#shelves], part)
    used = used + part.width
  end
  local rows = {}
  for first = 1, #single, across do
    rows[#rows + 1] = table.move(single, first, math.min(#single, first + across - 1), 1, {})
  end
  if #rows > 0 then shelves[#shelves + 1] = { close = true, { rows = rows, width = #rows[1] } } end
  return shelves
end

-- Where the border of a box is met by the line from its middle towards a point.
local function border(box, x, y)
  local dx, dy = x - box.x, y - box.y
  if dx == 0 and dy == 0 then return box.x, box.y end
  local share = math.min(dx ~= 0 and box.w / 2 / math.abs(dx) or math.huge,
    dy ~= 0 and box.h / 2 / math.abs(dy) or math.huge)
  return box.x + dx * share, box.y + dy * share
end

local looks = {
  flow = { stroke = "ink", width = 1.1 },
  influence = { stroke = "#0072B2", width = 0.6 },
}

-- A curved arrow between two boxes.
local function arrow(layer, a, b, kind, title)
  local look = looks[kind] or looks.influence
  local mx, my = (a.x + b.x) / 2, (a.y + b.y) / 2
  local dx, dy = b.x - a.x, b.y - a.y
  local length = math.sqrt(dx * dx + dy * dy)
  local bend = math.min((length > 110 and 0.2 or 0.12) * length, 36)
  if length == 0 then return end
  mx, my = mx - dy / length * bend, my + dx / length * bend
  local x1, y1 = border(a, mx, my)
  local x2, y2 = border(b, mx, my)
  local group = layer:group { class = kind, title = title }
  group:path({ "M", x1, y1, "Q", mx, my, x2, y2 }, look)
  local ex, ey = x2 - mx, y2 - my
  local e = math.sqrt(ex * ex + ey * ey)
  if e == 0 then return end
  ex, ey = ex / e, ey / e
  local size = kind == "flow" and 4.2 or 3
  group:polygon({ x2, y2, x2 - size * ex - 0.5 * size * ey, y2 - size * ey + 0.5 * size * ex,
    x2 - size * ex + 0.5 * size * ey, y2 - size * ey - 0.5 * size * ex }, { fill = look.stroke })
end

-- Draws the figure; documented as hepar.plot.network.
function M.draw(data, given)
  local options = page.options(WHERE, given, rules, { influences = true })
  local nodes, edges = read(data)
  local p = page.new("network", options, data.title or "Network")
  if #nodes == 0 then
    p:empty("No nodes to show.")
    return p:finish("Network without nodes.")
  end
  local widest = 0
  for _, node in ipairs(nodes) do
    widest = math.max(widest, text.width(node.label, SMALL))
  end
  local wide = math.min(widest + 10, 130)
  local across = math.max(1, math.floor((p.right - p.left + 14) / (wide + 14)))
  local high, gap = 15, 34
  local groups, colour = {}, {}
  for _, node in ipairs(nodes) do
    if node.group ~= "" and not colour[node.group] then
      groups[#groups + 1] = node.group
      colour[node.group] = style.series[(#groups - 1) % #style.series + 1]
    end
  end
  local boxes, y = {}, p.y + high + 10
  for _, shelf in ipairs(shelves_of(#nodes, edges, across)) do
    local total, deepest, x = 0, 0, p.left
    local step = high + (shelf.close and 18 or gap)
    for _, part in ipairs(shelf) do
      total = total + part.width
      deepest = math.max(deepest, #part.rows)
    end
    for _, part in ipairs(shelf) do
      local span = (p.right - p.left) * part.width / total
      for r, row in ipairs(part.rows) do
        for k, i in ipairs(row) do
          boxes[i] = { x = x + span / #row * (k - 0.5), y = y + (r - 1) * step, w = wide,
            h = high }
        end
      end
      x = x + span
    end
    y = y + (deepest - 1) * step + high + gap
  end
  local below = p.fig:group { class = "edges" }
  local kinds = {}
  for _, e in ipairs(edges) do
    if e.kind == "flow" or options.influences then
      arrow(below, boxes[e.from], boxes[e.to], e.kind, e.title or string.format("%s to %s",
        nodes[e.from].label, nodes[e.to].label))
      kinds[e.kind] = (kinds[e.kind] or 0) + 1
    end
  end
  for i, node in ipairs(nodes) do
    local box = boxes[i]
    local group = p.fig:group { class = "node", title = node.title or node.label }
    local fill = colour[node.group] or "paper"
    group:rect(box.x - box.w / 2, box.y - box.h / 2, box.w, box.h, { fill = fill, stroke = "ink",
      width = 0.75 })
    group:text(box.x, box.y + 0.36 * SMALL, text.fit(node.label, box.w - 6, SMALL),
      { size = SMALL, anchor = "middle", fill = style.contrast(fill) })
  end
  p.y = y - gap + 4
  local items = {}
  for _, name in ipairs(groups) do
    items[#items + 1] = scatter.sample_box((options.group_labels or {})[name] or name,
      { fill = colour[name], stroke = "ink", width = 0.5 })
  end
  if kinds.flow then items[#items + 1] = scatter.sample_line("flow", looks.flow) end
  if kinds.influence then
    items[#items + 1] = scatter.sample_line("influence on the rate", looks.influence)
  end
  if #items > 0 then p:legend(nil, items) end
  local fig = p:finish(string.format("Network of %d boxes, %d flows and %d influences.", #nodes,
    kinds.flow or 0, kinds.influence or 0))
  fig.boxes_of = boxes
  return fig
end

return M
