--- Colours, shapes and sizes that all figures share.
-- Series colours are those of Okabe and Ito (2008), which people with a colour vision deficiency
-- can tell apart; what a colour says is said by a shape, a pattern or a printed word as well.
-- @module hepar.plot.style
-- @local

local M = {}

-- Roles: they change with the theme of the page around the figure (light value, dark value).
M.roles = {
  ink = { "#1a1a1a", "#ececec" },
  muted = { "#555555", "#b4b4b4" },
  rule = { "#8c8c8c", "#8a8a8a" },
  grid = { "#dcdcdc", "#444444" },
  paper = { "#ffffff", "#161616" },
  shade1 = { "#d5dde3", "#3c464e" },
  shade2 = { "#ebeff2", "#2a3136" },
  shade3 = { "#ffffff", "#161616" },
}
M.role_order = { "ink", "muted", "rule", "grid", "paper", "shade1", "shade2", "shade3" }

M.okabe_ito = {
  orange = "#E69F00", sky = "#56B4E9", green = "#009E73", yellow = "#F0E442",
  blue = "#0072B2", vermillion = "#D55E00", purple = "#CC79A7", black = "#000000",
}

-- Order of use for categories: neighbours differ in lightness, so that grey copies stay readable.
M.series = {
  "#0072B2", "#E69F00", "#009E73", "#F0E442", "#D55E00", "#56B4E9", "#CC79A7", "#999999",
  "#004C77", "#F7D488", "#7FCEB9", "#FBF6BF", "#8A3D00", "#C4E4F7", "#E9C6D8", "#D9D9D9",
}

-- Fill of what was not reported.
M.missing = "#C8C8C8"

-- Sizes in points at the printed size.
M.size = { title = 10, head = 8, body = 8, small = 7, note = 7 }

-- Relative luminance (WCAG 2) of a colour "#rrggbb".
local function luminance(colour)
  local sum = 0
  local weights = { 0.2126, 0.7152, 0.0722 }
  for i = 1, 3 do
    local part = tonumber(colour:sub(2 * i, 2 * i + 1), 16) / 255
    part = part <= 0.03928 and part / 12.92 or ((part + 0.055) / 1.055) ^ 2.4
    sum = sum + weights[i] * part
  end
  return sum
end

-- Black or white, whichever reads better on a fill; patterns are judged by their background.
function M.contrast(fill)
  local colour = type(fill) == "table" and fill.back or fill
  if M.roles[colour] then return "ink" end
  local light = luminance(colour)
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) and "#000000" or "#ffffff"
end

-- Study designs in classes, best protected against bias first. `rank` is the bar height of a
-- harvest plot, `fill` the fill of a mark, `row` the shade of a table row.
M.designs = {
  { key = "randomised", label = "Randomised", short = "RCT", rank = 3,
    fill = "#0072B2", row = "shade1" },
  { key = "controlled", label = "Controlled, not randomised", short = "CT", rank = 2,
    fill = "#56B4E9", row = "shade2" },
  { key = "uncontrolled", label = "No control arm", short = "1-arm", rank = 1,
    fill = "#ffffff", row = "shade3" },
  { key = "not_reported", label = "Design not reported", short = "NR", rank = 1,
    fill = { pattern = "dots", colour = "#555555", back = "#ffffff" }, row = "shade3" },
  { key = "animal", label = "Animal experiment", short = "animal", rank = 1,
    fill = { pattern = "hatch", colour = "#7A5500", back = "#F7D488" }, row = "shade3" },
  { key = "in_vitro", label = "In vitro", short = "in vitro", rank = 1,
    fill = { pattern = "cross", colour = "#7A7A00", back = "#FBF6BF" }, row = "shade3" },
  { key = "other", label = "Other design", short = "other", rank = 1,
    fill = "#CC79A7", row = "shade3" },
}

local class_of = {
  rct = "randomised", nrct = "controlled", cohort_ctrl = "controlled",
  single_arm = "uncontrolled", multi_route = "uncontrolled", nr = "not_reported",
  preclin = "animal", preclinical = "animal", mixed = "animal", in_vitro = "in_vitro",
  clinical = "not_reported", meta = "other", registry = "other",
}

local by_key = {}
for index, class in ipairs(M.designs) do
  class.index = index
  by_key[class.key] = class
end

-- Class of a record or row, from `subdesign`, or from `design` when that is missing.
function M.design(record)
  local key = class_of[record.subdesign] or class_of[record.design]
  if not key and record.subdesign == nil and record.design == nil then key = "not_reported" end
  return by_key[key or "other"]
end

return M
