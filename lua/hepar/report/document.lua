-- The document tree, and what must be known before it is written: numbers of figures, tables,
-- footnotes and citations, ids of headings, the table of contents. Both writers read the result.
local inline = require("hepar.report.inline")
local words = require("hepar.util.words")

local M = {}

M.statement = "hepar is a research tool, not a medical device. Nothing in this report is meant for "
  .. "decisions about the treatment of a patient."

-- An id made of the words of a heading, never given twice.
local function slug(text, taken)
  local id = text:lower():gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  if id == "" then id = "section" end
  if not id:match("^%a") then id = "s-" .. id end
  local unique, n = id, 1
  while taken[unique] do
    n = n + 1
    unique = id .. "-" .. n
  end
  taken[unique] = true
  return unique
end

-- Calls visit(nodes) for each piece of inline content of a block, in reading order.
local function each_inline(block, visit)
  if block.inline then visit(block.inline) end
  if block.title then visit(block.title) end
  if block.caption then visit(block.caption) end
  for _, item in ipairs(block.items or {}) do visit(item) end
  for _, column in ipairs(block.columns or {}) do visit(column.title) end
  for _, row in ipairs(block.rows or {}) do
    for _, cell in ipairs(row) do visit(cell) end
  end
  for _, note in ipairs(block.notes or {}) do visit(note) end
end

-- Calls visit(block) for each block, those inside of others after them.
local function each_block(blocks, visit)
  for _, block in ipairs(blocks) do
    visit(block)
    if block.blocks then each_block(block.blocks, visit) end
  end
end

-- Numbers of what is counted in the order of the page; labels a caller chose point to it.
local function number(blocks, places, taken)
  local counts = { figure = 0, table = 0 }
  local contents = {}
  each_block(blocks, function(block)
    if block.kind == "heading" then
      block.anchor = block.id or slug(inline.plain(block.inline), taken)
      taken[block.anchor] = true
      contents[#contents + 1] = block
      places[block.anchor] = { anchor = block.anchor, label = inline.plain(block.inline) }
    elseif block.kind == "details" and block.id then
      places[block.id] = { anchor = block.id, label = inline.plain(block.title) }
    elseif counts[block.kind] and block.caption then
      counts[block.kind] = counts[block.kind] + 1
      block.number = counts[block.kind]
      block.anchor = slug(block.kind .. "-" .. block.number, taken)
      block.label = (block.kind == "figure" and "Figure " or "Table ") .. block.number
      if block.id then
        places[block.id] = { anchor = block.anchor, label = block.label }
      end
    end
    for _, row in ipairs(block.rows or {}) do
      if row.anchor and not taken[row.anchor] then
        taken[row.anchor] = true
        row.place = row.anchor
        places[row.anchor] = { anchor = row.anchor, label = row.anchor }
      end
    end
  end)
  return contents
end

-- The tree ready to write: {blocks, contents, footnotes, references, places}.
-- Raises when a citation or a cross-reference names something that is not there.
function M.resolve(report)
  local taken = { main = true, contents = true, top = true }
  each_block(report.blocks, function(block)
    if (block.kind == "heading" or block.kind == "details") and block.id then
      taken[block.id] = true
    end
  end)
  local places = {}
  local out = {
    blocks = report.blocks, footnotes = {}, references = {}, places = places,
    contents = number(report.blocks, places, taken),
  }
  local order, written = {}, {}
  local function visit(nodes)
    for _, node in ipairs(nodes) do
      if node.kind == "footnote" then
        out.footnotes[#out.footnotes + 1] = node
        node.number = #out.footnotes
      elseif node.kind == "cite" then
        for _, key in ipairs(node.keys) do
          if not report.sources[key] then
            error(("hepar.report.save: cite(%s) has no reference of that key"):format(
              words.show(key)), 0)
          end
          if not order[key] then
            out.references[#out.references + 1] = key
            order[key] = #out.references
          end
        end
      elseif node.kind == "ref" and not places[node.id] then
        error(("hepar.report.save: ref(%s) names no table, figure or heading"):format(
          words.show(node.id)), 0)
      end
      if node.kind == "lines" then
        for _, line in ipairs(node.children) do visit(line) end
      elseif node.children then
        visit(node.children)
      end
    end
  end
  each_block(report.blocks, function(block)
    each_inline(block, visit)
    if block.kind == "references" then written.references = true end
  end)
  for _, key in ipairs(report.source_order) do
    if not order[key] then
      out.references[#out.references + 1] = key
      order[key] = #out.references
    end
  end
  out.citation = order
  out.references_placed = written.references or false
  return out
end

return M
