--- Reports: a document tree written as one self-contained HTML page or as Markdown.
--
-- A report is built from the top down and saved once. Text is literal: a string is printed as it
-- stands, whatever signs it holds; emphasis, links, citations and footnotes are made by the inline
-- functions below. Wherever a text is asked for, a string, an integer, an inline node or a list of
-- those will do. The same calls give the same bytes: no clock is read unless `date = "today"` asks
-- for it. Every report states that it is no medical device.
-- @module hepar.report
-- @usage
-- local report = hepar.report
-- local r = report { title = "MELD after cell therapy" }
-- r:heading(1, "Result")
-- r:paragraph("Ten of ten rows point to ", report.em("benefit"), ".")
-- r:table { columns = { "Study", { title = "n", align = "right" } },
--   rows = { { "Suk 2016", 55 } } }
-- r:save("meld.html")

local argument = require("hepar.report.argument")
local inline = require("hepar.report.inline")
local svg = require("hepar.report.svg")
local file = require("hepar.util.file")

local M = {}

local Report = {}
local meta = { __index = Report, __name = "hepar.report" }

local fail, options_of = argument.fail, argument.options

-- ---- inline content ----

-- A node with children made of the arguments.
local function parent(kind)
  return function(...)
    return inline.node(kind, { children = inline.arguments("hepar.report." .. kind, ...) })
  end
end

--- Emphasised text.
-- @function em
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph("a vote count is ", hepar.report.em("not"), " an effect size")
M.em = parent("em")

--- Strong text.
-- @function strong
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph(hepar.report.strong("10 of 10"), " rows")
M.strong = parent("strong")

--- Code, an id, a file name.
-- @function code
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph("row ", hepar.report.code("fiore2018:t1:r16"))
M.code = parent("code")

--- Superscript text.
-- @function sup
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph("5 × 10", hepar.report.sup("7"), " cells")
M.sup = parent("sup")

--- Subscript text.
-- @function sub
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph("CO", hepar.report.sub("2"))
M.sub = parent("sub")

--- Text that is never broken across lines.
-- @function nowrap
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph(hepar.report.nowrap("5 × 10", hepar.report.sup("7")), " cells")
M.nowrap = parent("nowrap")

--- Several lines in one place, a table cell for example.
-- @tparam table list the lines, each a text
-- @treturn inline an inline node
-- @raise when `list` is no list of texts
-- @usage r:list { hepar.report.lines { "REF_SHIFT", "TYPO" } }
function M.lines(list)
  argument.list("hepar.report.lines", "lines", list)
  local children = {}
  for i, line in ipairs(list) do children[i] = inline.flatten(line, "hepar.report.lines") end
  return inline.node("lines", { children = children })
end

--- A link to the web, to a mail address, or to a place in the page (`#id`).
-- @tparam string|integer|table text what is printed: a text
-- @tparam string url begins with `https://`, `http://`, `mailto:` or `#`
-- @treturn inline an inline node
-- @raise when `url` is anything else
-- @usage r:paragraph(hepar.report.link("Lin 2017", "https://doi.org/10.1002/hep.29189"))
function M.link(text, url)
  return inline.node("link", {
    children = inline.flatten(text, "hepar.report.link"),
    url = inline.url(url, "hepar.report.link"),
  })
end

--- A citation: the number of one or more references in brackets.
-- @tparam string ... keys given to `reference`
-- @treturn inline an inline node
-- @raise when a key is no string; `save` raises when no reference has that key
-- @usage r:paragraph("As printed in Table 1 ", hepar.report.cite("fiore2018"), ".")
function M.cite(...)
  local keys = { ... }
  if #keys == 0 then fail("hepar.report.cite", "a key is missing") end
  for i = 1, select("#", ...) do
    if type(keys[i]) ~= "string" then
      fail("hepar.report.cite", "key %d must be a string, got %s", i, type(keys[i]))
    end
  end
  return inline.node("cite", { keys = keys })
end

