-- Memory that runs out: each allocation of a call fails once, in turn.
local assert = require "luassert"
local memory = require("hepar.core").memory

local M = {}

-- Blocks alive once nothing is held.
function M.alive()
  collectgarbage()
  collectgarbage()
  return (select(2, memory.count()))
end

-- Whichever allocation fails, `call` raises, or returns nil and, one sentence that names memory;
-- nothing of it stays alive; and with memory it gives an answer again. `least`: how many
-- allocations it has at the least; `code` that of nil answers (any without it).
function M.leaks_nothing(call, least, code)
  assert.is_truthy(call())
  local before, failures = M.alive(), 0
  for n = 1, 100000 do
    memory.fail_at(n)
    local ok, answer, message, got = pcall(call)
    memory.fail_at(0)
    if ok and answer then break end
    failures = failures + 1
    message = tostring(ok and message or answer)
    assert.is_truthy(message:find("memory", 1, true), message)
    assert.is_nil(message:find("\n", 1, true), message)
    if ok and code then assert.equal(code, got) end
  end
  assert.is_true(failures >= least, "only " .. failures .. " allocations failed")
  assert.equal(before, M.alive())
  assert.is_truthy(call())
end

return M
