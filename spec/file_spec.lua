-- What is written in one go replaces a file, but never a device or a pipe.

local hepar = require "hepar"

-- What comes out of a pipe that `write(path)` writes to, and whether it is a pipe afterwards.
local function through(write)
  local path = os.tmpname()
  os.remove(path)
  assert(os.execute("mkfifo " .. path))
  assert(os.execute(("(cat %s > %s.out; : > %s.end) &"):format(path, path, path)))
  local ok, message = write(path)
  local waited = 0
  repeat
    local ended = io.open(path .. ".end", "rb")
    if ended then ended:close() end
    if not ended then os.execute("sleep 0.02") end
    waited = waited + 1
  until ended or waited > 500
  local file = assert(io.open(path .. ".out", "rb"))
  local text = file:read("a")
  file:close()
  local still = os.execute("test -p " .. path)
  os.execute(("rm -f %s %s.out %s.end"):format(path, path, path))
  return ok, message, text, still
end

describe("a pipe", function()
  local m = hepar.model.define [[
    model decay "decay"
    time day
    param k = 0.1 [1/day] "rate" {assumed}
    state size = 1 [1] "size"
    size' = -k * size]]

  it("takes the table of a run", function()
    local run = m:simulate { t = { 0, 10 }, every = 5 }
    local ok, message, text, still = through(function(path) return run:csv(path) end)
    assert.is_true(ok, message)
    assert.equal(4, select(2, text:gsub("\n", "")))
    assert.match("^t,size\n0,1\n", text)
    assert.is_true(still)
  end)

  it("takes a cohort as it is streamed", function()
    local s = hepar.scenario { model = m, horizon = 10, every = 5, outputs = { "size" },
      cohort = { n = 40, vary = { k = 0.2 } }, arms = { control = {} } }
    local c = s:run()
    local ok, message, text, still = through(function(path) return c:export(path) end)
    assert.is_truthy(ok, message)
    assert.equal(1 + 40 * 3, select(2, text:gsub("\n", "")))
    assert.is_true(still)
  end)
end)

describe("a device", function()
  it("that takes nothing is an error, and stays a device", function()
    local run = hepar.model("cell_kinetics"):simulate { t = { 0, 1 } }
    local ok, message, code = run:csv("/dev/full")
    assert.is_nil(ok)
    assert.equal("io", code)
    assert.match("cannot write \"/dev/full\"", message, 1, true)
    assert.is_true(os.execute("test -c /dev/full"))
  end)
end)
