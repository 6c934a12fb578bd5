-- The examples of the pages, as a reader would type them. A block of Lua or of shell commands with
-- a block of text below it is an example, and the text is what it prints. The examples of one page
-- are run one after the other, in one folder, and share their globals as at a prompt.
-- Run from the root: lua5.4 docs/snippets.lua PAGE… writes what they print into the pages.

local M = {}

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

-- The pages that are checked.
function M.pages()
  local list = { "README.md" }
  local pipe = assert(io.popen("ls docs/*.md"))
  for path in pipe:lines() do
    if path ~= "docs/reference.md" then list[#list + 1] = path end
  end
  pipe:close()
  return list
end

-- The examples of a page: list of {language, code, output, line, from, to}, where from and to say
-- where the output stands in the text.
function M.examples(text)
  local list, at = {}, 1
  while true do
    local from, to, language, code = text:find("\n```(%l+)\n(.-)\n?```\n", at)
    if not from then return list end
    local a, b, output = text:find("^\n```text\n(.-)```\n", to + 1)
    if a and (language == "lua" or language == "sh") then
      local _, line = text:sub(1, from):gsub("\n", "")
      list[#list + 1] = { language = language, code = code, output = output, line = line + 1,
        from = a + #"\n```text\n", to = b - #"```\n" }
      at = b
    else
      at = to
    end
  end
end

local driver = [[
local count = ...
for i = 1, tonumber(count) do
  io.write("\0")
  io.flush()
  local file = io.open(".example" .. i .. ".sh", "rb")
  if file then
    file:close()
    io.flush()
    os.execute("sh .example" .. i .. ".sh 2>&1")
  else
    local f, message = loadfile(".example" .. i .. ".lua")
    local ok, why = false, message
    if f then ok, why = pcall(f) end
    if not ok then print((tostring(why):gsub("^%.example%d+%.lua:%d+: ", ""))) end
  end
end
]]

-- What the examples print, one text each.
function M.run(examples)
  local folder = os.tmpname()
  os.remove(folder)
  assert(os.execute("mkdir " .. folder))
  write(folder .. "/.driver.lua", driver)
  for i, example in ipairs(examples) do
    write(("%s/.example%d.%s"):format(folder, i, example.language), example.code .. "\n")
  end
  local pipe = assert(io.popen(("cd %s && lua5.4 .driver.lua %d 2>&1"):format(folder, #examples)))
  local all = pipe:read("a")
  pipe:close()
  os.execute("rm -r " .. folder)
  local printed = {}
  for text in (all .. "\0"):gmatch("(%Z*)%z") do printed[#printed + 1] = text end
  table.remove(printed, 1) -- what stands before the first mark: nothing
  return printed
end

-- Write what the examples print into a page.
function M.update(path)
  local text = read(path)
  local examples = M.examples(text)
  local printed = M.run(examples)
  for i = #examples, 1, -1 do
    text = text:sub(1, examples[i].from - 1) .. printed[i] .. text:sub(examples[i].to + 1)
  end
  write(path, text)
  return #examples
end

if arg and arg[0] and arg[0]:match("snippets%.lua$") then
  for _, path in ipairs(arg) do print(path, M.update(path)) end
end

return M
