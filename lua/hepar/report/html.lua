-- The document as one HTML5 page that needs nothing else: style inside, figures inline, no script.
local document = require("hepar.report.document")
local style = require("hepar.report.style")
local svg = require("hepar.report.svg")

local M = {}

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;",
  ["'"] = "&#39;" }

local function escape(text) return (text:gsub("[&<>\"']", entities)) end

local write_inline

local tags = { em = "em", strong = "strong", code = "code", sup = "sup", sub = "sub" }

-- What each kind of inline node becomes.
local inline_kinds = {
  text = function(node) return escape(node.text) end,
  lines = function(node, tree)
    local out = {}
    for i, line in ipairs(node.children) do out[i] = write_inline(line, tree) end
    return table.concat(out, "<br>")
  end,
  nowrap = function(node, tree)
    return '<span class="nowrap">' .. write_inline(node.children, tree) .. "</span>"
  end,
  link = function(node, tree)
    local text = write_inline(node.children, tree)
    -- An address that is its own text is not printed twice.
    local class = text == escape(node.url) and ' class="bare"' or ""
    return ('<a%s href="%s">%s</a>'):format(class, escape(node.url), text)
  end,
  cite = function(node, tree)
    local out = {}
    for i, key in ipairs(node.keys) do
      local n = tree.citation[key]
      out[i] = ('<a href="#reference-%d">%d</a>'):format(n, n)
    end
    return '<span class="nowrap">[' .. table.concat(out, ", ") .. "]</span>"
  end,
  ref = function(node, tree)
    local place = tree.places[node.id]
    return ('<a href="#%s">%s</a>'):format(escape(place.anchor), escape(node.label or place.label))
  end,
  footnote = function(node)
    return (('<sup><a id="footnote-N-mark" href="#footnote-N" aria-label="Footnote N">N</a></sup>')
      :gsub("N", node.number))
  end,
}

function write_inline(nodes, tree)
  local out = {}
  for i, node in ipairs(nodes) do
    local tag = tags[node.kind]
    if tag then
      out[i] = "<" .. tag .. ">" .. write_inline(node.children, tree) .. "</" .. tag .. ">"
    else
      out[i] = inline_kinds[node.kind](node, tree)
    end
  end
  return table.concat(out)
end

local write_blocks

local function class_of(align)
  return (align == "right" or align == "center") and ' class="' .. align .. '"' or ""
end

local function width_of(column)
  return column.least and (' style="min-width: %dch"'):format(column.least) or ""
end

