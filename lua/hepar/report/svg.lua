-- A figure inside a page: its SVG text without prolog, with ids that no other figure shares.
local argument = require("hepar.report.argument")

local words = require("hepar.util.words")

local M = {}

-- The SVG text of a figure object (method svg), or of a string that is SVG already. Inside a page
-- (`embed`) a figure follows the light or dark setting of the reader.
function M.text(figure, where, embed)
  local text = figure
  if type(figure) ~= "string" then
    if not argument.method(figure, "svg") then
      error(("%s: figure must be a figure of hepar.plot or SVG text, got %s")
        :format(where, words.class(figure) or type(figure)), 0)
    end
    text = embed and figure:svg { embed = true } or figure:svg()
  end
  local start = type(text) == "string" and text:find("<svg[%s>]")
  if not start or not text:find("</svg>%s*$") then
    error(where .. ": figure is not SVG (no <svg> … </svg>)", 0)
  end
  text = text:sub(start)
  local lower = text:lower()
  if lower:find("<script") or lower:find("%son%w+%s*=") or lower:find("<foreignobject") then
    error(where .. ": figure holds a script or foreign content, which a report never carries", 0)
  end
  -- Only the name of a namespace may look like an address: nothing is ever fetched.
  for attribute, target in text:gmatch("([%w:]+)%s*=%s*[\"'](%a[%w+.-]*:[^\"']*)[\"']") do
    if (attribute == "href" or attribute == "xlink:href" or attribute == "src")
      and not target:find("^data:image/") then
      error(("%s: figure refers to %s outside of it"):format(where, words.show(target)), 0)
    end
  end
  return (text:gsub("%s+$", ""))
end

-- Width in user units, nil when the drawing does not say.
function M.width(text)
  local width = text:match("^<svg[^>]-viewBox%s*=%s*[\"']%s*[%d.-]+[%s,]+[%d.-]+[%s,]+([%d.]+)")
    or text:match("^<svg[^>]-%swidth%s*=%s*[\"']([%d.]+)")
  return tonumber(width)
end

-- Every id, and every reference to one, gets `prefix`, so that two figures never share an id.
function M.with_prefix(text, prefix)
  local ids = {}
  for id in text:gmatch("%sid%s*=%s*[\"']([^\"']+)[\"']") do ids[id] = prefix .. id end
  text = text:gsub("(%sid%s*=%s*[\"'])([^\"']+)", function(head, id) return head .. ids[id] end)
  text = text:gsub("(href%s*=%s*[\"'])#([^\"']+)", function(head, id)
    return head .. "#" .. (ids[id] or id)
  end)
  text = text:gsub("url%(%s*([\"']?)#([^\"')]+)([\"']?)%s*%)", function(open, id, close)
    return "url(" .. open .. "#" .. (ids[id] or id) .. close .. ")"
  end)
  return (text:gsub("(%saria%-%a+%s*=%s*)([\"'])([^\"']*)([\"'])", function(head, open, list, close)
    if not head:find("labelledby") and not head:find("describedby") then return nil end
    local named = list:gsub("%S+", function(id) return ids[id] or id end)
    return head .. open .. named .. close
  end))
end

return M
