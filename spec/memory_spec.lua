-- Each allocation fails in turn, in a process of its own (the fuse is one for the whole process):
-- a clean error each time, files as before or whole, the same blocks alive as before, and all works
-- again afterwards. query_memory_spec does this for questions, import_spec for a store in memory.
-- HEPAR_ALLOCATIONS_STEP=1 tries each allocation of the long tasks, too.

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"

local script = [==[
local core = require "hepar.core"
assert(core.memory.adopt_libraries())
local hepar = require "hepar"
local folder, small, given = arg[1], arg[2], tonumber(arg[3])

local function write(name, text)
  local file = assert(io.open(folder .. name, "wb"))
  file:write(text)
  file:close()
end

local function record(id, more)
  return ('{"record":{"id":"%s","study":"a","design":"clinical","citation":{"year":2014},' ..
    '"verbatim":{"note":"x"},"population":{"disease":"CIRR"},"results":[{"outcome":"MELD",' ..
    '"direction":"down","text":"MELD"}],"provenance":[{"source_id":"s"}],"flags":[]%s}}\n')
    :format(id, more or "")
end
local source = '{"source":{"source_id":"s"}}\n'
write("one.ndjson", source .. record("s:t:r1"))
write("bad.ndjson", source .. record("s:t:r2") .. '{"record":{"id"\n' ..
  record("s:t:r3", ',"product":{"source":"BMX"}') .. record("q:t:r4") .. record("s:t:r5"))

local function fresh(name)
  for _, suffix in ipairs { "", "-wal", "-shm", "-journal" } do
    os.remove(folder .. name .. suffix)
  end
end

-- A store of one record in a file, made before anything fails.
local template
do
  fresh("a.hepar")
  local ev = assert(hepar.evidence.open(folder .. "a.hepar"))
  assert(ev:import(folder .. "one.ndjson"))
  ev:close()
  local file = assert(io.open(folder .. "a.hepar", "rb"))
  template = file:read("a")
  file:close()
end

local function prepare()
  fresh("a.hepar")
  write("a.hepar", template)
end

local function prepare_open()
  prepare()
  return assert(hepar.evidence.open(folder .. "a.hepar"))
end

-- nil, message, code and raised errors alike become errors.
local function must(value, message)
  if value == nil then error(message, 0) end
  return value
end

local rows = {}
for i = 1, 12 do
  rows[i] = { study = "s" .. i, outcome = i % 2 == 0 and "MELD" or "ALB", design = "clinical",
    effect = i % 5 == 0 and "null" or "benefit", id = "x:t:r" .. i }
end
local built = hepar.evidence.builtin()
local whole = hepar.evidence.read(small)

-- name, step (1: each allocation), work, what must hold after it, and what is done before it, while
-- nothing fails
local tasks = {
  { "make a store", 97, function()
    local ev <close> = must(hepar.evidence.open(folder .. "new.hepar"))
    return #ev
  end, function()
    local ev <close> = assert(hepar.evidence.open(folder .. "new.hepar"))
    assert(#ev == 0)
  end, function() fresh("new.hepar") end },
  { "open a store", 97, function()
    local ev <close> = must(hepar.evidence.open(folder .. "a.hepar", { readonly = true }))
    return #ev
  end },
  { "import into a file", 11, function(ev)
    must(ev:import(folder .. "bad.ndjson", { on_error = "skip" }))
    return #ev
  end, function()
    local ev <close> = assert(hepar.evidence.open(folder .. "a.hepar"))
    assert(#ev == 1 or #ev == 3, "half an import")
    assert(#ev:history() == (#ev == 1 and 1 or 2), "the history tells of something else")
  end, prepare_open },
  { "read a bundle", 197, function()
    local ev <close> = must(hepar.evidence.read(small))
    return #ev
  end },
  { "amend and check", 5, function(ev)
    must(ev:amend { id = "s:t:r1", field = "note", value = "x", who = "a", why = "b" })
    return #must(ev:check())
  end, function()
    local ev <close> = assert(hepar.evidence.open(folder .. "a.hepar"))
    assert(#ev == 1)
    assert(require("hepar.core").store.open(folder .. "a.hepar"):verify())
  end, prepare_open },
  { "check the built-in evidence", 1999, function() return #must(built:check()) end },
  { "get, export and save", 23, function()
    must(whole:get("atlas:t1:r01"))
    must(whole:export(folder .. "x.json"))
    must(whole:export(folder .. "x.ndjson"))
    must(whole:export(folder .. "x.csv"))
    must(whole:where { design = "clinical" }:export(folder .. "y.json"))
    must(whole:save(folder .. "x.hepar"))
    return 0
  end },
  { "columns", 1, function()
    local x = hepar.column { 3, 1, 2, 0 / 0 }
    local y = (x * 2 + 1 - x / x) ^ 2 % 3
    local z = (x .. y .. { 1, 2 }):slice(2, -2)
    z:copy():sort { descending = true }
    local n = #z:take(z:order()) + #z:sorted() + #z:cumsum() + #z:map(math.abs) + #z:concat({ 1 })
    local _ = z:median { na_rm = true }, z:quantile({ 0.1, 0.9 }, { type = 6, na_rm = true }), -z
    return n + #hepar.column.range(1, 5) + #hepar.column.linspace(0, 1, 5) + #tostring(z)
  end },
  { "random numbers", 1, function()
    local r = hepar.random.new(1)
    local n = 0
    for _, name in ipairs { "uniform", "normal", "exponential", "gamma", "beta", "poisson",
      "binomial" } do
      n = n + #must(r[name](r, 300, { threads = 2 }))
    end
    return n + #r:integer(1, 6, 9)
  end },
  { "directions", 1, function()
    local d = hepar.meta.directions(rows)
    return #d + #d:harvest() + #tostring(d) + hepar.meta.binom_test(9, 10)
      + hepar.meta.proportion_ci(9, 10)
  end },
}

local function alive()
  collectgarbage()
  collectgarbage()
  return select(2, core.memory.count())
end

for _, task in ipairs(tasks) do
  local name, step, work, holds, before_it = table.unpack(task, 1, 5)
  if step > 1 and given then step = given end
  -- Run the task with the n-th allocation failing; whether it came through, and its answer.
  local function run(n)
    local ev = before_it and before_it()
    core.memory.fail_at(n)
    local ok, answer = pcall(work, ev)
    local count = core.memory.count()
    core.memory.fail_at(0)
    if ev then ev:close() end
    local held, why = true, nil
    if holds then held, why = pcall(holds) end
    if not held then print(name, n, why) end
    return ok, answer, count
  end
  run(0) -- opens what is opened once
  local good, expected = run(0)
  assert(good, expected)
  local before = alive()
  local _, _, total = run(0)
  local failures = 0
  for n = 1, total, step do
    local ok, answer = run(n)
    if not ok then
      failures = failures + 1
      if not tostring(answer):find("hepar%.[^\n]*memory") then print(name, n, answer) end
    elseif answer ~= expected then
      print(name, n, "another answer", answer)
    end
    local now = alive()
    if now ~= before then print(name, n, "leaked", now - before) before = now end
  end
  local ok, answer = run(0)
  if not ok or answer ~= expected then print(name, "another answer afterwards", answer) end
  print("done", name, total, failures)
end
]==]

describe("every allocation that fails", function()
  it("gives a clean error, leaves files whole and nothing behind", function()
    local at = 0
    while arg and arg[at - 1] do at = at - 1 end
    local interpreter = arg and arg[at] or "lua5.4"
    local folder = os.tmpname()
    os.remove(folder)
    assert(require("lfs").mkdir(folder))
    local file = assert(io.open(folder .. "/script.lua", "w"))
    file:write(script)
    file:close()
    local pipe = assert(io.popen(("'%s' '%s/script.lua' '%s/' '%sdata/small.json' %s 2>&1"):format(
      interpreter, folder, folder, here, os.getenv("HEPAR_ALLOCATIONS_STEP") or "")))
    local output = pipe:read("a")
    pipe:close()
    os.execute("rm -rf '" .. folder .. "'")
    local done = 0
    local rest = output:gsub("done\t[^\t\n]+\t(%d+)\t(%d+)\n", function(total, failures)
      done = done + 1
      assert.is_true(tonumber(total) > 0 and tonumber(failures) > 0)
      return ""
    end)
    assert.equal("", rest)
    assert.equal(10, done)
  end)
end)