--- A cross-reference: prints "Table 2", "Figure 1" or the words of a heading, as a link.
-- @tparam string id the `id` given to a table, figure, heading or fold, or the `anchor` of a row
-- @tparam[opt] string label what is printed instead
-- @treturn inline an inline node
-- @raise when `id` is no string; `save` raises when nothing has that id
-- @usage r:paragraph("see ", hepar.report.ref("doses"))
function M.ref(id, label)
  if type(id) ~= "string" then fail("hepar.report.ref", "id must be a string, got %s", type(id)) end
  if label ~= nil and type(label) ~= "string" then
    fail("hepar.report.ref", "label must be a string, got %s", type(label))
  end
  return inline.node("ref", { id = id, label = label and inline.clean(label) })
end

--- A footnote: a mark here, the text at the end of the page.
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn inline an inline node
-- @usage r:paragraph("27 patients", hepar.report.footnote("20 in the table."))
M.footnote = parent("footnote")

-- ---- the report ----

-- Something with the methods of a store or view.
local function evidence_check(where, ev)
  if not argument.method(ev, "each") or not argument.method(ev, "results") then
    fail(where, "evidence must be a store or a view of hepar.evidence, got %s", type(ev))
  end
end

--- Begin a report. `hepar.report{…}` is the same.
-- @tparam table options named options: `title` (string, needed); `subtitle`, `author` (strings);
--   `date` ("2026-11-21", or "today" to ask the clock; absent: no date is printed); `language`
--   ("en"); `contents` (boolean, true: a table of contents)
-- @treturn report an empty report
-- @raise when the title is missing, or an option is not known or has the wrong type
-- @usage local r = hepar.report.new { title = "What the reviews show", date = "2026-11-21" }
function M.new(options)
  local where = "hepar.report"
  options = options_of(where, options, {
    title = "string", subtitle = "string", author = "string", date = "string",
    language = "string", contents = "boolean",
  })
  if not options.title or options.title == "" then fail(where, "option title is missing") end
  local date = options.date
  if date == "today" then date = os.date("!%Y-%m-%d") end
  if date and not date:match("^%d%d%d%d%-%d%d%-%d%d$") then
    fail(where, "option date must be like \"2026-11-21\", or \"today\", got %q", date)
  end
  local language = options.language or "en"
  if not language:match("^%a%a%a?[%w-]*$") then
    fail(where, "option language must be a language tag such as \"en\", got %q", language)
  end
  local function clean(text) return text and inline.clean(text) end
  return setmetatable({
    options = {
      title = clean(options.title), subtitle = clean(options.subtitle),
      author = clean(options.author), date = date, language = language,
      contents = options.contents ~= false,
    },
    generator = tostring(require("hepar")),
    blocks = {}, sources = {}, source_order = {}, inside = {},
  }, meta)
end

--- The first report: what the records of a store really show. Five findings, what was searched, the
-- rows, contradictions, synthesis by direction, figures, published figures, statements by topic,
-- what the liver model says to those that a model can test, limits, the SWiM checklist,
-- provenance. Every number is computed from the store. The report of a view has its rows, the
-- figures and contradictions of their studies, and all statements.
-- @tparam evidence ev a store, or a view made by `where`
-- @tparam[opt] table options named options: `title`, `subtitle`, `author`, `date`, `language` as in
--   `new`; `figures` (boolean, true: draw them); `mechanism` (boolean, true: test statements by
--   runs of the models, about a second); `commands` (string: how to make the page again)
-- @treturn report a report, ready to save or to extend; member `findings` as `findings` gives them
-- @raise when `ev` is no evidence or an option is not known
-- @usage hepar.report.evidence(hepar.evidence.builtin()):save("evidence.html")
function M.evidence(ev, options)
  local where = "hepar.report.evidence"
  evidence_check(where, ev)
  options = options_of(where, options, { title = "string", subtitle = "string",
    author = "string", date = "string", language = "string", figures = "boolean",
    mechanism = "boolean", commands = "string" })
  return require("hepar.report.evidence").write(ev, options)
end

--- The five findings that matter, computed from the rows of a store or of a view. A contradiction
-- counts when a row or study that it names is in the view, or when it names none: statements of the
-- documents belong to every view.
-- @tparam evidence ev a store, or a view made by `where`
-- @treturn report_findings a list that prints itself as short lines
-- @raise when `ev` is no evidence
-- @usage print(hepar.report.findings(hepar.evidence.builtin()))
function M.findings(ev)
  evidence_check("hepar.report.findings", ev)
  return require("hepar.report.evidence").findings(ev)
end

