-- Figures: what they show, where their letters stand, and what they write.
local plot = require "hepar.plot"
local text = require "hepar.plot.text"
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local given = dofile(here .. "data/plot_studies.lua")

-- name, data, options: every figure, in its usual and in a narrow form.
local function all_figures(options)
  return {
    plot.effect_direction(given.results, options), plot.harvest(given.results, options),
    plot.evidence_map(given.records, options), plot.dose_route(given.records, options),
    plot.timeline(given.records, options), plot.stacked(given.records, options),
  }
end

-- A small, strict reader of XML: tags balance, attributes are quoted, no stray < or &.
local function elements(xml)
  local list, open, position = {}, {}, 1
  while true do
    local start = xml:find("<", position, true)
    local content = xml:sub(position, (start or 0) - 1)
    if not start then
      assert(content:match("^%s*$"), "text after the last tag")
      break
    end
    for entity in content:gmatch("&([^;]*;?)") do
      assert(entity:match("^%a+;$") or entity:match("^#%d+;$"), "bare & in: " .. content)
    end
    local stop = assert(xml:find(">", start, true), "tag without end")
    local tag = xml:sub(start + 1, stop - 1)
    if tag:sub(1, 1) == "/" then
      assert(table.remove(open) == tag:sub(2), "closes what is not open: " .. tag)
    elseif tag:sub(1, 1) ~= "?" then
      local name, rest = tag:match("^(%a+)(.-)/?$")
      local attributes = {}
      rest = rest:gsub('%s+([%w:-]+)="([^"<]*)"', function(key, value)
        assert(not attributes[key], "attribute twice: " .. key)
        attributes[key] = value
        return ""
      end)
      assert(rest:match("^%s*$"), "attributes of " .. tag)
      list[#list + 1] = { name = name, attributes = attributes, start = stop + 1 }
      if tag:sub(-1) ~= "/" then open[#open + 1] = name end
    end
    position = stop + 1
  end
  assert(#open == 0, "not closed: " .. tostring(open[#open]))
  return list
end

-- What a person reads in the picture.
local function words(fig)
  local list = {}
  for _, box in ipairs(fig:boxes()) do list[#list + 1] = box.text end
  return table.concat(list, "\n")
end

local function count(s, pattern)
  local _, n = s:gsub(pattern, "")
  return n
end

-- Sentences about letters that leave the page, touch each other or are too small.
local function faults(fig)
  local list, boxes = {}, fig:boxes()
  for i, a in ipairs(boxes) do
    if a.x < 0 or a.y < 0 or a.x + a.w > fig.width or a.y + a.h > fig.height then
      list[#list + 1] = "outside: " .. a.text
    end
    if a.size < 7 then list[#list + 1] = "smaller than 7 points: " .. a.text end
    for j = i + 1, #boxes do
      local b = boxes[j]
      local across = math.min(a.x + a.w, b.x + b.w) - math.max(a.x, b.x)
      local down = math.min(a.y + a.h, b.y + b.h) - math.max(a.y, b.y)
      -- boxes of neighbouring lines share the little that leading leaves below the descenders
      if across > 0.2 and down > 0.6 then
        list[#list + 1] = ("touching: %s | %s"):format(a.text, b.text)
      end
    end
  end
  return list
end

local function with_file(name, run)
  local path = os.tmpname()
  os.remove(path)
  path = path .. name
  local ok, message = pcall(run, path)
  os.remove(path)
  if not ok then error(message, 0) end
end

local function bytes(path)
  local file = assert(io.open(path, "rb"))
  local content = file:read("a")
  file:close()
  return content
end

describe("measured text", function()
  it("has the widths of the widest usual face", function()
    -- DejaVu Sans 2.37: H 1540, e 1260, p 1300, a 1255, r 842 of 2048 units
    assert.near((1540 + 1260 + 1300 + 1255 + 842) / 2048 * 10, text.width("Hepar", 10), 0.03)
    -- Helvetica's C (722) is wider than DejaVu's (698)
    assert.near(7.22, text.width("C", 10), 1e-9)
    assert.is_true(text.width("Hepar", 10, true) > text.width("Hepar", 10))
    assert.near(10, text.width("肝", 10), 1e-9)
    assert.equal(0, text.width("", 10))
  end)

  it("measures Greek, arrows and signs by their own widths", function()
    assert.near(6.59, text.width("α", 10), 1e-9)
    assert.near(8.38, text.width("≤", 10), 1e-9)
    assert.near(8.38, text.width("→", 10), 1e-9)
  end)

  it("wraps without losing a word and never beyond the width", function()
    local long = "Ischemic-type biliary lesions after liver transplantation"
    local lines, cut = text.wrap(long, 75, 8)
    assert.is_false(cut)
    assert.equal((long:gsub("[ -]", "")), (table.concat(lines):gsub("[ -]", "")))
    for _, line in ipairs(lines) do assert.is_true(text.width(line, 8) <= 75) end
  end)

  it("cuts with an ellipsis, says so, and keeps a study's year", function()
    local short, cut = text.fit("Mohamadnejad", 30, 8)
    assert.is_true(cut)
    assert.matches("…$", short)
    assert.is_true(text.width(short, 8) <= 30)
    assert.matches("^M.*… 2013$", (text.fit_study("Mohamadnejad 2013", 60, 8)))
  end)

  it("makes invalid UTF-8 and control characters printable", function()
    assert.equal("a\u{FFFD}b c", text.clean("a\xFFb\nc"))
    assert.equal("\u{FFFD}\u{FFFD}", text.clean("\xC3\xE2"))
  end)
end)

describe("every figure", function()
  for _, width in ipairs { 180, 120, 85 } do
    it("keeps its letters apart and on the page at " .. width .. " mm", function()
      for _, fig in ipairs(all_figures { width = width }) do
        assert.same({}, faults(fig), fig.name)
        assert.near(width, fig.width * 25.4 / 72, 1e-9)
      end
    end)
  end

  it("is well-formed XML with a title and a description for screen readers", function()
    for _, fig in ipairs(all_figures()) do
      local list = elements(fig:svg())
      local root = list[1].attributes
      assert.equal("svg", list[1].name)
      assert.equal("img", root.role)
      assert.equal(root.id .. "-title " .. root.id .. "-desc", root["aria-labelledby"])
      assert.equal("180mm", root.width)
      assert.is_true(#fig.desc > 40)
      local ids = {}
      for _, element in ipairs(list) do
        local id = element.attributes.id
        if id then
          assert.is_nil(ids[id])
          ids[id] = true
        end
      end
      for target in fig:svg():gmatch("url%(#([^)]*)%)") do assert.is_true(ids[target], target) end
    end
  end)

  it("names every study", function()
    for index, fig in ipairs(all_figures()) do
      for _, record in ipairs(given.records) do
        local label = record.citation.first_author .. " " .. record.citation.year
        -- stacked bars count studies and do not name them
        if fig.name ~= "stacked" then
          assert.is_truthy(fig:svg():find(label, 1, true), index .. " " .. label)
        end
      end
    end
  end)

  it("writes the same bytes for the same data", function()
    local first, second = all_figures(), all_figures()
    for i, fig in ipairs(first) do
      assert.equal(fig:svg(), second[i]:svg())
      assert.equal(fig:svg(), fig:svg())
    end
  end)

  it("shows an empty set of data as such", function()
    for _, name in ipairs { "effect_direction", "harvest", "evidence_map", "dose_route", "timeline",
        "stacked" } do
      local fig = plot[name] {}
      assert.matches("No %a+ to show", words(fig))
      assert.same({}, faults(fig))
      elements(fig:svg())
    end
  end)

  it("shows a single record without anything else", function()
    for i, record in ipairs(given.records) do
      for _, name in ipairs { "evidence_map", "dose_route", "timeline", "stacked" } do
        assert.same({}, faults(plot[name] { record }), name .. i)
      end
    end
    for _, name in ipairs { "effect_direction", "harvest" } do
      assert.same({}, faults(plot[name] { given.results[1] }))
    end
  end)

  it("survives records that say nothing", function()
    local bare = { { study = "nobody1999" }, { id = "x:1" }, {} }
    for _, name in ipairs { "evidence_map", "dose_route", "timeline", "stacked",
        "effect_direction", "harvest" } do
      local fig = plot[name](bare)
      assert.same({}, faults(fig), name)
      elements(fig:svg())
    end
    assert.matches("number of patients .* in 3 studies",
      (words(plot.timeline(bare)):gsub("\n", " ")))
  end)

  it("takes values of any kind in any field without a crash", function()
    local odd = { 0, -1, 2.5, 1e300, 1 / 0, 0 / 0, "", "\xFF<&", true, false, {}, { 1 }, print }
    local of_records = { "study", "subdesign", "citation", "citation.first_author",
      "citation.year", "population", "population.disease", "enrolment.n_total", "product.source",
      "product.routes", "product.doses", "dose.min", "dose.per", "dose.n_doses", "dose.text",
      "follow_up.value", "follow_up.unit", "follow_up.days" }
    local of_results = { "study", "subdesign", "domain", "outcome", "effect", "quality", "n_total" }
    local fields = table.move(of_results, 1, #of_results, #of_records + 1,
      { table.unpack(of_records) })
    for place, field in ipairs(fields) do
      for _, value in ipairs(odd) do
        local dose = { min = 5e7, max = 6e7, unit = "cells", per = "total", n_doses = 2 }
        local one = { study = "suk2016", subdesign = "rct", citation = { year = 2016 },
          population = { disease = "CIRR" }, enrolment = { n_total = 55 }, dose = dose,
          product = { source = "BM", routes = { "HA" }, doses = { dose } },
          follow_up = { value = 12, unit = "mo", days = 365.25 }, domain = "score",
          outcome = "MELD", effect = "benefit" }
        local holder, name = field:match("^([%w_]+)%.([%w_]+)$")
        if holder then one[holder][name] = value else one[field] = value end
        local draws = place > #of_records and { "effect_direction", "harvest" } or
          { "evidence_map", "dose_route", "timeline", "stacked" }
        for _, draw in ipairs(draws) do
          assert.is_truthy(plot[draw]({ one }):svg():find("</svg>", 1, true))
        end
      end
    end
  end)

  it("grows with its rows", function()
    local many = {}
    for i = 1, 60 do
      many[i] = { study = ("author%d"):format(1950 + i), subdesign = "rct", outcome = "MELD",
        domain = "score", effect = "benefit", n_total = 10 * i, year = 1950 + i }
    end
    local few = plot.effect_direction { many[1] }
    local fig = plot.effect_direction(many)
    assert.near(59 * 15, fig.height - few.height, 1e-6)
    assert.same({}, faults(fig))
    assert.same({}, faults(plot.harvest(many)))
  end)

  it("wraps or cuts long words and keeps the whole in a tooltip", function()
    local long = "Hepatolenticulodegenerationsforschungsgemeinschaft " .. ("very long "):rep(12)
    local labels = { suk2016 = long, CIRR = long, BM = long, HA = long, score = long }
    for _, fig in ipairs(all_figures { labels = labels }) do
      assert.same({}, faults(fig), fig.name)
      assert.is_truthy(fig:svg():find(text.clean(long), 1, true), fig.name)
    end
  end)

  it("escapes what would be markup", function()
    local labels = { suk2016 = [[<b>"Suk" & 'co'</b>]], CIRR = "a < b & c", BM = "<&>" }
    local options = { labels = labels, title = 'T <1> & "2"', note = "50 % & <" }
    for _, fig in ipairs(all_figures(options)) do
      elements(fig:svg())
      elements(fig:svg { embed = true, id = "fig-1" })
      assert.is_truthy(fig:svg():find("T &lt;1&gt; &amp; &quot;2&quot;", 1, true))
      assert.is_nil(fig:svg():find("<b>", 1, true))
    end
  end)

  it("prints itself with what one can do next", function()
    local shown = tostring(plot.timeline(given.records))
    assert.matches("^figure timeline: Studies by year, size and follow%-up %(180 x %d+ mm%)\n",
      shown)
    assert.is_truthy(shown:find(':save("timeline.svg")', 1, true))
  end)

  it("takes a title, none, and a note", function()
    local fig = plot.timeline(given.records, { title = "My title", note = "My note." })
    assert.matches("My title", words(fig))
    assert.matches("My note%.", words(fig))
    fig = plot.timeline(given.records, { title = false })
    assert.is_nil(words(fig):find("Studies by year", 1, true))
    assert.equal("Studies by year, size and follow-up", fig.title)
  end)

  it("takes a view", function()
    local view = {
      each = function()
        local i = 0
        return function()
          i = i + 1
          return given.records[i]
        end
      end,
      results = function() return given.results end,
    }
    assert.equal(plot.timeline(given.records):svg(), plot.timeline(view):svg())
    assert.equal(plot.harvest(given.results):svg(), plot.harvest(view):svg())
    assert.equal(plot.harvest(given.results):svg(), plot.harvest({ rows = given.results }):svg())
  end)
end)

describe("an effect-direction plot", function()
  local blue, orange = 'fill="#0072B2"', 'fill="#D55E00"'

  -- Arrows of the cells: those of the legend are four blue (direction, three sizes), one orange.
  local function arrows(rows, options)
    local svg = plot.effect_direction(rows, options):svg()
    return count(svg, "<polygon[^>]*" .. blue) - 4, count(svg, "<polygon[^>]*" .. orange) - 1
  end

  it("draws one arrow per study and domain", function()
    -- 19 results less 2 alone in an ambiguous cell; Xu's two cytokines share one cell
    local up, down = arrows(given.results)
    assert.equal(16, up)
    assert.equal(0, down)
    assert.equal(16, (arrows(given.results, { columns = "outcome" })))
  end)

  it("points down for harm and sideways for what is mixed", function()
    local function row(outcome, effect)
      return { study = "a2000", domain = "score", outcome = outcome, effect = effect }
    end
    local up, down = arrows { row("MELD", "harm"), row("CP", "harm") }
    assert.same({ 0, 1 }, { up, down })
    up, down = arrows { row("MELD", "harm"), row("CP", "benefit") }
    assert.same({ 0, 0 }, { up, down })
    -- two of three agree: under the 70 % of Boon and Thomson, above a share of 60 %
    local three = { row("MELD", "benefit"), row("CP", "benefit"), row("X", "harm") }
    assert.equal(0, (arrows(three)))
    assert.equal(1, (arrows(three, { consistency = 0.6 })))
  end)

  it("sizes arrows by the classes above 300, 50 to 300 and below 50", function()
    local function width(n)
      local fig = plot.effect_direction { { study = "a2000", domain = "d", outcome = "o",
        effect = "benefit", n_total = n } }
      local x1, x3 = fig:svg():match('<polygon points="([%d.]+),[%d.]+ [%d.]+,[%d.]+ ([%d.]+),')
      return tonumber(x3) - tonumber(x1)
    end
    assert.equal(width(301), width(5000))
    assert.equal(width(50), width(300))
    assert.equal(width(1), width(49))
    assert.is_true(width(301) > width(300) and width(50) > width(49))
  end)

  it("never lets an ambiguous outcome vote, and says which ones are", function()
    local fig = plot.effect_direction(given.results)
    local all = words(fig):gsub("\n", " ")
    assert.matches("desirable direction of PT and TGFB", all)
    assert.matches("Xu 2014, cytokine %(TGFB: ambiguous, IL17: benefit%)", all)
    assert.matches("Coagulation: 0 benefit, 0 harm, 0 no change or mixed, 2 ambiguous", fig.desc)
    assert.matches("Score: 7 benefit, 0 harm", fig.desc)
  end)

  it("counts the outcomes behind an arrow", function()
    local fig = plot.effect_direction {
      { study = "a2000", domain = "d", outcome = "o1", effect = "benefit" },
      { study = "a2000", domain = "d", outcome = "o2", effect = "benefit" },
      { study = "a2000", domain = "d", outcome = "o3", effect = "benefit" } }
    assert.is_truthy(("\n" .. words(fig) .. "\n"):find("\n3\n", 1, true))
  end)

  it("puts randomised trials first and orders by year on request", function()
    local function order(options)
      local list = {}
      for _, box in ipairs(plot.effect_direction(given.results, options):boxes()) do
        if box.text:match("^%a+ %d%d%d%d$") then list[#list + 1] = box.text end
      end
      return table.concat(list, ", ")
    end
    assert.equal("Xu 2014, Suk 2016, Lin 2017, Peng 2011, Shi 2012, Zhang 2012, " ..
      "Mohamadnejad 2007, Sakai 2017", order())
    assert.matches("^Mohamadnejad 2007, Peng 2011, Shi 2012", order { order = "year" })
  end)
end)

describe("a harvest plot", function()
  it("has one bar per study and row, in the column of its direction", function()
    local fig = plot.harvest(given.results, { rows = "outcome" })
    assert.equal(19, count(fig:svg(), 'class="bar"'))
    assert.matches("MELD score: 0 negative, 0 no difference, 6 positive, 0 ambiguous", fig.desc)
    assert.matches("Prothrombin test: 0 negative, 0 no difference, 0 positive, 2 ambiguous",
      fig.desc)
  end)

  it("draws randomised trials tallest", function()
    local svg = plot.harvest(given.results, { rows = "outcome" }):svg()
    local function height(label)
      return tonumber(svg:match("<title>%d+ " .. label .. ", MELD.-<rect [^>]-height=\"([%d.]+)\""))
    end
    assert.equal(19.5, height("Xu 2014"))
    assert.equal(13, height("Peng 2011"))
    assert.equal(6.5, height("Mohamadnejad 2007"))
  end)
end)

describe("an evidence map", function()
  it("has a bubble per cell and design whose area is the number of patients", function()
    local fig = plot.evidence_map(given.records)
    local svg = fig:svg()
    -- BM x CIRR: randomised, controlled, no control; BM x ACLF; UC x CIRR; UC x ACLF; AT x CIRR
    assert.equal(7, count(svg, 'class="bubble"'))
    local function radius(patients)
      return tonumber(svg:match("<title>[^<]*, " .. patients ..
        " patients.-<circle [^>]-r=\"([%d.]+)\""))
    end
    assert.near(158 / 111, (radius(158) / radius(111)) ^ 2, 0.01)
    assert.matches("111 patients", fig.desc)
  end)

  it("counts a study once and says where its records differ", function()
    local twice = { given.records[6], { study = "suk2016", subdesign = "rct",
      enrolment = { n_total = 72 }, product = { source = "BM" },
      population = { disease = "CIRR" } } }
    local fig = plot.evidence_map(twice)
    assert.matches("Evidence map of 1 study", fig.desc)
    assert.matches("Sources differ in the number of patients, the first is shown: Suk 2016",
      (words(fig):gsub("\n", " ")))
  end)
end)

describe("a chart of dose by route", function()
  local function all(options)
    return (words(plot.dose_route(given.records, options)):gsub("\n", " "))
  end

  it("keeps doses per kilogram on a scale of their own", function()
    assert.matches("cells in total", all())
    assert.matches("cells per kg of body weight", all())
    assert.matches("not converted", all())
    -- total: 2 studies (one range); per kg: 5 (one range); the marks of the legend: one of each
    local svg = plot.dose_route(given.records):svg()
    assert.equal(7, count(svg, 'class="dose"'))
    assert.equal(6 + 1, count(svg, "<polygon"))
    assert.equal(3 + 1, count(svg, "<circle"))
  end)

  it("converts with the weight that is given, and says so", function()
    local fig = plot.dose_route(given.records,
      { weight = { value = 70, source = "assumed adult" } })
    local s = words(fig):gsub("\n", " ")
    assert.matches("assumed body weight of 70 kg %(assumed adult%)", s)
    assert.is_nil(s:find("cells per kg", 1, true))
    -- Xu 2014: 0.75e6 per kg x 70 kg
    assert.is_truthy(fig:svg():find("Xu 2014, Hepatic artery: 5.25e+07 cells (converted)", 1,
      true))
  end)

  it("lists the dose that cannot be read", function()
    assert.is_truthy(all():find("Mohamadnejad 2007 (“1, 0.6 × 10^7”)", 1, true))
  end)

  it("prints the number of doses once for both arms of a trial", function()
    assert.matches("Suk 2016 ×1, ×2", all())
    assert.matches("Lin 2017 ×4", all())
  end)

  it("places a dose on the logarithmic scale", function()
    local svg = plot.dose_route(given.records):svg()
    local function x(label)
      return tonumber(svg:match("<title>" .. label .. ".-<circle cx=\"([%d.]+)\""))
    end
    -- the first panel has two decades; 3.4e8 / 5e7 is log10(6.8) = 0.8325 of a decade
    local ticks = {}
    for _, box in ipairs(plot.dose_route(given.records):boxes()) do
      if box.text:match("^10%d$") then ticks[#ticks + 1] = box.x + box.w / 2 end
    end
    assert.near(math.log(6.8, 10), (x("Peng 2011") - x("Suk 2016")) / (ticks[2] - ticks[1]), 1e-3)
  end)
end)

describe("a timeline", function()
  it("has one row per study with size and follow-up as reported", function()
    local fig = plot.timeline(given.records)
    assert.equal(8, count(fig:svg(), 'class="study"'))
    local s = "\n" .. words(fig) .. "\n"
    for _, word in ipairs { "158", "48 mo", "72 wk", "24 wk", "1 mo" } do
      assert.is_truthy(s:find("\n" .. word .. "\n", 1, true), word)
    end
  end)

  it("draws follow-up to scale", function()
    local svg = plot.timeline(given.records):svg()
    local function bar(label)
      return tonumber(svg:match("<title>" .. label .. ".-<rect [^>]-width=\"([%d.]+)\""))
    end
    assert.near(1461 / 365.25, bar("Peng 2011") / bar("Suk 2016"), 0.01)
  end)
end)

describe("stacked bars", function()
  it("count studies and give percentages", function()
    local desc = plot.stacked(given.records, { labels = { BM = "Bone marrow" } }).desc
    -- 5 of 8 is 62.5 %, which C rounds to even
    assert.matches("Cell source, 8 studies: Bone marrow 5 %(62 %%%), ", desc)
    assert.matches("Donor, 8 studies: .- 5 %(62 %%%), .- 3 %(38 %%%)", desc)
  end)

  it("count patients, and the widths add up", function()
    local fig = plot.stacked(given.records, { by = "patients", fields = { "donor" } })
    assert.matches("Donor, 475 patients", fig.desc)
    local sum = 0
    for w in fig:svg():gmatch('class="segment">.-<rect [^>]-width="([%d.]+)"') do
      sum = sum + tonumber(w)
    end
    assert.near(fig.width - 8, sum, 0.02)
  end)

  it("take tallies", function()
    local fig = plot.stacked { field = "route", by = "records", total = 3,
      rows = { { code = "IV", label = "intravenous", n = 2 }, { code = "HA", label = "artery",
        n = 1 } } }
    assert.matches("Route, 3 records: Intravenous 2 %(67 %%%), Artery 1 %(33 %%%)", fig.desc)
  end)
end)

describe("figures of the built-in evidence", function()
  local ev = require("hepar.evidence").builtin()
  local trials = ev:where { source_id = "fiore2018", design = "clinical" }

  it("show what Table 1 of Fiore 2018 says", function()
    -- counted by hand in the table: MELD 10 of 10, albumin 9 of 9, bilirubin 5 of 5; prothrombin
    -- in four trials, ambiguous in all; BM 16, UC 5, AT 1; 13 autologous, 9 allogeneic
    local desc = plot.effect_direction(trials, { columns = "outcome" }).desc
    assert.matches("of 22 studies", desc)
    assert.matches("MELD score: 10 benefit, 0 harm, 0 no change or mixed, 0 ambiguous", desc)
    assert.matches("Serum albumin: 9 benefit, 0 harm, 0 no change or mixed, 0 ambiguous", desc)
    assert.matches("Total bilirubin: 5 benefit, 0 harm, 0 no change or mixed, 0 ambiguous", desc)
    -- two trials without benefit; two more compared only active arms with each other
    assert.matches("Global effect statement: 0 benefit, 0 harm, 2 no change or mixed, 2 ambiguous",
      desc)
    assert.matches("Prothrombin test, [^:]*: 0 benefit, 0 harm, 0 no change or mixed, 4 ambiguous",
      desc)
    desc = plot.stacked(trials).desc
    assert.matches("22 studies: Bone marrow 16 %(73 %%%), Umbilical cord 5 %(23 %%%), Adipose " ..
      "tissue 1 %(5 %%%)", desc)
    assert.matches("22 studies: Autologous 13 %(59 %%%), Allogeneic 9 %(41 %%%)", desc)
    assert.equal(22, count(plot.timeline(trials):svg(), 'class="study"'))
  end)

  it("keep their letters apart and on the page", function()
    local views = { trials, ev:where { design = "preclinical" }, ev }
    for _, view in ipairs(views) do
      for _, width in ipairs { 180, 85 } do
        for _, name in ipairs { "effect_direction", "harvest", "evidence_map", "dose_route",
            "timeline", "stacked" } do
          local fig = plot[name](view, { width = width })
          assert.same({}, faults(fig), name)
          elements(fig:svg())
        end
      end
    end
  end)

  it("take directions, tallies and an empty view", function()
    local directions = require("hepar.meta").directions(trials:results())
    local function columns(data)
      local list = {}
      local desc = plot.effect_direction(data, { columns = "outcome" }).desc
      for column in desc:match("column: (.*)%.$"):gmatch("[^;]+") do
        list[#list + 1] = column:gsub("^ ", "")
      end
      table.sort(list)
      return list
    end
    assert.equal(31, #columns(trials))
    assert.same(columns(trials), columns(directions))
    assert.matches("27 entries of 22 studies",
      words(plot.stacked(ev:where { design = "clinical" }:tally("route", { by = "studies" }))))
    local none = ev:where { year = 1900 }
    for _, name in ipairs { "effect_direction", "harvest", "evidence_map", "dose_route", "timeline",
        "stacked" } do
      assert.matches("No %a+ to show", words(plot[name](none)))
    end
  end)
end)

describe("saving a figure", function()
  local fig = plot.timeline(given.records)

  it("writes the SVG that svg() gives", function()
    with_file(".svg", function(path)
      assert.is_true(fig:save(path))
      assert.equal(fig:svg(), bytes(path))
    end)
  end)

  it("writes PNG at the resolution or width asked for, and PDF", function()
    local function size(content)
      return string.unpack(">I4I4", content, 17)
    end
    with_file(".png", function(path)
      assert.is_true(fig:save(path, { dpi = 100 }))
      local content = bytes(path)
      assert.equal("\137PNG\r\n\26\n", content:sub(1, 8))
      assert.near(180 / 25.4 * 100, (size(content)), 1.5)
      assert.is_true(fig:save(path, { width = 320 }))
      assert.equal(320, (size(bytes(path))))
    end)
    with_file(".pdf", function(path)
      assert.is_true(fig:save(path))
      assert.equal("%PDF-", bytes(path):sub(1, 5))
    end)
  end)

  it("keeps quotes, blanks and commands in a file name out of the shell", function()
    with_file(" it's $(touch oops) `x`; .png", function(path)
      assert.is_true(fig:save(path, { dpi = 40 }))
      assert.equal("\137PNG", bytes(path):sub(1, 4))
    end)
    assert.is_nil(io.open("oops"))
  end)

  it("says what is wrong with a folder that is not there, and leaves nothing behind", function()
    for _, kind in ipairs { "svg", "png" } do
      local ok, message, code = fig:save("no/such/folder/x." .. kind)
      assert.is_nil(ok)
      assert.equal(('hepar.figure.save: cannot write "no/such/folder/x.%s": '):format(kind)
        .. "No such file or directory", message)
      assert.equal("io", code)
    end
  end)

  it("names the file that was asked for when that is a folder", function()
    for _, kind in ipairs { "svg", "png", "pdf" } do
      local folder = os.tmpname()
      os.remove(folder)
      folder = folder .. "." .. kind
      assert.is_true(os.execute(("mkdir '%s'"):format(folder)))
      local ok, message, code = fig:save(folder, kind == "png" and { dpi = 40 } or nil)
      local left = io.popen(("ls -d '%s'*"):format(folder)):read("a")
      os.remove(folder)
      assert.is_nil(ok)
      assert.equal(('hepar.figure.save: cannot write "%s": Is a directory'):format(folder), message)
      assert.equal("io", code)
      assert.equal(folder .. "\n", left)
    end
  end)

  it("names the program that is missing", function()
    local script = os.tmpname()
    local file = assert(io.open(script, "w"))
    file:write(([[
      package.path = %q
      local fig = require("hepar.plot").figure { title = "t", width = 20, height = 20 }
      print(fig:save("never.png"))
      print(fig:save("never.pdf"))]]):format(package.path))
    file:close()
    local lua = assert(io.popen("command -v lua5.4 || command -v lua")):read("l")
    local pipe = assert(io.popen(("PATH= %s %s 2>&1"):format(lua, script)))
    local said = pipe:read("a")
    pipe:close()
    os.remove(script)
    assert.matches("nil%s+hepar%.figure%.save: PNG needs the program rsvg%-convert.*not_found",
      said)
    assert.matches("nil%s+hepar%.figure%.save: PDF needs the program rsvg%-convert", said)
    assert.is_nil(io.open("never.png"))
  end)
end)

describe("an embedded figure", function()
  it("has no ground and takes its inks from variables", function()
    local fig = plot.evidence_map(given.records)
    local alone, embedded = fig:svg(), fig:svg { embed = true }
    assert.matches('^<%?xml version="1.0" encoding="UTF%-8"%?>\n<svg ', alone)
    assert.matches("^<svg ", embedded)
    assert.is_truthy(alone:find('fill="#ffffff"/>\n<text', 1, true))
    assert.is_truthy(embedded:find('style="fill:var(--hepar-ink)"', 1, true))
    assert.is_truthy(embedded:find("prefers-color-scheme:dark", 1, true))
    assert.is_nil(alone:find("var(", 1, true))
  end)

  it("takes the id that it is given, for all its ids", function()
    local svg = plot.dose_route(given.records):svg { embed = true, id = "fig-7" }
    for id in svg:gmatch(' id="([^"]*)"') do assert.matches("^fig%-7", id) end
  end)
end)

describe("a figure of one's own", function()
  local function new() return plot.figure { title = "Own", width = 50, height = 30 } end

  it("takes lines, shapes, texts and groups", function()
    local fig = new()
    fig:line(0, 0, 10, 10):rect(1, 2, 3, 4, { fill = "#0072B2" })
    fig:circle(5, 5, 2, { stroke = "ink" })
    fig:polygon({ 0, 0, 4, 0, 2, 3 }, { fill = { pattern = "hatch", colour = "#000000",
      back = "#ffffff" } })
    fig:path({ "M", 0, 0, "L", 1 / 3, -0.001 }, { stroke = "grid" })
    fig:text(10, 10, { "10", { sup = 7 }, " cells" }, { size = 9 })
    fig:group { title = "a group", clip = { 0, 0, 20, 20 } }:circle(1, 1, 1)
    local svg = fig:svg()
    elements(svg)
    assert.is_truthy(svg:find('<path d="M 0 0 L 0.33 0"', 1, true))
    assert.is_truthy(svg:find('10<tspan dy="-3.24" font-size="7">7</tspan>', 1, true))
    assert.matches('<clipPath id="hepar%-figure%-%x+%-clip1">', svg)
    assert.equal("107 cells", fig:boxes()[1].text)
  end)

  it("refuses what cannot be drawn, in one sentence", function()
    local fig = new()
    local function says(message, call)
      local ok, got = pcall(call)
      assert.is_false(ok)
      assert.is_truthy(got:find(message, 1, true), got)
    end
    says("hepar.figure.line: x1 must be a finite number, got nil", function() fig:line() end)
    says("hepar.figure.rect: w must be a finite number", function() fig:rect(0, 0, 0 / 0, 1) end)
    says('hepar.figure.circle: style "fil" is not known (did you mean "fill"?)',
      function() fig:circle(0, 0, 1, { fil = "ink" }) end)
    says('hepar.figure.circle: fill must be "none"',
      function() fig:circle(0, 0, 1, { fill = "red\"/>" }) end)
    says("hepar.figure.polygon: points must be", function() fig:polygon { 1, 2 } end)
    says('hepar.figure.path: part 4 must be', function() fig:path { "M", 0, 0, "url(x)" } end)
    says("hepar.figure.text: content must be", function() fig:text(0, 0, true) end)
    says('hepar.figure.text: option anchor must be one of start, middle, end, got "midle" ' ..
      '(did you mean "middle"?)', function() fig:text(0, 0, "x", { anchor = "midle" }) end)
    says('hepar.figure.save: path must end in .svg, .png or .pdf, got "x.jpg"',
      function() fig:save("x.jpg") end)
    says("hepar.figure.save: path must be a string, got nil", function() fig:save() end)
    says("hepar.figure.save: options dpi and width are for .png only",
      function() fig:save("x.svg", { dpi = 300 }) end)
    says("hepar.figure.svg: option id must be", function() fig:svg { id = '"' } end)
    says("hepar.figure.save: must be called as a method of a figure (fig:save), got \"x.svg\"",
      function() fig.save("x.svg") end)
    says("hepar.figure.line: must be called as a method of a figure (fig:line), got nil",
      function() fig.line() end)
    says("hepar.plot.figure: option width is missing", function() plot.figure { title = "x" } end)
  end)
end)

describe("wrong arguments", function()
  local names = { "effect_direction", "harvest", "evidence_map", "dose_route", "timeline",
    "stacked" }

  it("are refused by name", function()
    for _, name in ipairs(names) do
      for _, wrong in ipairs { 1, "x", true, print } do
        local ok, message = pcall(plot[name], wrong)
        assert.is_false(ok)
        assert.matches("^hepar%.plot%." .. name .. ": data must be a view", message)
      end
      assert.is_false((pcall(plot[name])))
      assert.has_error(function() plot[name]({ 1 }) end)
      assert.has_error(function() plot[name]({ a = 1 }) end)
      assert.has_error(function() plot[name]({}, 1) end,
        "hepar.plot." .. name .. ": options must be a table, got 1")
      assert.has_error(function() plot[name]({}, { widht = 1 }) end, "hepar.plot." .. name ..
        ': option "widht" is not known (did you mean "width"?)')
      assert.has_error(function() plot[name]({}, { width = 20 }) end, "hepar.plot." .. name ..
        ": option width must be a number from 85 to 1000, got 20")
    end
  end)

  it("include a weight without a source and words that are not choices", function()
    assert.has_error(function() plot.dose_route({}, { weight = { value = 70 } }) end,
      "hepar.plot.dose_route: option weight must be {value = kilograms, source = where it is from}")
    assert.has_error(function() plot.harvest({}, { rows = "outcomes" }) end,
      "hepar.plot.harvest: option rows must be one of domain, outcome, got \"outcomes\" " ..
      '(did you mean "outcome"?)')
    assert.has_error(function() plot.stacked(given.records, { fields = { "donors" } }) end,
      "hepar.plot.stacked: option fields[1] must be one of source, donor, disease, design, " ..
      'species, got "donors" (did you mean "donor"?)')
  end)
end)
