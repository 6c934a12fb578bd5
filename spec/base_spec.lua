-- Pool, Ctrl-C and progress: a C program for what Lua cannot reach, and child processes for what
-- the user sees.

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local library = assert(package.searchpath("hepar.core", package.cpath))

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local output = pipe:read("a")
  local _, how, code = pipe:close()
  return output, how, code
end

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

-- The flags that a program needs beside the library, when that is instrumented.
local function link_flags()
  local file = assert(io.open(library, "rb"))
  local text = file:read("a")
  file:close()
  if text:find("__asan_init", 1, true) then return "-fsanitize=address,undefined" end
  return text:find("__gcov_", 1, true) and "--coverage" or ""
end

-- Run a Lua script in a child of its own, where SIGINT is not ignored even if it is here.
local function child(script, before)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(script)
  file:close()
  local output, how, code = run((before or "") .. "env --default-signal=INT lua5.4 " .. path)
  os.remove(path)
  return output, how, code
end

describe("the thread pool, the interrupt and the progress of the core", function()
  it("hold in C, without Lua", function()
    local program = os.tmpname()
    local static = library:gsub("lib/hepar/core%.so$", "libhepar.a")
    local build = "unset LD_PRELOAD; cc -std=c11 -D_GNU_SOURCE -Wall -Wextra %s -I%s -o %s %s %s "
      .. "-Wl,--wrap=pthread_create -lgsl -lgslcblas -lsqlite3 -ljansson -lm -pthread"
    assert.equal("", (run(build:format(link_flags(), quote(here .. "../csrc"), program,
      quote(here .. "base/base.c"), quote(static)))))
    local output, how, code = run("unset LD_PRELOAD; env --default-signal=INT " .. program)
    os.remove(program)
    assert.is_nil(output:match("not ok[^\n]*"), output)
    assert.equal("exit 0", how .. " " .. code, output)
    assert.equal(103, select(2, output:gsub("ok: ", "")))
  end)
end)

-- Press Ctrl-C after some time: the child's shell knows it as its parent.
local PRESS = 'os.execute("(sleep %s; kill -INT $PPID) > /dev/null 2>&1 &")\n'

describe("Ctrl-C during a long call", function()
  it("comes back to Lua as nil, message and code", function()
    local output, how, code = child([[
      local r = require("hepar").random(1)
    ]] .. PRESS:format("0.4") .. [[
      print(r:beta(8000000, {a = 0.3, b = 0.3, threads = 2}))
      print(r:position(), #r:beta(10))
    ]])
    assert.match("^nil\thepar.random.beta: interrupted after %d+ of 245 parts\tinterrupted\n"
      .. "1\t10\n$", output)
    assert.equal("exit 0", how .. " " .. code)
  end)

  it("leaves the handler of the interpreter as it was", function()
    local output = child([[
      local r = require("hepar").random(1)
      r:normal(100000)
    ]] .. PRESS:format("0.2") .. [[
      local ok, message = pcall(function() while true do end end)
      print(ok, message)
    ]])
    assert.match("^false\t.*interrupted!\n$", output)
  end)

  it("goes to the interpreter when it is pressed again", function()
    local output = child([[
      local core = require("hepar.core")
      local meter = core.progress.new("work", false)
    ]] .. PRESS:format("0.1") .. PRESS:format("0.4") .. [[
      local steps = 0
      local ok, message, code
      repeat
        ok, message, code = meter:step(steps)
        steps = steps + 1
      until not ok
      print(ok, message, code)
      ok, message = pcall(function() while true do end end)
      print(ok, message:match("interrupted!"))
      meter:close()
    ]])
    assert.equal("nil\twork: interrupted\tinterrupted\nfalse\tinterrupted!\n", output)
  end)
end)

describe("progress", function()
  local script = [[
    local core = require("hepar.core")
    local meter <close> = core.progress.new("counting")
    local start = os.clock()
    for i = 1, math.huge do
      local spent = os.clock() - start
      assert(meter:step(math.floor(spent * 1000), 700))
      if spent >= 0.5 then break end
    end
  ]]

  -- What a script writes on a pseudo terminal; the spec waits when there is none.
  local function on_terminal(text)
    if run("command -v script") == "" then
      pending("no `script` (Debian package bsdutils) on this machine, so no terminal")
    end
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    -- util-linux's script leaks its argument, which is not ours to report.
    local output = run(("ASAN_OPTIONS=detect_leaks=0 script -qec %s /dev/null < /dev/null"):format(
      quote("lua5.4 " .. path)))
    os.remove(path)
    return output
  end

  it("draws a line on a terminal and erases it", function()
    local output = on_terminal(script)
    local lines, last = 0, 0
    for percent in output:gmatch(
      "\r\27%[Kcounting  (%d+) %%  [%d.]+k?/s  %d+ s left") do
      lines = lines + 1
      assert.is_true(tonumber(percent) >= last and tonumber(percent) <= 72, output)
      last = tonumber(percent)
    end
    assert.is_true(lines >= 2, output)
    assert.match("left\r\27%[K$", output)
  end)

  it("shortens large counts and long times", function()
    local output = on_terminal([[
      local core = require("hepar.core")
      for _, case in ipairs{{2e6, 2.2e8}, {2e6, 2e10}, {3e4}} do
        local meter <close> = core.progress.new("counting")
        local start = os.clock()
        repeat
          local spent = os.clock() - start
          meter:step(math.floor(spent * case[1]), case[2] and math.floor(case[2]))
        until spent > 0.25
      end
    ]])
    assert.match("counting  0 %%  [%d.]+[kM]/s  %d+ min %d+ s left", output)
    assert.match("counting  0 %%  [%d.]+[kM]/s  %d+ h %d+ min left", output)
    assert.match("counting  [%d.]+k  [%d.]+k/s\r\27%[K", output)
  end)

  it("writes nothing when stderr is no terminal", function()
    local output, how, code = child(script)
    assert.equal("", output)
    assert.equal("exit 0", how .. " " .. code)
  end)

  it("refuses to go on after it was closed", function()
    local meter = require("hepar.core").progress.new("work")
    assert.is_true(meter:step(1, 2))
    meter:close()
    meter:close()
    assert.error_matches(function() meter:step(2, 2) end, "hepar.progress: the meter is closed")
    assert.error_matches(function() meter:step(-1) end, "done must be at least 0")
  end)
end)
