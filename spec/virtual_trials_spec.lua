-- The page on the two virtual trials quotes what its example prints.

local function text_of(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

it("docs/virtual-trials.md quotes examples/virtual_trials.out", function()
  local printed, quoted = {}, 0
  for line in text_of("examples/virtual_trials.out"):gmatch("[^\n]+") do printed[line] = true end
  for block in text_of("docs/virtual-trials.md"):gmatch("\n```\n(.-)\n```\n") do
    for line in block:gmatch("[^\n]+") do
      quoted = quoted + 1
      assert.is_true(printed[line], line)
    end
  end
  assert.is_true(quoted > 15)
end)
