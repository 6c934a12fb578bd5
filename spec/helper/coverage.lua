-- busted --helper: which functions of the Lua side the specs run. Writes $HEPAR_COVER: a line for
-- each file and a last line with the total. Functions, not lines: a hook at every line makes the
-- numeric specs take many minutes.

local hits = {}                                  -- path -> line where a function begins -> true
local seen = setmetatable({}, { __mode = "k" })  -- functions that were looked at
local getinfo = debug.getinfo

local function record()
  local f = getinfo(2, "f").func
  if seen[f] then return end
  seen[f] = true
  local info = getinfo(f, "S")
  local path = info.source:match("^@.*(lua/hepar.*%.lua)$")
  if not path then return end
  hits[path] = hits[path] or {}
  hits[path][info.linedefined] = true
end

-- The lines where the functions of a file begin; 0 is the file itself.
local function functions_of(path)
  local list = {}
  local listing = io.popen(("luac5.4 -l -p %s 2>/dev/null"):format(path))
  for row in listing:lines() do
    local line = row:match("^function <.-:(%d+),%d+>")
    if line then list[#list + 1] = tonumber(line) end
    if row:match("^main <") then list[#list + 1] = 0 end
  end
  listing:close()
  return list
end

local function report()
  debug.sethook()
  local target = os.getenv("HEPAR_COVER")
  if not target then return end
  local out = assert(io.open(target, "w"))
  local all, covered = 0, 0
  local listing = io.popen("find lua -name '*.lua' ! -name reference.lua | LC_ALL=C sort")
  for path in listing:lines() do
    local own, run = 0, 0
    for _, line in ipairs(functions_of(path)) do
      own = own + 1
      if hits[path] and hits[path][line] then run = run + 1 end
    end
    if own > 0 then
      out:write(("%5.1f%%  %d of %d  %s\n"):format(100 * run / own, run, own, path))
      all, covered = all + own, covered + run
    end
  end
  listing:close()
  out:write(("Lua functions: %.1f%% (%d out of %d)\n"):format(100 * covered / all, covered, all))
  out:close()
end

debug.sethook(record, "c")
local create = coroutine.create
-- Hooks belong to a coroutine: give each new one the same hook.
coroutine.create = function(f) -- luacheck: ignore 122
  local thread = create(f)
  debug.sethook(thread, record, "c")
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
