-- A C program with hepar linked in: built by `make embed`, run here.

describe("examples/embed", function()
  local build = os.getenv("HEPAR_BUILD") or "build"

  local function run(...)
    local path = os.tmpname()
    local command = ("%s/embed/host %s %s 2>&1"):format(build, table.concat({ ... }, " "), path)
    local pipe = assert(io.popen(command))
    local text = pipe:read("a")
    local _, _, code = pipe:close()
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
    return text, code
  end

  it("runs a script and reads its result through the C API", function()
    local text, code = run("examples/embed/randomised.lua")
    local saved, read = text:match("the script saved (%d+) records, the C API reads (%d+)")
    assert.equal(saved, read)
    assert.is_true(tonumber(read) > 0)
    assert.equal(0, code)
  end)

  it("says what is wrong with a script, and leaves cleanly", function()
    local text, code = run("examples/embed/missing.lua")
    assert.matches("^host: .*missing%.lua", text)
    assert.equal(1, code)
  end)
end)
