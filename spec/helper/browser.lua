-- Opens a page in headless Chromium and reports what a reader would not see: console messages,
-- requests, and how large each drawing came out. The page itself stays as it is; measuring happens
-- in a copy that carries a script.
local M = {}

-- Runs a command; its output without the final line end, or nil when it fails or prints nothing.
local function output(command)
  local pipe = io.popen(command .. " 2>/dev/null")
  if not pipe then return nil end
  local text = pipe:read("a"):gsub("%s+$", "")
  pipe:close()
  return text ~= "" and text or nil
end

-- The program, or nil.
function M.find()
  for _, name in ipairs { "chromium", "chromium-browser", "google-chrome", "chrome" } do
    local path = output("command -v " .. name)
    if path then return path end
  end
  return nil
end

function M.folder() return assert(output("mktemp -d")) end

function M.slurp(path)
  local handle = assert(io.open(path, "rb"))
  local text = handle:read("a")
  handle:close()
  return text
end

function M.write(path, text)
  local handle = assert(io.open(path, "wb"))
  handle:write(text)
  assert(handle:close())
end

local flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
  .. "--disable-background-networking --disable-component-update --disable-sync "
  .. "--disable-default-apps --disable-extensions --disable-client-side-phishing-detection "
  .. "--no-default-browser-check --host-resolver-rules='MAP * ~NOTFOUND' "
  .. "--enable-logging=stderr --v=0 --virtual-time-budget=5000 "

-- Opens `path`; returns {dom, console = {…}, requests = {…}}. `options`: width, height, dark.
function M.open(path, options)
  local program = assert(M.find())
  local folder = M.folder()
  local size = ("--window-size=%d,%d "):format(options.width or 1280, options.height or 1600)
  local dark = options.dark and "--blink-settings=preferredColorScheme=0 " or ""
  -- A sanitizer that the specs run under is not for the browser.
  os.execute(("env -u LD_PRELOAD timeout 120 '%s' %s%s%s--user-data-dir='%s/profile' "
    .. "--log-net-log='%s/net.json' --dump-dom 'file://%s' >'%s/dom.html' 2>'%s/log.txt'")
    :format(program, flags, size, dark, folder, folder, path, folder, folder))
  local out = { dom = M.slurp(folder .. "/dom.html"), console = {}, requests = {} }
  for line in M.slurp(folder .. "/log.txt"):gmatch("[^\n]+") do
    if line:find("CONSOLE", 1, true) then out.console[#out.console + 1] = line end
  end
  -- The browser asks for its own updates; those have no page as initiator.
  local seen = {}
  for event in M.slurp(folder .. "/net.json"):gmatch('"params":(%b{})') do
    local initiator, url = event:match('"initiator":"([^"]*)"'), event:match('"url":"([^"]*)"')
    if url and initiator and initiator ~= "not an origin" and url:find("^%a+:")
      and not url:find("^file:") and not url:find("^data:") and not seen[url] then
      seen[url] = true
      out.requests[#out.requests + 1] = url
    end
  end
  os.execute("rm -rf '" .. folder .. "'")
  return out
end

local script = [[<script>
addEventListener("load", function () {
  var out = [];
  document.querySelectorAll("svg").forEach(function (svg) {
    var box = svg.getBoundingClientRect(), drawn = svg.getBBox();
    out.push("svg " + Math.round(box.width) + " " + Math.round(box.height) + " "
      + Math.round(drawn.width) + " " + Math.round(drawn.height) + " "
      + svg.querySelectorAll("rect,circle,path,polygon,line,text").length);
  });
  var root = document.documentElement;
  out.push("page " + innerWidth + " " + root.clientWidth + " " + root.scrollWidth);
  out.push("ground " + getComputedStyle(document.body).backgroundColor);
  var all = document.querySelectorAll("main p, main li, main h2, main h3, figcaption, .note");
  var wide = 0;
  all.forEach(function (e) {
    if (e.closest(".scroll, .drawing")) return;
    if (e.getBoundingClientRect().right > root.clientWidth + 1) wide++;
  });
  out.push("clipped " + wide);
  var pre = parent.document.createElement("pre");
  pre.id = "measured";
  pre.textContent = out.join("\n");
  parent.document.body.appendChild(pre);
});
</script>]]

-- Measures a copy of the page: {svg = {{width, height, drawn_width, drawn_height, shapes}, …},
-- inner, client, scroll, clipped, ground}. The copy stands in a frame, because a window cannot be
-- as narrow as a telephone.
function M.measure(page, options)
  local folder = M.folder()
  -- The page forbids scripts; the copy must not.
  local copy = page:gsub('<meta http%-equiv="Content%-Security%-Policy"[^>]*>', "")
  copy = copy:gsub("</head>", function() return script .. "</head>" end, 1)
  copy = copy:gsub("&", "&amp;"):gsub('"', "&quot;")
  M.write(folder .. "/copy.html", ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>x'
    .. '</title></head><body><iframe style="border:0;width:%dpx;height:900px" srcdoc="')
    :format(options.width) .. copy .. '"></iframe></body></html>')
  local seen = M.open(folder .. "/copy.html", { width = math.max(options.width + 50, 600),
    dark = options.dark })
  os.execute("rm -rf '" .. folder .. "'")
  local text = assert(seen.dom:match('<pre id="measured">(.-)</pre>'), "the page was not measured")
  local out = { svg = {} }
  for a, b, c, d, e in text:gmatch("svg (%d+) (%d+) (%d+) (%d+) (%d+)") do
    out.svg[#out.svg + 1] = { width = tonumber(a), height = tonumber(b), drawn_width = tonumber(c),
      drawn_height = tonumber(d), shapes = tonumber(e) }
  end
  local inner, client, scroll = text:match("page (%d+) (%d+) (%d+)")
  out.inner, out.client, out.scroll = tonumber(inner), tonumber(client), tonumber(scroll)
  out.clipped = tonumber(text:match("clipped (%d+)"))
  out.ground = text:match("ground ([^\n]+)")
  return out
end

return M