--- The whole story on one page: the evidence and its contradictions, what pooling can and cannot
-- say, the mechanism, candidate protocols ranked under all that is not known, a proposal for the
-- next trial, what rests on assumptions, and appendices with every row and its place. All numbers
-- are computed while it is written, in some twenty seconds. Research only, never advice on a
-- patient.
-- @tparam evidence ev a store, or a view made by `where`
-- @tparam[opt] table options named options: `title`, `subtitle`, `author`, `date`, `language` as in
--   `new`; `protocols` (boolean, true: search protocols and plan a trial); `draws` (integer, 64:
--   worlds of the protocol search), `patients` (integer, 6: in each of them), `replicates`
--   (integer, 2000: simulated trials for each line), `seed` (integer, 2026), `threads` (integer,
--   1; never changes a bit), `progress` (boolean, false: on a terminal), `step` (function: called
--   with a sentence before each part), `commands` (string: how to make the page again)
-- @treturn ?report a report, ready to save; members `findings` and `conclusions` print themselves;
--   or nil, a message and a code when the models cannot be run, or Ctrl-C was pressed
-- @raise when `ev` is no evidence or an option is not known
-- @usage hepar.report.next_protocol(hepar.evidence.builtin(), {threads = 2}):save("next.html")
function M.next_protocol(ev, options)
  local where = "hepar.report.next_protocol"
  evidence_check(where, ev)
  options = options_of(where, options, { title = "string", subtitle = "string",
    author = "string", date = "string", language = "string", protocols = "boolean",
    draws = "integer",
    patients = "integer", replicates = "integer", seed = "integer", threads = "integer",
    progress = "boolean", step = "function", commands = "string" })
  local all = { draws = 64, patients = 6, replicates = 2000, seed = 2026, threads = 1,
    progress = false }
  for name, value in pairs(options) do all[name] = value end
  local least = { draws = 2, patients = 1, replicates = 10, seed = 0, threads = 0 }
  for _, name in ipairs { "draws", "patients", "replicates", "seed", "threads" } do
    local most = name == "seed" and math.maxinteger or name == "threads" and 1024 or 100000
    if all[name] < least[name] or all[name] > most then
      fail(where, "option %s must be a whole number from %d to %d, got %d", name, least[name],
        most, all[name])
    end
  end
  return require("hepar.report.next").write(ev, all)
end

