-- The house rules that a machine can check.

local function lines_of(command)
  local pipe = assert(io.popen(command))
  local list = {}
  for line in pipe:lines() do list[#list + 1] = line end
  pipe:close()
  return list
end

describe("the house", function()
  it("includes lua.h only in the binding", function()
    local found = lines_of("grep -rlE '#include *[<\"](lua|lauxlib|lualib)\\.h' csrc")
    assert.is_true(#found > 0)
    for _, path in ipairs(found) do assert.matches("^csrc/lua/", path) end
  end)

  it("keeps SQL in csrc/records", function()
    local found = lines_of("grep -rlE 'sqlite3_prepare|sqlite3_exec' csrc lua")
    assert.is_true(#found > 0)
    for _, path in ipairs(found) do assert.matches("^csrc/records/", path) end
  end)

  it("keeps MPI in a module of its own", function()
    for _, path in ipairs(lines_of("grep -rlE '#include *<mpi\\.h>' csrc")) do
      assert.matches("^csrc/mpi/", path)
    end
    local core = package.searchpath("hepar.core", package.cpath)
    assert.same({}, lines_of("nm -D --undefined-only " .. core .. " | grep MPI_"))
  end)

  it("neither prints nor ends the process in the core", function()
    assert.same({}, lines_of("grep -rnE '\\b(abort|exit|printf|puts|fputs)\\(' csrc --include=*.c "
      .. "| grep -vE 'snprintf|vsnprintf|csrc/lua/'"))
  end)

  it("names no folder of one machine", function()
    assert.same({}, lines_of("grep -rnIE '(^|[^A-Za-z0-9_.])/(work|farm|root)/' README.md "
      .. "CHANGELOG.md Makefile csrc lua spec docs examples bin .ci 2>/dev/null "
      .. "| grep -v spec/house_spec.lua"))
  end)

  it("keeps its files short", function()
    for _, line in ipairs(lines_of("wc -l csrc/*/*.c csrc/*/*.h lua/*.lua lua/hepar/*.lua "
      .. "lua/hepar/*/*.lua | grep -v -e total -e hepar/reference.lua")) do
      local count, path = line:match("(%d+) (%S+)")
      assert.is_true(tonumber(count) <= 600, path .. " has " .. count .. " lines")
    end
  end)
end)

describe('require "hepar"', function()
  local function run(code)
    local pipe = assert(io.popen(("lua5.4 -e '%s' 2>&1"):format(code)))
    local text = pipe:read("a")
    pipe:close()
    return text
  end

  it("sets no global and prints nothing", function()
    assert.equal("", run([[
      local before = {}
      for name in pairs(_G) do before[name] = true end
      local hepar = require "hepar"
      for _, part in ipairs{"evidence", "meta", "plot", "report", "units", "help", "column",
          "random", "score", "model", "therapy", "trial"} do
        assert(hepar[part], part)
      end
      for name in pairs(_G) do
        if not before[name] then print("global: " .. name) end
      end]]))
  end)

  it("loads its parts on first use", function()
    assert.equal("", run([[
      require "hepar"
      for name in pairs(package.loaded) do
        if name:match("^hepar%.") then print(name) end
      end]]))
  end)

  it("says nil for a part that there is not", function()
    assert.equal("nil\n", run('print(require("hepar").nothing)'))
  end)
end)
