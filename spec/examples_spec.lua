-- Each example that has an .out beside it prints exactly that.

describe("examples", function()
  local pipe = assert(io.popen("ls examples/*.out"))
  local names = {}
  for path in pipe:lines() do names[#names + 1] = path:match("^(.+)%.out$") end
  pipe:close()

  it("are there", function()
    assert.is_true(#names > 0)
  end)

  for _, name in ipairs(names) do
    it(name .. ".lua prints what " .. name .. ".out holds", function()
      local file = assert(io.open(name .. ".out", "rb"))
      local expected = file:read("a")
      file:close()
      local run = assert(io.popen("lua5.4 " .. name .. ".lua 2>&1"))
      local got = run:read("a")
      local ended_well = run:close()
      assert.equal(expected, got)
      assert.is_true(ended_well)
    end)
  end
end)
