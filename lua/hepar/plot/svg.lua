--- Writes a figure as SVG: the same scene always gives the same bytes.
-- Lengths in the file are points; the outer size is in millimetres. A stand-alone file has a white
-- ground and plain colours. An embedded one takes its inks from CSS variables (--hepar-ink …)
-- that follow the reader's light or dark setting and that the page can set on `.hepar-figure`.
-- @module hepar.plot.svg
-- @local

local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

-- Text that is safe between tags and inside double quotes.
function M.escape(value)
  return (text.clean(value):gsub('[&<>"]', escapes))
end

-- A number with at most two decimals, never "-0", never a comma.
function M.number(value)
  local s = string.format("%.2f", value):gsub(",", ".")
  s = s:gsub("%.?0+$", "")
  return (s == "-0" or s == "") and "0" or s
end
local number = M.number

-- FNV-1a, 32 bits, as eight hexadecimal digits: names the ids of a figure after its content.
local function hash(s)
  local h = 2166136261
  for i = 1, #s do h = ((h ~ s:byte(i)) * 16777619) & 0xFFFFFFFF end
  return string.format("%08x", h)
end

-- Value and form of a paint: role, colour, "none" or pattern. Adds to `attributes` or `css`.
local function paint(writer, name, value, attributes, css)
  if value == nil then return end
  if type(value) == "table" then
    local key = table.concat({ value.pattern, value.colour, value.back }, "-"):gsub("#", "")
    if not writer.patterns[key] then
      writer.patterns[key] = value
      writer.pattern_order[#writer.pattern_order + 1] = key
    end
    attributes[#attributes + 1] = string.format('%s="url(#\1-%s)"', name, key)
  elseif style.roles[value] then
    if writer.embed then
      css[#css + 1] = string.format("%s:var(--hepar-%s)", name, value)
    else
      attributes[#attributes + 1] = string.format('%s="%s"', name, style.roles[value][1])
    end
  else
    attributes[#attributes + 1] = string.format('%s="%s"', name, M.escape(value))
  end
end

-- The attributes that all shapes share, as text that starts with a blank.
local function shape_style(writer, item)
  local attributes, css = {}, {}
  paint(writer, "fill", item.fill or "none", attributes, css)
  if item.stroke then
    paint(writer, "stroke", item.stroke, attributes, css)
    attributes[#attributes + 1] = string.format('stroke-width="%s"', number(item.width or 0.75))
    if item.dash then
      attributes[#attributes + 1] = string.format('stroke-dasharray="%s"', M.escape(item.dash))
    end
    if item.cap then
      attributes[#attributes + 1] = string.format('stroke-linecap="%s"', M.escape(item.cap))
    end
    if item.join then
      attributes[#attributes + 1] = string.format('stroke-linejoin="%s"', M.escape(item.join))
    end
  end
  if #css > 0 then attributes[#attributes + 1] = 'style="' .. table.concat(css, ";") .. '"' end
  return " " .. table.concat(attributes, " ")
end

-- Ends a shape: with its tooltip as a child, or closed at once.
local function close(writer, name, item)
  if item.title then
    writer:add("><title>" .. M.escape(item.title) .. "</title></" .. name .. ">\n")
  else
    writer:add("/>\n")
  end
end

local function points(list)
  local parts = {}
  for i = 1, #list, 2 do parts[#parts + 1] = number(list[i]) .. "," .. number(list[i + 1]) end
  return table.concat(parts, " ")
end

local draw = {}

function draw.line(writer, item)
  writer:add(string.format('<line x1="%s" y1="%s" x2="%s" y2="%s"', number(item.x1),
    number(item.y1), number(item.x2), number(item.y2)) .. shape_style(writer, item))
  close(writer, "line", item)
end

function draw.rect(writer, item)
  writer:add(string.format('<rect x="%s" y="%s" width="%s" height="%s"', number(item.x),
    number(item.y), number(item.w), number(item.h)) .. shape_style(writer, item))
  close(writer, "rect", item)
end

function draw.circle(writer, item)
  writer:add(string.format('<circle cx="%s" cy="%s" r="%s"', number(item.x), number(item.y),
    number(item.r)) .. shape_style(writer, item))
  close(writer, "circle", item)
end

function draw.polygon(writer, item)
  writer:add('<polygon points="' .. points(item.points) .. '"' .. shape_style(writer, item))
  close(writer, "polygon", item)
end

function draw.path(writer, item)
  local parts = {}
  for _, part in ipairs(item.path) do
    parts[#parts + 1] = type(part) == "number" and number(part) or part
  end
  writer:add('<path d="' .. table.concat(parts, " ") .. '"' .. shape_style(writer, item))
  close(writer, "path", item)
end

-- The runs of a text: plain strings, and tables {sup = …} or {sub = …} set smaller and shifted.
local function runs(writer, item)
  local shift = 0
  for _, run in ipairs(item.runs) do
    local want, content, size = 0, run, nil
    if type(run) == "table" then
      want = run.sup and -0.36 * item.size or 0.2 * item.size
      content, size = run.sup or run.sub, run.size
    end
    if want == shift and not size then
      writer:add(M.escape(content))
    else
      writer:add("<tspan")
      if want ~= shift then writer:add(string.format(' dy="%s"', number(want - shift))) end
      if size then writer:add(string.format(' font-size="%s"', number(size))) end
      writer:add(">" .. M.escape(content) .. "</tspan>")
    end
    shift = want
  end
end

function draw.text(writer, item)
  local attributes, css = {}, {}
  paint(writer, "fill", item.fill or "ink", attributes, css)
  if #css > 0 then attributes[1] = 'style="' .. css[1] .. '"' end
  attributes[#attributes + 1] = string.format('font-size="%s"', number(item.size))
  if item.bold then attributes[#attributes + 1] = 'font-weight="bold"' end
  if item.italic then attributes[#attributes + 1] = 'font-style="italic"' end
  if item.anchor and item.anchor ~= "start" then
    attributes[#attributes + 1] = string.format('text-anchor="%s"', item.anchor)
  end
  if item.rotate then
    attributes[#attributes + 1] = string.format('transform="rotate(%s %s %s)"',
      number(item.rotate), number(item.x), number(item.y))
  end
  writer:add(string.format('<text x="%s" y="%s" %s>', number(item.x), number(item.y),
    table.concat(attributes, " ")))
  if item.title then writer:add("<title>" .. M.escape(item.title) .. "</title>") end
  runs(writer, item)
  writer:add("</text>\n")
end

function draw.group(writer, item)
  local clip = ""
  if item.clip then
    writer.clips[#writer.clips + 1] = item.clip
    clip = string.format(' clip-path="url(#\1-clip%d)"', #writer.clips)
  end
  local class = item.class and string.format(' class="%s"', M.escape(item.class)) or ""
  writer:add("<g" .. class .. clip .. ">\n")
  if item.title then writer:add("<title>" .. M.escape(item.title) .. "</title>\n") end
  for _, child in ipairs(item.items) do draw[child.kind](writer, child) end
  writer:add("</g>\n")
end

-- The tile of a pattern fill.
local function pattern(key, value)
  local size, marks = 4
  local stroke = string.format('stroke="%s" stroke-width="0.7" fill="none"', value.colour)
  if value.pattern == "hatch" then
    marks = '<path d="M-1 1L1 -1M0 4L4 0M3 5L5 3" ' .. stroke .. "/>"
  elseif value.pattern == "cross" then
    marks = '<path d="M0 0L4 4M0 4L4 0" ' .. stroke .. "/>"
  elseif value.pattern == "bars" then
    marks = '<path d="M0 2L4 2" ' .. stroke .. "/>"
  else
    size = 3
    marks = string.format('<circle cx="1.5" cy="1.5" r="0.55" fill="%s"/>', value.colour)
  end
  return string.format('<pattern id="\1-%s" width="%d" height="%d" ' ..
    'patternUnits="userSpaceOnUse"><rect width="%d" height="%d" fill="%s"/>%s</pattern>\n',
    key, size, size, size, size, value.back, marks)
end

-- The CSS of an embedded figure: its variables, with no weight against the page's own rules.
local function variables()
  local light, dark = {}, {}
  for _, name in ipairs(style.role_order) do
    light[#light + 1] = string.format("--hepar-%s:%s", name, style.roles[name][1])
    dark[#dark + 1] = string.format("--hepar-%s:%s", name, style.roles[name][2])
  end
  return "<style>:where(.hepar-figure){" .. table.concat(light, ";") .. "}\n" ..
    "@media screen and (prefers-color-scheme:dark){:where(.hepar-figure){" ..
    table.concat(dark, ";") .. "}}</style>\n"
end

-- The whole document. Options: `embed` (for a page: no ground, no XML head), `id`.
function M.write(figure, options)
  local writer = { out = {}, patterns = {}, pattern_order = {}, clips = {},
    embed = options.embed or false }
  function writer:add(s) self.out[#self.out + 1] = s end
  for _, item in ipairs(figure.items) do draw[item.kind](writer, item) end
  local body = table.concat(writer.out)

  local defs = {}
  for _, key in ipairs(writer.pattern_order) do
    defs[#defs + 1] = pattern(key, writer.patterns[key])
  end
  for index, box in ipairs(writer.clips) do
    defs[#defs + 1] = string.format('<clipPath id="\1-clip%d"><rect x="%s" y="%s" width="%s" ' ..
      'height="%s"/></clipPath>\n', index, number(box[1]), number(box[2]), number(box[3]),
      number(box[4]))
  end
  local width, height = number(figure.width), number(figure.height)
  local mm = 25.4 / 72
  local title, desc = M.escape(figure.title), M.escape(figure.desc or "")
  local id = options.id or
    string.format("hepar-%s-%s", figure.name, hash(title .. desc .. width .. height .. body))
  local function named(s) return (s:gsub("\1", (id:gsub("%%", "%%%%")))) end

  local out = {}
  local function add(s) out[#out + 1] = s end
  if not writer.embed then add('<?xml version="1.0" encoding="UTF-8"?>\n') end
  add(string.format('<svg xmlns="http://www.w3.org/2000/svg" class="hepar-figure" id="%s" ' ..
    'width="%smm" height="%smm" viewBox="0 0 %s %s" role="img" ' ..
    'aria-labelledby="%s-title %s-desc" font-family="%s">\n', id, number(figure.width * mm),
    number(figure.height * mm), width, height, id, id, text.FAMILY))
  add(string.format('<title id="%s-title">%s</title>\n<desc id="%s-desc">%s</desc>\n',
    id, title, id, desc))
  if writer.embed then add(variables()) end
  if #defs > 0 then add("<defs>\n" .. named(table.concat(defs)) .. "</defs>\n") end
  if not writer.embed then
    add(string.format('<rect width="%s" height="%s" fill="%s"/>\n', width, height,
      style.roles.paper[1]))
  end
  add(named(body))
  add("</svg>\n")
  return table.concat(out)
end

return M