-- Where the next block goes: the innermost note or fold that is being filled, else the report.
local function append(report, block)
  local inside = report.inside[#report.inside]
  local blocks = inside and inside.blocks or report.blocks
  blocks[#blocks + 1] = block
  return report
end

local function self_check(report, name)
  if getmetatable(report) ~= meta then
    fail("hepar.report." .. name, "call it with a colon on a report, r:%s(…)", name)
  end
  return "hepar.report." .. name
end

local function id_check(where, id)
  if id ~= nil and not id:match("^%a[%w_-]*$") then
    fail(where, "option id must be a letter followed by letters, digits, - or _, got %q", id)
  end
  return id
end

--- A report that is being built; every method that adds something returns the report.
-- @type report
-- @tfield[opt] report_findings findings the five findings, in a report made by
--   `hepar.report.evidence`
-- @tfield[opt] table conclusions what follows from them, in a report made by
--   `hepar.report.next_protocol`: rows `{title, text, short}`; prints findings and conclusions
-- @tfield[opt] search search the protocol search of such a report
-- @tfield[opt] trial trial the trial that it proposes

--- Add a heading. Level 1 opens a section; the title of the page stands above all.
-- @tparam integer level 1 to 3
-- @tparam string|integer|table text a text
-- @tparam[opt] table options named options: `id` (string, for `ref`); `landscape` (boolean, for
--   level 1: the section is printed on landscape pages)
-- @treturn report the report
-- @raise when the level is out of range or the text cannot be printed
-- @usage r:heading(1, "Records", { id = "records" })
function Report:heading(level, text, options)
  local where = self_check(self, "heading")
  if math.type(level) ~= "integer" or level < 1 or level > 3 then
    fail(where, "level must be 1, 2 or 3, got %s", tostring(level))
  end
  if level < 3 and #self.inside > 0 then
    fail(where, "level must be 3 inside a note or fold, got %d", level)
  end
  options = options_of(where, options, { id = "string", landscape = "boolean" })
  return append(self, { kind = "heading", level = level, inline = inline.flatten(text, where),
    id = id_check(where, options.id), landscape = options.landscape or false })
end

--- Add a paragraph.
-- @tparam string|integer|table ... text: strings, integers, inline nodes or lists of those
-- @treturn report the report
-- @raise when a part cannot be printed
-- @usage r:paragraph("Of ", 22, " rows, ", hepar.report.strong("9"), " have no control arm.")
function Report:paragraph(...)
  local where = self_check(self, "paragraph")
  return append(self, { kind = "paragraph", inline = inline.arguments(where, ...) })
end

--- Add a block of code or commands.
-- @tparam string text lines as they stand
-- @treturn report the report
-- @raise when the text is no string
-- @usage r:listing("lua5.4 examples/next_protocol.lua")
function Report:listing(text)
  local where = self_check(self, "listing")
  if type(text) ~= "string" then fail(where, "text must be a string, got %s", type(text)) end
  return append(self, { kind = "code", text = inline.clean((text:gsub("\n+$", ""))) })
end

--- Add a list.
-- @tparam table items texts, one per item
-- @tparam[opt] table options named options: `ordered` (boolean, false: numbered)
-- @treturn report the report
-- @raise when an item cannot be printed
-- @usage r:list({ "first", "second" }, { ordered = true })
function Report:list(items, options)
  local where = self_check(self, "list")
  argument.list(where, "items", items)
  options = options_of(where, options, { ordered = "boolean" })
  local out = {}
  for i, item in ipairs(items) do out[i] = inline.flatten(item, where) end
  return append(self, { kind = "list", items = out, ordered = options.ordered or false })
end

local aligns = { left = true, right = true, center = true }

-- {title, align, key} for each column.
local function columns_of(columns, where)
  if type(columns) ~= "table" or #columns == 0 then
    fail(where, "option columns must be a list of column titles")
  end
  local out = {}
  for i, column in ipairs(columns) do
    local given = column
    if type(column) ~= "table" or inline.is(column) or column.title == nil then
      given = { title = column }
    else
      options_of(where, given, { title = "any", align = "string", key = "string",
        least = "integer" })
    end
    if given.align and not aligns[given.align] then
      fail(where, "align of column %d must be left, right or center, got %q", i, given.align)
    end
    out[i] = { title = inline.flatten(given.title, where), align = given.align or "left",
      key = given.key, least = given.least }
  end
  return out
end

--- Add a table.
-- @tparam table options named options: `columns` (list: a title, or `{title =, align = "right",
--   key =, least = 20}`, `least` being the characters a column keeps on a screen); `rows` (list of
--   rows: cells by position, or by the keys of the columns; a cell that is absent stays empty;
--   member `anchor`, a string: what `ref` finds the row by, and prints); `caption` (a text; a table
--   with a caption is numbered); `notes` (list of texts below the table); `id` (string, for `ref`);
--   `wide` (boolean: may be wider than the text on a screen); `row_header` (boolean, true: the
--   first cell of a row names the row)
-- @treturn report the report
-- @raise when an option is not known or a cell cannot be printed
-- @usage r:table { caption = "Doses",
--   columns = { "Study", { title = "cells/kg", align = "right" } },
--   rows = { { "Shi 2012", "0.5 × 10⁶" } } }
function Report:table(options)
  local where = self_check(self, "table")
  if type(options) ~= "table" then fail(where, "options must be a table, got %s", type(options)) end
  options_of(where, options, { columns = "table", rows = "table", caption = "any", notes = "table",
    id = "string", wide = "boolean", row_header = "boolean" })
  local columns = columns_of(options.columns, where)
  if not options.rows then fail(where, "option rows is missing") end
  local rows = {}
  for i, row in ipairs(options.rows) do
    argument.list(where, "row " .. i, row)
    local cells = {}
    for j, column in ipairs(columns) do
      local cell = row[j]
      if cell == nil and column.key then cell = row[column.key] end
      cells[j] = inline.flatten(cell == nil and "" or cell, where)
    end
    for key in pairs(row) do
      if math.type(key) == "integer" and (key < 1 or key > #columns) then
        fail(where, "row %d has a cell %d, but there are %d columns", i, key, #columns)
      end
    end
    if row.anchor ~= nil then
      if type(row.anchor) ~= "string" or not row.anchor:match("^%a[%w._:-]*$") then
        fail(where, "anchor of row %d must be a letter followed by letters, digits, - . _ or :", i)
      end
      cells.anchor = row.anchor
    end
    rows[i] = cells
  end
  local notes = {}
  for i, note in ipairs(options.notes or {}) do notes[i] = inline.flatten(note, where) end
  return append(self, { kind = "table", columns = columns, rows = rows, notes = notes,
    caption = options.caption ~= nil and inline.flatten(options.caption, where) or nil,
    id = id_check(where, options.id), wide = options.wide or false,
    row_header = options.row_header ~= false })
end

--- Add a figure, drawn inside the page.
-- @tparam figure figure a figure of `hepar.plot`, or SVG text
-- @tparam table options named options: `caption` (a text, needed), `id` (string, for `ref`)
-- @treturn report the report
-- @raise when the figure is no SVG, holds a script, or refers to anything outside of it
-- @usage r:figure(hepar.plot.timeline(ev), { caption = "Published trials by year." })
function Report:figure(figure, options)
  local where = self_check(self, "figure")
  options = options_of(where, options, { caption = "any", id = "string" })
  if options.caption == nil then fail(where, "option caption is missing") end
  return append(self, { kind = "figure", svg = svg.text(figure, where),
    embedded = svg.text(figure, where, true), caption = inline.flatten(options.caption, where),
    id = id_check(where, options.id) })
end

-- The blocks that `content` (a text, or a function that fills the report) makes.
local function fill(report, block, content, where)
  block.blocks = {}
  if type(content) == "function" then
    table.insert(report.inside, block)
    local ok, message = pcall(content, report)
    table.remove(report.inside)
    if not ok then error(message, 0) end
  else
    block.blocks[1] = { kind = "paragraph", inline = inline.flatten(content, where) }
  end
  return append(report, block)
end

--- Add a box that stands out.
-- @tparam string|integer|table|function content a text, or a function `f(r)` that fills the box
-- @tparam[opt] table options named options: `title` (a text), `warning` (boolean, false)
-- @treturn report the report
-- @raise when the content cannot be printed
-- @usage r:note("No preclinical row is negative.", { title = "Warning sign", warning = true })
function Report:note(content, options)
  local where = self_check(self, "note")
  options = options_of(where, options, { title = "any", warning = "boolean" })
  return fill(self, { kind = "note", warning = options.warning or false,
    title = options.title ~= nil and inline.flatten(options.title, where) or nil }, content, where)
end

--- Add a part that is folded on a screen and open on paper.
-- @tparam string|integer|table summary a text, always visible
-- @tparam string|integer|table|function content a text, or a function `f(r)` that fills the part
-- @tparam[opt] table options named options: `open` (boolean, false: unfolded at first), `id`
--   (string, for `ref`)
-- @treturn report the report
-- @raise when the content cannot be printed
-- @usage r:details("Homing (2 statements)", function(part) part:list { "one", "two" } end)
function Report:details(summary, content, options)
  local where = self_check(self, "details")
  options = options_of(where, options, { open = "boolean", id = "string" })
  return fill(self, { kind = "details", title = inline.flatten(summary, where),
    open = options.open or false, id = id_check(where, options.id) }, content, where)
end

--- Register a reference; `cite(key)` prints its number. References that nobody cites follow.
-- @tparam string key a short name, used once
-- @tparam table options named options: `text` (a text, needed), `doi` or `url` (strings)
-- @treturn report the report
-- @raise when the key is taken or the text is missing
-- @usage r:reference("fiore2018", { text = "Fiore 2018", doi = "10.3748/wjg.v24.i23.2427" })
function Report:reference(key, options)
  local where = self_check(self, "reference")
  if type(key) ~= "string" or key == "" then
    fail(where, "key must be a string, got %s", type(key))
  end
  if self.sources[key] then fail(where, "key %q is taken", key) end
  options = options_of(where, options, { text = "any", doi = "string", url = "string" })
  if options.text == nil then fail(where, "option text is missing") end
  if options.doi and not options.doi:match("^10%.%d+/[^%s<>\"]+$") then
    fail(where, "option doi must be like \"10.1002/hep.29189\", got %q", options.doi)
  end
  self.sources[key] = { text = inline.flatten(options.text, where), doi = options.doi,
    url = options.url and inline.url(options.url, where) or nil }
  self.source_order[#self.source_order + 1] = key
  return self
end

--- Place the list of references here; without this call it stands at the end.
-- @tparam[opt="References"] string title the heading above it
-- @treturn report the report
-- @raise when the title is no string
-- @usage r:references()
function Report:references(title)
  local where = self_check(self, "references")
  if title ~= nil and type(title) ~= "string" then
    fail(where, "title must be a string, got %s", type(title))
  end
  self:heading(1, title or "References")
  return append(self, { kind = "references" })
end

--- Add the appendix that lets a reader trace and remake the report: documents with their hashes,
-- where parameters come from, seed, versions, commands.
-- @tparam[opt] table options named options: `sources` (list of `{source_id, citation, file,
--   sha256}`), `parameters` (list of `{name, value, origin}`, all texts), `seed` (integer),
--   `versions` (list of `{name, version}`; those of hepar and Lua are always there), `commands`
--   (string)
-- @treturn report the report
-- @raise when an option is not known or has the wrong type
-- @usage r:provenance { sources = ev:sources(), commands = "lua5.4 examples/next_protocol.lua" }
function Report:provenance(options)
  local where = self_check(self, "provenance")
  options = options_of(where, options, { sources = "table", parameters = "table",
    seed = "integer", versions = "table", commands = "string" })
  require("hepar.report.provenance").write(self, options, where)
  return self
end

--- The report as one HTML page.
-- @treturn string the page; the same report gives the same bytes
-- @raise when a citation or cross-reference names nothing
-- @usage local page = r:html()
function Report:html()
  self_check(self, "html")
  return require("hepar.report.html").write(self)
end

--- The report as Markdown.
-- @tparam[opt="report"] string prefix begins the names of the figure files
-- @treturn string the text
-- @treturn table the figures, a list of `{name, text}`
-- @raise when a citation or cross-reference names nothing
-- @usage local text, figures = r:markdown()
function Report:markdown(prefix)
  local where = self_check(self, "markdown")
  if prefix ~= nil and type(prefix) ~= "string" then
    fail(where, "prefix must be a string, got %s", type(prefix))
  end
  return require("hepar.report.markdown").write(self, prefix or "report")
end

--- Write the report to a file, whole or not at all. Markdown puts its figures beside it as SVG.
-- @tparam string path ends in .html, .htm, .md or .markdown
-- @treturn boolean true, or nil, a message and a code ("io") when the file cannot be written
-- @raise when the ending is another, or a citation or cross-reference names nothing
-- @usage assert(r:save("next_protocol.html"))
function Report:save(path)
  local where = self_check(self, "save")
  if type(path) ~= "string" then fail(where, "path must be a string, got %s", type(path)) end
  if path:find("%z") then fail(where, "path holds a zero byte") end
  local ending = path:lower():match("%.(%w+)$")
  if ending == "html" or ending == "htm" then return file.write(path, self:html(), where) end
  if ending ~= "md" and ending ~= "markdown" then
    fail(where, "path %q must end in .html or .md", path)
  end
  local folder, name = path:match("^(.*/)([^/]*)$")
  folder, name = folder or "", name or path
  local text, figures = self:markdown((name:gsub("%.%w+$", "")))
  for _, figure in ipairs(figures) do
    local ok, message, code = file.write(folder .. figure.name, figure.text, where)
    if not ok then return nil, message, code end
  end
  return file.write(path, text, where)
end

--- Title and contents, with the next things to do.
-- @function __tostring
-- @treturn string two lines
meta.__tostring = function(report)
  local counts = {}
  for _, block in ipairs(report.blocks) do counts[block.kind] = (counts[block.kind] or 0) + 1 end
  local parts = {}
  for i, kind in ipairs { "heading", "table", "figure" } do
    local n = counts[kind] or 0
    parts[i] = ("%d %s%s"):format(n, kind, n == 1 and "" or "s")
  end
  return ("report %q: %s\n  next  :heading(1, \"…\")  :paragraph(\"…\")  "
    .. ":save(\"report.html\")  hepar.help(r)"):format(report.options.title,
    table.concat(parts, ", "))
end

setmetatable(M, {
  __call = function(_, options) return M.new(options) end,
})

return M
