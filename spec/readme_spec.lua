-- README tells the truth: its example prints what it says, and its commands exist.

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function run(path)
  local pipe = assert(io.popen(("lua5.4 %s 2>&1"):format(path)))
  local text = pipe:read("a")
  pipe:close()
  return text
end

describe("README.md", function()
  local readme = read("README.md")

  it("has an example whose output is the one printed", function()
    local code, output = readme:match("```lua\n(.-)```%s+```text\n(.-)```")
    assert.is_truthy(code)
    local path = os.tmpname()
    local file = assert(io.open(path, "wb"))
    file:write(code)
    file:close()
    local text = run(path)
    os.remove(path)
    assert.equal(output, text)
  end)

  it("names targets that the Makefile has", function()
    local makefile = read("Makefile")
    local count = 0
    local shown = readme:gsub("\nmake ", "`make ")
    for target in shown:gmatch("`make (%l[%l-]*)") do
      assert.is_truthy(makefile:find("\n" .. target .. ":", 1, true), "make " .. target)
      count = count + 1
    end
    assert.is_true(count >= 2)
  end)

  it("links only to files that are there", function()
    for path in readme:gmatch("%]%(([^)#:]+)%)") do
      assert.is_truthy(io.open(path, "rb"), path)
    end
  end)
end)
