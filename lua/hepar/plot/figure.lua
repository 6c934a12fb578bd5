--- A figure: a flat list of lines, rectangles, circles, polygons, paths, texts and groups, in
-- points from the upper left corner. It knows the size of every text, writes itself as SVG, and
-- becomes PNG or PDF with the help of `rsvg-convert`.
-- @module hepar.plot.figure

local check = require "hepar.plot.check"
local export = require "hepar.plot.export"
local style = require "hepar.plot.style"
local svg = require "hepar.plot.svg"
local text = require "hepar.plot.text"

local M = {}

-- Points in a millimetre.
M.MM = 72 / 25.4

--- A figure, as the functions of `hepar.plot` return it.
-- @type figure
-- @tfield string name begins the ids of its elements
-- @tfield string title what a screen reader says first
-- @tfield string desc what a screen reader says then
-- @tfield number width in points
-- @tfield number height in points
local Figure = {}
Figure.__index = Figure
Figure.__name = "hepar.figure"

--- A part of a figure that is clipped and named as one. It is drawn on like a figure.
-- @table group
-- @tfield function line as `figure:line`
-- @tfield function rect as `figure:rect`
-- @tfield function circle as `figure:circle`
-- @tfield function polygon as `figure:polygon`
-- @tfield function path as `figure:path`
-- @tfield function text as `figure:text`
-- @tfield function group as `figure:group`

local Group = {}
Group.__index = Group
Group.__name = "hepar.group"

local paints = { fill = true, stroke = true }
local style_rules = {
  fill = true, stroke = true, width = "number", dash = "string", cap = "string", join = "string",
  title = "string",
}
local text_rules = {
  fill = true, size = "number", bold = "boolean", italic = "boolean", rotate = "number",
  anchor = { one_of = { "start", "middle", "end" } }, title = "string",
}

-- A paint is "none", a role, "#rrggbb" or a pattern.
local function check_paint(where, name, value)
  if type(value) == "table" then
    if type(value.pattern) == "string" and tostring(value.colour):match("^#%x%x%x%x%x%x$") and
      tostring(value.back):match("^#%x%x%x%x%x%x$") then return end
  elseif value == "none" or style.roles[value] then
    return
  elseif type(value) == "string" and value:match("^#%x%x%x%x%x%x$") then
    return
  end
  check.fail(where, '%s must be "none", "#rrggbb", one of %s, or a pattern {pattern=, colour=, ' ..
    "back=}, got %s", name, table.concat(style.role_order, ", "), check.show(value))
end

-- Raises unless a method was called on a figure or group; `whole` wants the figure itself.
local function check_self(self, where, whole)
  local meta = type(self) == "table" and getmetatable(self)
  if meta ~= Figure and (whole or meta ~= Group) then
    check.fail(where, "must be called as a method of a figure (fig:%s), got %s",
      where:match("%a+$"), check.show(self))
  end
end

