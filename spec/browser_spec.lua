-- The first report in a real browser: nothing is fetched, nothing complains, every figure is drawn.
local hepar = require "hepar"
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local browser = dofile(here .. "helper/browser.lua")

-- Without a browser the specs wait, except on a build server, where they must run.
local function missing()
  if browser.find() then return false end
  local reason = "no Chromium on this machine (Debian package chromium), so the page was not opened"
  if os.getenv("CI") == "true" then error(reason, 0) end
  print(reason)
  pending(reason)
  return true
end

describe("the report in a browser", function()
  local folder, path, page

  setup(function()
    if not browser.find() then return end
    folder = browser.folder()
    path = folder .. "/next_protocol.html"
    local r = hepar.report.evidence(hepar.evidence.builtin())
    assert(r:save(path))
    page = r:html()
  end)

  teardown(function()
    if folder then os.execute("rm -rf '" .. folder .. "'") end
  end)

  it("makes no request and prints nothing to the console", function()
    if missing() then return end
    local seen = browser.open(path, { width = 1280 })
    assert.same({}, seen.console)
    assert.same({}, seen.requests)
    assert.truthy(seen.dom:find("</html>", 1, true))
  end)

  it("draws every figure and clips nothing, from a telephone to a desk", function()
    if missing() then return end
    local _, figures = page:gsub("<figure ", "")
    assert.equal(7, figures)
    for _, width in ipairs { 1280, 360 } do
      local seen = browser.measure(page, { width = width })
      assert.equal(figures, #seen.svg)
      for i, svg in ipairs(seen.svg) do
        local name = ("figure %d at %d px"):format(i, width)
        assert.truthy(svg.width > 300 and svg.height > 60, name .. " has no size")
        assert.truthy(svg.drawn_width > 100 and svg.drawn_height > 30, name .. " is not drawn")
        assert.truthy(svg.shapes > 10, name .. " is empty")
      end
      assert.equal(width, seen.inner)
      assert.equal(0, seen.clipped)
      assert.equal("rgb(255, 255, 255)", seen.ground)
      assert.truthy(seen.scroll <= seen.client, ("%d px wide on %d"):format(seen.scroll, width))
    end
  end)

  it("follows the reader's wish for a dark page", function()
    if missing() then return end
    assert.equal("rgb(20, 24, 27)", browser.measure(page, { width = 800, dark = true }).ground)
  end)

  -- The three checks above can fail: a page with those faults is caught.
  it("would notice a request, an error and an empty drawing", function()
    if missing() then return end
    local bad = folder .. "/bad.html"
    local text = '<!DOCTYPE html><html><head><title>x</title></head><body>'
      .. '<img src="http://example.org/x.png"><script>console.error("broken")</script>'
      .. '<svg width="0" height="0"></svg></body></html>'
    browser.write(bad, text)
    local seen = browser.open(bad, { width = 800 })
    assert.truthy(table.concat(seen.console):find("broken", 1, true))
    assert.same({ "http://example.org/x.png" }, seen.requests)
    local svg = browser.measure(text, { width = 800 }).svg[1]
    assert.equal(0, svg.width)
    assert.equal(0, svg.shapes)
  end)
end)
