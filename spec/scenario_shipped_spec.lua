-- Every scenario of examples/scenarios runs, and every record that makes none says why.
local hepar = require "hepar"

local ev = hepar.evidence.builtin()

describe("the shipped scenarios", function()
  local paths = {}
  local pipe = assert(io.popen("ls examples/scenarios/*.lua"))
  for path in pipe:lines() do paths[#paths + 1] = path end
  pipe:close()
  assert(#paths >= 35)

  for _, path in ipairs(paths) do
    it("run, and say what they assume: " .. path:match("[^/]*$"), function()
      local s = assert(hepar.scenario.read(path))
      assert.truthy(ev[s.record], s.record)
      assert.is_true(#s.assumptions > 0)
      local c = assert(s:run { n = 8, sample = 0 })
      assert.equal(8, c.n)
      assert.equal(0, c.failed)
      for _, output in ipairs(c.outputs) do
        local rows = c:summary(output)
        assert.equal(#s.arms, #rows)
        for _, row in ipairs(rows) do
          assert.equal(8, row.n)
          assert.is_true(row.mean == row.mean and math.abs(row.mean) < math.huge)
        end
      end
    end)
  end
end)

describe("the records of the tables", function()
  it("make scenarios that list what they assume, or say why not", function()
    local made, refused = 0, {}
    for record in ev:each() do
      local s, message, code = hepar.scenario.from_record(record)
      if s then
        made = made + 1
        assert.equal(record.id, s.record)
        assert.is_true(#s.assumptions > 0, record.id)
        for _, row in ipairs(s.assumptions) do
          assert.is_true(#row.what > 0 and #row.status > 0 and #row.reason > 0)
        end
      else
        assert.equal("not_found", code)
        assert.truthy(message:find(record.id .. " makes no scenario: ", 1, true), message)
        refused[#refused + 1] = message
      end
    end
    assert.equal(#ev, made + #refused)
    assert.is_true(#refused < 15)
  end)
end)