-- Adds an item after checking its numbers and its style.
local function add(self, where, item, given, rules)
  check_self(self, where)
  if given ~= nil and (type(given) ~= "table" or check.class(given)) then
    check.fail(where, "style must be a table, got %s", check.show(given))
  end
  for _, key in ipairs(item.numbers) do check.finite(where, key, item[key]) end
  item.numbers = nil
  local known = {}
  for name in pairs(rules) do known[#known + 1] = name end
  table.sort(known)
  local names = {}
  for name in pairs(given or {}) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do
    if rules[name] == nil then
      check.fail(where, 'style "%s" is not known%s', name, check.suggest(name, known))
    end
    if paints[name] then
      check_paint(where, name, given[name])
    else
      check.option(where, name, given[name], rules[name])
    end
    item[name] = given[name]
  end
  self.items[#self.items + 1] = item
  return self
end

--- Adds a straight line.
-- @tparam number x1 start
-- @tparam number y1 start
-- @tparam number x2 end
-- @tparam number y2 end
-- @tparam[opt] table given `stroke` (default "ink"), `width` (points, 0.75), `dash` ("2 2"), `cap`,
-- `title` (a tooltip). Paints are "#rrggbb", "none", a role that follows the theme (ink, muted,
-- rule, grid, paper, shade1, shade2, shade3) or `{pattern = "hatch"|"cross"|"bars"|"dots", colour=,
-- back=}`
-- @treturn figure the figure itself
-- @raise when a number or a style is wrong
-- @usage fig:line(0, 10, 100, 10, {stroke = "grid"})
function Figure:line(x1, y1, x2, y2, given)
  local item = { kind = "line", x1 = x1, y1 = y1, x2 = x2, y2 = y2, stroke = "ink",
    numbers = { "x1", "y1", "x2", "y2" } }
  return add(self, "hepar.figure.line", item, given, style_rules)
end

--- Adds a rectangle.
-- @tparam number x left
-- @tparam number y top
-- @tparam number w width
-- @tparam number h height
-- @tparam[opt] table given `fill`, `stroke`, `width`, `dash`, `title`, see `figure:line`
-- @treturn figure the figure itself
-- @raise when a number or a style is wrong
-- @usage fig:rect(10, 10, 80, 20, {fill = "#0072B2"})
function Figure:rect(x, y, w, h, given)
  local item = { kind = "rect", x = x, y = y, w = w, h = h, numbers = { "x", "y", "w", "h" } }
  return add(self, "hepar.figure.rect", item, given, style_rules)
end

--- Adds a circle.
-- @tparam number x centre
-- @tparam number y centre
-- @tparam number r radius
-- @tparam[opt] table given see `figure:rect`
-- @treturn figure the figure itself
-- @raise when a number or a style is wrong
-- @usage fig:circle(50, 50, 4, {fill = "paper", stroke = "ink"})
function Figure:circle(x, y, r, given)
  local item = { kind = "circle", x = x, y = y, r = r, numbers = { "x", "y", "r" } }
  return add(self, "hepar.figure.circle", item, given, style_rules)
end

--- Adds a polygon.
-- @tparam table points x1, y1, x2, y2 …
-- @tparam[opt] table given see `figure:rect`
-- @treturn figure the figure itself
-- @raise when there are fewer than three points, or a number or a style is wrong
-- @usage fig:polygon({0, 10, 5, 0, 10, 10}, {fill = "ink"})
function Figure:polygon(points, given)
  if type(points) ~= "table" or #points < 6 or #points % 2 ~= 0 then
    check.fail("hepar.figure.polygon", "points must be a list of at least three x, y pairs, got %s",
      check.show(points))
  end
  local copy = {}
  for i, value in ipairs(points) do
    copy[i] = check.finite("hepar.figure.polygon", "point " .. i, value)
  end
  return add(self, "hepar.figure.polygon", { kind = "polygon", points = copy, numbers = {} }, given,
    style_rules)
end

--- Adds a path.
-- @tparam table path SVG commands and numbers in turn, such as `{"M", 0, 0, "L", 10, 10}`
-- @tparam[opt] table given see `figure:rect`
-- @treturn figure the figure itself
-- @raise when the list holds anything but commands and numbers
-- @usage fig:path({"M", 0, 0, "C", 5, 0, 5, 10, 10, 10}, {stroke = "ink"})
function Figure:path(path, given)
  local where = "hepar.figure.path"
  if type(path) ~= "table" or path[1] ~= "M" then
    check.fail(where, 'path must be a list that starts with "M", got %s', check.show(path))
  end
  local copy = {}
  for i, part in ipairs(path) do
    if type(part) == "number" then
      check.finite(where, "part " .. i, part)
    elseif type(part) ~= "string" or not part:match("^[MLHVCSQTAZmlhvcsqtaz]$") then
      check.fail(where, "part %d must be a number or one letter of SVG's path commands, got %s", i,
        check.show(part))
    end
    copy[i] = part
  end
  return add(self, where, { kind = "path", path = copy, numbers = {} }, given, style_rules)
end

--- Adds a text; the point is the base line at its start, middle or end.
-- @tparam number x where it is anchored
-- @tparam number y base line
-- @tparam string|number|table content a string, or a list of strings and {sup = "7"} or {sub = "2"}
-- @tparam[opt] table given `size` (points, 8), `bold`, `italic`, `anchor` ("start", "middle",
-- "end"), `rotate` (degrees), `fill` ("ink"), `title` (a tooltip)
-- @treturn figure the figure itself
-- @raise when a number, the content or a style is wrong
-- @usage fig:text(10, 20, {"10", {sup = "7"}, " cells"}, {size = 8})
function Figure:text(x, y, content, given)
  local where = "hepar.figure.text"
  local size = type(given) == "table" and given.size or style.size.body
  local runs = {}
  if type(content) == "string" or type(content) == "number" then content = { content } end
  if type(content) ~= "table" or check.class(content) then
    check.fail(where, "content must be a string or a list of runs, got %s", check.show(content))
  end
  for i, run in ipairs(content) do
    if type(run) == "table" and (run.sup or run.sub) then
      local small = math.max(style.size.small, 0.75 * (tonumber(size) or style.size.body))
      runs[i] = { sup = run.sup and tostring(run.sup), sub = run.sub and tostring(run.sub),
        size = math.min(small, tonumber(size) or small) }
    elseif type(run) == "string" or type(run) == "number" then
      runs[i] = text.clean(run)
    else
      check.fail(where, "run %d must be a string, {sup=} or {sub=}, got %s", i, check.show(run))
    end
  end
  local item = { kind = "text", x = x, y = y, runs = runs, size = style.size.body,
    numbers = { "x", "y" } }
  return add(self, where, item, given, text_rules)
end

--- Adds a group and returns it; it has the same drawing methods.
-- @tparam[opt] table options `title` (a tooltip for all in it), `clip` ({x, y, width, height}),
-- `class` (a CSS class)
-- @treturn group the new group
-- @raise when an option is wrong
-- @usage fig:group{title = "Suk 2016"}:circle(10, 10, 3, {fill = "ink"})
function Figure:group(options)
  local where = "hepar.figure.group"
  check_self(self, where)
  options = check.options(where, options, { title = "string", clip = "table", class = "string" })
  if options.clip then
    for i = 1, 4 do check.finite(where, "clip[" .. i .. "]", options.clip[i]) end
  end
  local group = setmetatable({ kind = "group", items = {}, title = options.title,
    clip = options.clip, class = options.class }, Group)
  self.items[#self.items + 1] = group
  return group
end

for _, name in ipairs { "line", "rect", "circle", "polygon", "path", "text", "group" } do
  Group[name] = Figure[name]
end

-- Width of the runs of a text, and the measured box of it before rotation.
local function runs_width(item)
  local sum = 0
  for _, run in ipairs(item.runs) do
    if type(run) == "table" then
      sum = sum + text.width(run.sup or run.sub, run.size, item.bold)
    else
      sum = sum + text.width(run, item.size, item.bold)
    end
  end
  return sum
end

-- The box of a text as it stands on the page.
local function text_box(item)
  local w = runs_width(item)
  local shift = item.anchor == "middle" and w / 2 or item.anchor == "end" and w or 0
  local up, down = text.ASCENT * item.size, text.DESCENT * item.size
  local angle = math.rad(item.rotate or 0)
  local c, s = math.cos(angle), math.sin(angle)
  local x1, y1, x2, y2 = math.huge, math.huge, -math.huge, -math.huge
  for _, corner in ipairs { { -shift, -up }, { w - shift, -up }, { -shift, down },
      { w - shift, down } } do
    local x = item.x + corner[1] * c - corner[2] * s
    local y = item.y + corner[1] * s + corner[2] * c
    x1, y1, x2, y2 = math.min(x1, x), math.min(y1, y), math.max(x2, x), math.max(y2, y)
  end
  local parts = {}
  for i, run in ipairs(item.runs) do
    parts[i] = type(run) == "table" and (run.sup or run.sub) or run
  end
  return { text = table.concat(parts), x = x1, y = y1, w = x2 - x1, h = y2 - y1, size = item.size }
end

local function collect(items, list)
  for _, item in ipairs(items) do
    if item.kind == "text" then list[#list + 1] = text_box(item) end
    if item.kind == "group" then collect(item.items, list) end
  end
  return list
end

--- The measured box of every text, in drawing order, for checks of a layout.
-- @treturn table list of {text, x, y, w, h, size} in points
-- @usage for _, box in ipairs(fig:boxes()) do assert(box.x >= 0) end
function Figure:boxes()
  check_self(self, "hepar.figure.boxes", true)
  return collect(self.items, {})
end

--- The figure as SVG text. The same figure always gives the same bytes.
-- @tparam[opt] table options `embed` (boolean: for an HTML page; no white ground, and inks as CSS
-- variables that follow light and dark), `id` (string: the id of the element and prefix of all
-- others, default made from the content)
-- @treturn string the SVG document, or the element when `embed` is set
-- @raise when an option is wrong
-- @usage page:write(fig:svg{embed = true})
function Figure:svg(options)
  check_self(self, "hepar.figure.svg", true)
  options = check.options("hepar.figure.svg", options, { embed = "boolean", id = "string" })
  if options.id and not options.id:match("^[%a_][%w_.-]*$") then
    check.fail("hepar.figure.svg", "option id must be letters, digits, _ . - and start with a " ..
      "letter, got %s", check.show(options.id))
  end
  return svg.write(self, options)
end

--- Writes the figure to a file; the ending says what kind. The file is complete or not there.
-- PNG and PDF are made by `rsvg-convert` (Debian: librsvg2-bin).
-- @tparam string path ends in .svg, .png or .pdf
-- @tparam[opt] table options `dpi` (number, 300: resolution of a PNG), `width` (number: width of a
-- PNG in pixels, instead of dpi)
-- @treturn boolean true, or nil, a message and a code ("io", "not_found") when the file could not
-- be written or `rsvg-convert` is missing
-- @raise when the ending or an option is wrong
-- @usage assert(fig:save("directions.pdf"))
function Figure:save(path, options)
  local where = "hepar.figure.save"
  check_self(self, where, true)
  if type(path) ~= "string" then
    check.fail(where, "path must be a string, got %s", check.show(path))
  end
  local kind = path:lower():match("%.(%a+)$")
  if (kind ~= "svg" and kind ~= "png" and kind ~= "pdf") or path:find("\0", 1, true) then
    check.fail(where, "path must end in .svg, .png or .pdf, got %s", check.show(path))
  end
  options = check.options(where, options, {
    dpi = { type = "number", min = 36, max = 2400 },
    width = { type = "number", min = 16, max = 30000, integer = true } })
  if kind ~= "png" and (options.dpi or options.width) then
    check.fail(where, "options dpi and width are for .png only, got %s", check.show(path))
  end
  return export.save(svg.write(self, {}), path, kind, options)
end

--- Name, title and size, with the next things to do.
-- @function __tostring
-- @treturn string two lines
function Figure:__tostring()
  return string.format("figure %s: %s (%.0f x %.0f mm)\n  next  :save(\"%s.svg\")  "
    .. ":save(\"%s.pdf\")  hepar.help(figure)", self.name, self.title, self.width / M.MM,
    self.height / M.MM, self.name, self.name)
end

-- A new, empty figure of a width and height in points.
function M.new(name, title, width, height)
  return setmetatable({ name = name, title = title, desc = "", width = width, height = height,
    items = {} }, Figure)
end

M.Figure = Figure

return M
