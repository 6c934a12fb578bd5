--- The frame around every figure: title, legend, footnotes, and the running position between them.
-- @module hepar.plot.page
-- @local

local check = require "hepar.plot.check"
local figure = require "hepar.plot.figure"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

local Page = {}
Page.__index = Page

local MARGIN = 4

-- Options that every figure takes.
local common = {
  width = { type = "number", min = 85, max = 1000 },
  title = { type = "string", also = "boolean" },
  labels = "table",
  note = "string",
}

-- Checks options against the common and the figure's own rules.
function M.options(where, options, rules, defaults)
  local all = {}
  for name, rule in pairs(common) do all[name] = rule end
  for name, rule in pairs(rules) do all[name] = rule end
  return check.options(where, options, all, defaults)
end

-- A new page; `title` is the default title, used unless the options give one or say false.
function M.new(name, options, title)
  local shown = options.title
  if shown == nil or shown == true then shown = title end
  local page = setmetatable({}, Page)
  page.fig = figure.new(name, shown or title, (options.width or 180) * figure.MM, 0)
  page.left = MARGIN
  page.right = page.fig.width - MARGIN
  page.y = MARGIN
  page.note_list = {}
  page.extra_note = options.note
  if shown then page:heading(shown) end
  return page
end

-- Title lines at the top.
function Page:heading(title)
  local size = style.size.title
  for _, line in ipairs(text.wrap(title, self.right - self.left, size, true)) do
    self.fig:text(self.left, self.y + text.ASCENT * size, line, { size = size, bold = true })
    self.y = self.y + text.LEADING * size
  end
  self.y = self.y + 3
end

-- Wrapped lines of plain text; returns the height used.
function Page:paragraph(content, size, fill)
  for _, line in ipairs(text.wrap(content, self.right - self.left, size)) do
    self.fig:text(self.left, self.y + text.ASCENT * size, line, { size = size, fill = fill })
    self.y = self.y + text.LEADING * size
  end
end

-- A legend: items {label, draw = function(fig, x, y), width} set in lines from left to right.
-- `draw` gets the left end and the middle of its sample, which is `width` points wide.
function Page:legend(head, items)
  local size = style.size.small + 0.5
  local row = 12.5
  for _, item in ipairs(items) do row = math.max(row, (item.height or 0) + 3) end
  local x = self.left
  local start = x
  if head then
    self.fig:text(x, self.y + row / 2 + 0.36 * size, head, { size = size, bold = true })
    start = x + text.width(head, size, true) + 8
    x = start
  end
  for _, item in ipairs(items) do
    local lines = text.wrap(item.label, self.right - start - item.width - 4, size)
    local w = item.width + 4 + text.widest(lines, size)
    if x > start and x + w > self.right then
      x = start
      self.y = self.y + row
    end
    item.draw(self.fig, x, self.y + row / 2)
    for i, line in ipairs(lines) do
      if i > 1 then self.y = self.y + text.LEADING * size end
      self.fig:text(x + item.width + 4, self.y + row / 2 + 0.36 * size, line, { size = size })
    end
    x = x + w + 13
  end
  self.y = self.y + row
end

-- Keeps a footnote for the end.
function Page:note(format, ...)
  if select("#", ...) > 0 then format = string.format(format, ...) end
  self.note_list[#self.note_list + 1] = format
end

-- What a figure without data shows.
function Page:empty(message)
  local w, h = self.right - self.left, 40
  self.fig:rect(self.left, self.y, w, h, { stroke = "rule", dash = "3 2" })
  self.fig:text(self.left + w / 2, self.y + h / 2 + 3, message,
    { anchor = "middle", fill = "muted" })
  self.y = self.y + h + 4
end

-- Footnotes, height, description for screen readers; returns the figure.
function Page:finish(desc)
  self:note_lines()
  self.fig.height = self.y + MARGIN
  self.fig.desc = text.clean(desc)
  return self.fig
end

function Page:note_lines()
  if self.extra_note then self:note("%s", self.extra_note) end
  if #self.note_list == 0 then return end
  self.y = self.y + 4
  for _, note in ipairs(self.note_list) do
    self:paragraph(note, style.size.note, "muted")
    self.y = self.y + 1
  end
end

return M
