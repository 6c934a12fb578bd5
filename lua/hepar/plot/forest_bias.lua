--- The traffic lights of a forest plot: one dot per domain of bias and study, with a sign in it, so
-- that a grey copy says the same.
-- @module hepar.plot.forest_bias
-- @local

local check = require "hepar.plot.check"
local style = require "hepar.plot.style"
local text = require "hepar.plot.text"

local M = {}

M.PITCH = 12.5
local SMALL = style.size.small

-- Judgements of the tools of Cochrane (RoB 1, RoB 2, ROBINS-I), best first.
local kinds = {
  { key = "low", sign = "+", fill = "#009E73", ink = "#000000", label = "low risk" },
  { key = "some", sign = "!", fill = "#F0E442", ink = "#000000", label = "some concerns" },
  { key = "unclear", sign = "?", fill = "#F0E442", ink = "#000000", label = "unclear risk" },
  { key = "moderate", sign = "!", fill = "#F0E442", ink = "#000000", label = "moderate risk" },
  { key = "high", sign = "−", fill = "#D55E00", ink = "#000000", label = "high risk" },
  { key = "serious", sign = "−", fill = "#D55E00", ink = "#000000", label = "serious risk" },
  { key = "critical", sign = "×", fill = "#6B2E00", ink = "#ffffff", label = "critical risk" },
  { key = "none", sign = "·", fill = "#FFFFFF", ink = "#000000", label = "not judged" },
}
local by_word = {}
for i, kind in ipairs(kinds) do
  kind.order = i
  by_word[kind.key] = kind
end
by_word["+"], by_word["?"], by_word["!"], by_word["-"] = by_word.low, by_word.unclear,
  by_word.some, by_word.high
by_word["−"], by_word["x"], by_word["."] = by_word.high, by_word.critical, by_word.none

local words = {}
for i, kind in ipairs(kinds) do words[i] = kind.key end

-- Checks the option `risk` = { domains = {names}, judgements = {per row: list of words, or a
-- string of + ! ? - x .} }; returns { letters, domains, rows = index -> kinds, used }.
function M.read(where, given, set)
  local risk = check.options(where .. ": option risk", given,
    { domains = "table", judgements = "table", letters = "table", title = "string" })
  if not risk.domains or not risk.judgements then
    check.fail(where, "option risk needs domains and judgements; %s is missing",
      risk.domains and "judgements" or "domains")
  end
  local count, used, rows, letters = #risk.domains, {}, {}, {}
  for d = 1, count do
    letters[d] = risk.letters and risk.letters[d] or string.char(64 + (d - 1) % 26 + 1)
  end
  for _, row in ipairs(set.all) do
    local line = risk.judgements[row.slab] or risk.judgements[row.index]
    if type(line) == "string" then
      local list = {}
      for _, code in utf8.codes(line) do list[#list + 1] = utf8.char(code) end
      line = list
    end
    if line ~= nil and (type(line) ~= "table" or #line > count) then
      check.fail(where, "option risk: judgements of %s must be a list of up to %d words, got %s",
        row.slab, count, type(line) == "table" and #line .. " words" or check.show(line))
    end
    local list = {}
    for d = 1, count do
      local word = line and line[d] or "none"
      local kind = by_word[word]
      if not kind then
        check.fail(where, "option risk: %s of %s must be one of %s, got %s%s", letters[d],
          row.slab, table.concat(words, ", "), check.show(word),
          type(word) == "string" and check.suggest(word, words) or "")
      end
      list[d] = kind
      used[kind.key] = true
    end
    rows[row.index] = list
  end
  return { letters = letters, domains = risk.domains, rows = rows, used = used, count = count,
    title = risk.title or "Risk of bias" }
end

-- One dot with its sign. The signs are drawn as lines where a font would be needed.
local function dot(fig, kind, x, y, title)
  local r = 5
  local group = fig:group { title = title }
  group:circle(x, y, r, { fill = kind.fill, stroke = "#555555", width = 0.4 })
  local function stroke(x1, y1, x2, y2)
    group:line(x1, y1, x2, y2, { stroke = kind.ink, width = 1.1 })
  end
  if kind.sign == "+" then
    stroke(x - 2.6, y, x + 2.6, y)
    stroke(x, y - 2.6, x, y + 2.6)
  elseif kind.sign == "−" then
    stroke(x - 2.6, y, x + 2.6, y)
  elseif kind.sign == "×" then
    stroke(x - 1.9, y - 1.9, x + 1.9, y + 1.9)
    stroke(x - 1.9, y + 1.9, x + 1.9, y - 1.9)
  elseif kind.sign ~= "·" then
    group:text(x, y + 2.6, kind.sign, { size = SMALL, bold = true, anchor = "middle",
      fill = kind.ink })
  end
end

function M.width(risk) return risk.count * M.PITCH end

-- Letters above the dots.
function M.heads(fig, risk, x, base, size)
  for d = 1, risk.count do
    fig:text(x + (d - 0.5) * M.PITCH, base,
      text.fit(risk.letters[d], M.PITCH - 0.5, size, true),
      { size = size, bold = true, anchor = "middle", title = risk.domains[d] })
  end
end

-- The dots of one study.
function M.row(fig, risk, row, x, y)
  for d, kind in ipairs(risk.rows[row.index]) do
    dot(fig, kind, x + (d - 0.5) * M.PITCH, y,
      string.format("%s, %s: %s", row.slab, risk.domains[d], kind.label))
  end
end

-- What the signs and letters mean.
function M.legend(p, risk)
  local items = {}
  for _, kind in ipairs(kinds) do
    if risk.used[kind.key] then
      items[#items + 1] = { label = kind.label, width = 10, height = 11.5,
        draw = function(fig, x, y) dot(fig, kind, x + 5, y) end }
    end
  end
  p:legend(risk.title, items)
  p.y = p.y + 1
  local parts = {}
  for d = 1, risk.count do parts[d] = risk.letters[d] .. "\u{00A0} " .. risk.domains[d] end
  p:paragraph(table.concat(parts, ";  "), SMALL + 0.5)
  p.y = p.y + 2
end

return M
