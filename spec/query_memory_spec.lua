-- Each allocation of a question fails in turn: a clean error, the same answer afterwards, no leak.
-- It runs in a process of its own, because the fuse is one for the whole process.
local script = [==[
local core = require "hepar.core"
assert(core.memory.adopt_libraries())
local hepar = require "hepar"
local ev = assert(hepar.evidence.builtin())
local long = {}
for i = 1, 600 do long[i] = "nothing:t1:r" .. i end
local questions = {
  function()
    return #ev:where { design = "clinical", route = { "HA", "PV" }, year = { from = 2010 },
      disease = { under = "CIRR" }, outcome = "MELD", text = "fibro* OR MELD",
      source = { ["not"] = "UC" } }
  end,
  function() return #ev:where { year = function(year) return year > 2012 end } end,
  function() return #ev:where { id = long } end,
  function() return #ev:tally("id").rows end,
  function() return #ev:where { route = "HA" }:tally("source", { by = "patients" }).rows end,
  function() return #ev:cross("source", "route", { by = "studies" }).rows end,
  function() return #ev:where { design = "clinical" }:search("hepatic artery NEAR fibrosis") end,
  function() return #ev:where { route = "HA" }:results { outcome = "CP" } end,
  function() return #ev:quantities { outcome = "MELD", at = { weeks = 24 } } end,
  function() return #ev:claims { topic = "homing", text = "MSC" } end,
  function() return #ev:sources() + #ev:decisions() end,
  function() return #tostring(ev:get("suk2016")) end,
  function() return #tostring(ev) end,
  function() return #assert(hepar.evidence.schema()) end,
}
local function alive()
  collectgarbage()
  collectgarbage()
  return select(2, core.memory.count())
end
local failures = 0
for i, question in ipairs(questions) do
  question() -- opens what is opened once
  local expected = question()
  alive()
  local before = alive()
  core.memory.fail_at(0)
  question()
  local total = core.memory.count()
  for n = 1, total, math.max(1, total // 60) do
    core.memory.fail_at(n)
    local ok, answer = pcall(question)
    core.memory.fail_at(0)
    if not ok then
      failures = failures + 1
      if not tostring(answer):find("out of memory", 1, true) then print(i, n, answer) end
    elseif answer ~= expected then
      print(i, n, "another answer", answer)
    end
    local now = alive()
    if now > before then print(i, n, "leaked", now - before) end
    before = now
  end
  if question() ~= expected then print(i, "another answer afterwards") end
end
print(failures)
]==]

describe("questions without memory", function()
  it("fail in a clear sentence and leave nothing behind", function()
    local interpreter = "lua5.4"
    for i = 0, -9, -1 do
      if arg and arg[i] then interpreter = arg[i] end
    end
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(script)
    file:close()
    local pipe = assert(io.popen(("'%s' '%s' 2>&1"):format(interpreter, path)))
    local output = pipe:read("a")
    pipe:close()
    os.remove(path)
    local failures = output:match("^(%d+)\n$")
    assert.truthy(failures, output)
    assert.is_true(tonumber(failures) > 400)
  end)
end)
