-- busted --helper: which lines of the Lua side the specs run. Writes $HEPAR_COVER: a line for each
-- file and a last line with the total. A line counts when the compiler made code for it.

local root = "lua/hepar"
local hits = {}
-- function -> the lines seen of its file, false for files of others: asking a function for its file
-- at every line would take most of the time
local lines_of = setmetatable({}, { __mode = "k" })
local getinfo = debug.getinfo

local function look_up(f)
  local source = getinfo(f, "S").source
  local lines = hits[source]
  if lines == nil then
    local inside = source:sub(1, 1) == "@" and source:find("lua/hepar", 1, true)
    lines = inside and {} or false
    hits[source] = lines
  end
  lines_of[f] = lines
  return lines
end

local function record(_, line)
  local f = getinfo(2, "f").func
  local lines = lines_of[f]
  if lines == nil then lines = look_up(f) end
  if lines then lines[line] = true end
end

-- Every function of a chunk lists its own active lines; walk them all.
local function active_lines(path)
  local lines, chunk = {}, loadfile(path)
  local function walk(text)
    local listing = io.popen(("luac5.4 -l -l -p %s 2>/dev/null"):format(text))
    for row in listing:lines() do
      local line, op = row:match("^%s+%d+%s+%[(%d+)%]%s+(%u+)")
      if line and op ~= "RETURN" and op ~= "VARARGPREP" then lines[tonumber(line)] = true end
    end
    listing:close()
  end
  if chunk then walk(path) end
  return lines
end

local function report()
  debug.sethook()
  local target = os.getenv("HEPAR_COVER")
  if not target then return end
  local by_file = {}
  for source, lines in pairs(hits) do
    if lines then
      local path = source:match("(lua/hepar.*)$")
      by_file[path] = by_file[path] or {}
      for line in pairs(lines) do by_file[path][line] = true end
    end
  end
  local paths = {}
  local listing = io.popen("find lua -name '*.lua' | sort")
  for path in listing:lines() do paths[#paths + 1] = path end
  listing:close()
  local out = assert(io.open(target, "w"))
  local all, covered = 0, 0
  for _, path in ipairs(paths) do
    local own, seen = 0, 0
    for line in pairs(active_lines(path)) do
      own = own + 1
      if by_file[path] and by_file[path][line] then seen = seen + 1 end
    end
    if own > 0 and path ~= root .. "/reference.lua" then
      out:write(("%5.1f%%  %d of %d  %s\n"):format(100 * seen / own, seen, own, path))
      all, covered = all + own, covered + seen
    end
  end
  out:write(("Lua lines: %.1f%% (%d out of %d)\n"):format(100 * covered / all, covered, all))
  out:close()
end

debug.sethook(record, "l")
local create = coroutine.create
-- Hooks belong to a coroutine: give each new one the same hook.
coroutine.create = function(f) -- luacheck: ignore 122
  local thread = create(f)
  debug.sethook(thread, record, "l")
  return thread
end

-- Busted may leave with os.exit, or end as any script does: then the state is closed.
local done = false
local function finish()
  if not done then
    done = true
    report()
  end
end
local exit = os.exit
os.exit = function(...) -- luacheck: ignore 122
  finish()
  return exit(...)
end
_G.coverage_of_specs = setmetatable({}, { __gc = finish }) -- luacheck: ignore 112