-- A table; the caption stands outside the part that scrolls, and names it.
local function write_table(block, tree)
  local out = {}
  local function put(line) out[#out + 1] = line end
  local classes = "table" .. (block.wide and " wide" or "")
    .. (#block.columns > 7 and " many" or "")
  put(('<div class="%s"%s>'):format(classes, block.anchor and ' id="' .. block.anchor .. '"' or ""))
  local named = ""
  if block.caption then
    put(('<p class="caption" id="%s-caption"><span class="label">%s.</span> %s</p>')
      :format(block.anchor, block.label, write_inline(block.caption, tree)))
    named = (' role="region" tabindex="0" aria-labelledby="%s-caption"'):format(block.anchor)
  end
  put('<div class="scroll"' .. named .. ">")
  put(block.caption and ('<table aria-labelledby="%s-caption">'):format(block.anchor) or "<table>")
  put("<thead><tr>")
  for _, column in ipairs(block.columns) do
    put(('<th scope="col"%s%s>%s</th>'):format(class_of(column.align), width_of(column),
      write_inline(column.title, tree)))
  end
  put("</tr></thead>")
  put("<tbody>")
  for _, row in ipairs(block.rows) do
    local cells = {}
    for i, cell in ipairs(row) do
      local align = class_of(block.columns[i].align)
      local text = write_inline(cell, tree)
      if i == 1 and block.row_header then
        cells[i] = ('<th scope="row"%s>%s</th>'):format(align, text)
      else
        cells[i] = ("<td%s>%s</td>"):format(align, text)
      end
    end
    local id = row.place and (' id="%s"'):format(escape(row.place)) or ""
    put("<tr" .. id .. ">" .. table.concat(cells) .. "</tr>")
  end
  put("</tbody>")
  put("</table>")
  put("</div>")
  for _, note in ipairs(block.notes) do
    put('<p class="notes">' .. write_inline(note, tree) .. "</p>")
  end
  put("</div>")
  return table.concat(out, "\n")
end

local function list_items(items, tree)
  local out = {}
  for i, item in ipairs(items) do out[i] = "<li>" .. write_inline(item, tree) .. "</li>" end
  return table.concat(out, "\n")
end

local function write_references(tree, sources)
  local out = { '<ol class="references">' }
  for i, key in ipairs(tree.references) do
    local source = sources[key]
    local address = source.doi and "https://doi.org/" .. source.doi or source.url
    out[#out + 1] = ('<li id="reference-%d">%s%s</li>'):format(i, write_inline(source.text, tree),
      address and (' <a class="bare" href="%s">%s</a>'):format(escape(address), escape(address))
      or "")
  end
  out[#out + 1] = "</ol>"
  return table.concat(out, "\n")
end

-- What each kind of block becomes.
local block_kinds = {
  heading = function(block, tree)
    local level = block.level + 1
    return ('<h%d id="%s">%s</h%d>'):format(level, escape(block.anchor),
      write_inline(block.inline, tree), level)
  end,
  paragraph = function(block, tree) return "<p>" .. write_inline(block.inline, tree) .. "</p>" end,
  code = function(block) return "<pre><code>" .. escape(block.text) .. "</code></pre>" end,
  list = function(block, tree)
    local tag = block.ordered and "ol" or "ul"
    return ("<%s>\n%s\n</%s>"):format(tag, list_items(block.items, tree), tag)
  end,
  table = write_table,
  figure = function(block, tree)
    local drawing = svg.with_prefix(block.embedded, block.anchor .. "-")
    local width = svg.width(drawing)
    -- A broad drawing keeps a readable size on a telephone and scrolls instead of shrinking; one
    -- that does not follow the theme of the page stands on white.
    local classes = "drawing" .. (width and width > 360 and " broad" or "")
      .. (drawing:find("hepar-figure", 1, true) and "" or " white")
    return table.concat({
      ('<figure id="%s">'):format(block.anchor),
      ('<div class="%s" role="group" tabindex="0" aria-labelledby="%s-caption">')
        :format(classes, block.anchor),
      drawing,
      "</div>",
      ('<figcaption id="%s-caption"><span class="label">%s.</span> %s</figcaption>')
        :format(block.anchor, block.label, write_inline(block.caption, tree)),
      "</figure>",
    }, "\n")
  end,
  note = function(block, tree, sources)
    local title = block.title
      and '<p class="title">' .. write_inline(block.title, tree) .. "</p>\n" or ""
    return ('<div class="note%s" role="note">\n%s%s\n</div>'):format(
      block.warning and " warning" or "", title, write_blocks(block.blocks, tree, sources))
  end,
  details = function(block, tree, sources)
    return ("<details%s%s>\n<summary>%s</summary>\n%s\n</details>"):format(
      block.id and ' id="' .. escape(block.id) .. '"' or "", block.open and " open" or "",
      write_inline(block.title, tree),
      write_blocks(block.blocks, tree, sources))
  end,
  references = function(_, tree, sources) return write_references(tree, sources) end,
}

function write_blocks(blocks, tree, sources)
  local out = {}
  for i, block in ipairs(blocks) do out[i] = block_kinds[block.kind](block, tree, sources) end
  return table.concat(out, "\n")
end

-- Contents: sections, and the sub-sections of each.
local function write_contents(tree)
  local out, inner = { "<ol>" }, false
  local item = false
  for _, heading in ipairs(tree.contents) do
    local link = ('<a href="#%s">%s</a>'):format(escape(heading.anchor),
      write_inline(heading.inline, tree))
    if heading.level == 1 then
      if inner then out[#out + 1] = "</ol>" end
      if item then out[#out + 1] = "</li>" end
      out[#out + 1] = "<li>" .. link
      inner, item = false, true
    elseif heading.level == 2 and item then
      if not inner then out[#out + 1] = "<ol>" end
      out[#out + 1] = "<li>" .. link .. "</li>"
      inner = true
    end
  end
  if inner then out[#out + 1] = "</ol>" end
  if item then out[#out + 1] = "</li>" end
  out[#out + 1] = "</ol>"
  return table.concat(out, "\n")
end

-- Blocks in sections, one per heading of level 1.
local function write_main(tree, sources)
  local out, open = {}, false
  for _, block in ipairs(tree.blocks) do
    if block.kind == "heading" and block.level == 1 then
      if open then out[#out + 1] = "</section>" end
      out[#out + 1] = ('<section%s aria-labelledby="%s">'):format(
        block.landscape and ' class="landscape"' or "", escape(block.anchor))
      open = true
    end
    out[#out + 1] = block_kinds[block.kind](block, tree, sources)
  end
  if open then out[#out + 1] = "</section>" end
  if not tree.references_placed and #tree.references > 0 then
    out[#out + 1] = '<section aria-labelledby="references">\n<h2 id="references">References</h2>'
    out[#out + 1] = write_references(tree, sources)
    out[#out + 1] = "</section>"
  end
  if #tree.footnotes > 0 then
    out[#out + 1] = '<section class="footnotes" aria-labelledby="footnotes">'
    out[#out + 1] = '<h2 id="footnotes">Notes</h2>\n<ol>'
    for i, note in ipairs(tree.footnotes) do
      out[#out + 1] = ('<li id="footnote-%d">%s <a href="#footnote-%d-mark" '
        .. 'aria-label="Back to the text">↩</a></li>')
        :format(i, write_inline(note.children, tree), i)
    end
    out[#out + 1] = "</ol>\n</section>"
  end
  return table.concat(out, "\n")
end

-- The page as a string.
function M.write(report)
  local tree = document.resolve(report)
  local options = report.options
  local out = {}
  local function put(line) out[#out + 1] = line end
  put("<!DOCTYPE html>")
  put(('<html lang="%s">'):format(escape(options.language)))
  put("<head>")
  put('<meta charset="utf-8">')
  put('<meta name="viewport" content="width=device-width, initial-scale=1">')
  put('<meta name="color-scheme" content="light dark">')
  -- The browser itself refuses to fetch anything, whatever the text of the page holds.
  put('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    .. 'style-src \'unsafe-inline\'; img-src data:">')
  put(('<meta name="generator" content="%s">'):format(escape(report.generator)))
  put("<title>" .. escape(options.title) .. "</title>")
  put('<link rel="icon" href="data:,">')
  put("<style>")
  put((style:gsub("\n$", "")))
  put("</style>")
  put("</head>")
  put('<body id="top">')
  put('<a class="skip" href="#main">Skip to the content</a>')
  put("<header>")
  put("<h1>" .. escape(options.title) .. "</h1>")
  if options.subtitle then put('<p class="subtitle">' .. escape(options.subtitle) .. "</p>") end
  local byline = {}
  if options.author then byline[#byline + 1] = escape(options.author) end
  if options.date then
    byline[#byline + 1] = ('<time datetime="%s">%s</time>'):format(options.date, options.date)
  end
  if #byline > 0 then put('<p class="byline">' .. table.concat(byline, " · ") .. "</p>") end
  put('<p class="statement" role="note">' .. escape(document.statement) .. "</p>")
  put("</header>")
  if options.contents and #tree.contents > 1 then
    put('<nav aria-labelledby="contents">')
    put('<h2 id="contents">Contents</h2>')
    put(write_contents(tree))
    put("</nav>")
  end
  put('<main id="main">')
  put(write_main(tree, report.sources))
  put("</main>")
  put("<footer>")
  put("<p>" .. escape(report.generator) .. ". " .. escape(document.statement) .. "</p>")
  put("</footer>")
  put("</body>")
  put("</html>")
  return table.concat(out, "\n") .. "\n"
end

return M
