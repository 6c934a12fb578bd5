-- The report writer, seen from the person who builds a report.
local hepar = require "hepar"
local report = hepar.report
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local html = dofile(here .. "helper/html.lua")

local drawing = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="600" '
  .. 'height="80" viewBox="0 0 600 80" role="img" aria-labelledby="t d">'
  .. '<title id="t">Bars</title><desc id="d">Two bars</desc><defs><clipPath id="c">'
  .. '<rect width="9" height="9"/></clipPath></defs>'
  .. '<rect width="40" height="20" clip-path="url(#c)"/></svg>\n'

local function new() return report { title = "Direction of MELD" } end

local function read(r) return html.read(r:html()) end

-- The message of the error that f raises.
local function message(f, ...)
  local ok, text = pcall(f, ...)
  assert.is_false(ok)
  return text
end

-- A new folder; busted runs each file once, so that the name is free.
local function folder()
  local path = os.tmpname()
  os.remove(path)
  assert(os.execute("mkdir -p '" .. path .. "'"))
  return path
end

local function slurp(path)
  local handle = assert(io.open(path, "rb"))
  local text = handle:read("a")
  handle:close()
  return text
end

describe("hepar.report", function()
  it("writes one page with landmarks, language and contents", function()
    local r = report { title = "A & B", subtitle = "sub", author = "someone", date = "2026-11-21" }
    r:heading(1, "Records"):paragraph("one"):heading(2, "Clinical"):paragraph("two")
    r:heading(1, "Limits"):paragraph("three")
    local page = r:html()
    local seen = html.read(page)
    assert.truthy(page:find('<html lang="en">', 1, true))
    assert.truthy(page:find("<title>A &amp; B</title>", 1, true))
    for _, name in ipairs { "header", "nav", "main", "footer", "h1" } do
      assert.equal(1, html.count(seen, name))
    end
    assert.equal(2, html.count(seen, "section"))
    assert.truthy(page:find('<a href="#records">Records</a>', 1, true))
    assert.truthy(page:find('<a href="#clinical">Clinical</a>', 1, true))
    assert.truthy(page:find('<time datetime="2026-11-21">', 1, true))
    assert.equal(0, html.count(seen, "script"))
  end)

  it("says in every report, twice, that it is no medical device", function()
    local _, times = new():html():gsub("not a medical device", "")
    assert.equal(2, times)
    assert.truthy(new():markdown():find("not a medical device", 1, true))
  end)

  it("lets nothing be fetched", function()
    local r = new()
    r:paragraph(report.link("Lin 2017", "https://doi.org/10.1002/hep.29189"))
    r:figure(drawing, { caption = "Bars." })
    local page = r:html()
    for _, found in ipairs(html.read(page).urls) do
      assert.truthy(found.tag == "a" or found.url == "data:,", found.tag .. " " .. found.url)
    end
    assert.truthy(page:find("default-src 'none'", 1, true))
    assert.falsy(page:find("@import", 1, true))
    assert.falsy(page:find("url(h", 1, true))
    assert.falsy(page:find("<script", 1, true))
  end)

  it("gives the same bytes each time, without a date unless one is given", function()
    local function make()
      local r = new()
      r:heading(1, "One"):figure(drawing, { caption = "Bars." })
      r:table { columns = { "a", "b" }, rows = { { "1", "2" } }, caption = "T." }
      return r
    end
    assert.equal(make():html(), make():html())
    assert.falsy(make():html():find("<time", 1, true))
    assert.truthy(report { title = "x", date = "today" }:html()
      :find('<time datetime="' .. os.date("!%Y-%m-%d"), 1, true))
  end)

  it("escapes every sign, wherever it stands", function()
    local evil = "<script>alert('x')</script> & \"q\" <b> </style> \u{3b3}-GT \0\27"
    local r = report { title = evil, subtitle = evil, author = evil }
    r:heading(1, evil):paragraph(evil, report.em(evil), report.code(evil), report.footnote(evil))
    r:list { evil, { report.strong(evil), evil } }
    r:table { caption = evil, columns = { evil, { title = evil, align = "right" } },
      rows = { { evil, report.lines { evil, evil } } }, notes = { evil } }
    r:note(evil, { title = evil }):details(evil, evil):listing(evil)
    r:figure(drawing, { caption = evil })
    r:reference("evil", { text = evil, url = "https://example.org/?a=1&b='2'" })
    r:paragraph(report.cite("evil"), report.link(evil, "https://example.org/?a=1&b=2"))
    local seen = read(r)
    assert.equal(0, html.count(seen, "script"))
    assert.equal(1, html.count(seen, "style"))
    assert.equal(0, html.count(seen, "b"))
    assert.falsy(r:html():find("[%z\27]"))
    assert.truthy(seen.text:find("&lt;script&gt;", 1, true))
  end)

  it("mends text that is no UTF-8", function()
    local r = new():paragraph("MELD \xff\xfe 12 \xe2\x86")
    assert.truthy(read(r).text:find("MELD \u{FFFD}\u{FFFD} 12 \u{FFFD}", 1, true))
  end)

  it("writes tables with captions, scopes, alignment and notes", function()
    local r = new()
    r:table { id = "doses", caption = "Doses.", wide = true, notes = { "as printed" },
      columns = { "Study", { title = "n", align = "right", key = "n" },
        { title = "x", key = "x" } },
      rows = { { "Suk 2016", n = 55 }, { "Shi 2012", 43, "y" } } }
    r:paragraph("see ", report.ref("doses"))
    local page = r:html()
    html.read(page)
    assert.truthy(page:find('<th scope="col" class="right">n</th>', 1, true))
    assert.truthy(page:find(
      '<tr><th scope="row">Suk 2016</th><td class="right">55</td><td></td></tr>', 1, true))
    assert.truthy(page:find('<span class="label">Table 1.</span> Doses.', 1, true))
    assert.truthy(page:find('see <a href="#table-1">Table 1</a>', 1, true))
    assert.truthy(page:find('class="table wide"', 1, true))
    assert.truthy(page:find('<p class="notes">as printed</p>', 1, true))
  end)

  it("numbers figures and keeps the ids of each apart", function()
    local r = new()
    r:figure(drawing, { caption = "First." }):figure(drawing, { caption = "Second.", id = "two" })
    r:paragraph(report.ref("two"))
    local page = r:html()
    html.read(page)  -- raises on an id that stands twice
    assert.truthy(page:find('clip-path="url(#figure-2-c)"', 1, true))
    assert.truthy(page:find('aria-labelledby="figure-1-t figure-1-d"', 1, true))
    assert.truthy(page:find('<a href="#figure-2">Figure 2</a>', 1, true))
    assert.falsy(page:find("<?xml", 1, true))
  end)

  it("takes a figure object by its method svg", function()
    local figure = { svg = function() return drawing end }
    assert.truthy(new():figure(figure, { caption = "c" }):html():find('id="figure-1-c"', 1, true))
  end)

  it("numbers citations in the order of reading and footnotes with a way back", function()
    local r = new()
    r:reference("a", { text = "A." }):reference("b", { text = "B.", doi = "10.1002/hep.29189" })
    r:paragraph("first ", report.cite("b"), report.footnote("why"), " then ", report.cite("b", "a"))
    local page = r:html()
    html.read(page)
    assert.truthy(page:find('[<a href="#reference-1">1</a>]', 1, true))
    assert.truthy(page:find(
      '[<a href="#reference-1">1</a>, <a href="#reference-2">2</a>]', 1, true))
    assert.truthy(page:find('<li id="reference-1">B.', 1, true))
    assert.truthy(page:find('href="https://doi.org/10.1002/hep.29189"', 1, true))
    assert.truthy(page:find('<li id="footnote-1">why <a href="#footnote-1-mark"', 1, true))
  end)

  it("folds a part and keeps boxes inside", function()
    local r = new():details("Homing (2)", function(part)
      part:list { "one", "two" }
      part:note("careful", { warning = true, title = "Sign" })
    end)
    local page = r:html()
    html.read(page)
    assert.truthy(page:find("<details>\n<summary>Homing (2)</summary>\n<ul>", 1, true))
    assert.truthy(page:find('<div class="note warning" role="note">', 1, true))
    assert.truthy(page:find("::details-content", 1, true))  -- open on paper
  end)

  it("leaves the report usable when a filling function raises", function()
    local r = new()
    assert.truthy(message(r.details, r, "x", function() error("boom", 0) end):find("boom", 1, true))
    r:heading(1, "Still here")
    assert.truthy(r:html():find("Still here", 1, true))
  end)

  it("writes a provenance appendix", function()
    local r = new():provenance {
      sources = {
        { source_id = "fiore2018", citation = "Fiore 2018", file = "f.txt", sha256 = "ab12" },
        { source_id = "review2", note = "no title", file = "g.txt", sha256 = "cd34" } },
      parameters = { { name = "k_deg", value = "0.01", origin = "Friedman 2017" },
        { name = "k_syn", value = "0.02" } },
      seed = 2016, versions = { { name = "SQLite", version = "3.40.1" } }, commands = "make run",
    }
    local text = read(r).text
    for _, part in ipairs { "ab12", "cd34", "Friedman 2017", "assumed", "2016", "3.40.1",
      "make run", hepar._VERSION } do
      assert.truthy(text:find(part, 1, true), part)
    end
  end)

  it("prints itself", function()
    local r = new():heading(1, "x"):table { columns = { "a" }, rows = {} }
    assert.truthy(tostring(r):find('report "Direction of MELD": 1 heading, 1 table, 0 figures', 1,
      true))
  end)
end)

