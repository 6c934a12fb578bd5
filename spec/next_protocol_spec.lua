-- The whole story on one page: seen by a reader who checks its numbers.
local hepar = require "hepar"
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local html = dofile(here .. "helper/html.lua")
local browser = dofile(here .. "helper/browser.lua")

local ev = hepar.evidence.builtin()
describe("the story of the next protocol", function()
  local page, seen, flat, report, printed

  -- The example itself, with few worlds and trials: coarse numbers, the same page.
  setup(function()
    local folder = browser.folder()
    local path, lines, was_arg, was_print = folder .. "/out.html", {}, _G.arg, _G.print
    _G.arg = { path, "4" }
    _G.print = function(text) lines[#lines + 1] = tostring(text) end
    local ok, result = pcall(dofile, here .. "../examples/next_protocol.lua")
    _G.arg, _G.print = was_arg, was_print
    assert(ok, result)
    report, printed = result, table.concat(lines, "\n")
    local handle = assert(io.open(path, "rb"))
    page = handle:read("a")
    handle:close()
    os.execute("rm -rf '" .. folder .. "'")
    seen = html.read(page)
    flat = page:gsub("<svg.-</svg>", " "):gsub("<[^>]->", " "):gsub("%s+", " ")
  end)

  local function part(id)
    local from = assert(page:find('<h2 id="' .. id .. '"', 1, true), id)
    local to = page:find("</section>", from, true)
    return page:sub(from, to):gsub("<svg.-</svg>", " "):gsub("<[^>]->", " "):gsub("&nbsp;", " ")
      :gsub("\u{A0}", " "):gsub("%s+", " ")
  end

  it("has its sections in the order of the argument", function()
    local last = 0
    for _, id in ipairs { "in-short", "summary", "contradictions", "pooled", "mechanism",
      "protocols", "next-trial", "assumptions", "appendices", "synthesis", "figures", "flags",
      "searched", "records", "published", "statements", "mechanism-details", "abbreviations",
      "limits", "swim", "provenance", "references" } do
      local at = page:find('<h2 id="' .. id .. '"', 1, true) or
        id == "flags" and page:find('>Flags</h2>', 1, true)
      assert.is_truthy(at, id)
      assert.is_true(at > last, id .. " is out of order")
      last = at
    end
  end)

  it("is closed in itself, without a hole in it", function()
    assert.equal(0, html.count(seen, "script"))
    for _, found in ipairs(seen.urls) do
      assert.truthy(found.tag == "a" or found.url == "data:,", found.tag .. " " .. found.url)
    end
    for _, word in ipairs { "nan", "inf", "nil", "table: 0x", "%d", "%s", "%%", "-0.0 " } do
      local at = flat:find("%f[%w%%-]" .. word:gsub("%p", "%%%0") .. "%f[^%w]")
      assert.is_nil(at, at and word .. " in: " .. flat:sub(at - 60, at + 40))
    end
    assert.is_nil(flat:find("%f[%d]1 years"))
    assert.is_nil(flat:find("%f[%d]1 months"))
    assert.is_nil(flat:find("/tmp/", 1, true))
  end)

  it("pools the deaths that trials print, and gives the numbers of a fit by hand", function()
    -- last counts of each trial: cells 2/28, 2/28, 3+2 of 60, 15/56 (41 alive), 7/31
    local fit = hepar.meta.fit(hepar.meta.effects { measure = "RR", ai = { 2, 2, 5, 15, 7 },
      n1i = { 28, 28, 60, 56, 31 }, ci = { 4, 1, 5, 24, 15 }, n2i = { 30, 27, 30, 54, 27 } },
      { method = "REML", test = "adhoc" })
    local p = fit:predict { transf = "exp" }
    local text = part("pooled")
    assert.truthy(text:find(("%.2f (%.2f to %.2f)"):format(p.pred[1], p.ci_lb[1], p.ci_ub[1]), 1,
      true), text)
    assert.truthy(text:find(("A new trial of this kind would fall between %.2f and %.2f"):format(
      p.pi_lb[1], p.pi_ub[1]), 1, true))
    assert.truthy(text:find("heterogeneity", 1, true))
    assert.truthy(text:find("15 of 56", 1, true) and text:find("24 of 54", 1, true))
    -- MELD in two trials: nothing is known of a third
    assert.truthy(text:find("nothing is known of a third trial", 1, true))
    assert.truthy(text:find("−2.01 (−3.35 to −0.68)", 1, true)) -- Pan 2014
    assert.truthy(text:find("MELD score 10 10 0 12", 1, true))   -- Fiore 2018, by hand
  end)

  it("says which statements the model reproduces and which it contradicts", function()
    local ledger = hepar.model.ledger()
    local text = part("mechanism")
    for _, row in ipairs(ledger.rows) do
      if row.outcome == "contradicted" then assert.truthy(text:find(row.id, 1, true), row.id) end
      assert.truthy(flat:find(row.id, 1, true), row.id)
    end
    assert.truthy(part("in-short"):find(("reproduces %d, %d in part, and contradicts %d"):format(
      ledger.reproduced, ledger.reproduced_in_part, ledger.contradicted), 1, true))
  end)

  it("ranks protocols as the search does, and says what is assumed", function()
    local pooling, search = require("hepar.report.next.pooling"), report.search
    assert.equal(4, search.draws)
    assert.equal(40, #search.rows)
    local text, words = part("protocols"), require("hepar.report.next.words")
    for _, row in ipairs(search:front()) do
      assert.truthy(text:find(("%s %s %.2f %s"):format(row.mark, words.protocol(row), row.burden,
        pooling.interval(row.benefit, row.low, row.high, 1)), 1, true), row.words)
    end
    assert.truthy(text:find("stated preferences, not measurements", 1, true))
    assert.truthy(text:find("single doses do better than multiple", 1, true))
    local rests = part("assumptions")
    for k = 1, 3 do
      assert.truthy(rests:find(search.reliance.parameters[k].name, 1, true))
    end
    for _, g in ipairs(search.reliance.groups) do
      assert.truthy(rests:find((" %d "):format(g.inputs), 1, true), g.status)
    end
    assert.truthy(part("in-short"):find(words.protocol(search.rows[1]):sub(2), 1, true))
  end)

  it("proposes a trial that analytic power agrees with", function()
    local text = part("next-trial")
    local n = tonumber(text:match("at most (%d+) patients"))
    local sd = tonumber(text:match("assumed, ([%d.]+) points are left"))
    -- a fixed design at the same spread: three looks cost a few per cent, 200 trials are coarse
    local fixed = hepar.trial.means { difference = 1.38, sd = sd, power = 0.9 }.n
    assert.is_true(n >= 0.85 * fixed and n <= 1.35 * fixed, ("%d against %d"):format(n, fixed))
    local none, half, whole = text:match("no effect at all 0.00 <? ?(%d+) %%.-−0.69 (%d+) %%.-"
      .. "−1.38 (%d+) %%")
    assert.is_true(tonumber(none) <= 7 and tonumber(half) < tonumber(whole), text)
    assert.is_true(tonumber(whole) >= 85)
    assert.truthy(text:find("Assurance", 1, true))
    assert.truthy(text:find("stopping for futility allowed", 1, true))
  end)

  it("prints what matters, in lines of a terminal", function()
    local text = printed
    assert.equal(tostring(report.conclusions), text)
    assert.equal(1, (text:find(tostring(report.findings), 1, true)))
    for _, word in ipairs { "6. Pooling: ", "7. Mechanism: ", "8. Protocol of least regret: ",
      "9. Assumed: ", "10. Next trial: " } do
      assert.truthy(text:find(word, 1, true), word)
    end
    for line in text:gmatch("[^\n]+") do assert.truthy(utf8.len(line) <= 100, line) end
  end)

  it("carries every row and statement with its place, and the seed", function()
    for record in ev:each() do assert.truthy(seen.ids[record.id], record.id) end
    for _, claim in ipairs(ev:claims()) do
      assert.truthy(page:find("<code>" .. claim.id .. "</code>", 1, true), claim.id)
    end
    local text = part("provenance")
    assert.truthy(text:find("random seed 2026", 1, true))
    assert.truthy(text:find("worlds 4", 1, true))
    assert.truthy(text:find("lua5.4 examples/next_protocol.lua", 1, true))
  end)

  it("fits a telephone and a desk, in a browser", function()
    if not browser.find() then
      if os.getenv("CI") == "true" then error("no Chromium on this machine", 0) end
      pending("no Chromium on this machine")
      return
    end
    local _, figures = page:gsub("<figure ", "")
    assert.equal(11, figures)
    for _, width in ipairs { 1280, 360 } do
      local view = browser.measure(page, { width = width })
      assert.equal(figures, #view.svg)
      for i, svg in ipairs(view.svg) do
        assert.truthy(svg.drawn_width > 100 and svg.shapes > 10, ("figure %d"):format(i))
      end
      assert.equal(0, view.clipped)
      assert.truthy(view.scroll <= view.client, ("%d px wide on %d"):format(view.scroll, width))
    end
  end)

  it("is written without protocols, and for an empty store", function()
    local r = assert(hepar.report.next_protocol(hepar.evidence.new(), { protocols = false }))
    local text = r:html()
    assert.is_nil(text:find('id="protocols"', 1, true))
    assert.truthy(text:find('id="provenance"', 1, true))
    assert.is_nil(r.search)
  end)

  it("refuses what cannot be meant", function()
    local cases = { { { drws = 3 }, 'option "drws" is not known' }, { { draws = 1 },
      "option draws must be a whole number from 2 to 100000, got 1" } }
    for _, case in ipairs(cases) do
      local ok, message = pcall(hepar.report.next_protocol, ev, case[1])
      assert.is_false(ok)
      assert.truthy(message:find(case[2], 1, true), message)
    end
  end)
end)

describe("examples/next_protocol.lua", function()
  it("says at once what is wrong when the page cannot be written", function()
    local pipe = assert(io.popen(("lua5.4 '%s../examples/next_protocol.lua' /none/x.html 2>&1")
      :format(here)))
    local text = pipe:read("a")
    assert.is_nil(pipe:close())
    assert.truthy(text:find('cannot write "/none/x.html"', 1, true), text)
    assert.is_nil(text:find("trying candidate protocols", 1, true))
  end)
end)
