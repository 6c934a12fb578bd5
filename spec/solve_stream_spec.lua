-- The solver's C interface, and Ctrl-C.
local library = assert(package.searchpath("hepar.core", package.cpath)):gsub("lib/hepar/core%.so$",
  "libhepar.a")

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local output = pipe:read "a"
  local _, how, code = pipe:close()
  return output, how, code
end

local function flags()
  local file = assert(io.open(assert(package.searchpath("hepar.core", package.cpath)), "rb"))
  local text = file:read "a"
  file:close()
  if text:find("__asan_init", 1, true) then return "-fsanitize=address,undefined" end
  return text:find("__gcov_", 1, true) and "--coverage" or ""
end

describe("the solver in C", function()
  it("streams patients in order, at constant memory", function()
    local program = os.tmpname()
    local built = run(("unset LD_PRELOAD; cc -std=c11 -D_GNU_SOURCE -Wall -Wextra %s -Icsrc -o %s "
      .. "spec/base/solve.c '%s' -lgsl -lgslcblas -lsqlite3 -ljansson -lm -pthread -ldl"):format(
      flags(), program, library))
    assert.equal("", built)
    local output, how, code = run("unset LD_PRELOAD; " .. program)
    os.remove(program)
    assert.is_nil(output:match "not ok[^\n]*", output)
    assert.equal("exit 0", how .. " " .. code, output)
    assert.equal(13, select(2, output:gsub("ok: ", "")))
  end)
end)

describe("Ctrl-C during a simulation", function()
  it("comes back to Lua with how many patients were done", function()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write [[
      local core = require "hepar.core"
      local model = assert(core.model.parse("model m \"M\"\nstate x = 1\nstate y = 0\n" ..
        "x' = y\ny' = -x\n"))
      local kernel = assert(core.solve.kernel(model, {backend = "interpreter"}))
      os.execute("(sleep 0.3; kill -INT $PPID) > /dev/null 2>&1 &")
      print(core.solve.run(kernel, {from = 0, to = 1e5, times = {1}, columns = {"x"},
        patients = 100000, threads = 2, most_steps = 1000000000}))
    ]]
    file:close()
    local output, how, code = run("env --default-signal=INT lua5.4 " .. path)
    os.remove(path)
    assert.matches("^nil\thepar.model.simulate: interrupted after %d+ of 100000 patients\t"
      .. "interrupted\n$", output)
    assert.equal("exit 0", how .. " " .. code)
  end)
end)
