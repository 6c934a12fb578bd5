--- Puts a figure into a file: SVG directly, PNG and PDF through rsvg-convert.
-- @module hepar.plot.export
-- @local

local file = require "hepar.util.file"

local M = {}

local where = "hepar.figure.save"

-- One word for the shell, whatever it holds.
local function quote(s)
  return "'" .. s:gsub("'", "'\\''") .. "'"
end

local function found(program)
  return os.execute("command -v " .. program .. " >/dev/null 2>&1") == true
end

-- Runs rsvg-convert on a part file; returns true, or nil and what it said.
local function convert(source, target, kind, options)
  local log = target .. ".log"
  local words = { "rsvg-convert", "--format=" .. kind }
  if kind == "png" and options.width then
    words[#words + 1] = string.format("--width=%d", options.width)
    words[#words + 1] = "--keep-aspect-ratio"
  elseif kind == "png" then
    words[#words + 1] = string.format("--dpi-x=%g", options.dpi or 300)
    words[#words + 1] = string.format("--dpi-y=%g", options.dpi or 300)
  end
  words[#words + 1] = quote("--output=" .. target)
  words[#words + 1] = quote(source)
  local ok = os.execute(table.concat(words, " ") .. " 2>" .. quote(log) .. " </dev/null")
  local handle = io.open(log, "rb")
  local said = handle and handle:read("a"):gsub("%s+", " ") or ""
  if handle then handle:close() end
  os.remove(log)
  if not ok then return nil, "rsvg-convert failed: " .. said end
  return true
end

-- Saves SVG text as `kind`. Returns true, or nil, message and code.
function M.save(svg, path, kind, options)
  if kind ~= "svg" and not found("rsvg-convert") then
    return nil, string.format("%s: %s needs the program rsvg-convert, which is " ..
      "not on the PATH (Debian package librsvg2-bin); the ending .svg works without it",
      where, kind:upper()),
      "not_found"
  end
  -- a leading "-" must not look like an option
  local part = file.beside(path:sub(1, 1) == "-" and "./" .. path or path)
  local ok, message = file.put(part, svg)
  if not ok then return file.failed(where, path, part, message) end
  if kind == "svg" then return file.move(part, path, where) end
  local made = part .. "." .. kind
  ok, message = convert(part, made, kind, options)
  os.remove(part)
  if not ok then
    os.remove(made)
    return file.failed(where, path, part, message)
  end
  return file.move(made, path, where)
end

return M