describe("hepar.report as Markdown", function()
  it("writes the same tree, with figures beside it", function()
    local r = report { title = "T", date = "2026-11-21" }
    r:heading(1, "One"):paragraph("a *b* ", report.strong("c"), report.footnote("why"))
    r:table { caption = "Doses.", columns = { "Study", { title = "n", align = "right" } },
      rows = { { "A | B", report.lines { "1", "2" } } } }
    r:figure(drawing, { caption = "Bars." })
    r:note("careful", { title = "Sign" }):list({ "x", "y" }, { ordered = true })
    r:reference("a", { text = "A.", doi = "10.1002/hep.29189" }):paragraph(report.cite("a"))
    local text, figures = r:markdown("page")
    for _, part in ipairs { "# T\n", "## One\n", "a \\*b\\* **c**[^1]", "[^1]: why",
      "**Table 1.** Doses.", "| Study | n |\n| --- | ---: |\n| A \\| B | 1<br>2 |",
      "![Figure 1](<page-figure-1.svg>)", "> **Sign**\n>\n> careful", "1. x\n2. y", "\\[1\\]",
      "## References\n\n1. A. <https://doi.org/10.1002/hep.29189>" } do
      assert.truthy(text:find(part, 1, true), part .. "\nis not in\n" .. text)
    end
    assert.equal(1, #figures)
    assert.equal("page-figure-1.svg", figures[1].name)
    assert.equal("<svg", figures[1].text:sub(1, 4))
  end)

  it("saves text and figures", function()
    local path = folder()
    local r = new():figure(drawing, { caption = "Bars." })
    assert.is_true(r:save(path .. "/page.md"))
    assert.truthy(slurp(path .. "/page.md"):find("(<page-figure-1.svg>)", 1, true))
    assert.equal("<svg", slurp(path .. "/page-figure-1.svg"):sub(1, 4))
  end)
end)

describe("report:save", function()
  it("writes the whole page or nothing", function()
    local path = folder()
    local r = new():heading(1, "x")
    assert.is_true(r:save(path .. "/page.html"))
    assert.equal(r:html(), slurp(path .. "/page.html"))
    local function names() return io.popen("ls '" .. path .. "'"):read("a") end
    assert.equal("page.html\n", names())
    local ok, text, code = r:save(path .. "/none/page.html")
    assert.is_nil(ok)
    assert.equal("io", code)
    assert.equal(('hepar.report.save: cannot write "%s": No such file or directory')
      :format(path .. "/none/page.html"), text)
    os.execute("mkdir '" .. path .. "/folder.html'")
    ok, text, code = r:save(path .. "/folder.html")
    assert.is_nil(ok)
    assert.equal("io", code)
    assert.equal(('hepar.report.save: cannot write "%s": Is a directory')
      :format(path .. "/folder.html"), text)
    assert.equal("folder.html\npage.html\n", names())
  end)

  it("reports a full disk and leaves no half page", function()
    local full = io.open("/dev/full", "w")
    if not full then return pending("this system has no /dev/full") end
    full:close()
    local path = folder()
    local file = require "hepar.util.file"
    local beside = file.beside
    finally(function() file.beside = beside end)
    function file.beside(name) return name .. ".part" end
    os.execute("ln -s /dev/full '" .. path .. "/page.html.part'")
    local ok, text, code = new():save(path .. "/page.html")
    assert.is_nil(ok)
    assert.equal("io", code)
    assert.equal(('hepar.report.save: cannot write "%s": No space left on device')
      :format(path .. "/page.html"), text)
    assert.is_nil(io.open(path .. "/page.html"))
  end)
end)

describe("misuse of hepar.report", function()
  local r = new()
  local cases = {
    { "hepar.report: option title is missing", function() report {} end },
    { 'hepar.report: option "titel" is not known (did you mean "title"?)',
      function() report { titel = "x" } end },
    { 'option date must be like "2026-11-21"',
      function() report { title = "x", date = "2026" } end },
    { "hepar.report.heading: level must be 1, 2 or 3, got 7", function() r:heading(7, "x") end },
    { "hepar.report.heading: text must be a string", function() r:heading(1) end },
    { "hepar.report.paragraph: a number with decimals must be formatted first",
      function() r:paragraph(0.1) end },
    { "hepar.report.paragraph: text must be", function() r:paragraph("a", nil, "b") end },
    { "hepar.report.paragraph: text must be", function() r:paragraph { x = "a" } end },
    { "hepar.report.table: option columns must be a list", function() r:table { rows = {} } end },
    { "hepar.report.table: option rows is missing", function() r:table { columns = { "a" } } end },
    { 'hepar.report.table: option "colums" is not known', function() r:table { colums = {} } end },
    { "hepar.report.table: row 1 has a cell 2, but there are 1 columns",
      function() r:table { columns = { "a" }, rows = { { "1", "2" } } } end },
    { 'align of column 1 must be left, right or center, got "middle"', function()
      r:table { columns = { { title = "a", align = "middle" } }, rows = {} }
    end },
    { "hepar.report.figure: figure must be a figure of hepar.plot or SVG text, got number",
      function() r:figure(3, { caption = "x" }) end },
    { "hepar.report.figure: figure is not SVG", function() r:figure("<p>", { caption = "x" }) end },
    { "hepar.report.figure: figure holds a script", function()
      r:figure("<svg><script>x</script></svg>", { caption = "x" })
    end },
    { "outside of it", function()
      r:figure('<svg><image href="http://example.org/x.png"/></svg>', { caption = "x" })
    end },
    { "hepar.report.figure: option caption is missing", function() r:figure(drawing) end },
    { 'url "javascript:alert(1)" must begin with https://',
      function() report.link("x", "javascript:alert(1)") end },
    { "hepar.report.cite: a key is missing", function() report.cite() end },
    { 'hepar.report.reference: key "k" is taken', function()
      local q = new():reference("k", { text = "x" })
      q:reference("k", { text = "y" })
    end },
    { 'cite("nobody") has no reference',
      function() new():paragraph(report.cite("nobody")):html() end },
    { 'ref("nowhere") names no table',
      function() new():paragraph(report.ref("nowhere")):html() end },
    { 'hepar.report.save: path "x.docx" must end in .html or .md',
      function() r:save("x.docx") end },
    { "hepar.report.save: path must be a string, got nil", function() r:save() end },
    { "hepar.report.save: path holds a zero byte", function() r:save("a\0.html") end },
    { "hepar.report.provenance: entry 1 of sources must be a table, got number",
      function() new():provenance { sources = { 1 } } end },
    { "hepar.report.provenance: entry 1 of versions has no version",
      function() new():provenance { versions = { { name = "x" } } } end },
    { "hepar.report.figure: figure must be a figure of hepar.plot or SVG text, got userdata",
      function() r:figure(io.stdout, { caption = "x" }) end },
    { "hepar.report.evidence: evidence must be a store or a view of hepar.evidence, got userdata",
      function() report.evidence(io.stdout) end },
    { "call it with a colon on a report", function() r.heading(1, "x") end },
  }
  for _, case in ipairs(cases) do
    it("is told: " .. case[1], function()
      local text = message(case[2])
      assert.truthy(text:find(case[1], 1, true), text)
    end)
  end
end)
