-- The document as Markdown (tables and footnotes as GitHub writes them); figures become SVG files
-- that stand beside it.
local document = require("hepar.report.document")

local M = {}

-- A backslash before what Markdown, or HTML inside of it, would read as a sign.
local function escape(text)
  text = text:gsub("[\\`*_%[%]<>|~#$]", "\\%0"):gsub("&", "&amp;")
  text = text:gsub("^(%s*)([-+])(%s)", "%1\\%2%3"):gsub("^(%s*%d+)([.)])(%s)", "%1\\%2%3")
  return (text:gsub("%s*\n%s*", " "))
end

local write_inline

-- Code, fenced by more backquotes than it holds.
local function code(text)
  local longest = 0
  for run in text:gmatch("`+") do longest = math.max(longest, #run) end
  local fence = ("`"):rep(longest + 1)
  local pad = longest > 0 and " " or ""
  return fence .. pad .. text:gsub("%s*\n%s*", " ") .. pad .. fence
end

local function wrap(mark)
  return function(node, tree, cell)
    return mark .. write_inline(node.children, tree, cell) .. mark
  end
end

local inline_kinds = {
  text = function(node) return escape(node.text) end,
  em = wrap("*"),
  strong = wrap("**"),
  sup = function(node, tree, cell)
    return "<sup>" .. write_inline(node.children, tree, cell) .. "</sup>"
  end,
  sub = function(node, tree, cell)
    return "<sub>" .. write_inline(node.children, tree, cell) .. "</sub>"
  end,
  code = function(node, _, cell)
    local text = code(require("hepar.report.inline").plain(node.children))
    return cell and (text:gsub("|", "\\|")) or text
  end,
  nowrap = function(node, tree, cell) return write_inline(node.children, tree, cell) end,
  lines = function(node, tree, cell)
    local out = {}
    for i, line in ipairs(node.children) do out[i] = write_inline(line, tree, cell) end
    return table.concat(out, cell and "<br>" or "  \n")
  end,
  link = function(node, tree, cell)
    return ("[%s](<%s>)"):format(write_inline(node.children, tree, cell), node.url)
  end,
  cite = function(node, tree)
    local out = {}
    for i, key in ipairs(node.keys) do out[i] = ("%d"):format(tree.citation[key]) end
    return "\\[" .. table.concat(out, ", ") .. "\\]"
  end,
  ref = function(node, tree) return escape(node.label or tree.places[node.id].label) end,
  footnote = function(node) return ("[^%d]"):format(node.number) end,
}

function write_inline(nodes, tree, cell)
  local out = {}
  for i, node in ipairs(nodes) do out[i] = inline_kinds[node.kind](node, tree, cell) end
  return table.concat(out)
end

local rules = { right = "---:", center = ":---:", left = "---" }

local function write_table(block, tree)
  local out = {}
  if block.caption then
    out[1] = ("**%s.** %s\n"):format(block.label, write_inline(block.caption, tree))
  end
  local head, rule = {}, {}
  for i, column in ipairs(block.columns) do
    head[i] = write_inline(column.title, tree, true)
    rule[i] = rules[column.align or "left"]
  end
  out[#out + 1] = "| " .. table.concat(head, " | ") .. " |"
  out[#out + 1] = "| " .. table.concat(rule, " | ") .. " |"
  for _, row in ipairs(block.rows) do
    local cells = {}
    for i, cell in ipairs(row) do cells[i] = write_inline(cell, tree, true) end
    out[#out + 1] = "| " .. table.concat(cells, " | ") .. " |"
  end
  for _, note in ipairs(block.notes) do
    out[#out + 1] = "\n" .. write_inline(note, tree)
  end
  return table.concat(out, "\n")
end

local write_blocks

local function write_references(tree, sources)
  local out = {}
  for i, key in ipairs(tree.references) do
    local source = sources[key]
    local address = source.doi and "https://doi.org/" .. source.doi or source.url
    out[i] = ("%d. %s%s"):format(i, write_inline(source.text, tree),
      address and " <" .. address .. ">" or "")
  end
  return table.concat(out, "\n")
end

local block_kinds = {
  heading = function(block, tree)
    return ("#"):rep(block.level + 1) .. " " .. write_inline(block.inline, tree)
  end,
  paragraph = function(block, tree) return write_inline(block.inline, tree) end,
  code = function(block) return "```\n" .. block.text .. "\n```" end,
  list = function(block, tree)
    local out = {}
    for i, item in ipairs(block.items) do
      out[i] = (block.ordered and i .. ". " or "- ") .. write_inline(item, tree)
    end
    return table.concat(out, "\n")
  end,
  table = write_table,
  figure = function(block, tree, _, place)
    local name = place.prefix .. "-figure-" .. block.number .. ".svg"
    place.files[#place.files + 1] = { name = name, text = block.svg .. "\n" }
    return ("![%s](<%s>)\n\n**%s.** %s"):format(block.label, name, block.label,
      write_inline(block.caption, tree))
  end,
  note = function(block, tree, sources, place)
    local text = write_blocks(block.blocks, tree, sources, place)
    if block.title then text = "**" .. write_inline(block.title, tree) .. "**\n\n" .. text end
    return ((("\n" .. text):gsub("\n", "\n> "):gsub("> \n", ">\n")):gsub("^\n", ""))
  end,
  details = function(block, tree, sources, place)
    return "**" .. write_inline(block.title, tree) .. "**\n\n"
      .. write_blocks(block.blocks, tree, sources, place)
  end,
  references = function(_, tree, sources) return write_references(tree, sources) end,
}

function write_blocks(blocks, tree, sources, place)
  local out = {}
  for i, block in ipairs(blocks) do
    out[i] = block_kinds[block.kind](block, tree, sources, place)
  end
  return table.concat(out, "\n\n")
end

-- The text, and the files of the figures ({name, text} each). `prefix` begins their names.
function M.write(report, prefix)
  local tree = document.resolve(report)
  local options = report.options
  local place = { prefix = prefix, files = {} }
  local out = { "# " .. escape(options.title) }
  if options.subtitle then out[#out + 1] = "*" .. escape(options.subtitle) .. "*" end
  local byline = {}
  if options.author then byline[#byline + 1] = escape(options.author) end
  if options.date then byline[#byline + 1] = options.date end
  if #byline > 0 then out[#out + 1] = table.concat(byline, " · ") end
  out[#out + 1] = "> " .. escape(document.statement)
  out[#out + 1] = write_blocks(tree.blocks, tree, report.sources, place)
  if not tree.references_placed and #tree.references > 0 then
    out[#out + 1] = "## References\n\n" .. write_references(tree, report.sources)
  end
  for i, note in ipairs(tree.footnotes) do
    out[#out + 1] = ("[^%d]: %s"):format(i, write_inline(note.children, tree))
  end
  out[#out + 1] = "---\n\n" .. escape(report.generator) .. "."
  return table.concat(out, "\n\n") .. "\n", place.files
end

return M
