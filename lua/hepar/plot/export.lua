--- Puts a figure into a file: SVG directly, PNG and PDF through rsvg-convert.
-- @module hepar.plot.export
-- @local

local M = {}

-- One word for the shell, whatever it holds.
local function quote(s)
  return "'" .. s:gsub("'", "'\\''") .. "'"
end

-- A name beside the target, so that the last step is a rename within one file system.
local function part_name(path)
  local unique = tostring({}):match("0x(%x+)") or "0"
  return string.format("%s.%s-%d.part", path, unique, os.time())
end

-- Writes a file whole or not at all.
local function write(path, bytes)
  local file, message = io.open(path, "wb")
  if not file then return nil, message end
  local ok, why = file:write(bytes)
  local closed, why_not = file:close()
  if not ok or not closed then
    os.remove(path)
    return nil, path .. ": " .. tostring(why or why_not)
  end
  return true
end

local function failed(path, message)
  return nil, string.format("hepar.figure.save: cannot write %s: %s", path, message), "io"
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
  local file = io.open(log, "rb")
  local said = file and file:read("a"):gsub("%s+", " ") or ""
  if file then file:close() end
  os.remove(log)
  if not ok then return nil, "rsvg-convert failed: " .. said end
  return true
end

-- Saves SVG text as `kind`. Returns true, or nil, message and code.
function M.save(svg, path, kind, options)
  if kind ~= "svg" and not found("rsvg-convert") then
    return nil, string.format("hepar.figure.save: %s needs the program rsvg-convert, which is " ..
      "not on the PATH (Debian package librsvg2-bin); the ending .svg works without it",
      kind:upper()),
      "not_found"
  end
  -- a leading "-" must not look like an option
  local part = part_name(path:sub(1, 1) == "-" and "./" .. path or path)
  local ok, message = write(part, svg)
  if not ok then return failed(path, message) end
  if kind ~= "svg" then
    local made = part .. "." .. kind
    ok, message = convert(part, made, kind, options)
    os.remove(part)
    if not ok then
      os.remove(made)
      return failed(path, message)
    end
    part = made
  end
  ok, message = os.rename(part, path)
  if not ok then
    os.remove(part)
    return failed(path, message)
  end
  return true
end

return M
