-- A strict reader of the pages that hepar writes: raises on anything a browser would have to mend.
local M = {}

local void = { meta = true, link = true, br = true, img = true, hr = true, input = true }
local raw = { style = true, script = true, title = true }

-- {tags = list of {name, attributes}, ids = set, text = …} of a page; raises with the reason.
function M.read(page)
  assert(page:sub(1, 15) == "<!DOCTYPE html>", "no doctype")
  assert(utf8.len(page), "not UTF-8")
  local out = { tags = {}, ids = {}, anchors = {}, text = {}, urls = {} }
  local stack, at = {}, 16
  while true do
    local open = page:find("<", at, true)
    local text = page:sub(at, (open or 0) - 1)
    assert(not text:find(">", 1, true), "a bare > in: " .. text:sub(1, 80))
    for entity in text:gmatch("&[^;%s]*;?") do
      assert(entity:match("^&%a+;$") or entity:match("^&#%d+;$"), "bare & in: " .. entity)
    end
    out.text[#out.text + 1] = text
    if not open then break end
    local inside, close = page:match("^<([^<>]+)>()", open)
    assert(inside, "a bare < at: " .. page:sub(open, open + 60))
    local ending = inside:match("^/([%w:]+)$")
    if ending then
      local top = table.remove(stack)
      assert(top == ending, ("</%s> closes <%s>"):format(ending, tostring(top)))
    else
      local name, rest = inside:match("^([%w:]+)(.*)$")
      assert(name, "a tag without name: " .. inside)
      local self_closed = rest:match("/$") ~= nil
      local attributes = {}
      for key, value in rest:gmatch("([%w:-]+)%s*=%s*\"([^\"]*)\"") do
        assert(attributes[key] == nil, "attribute twice: " .. key)
        attributes[key] = value
      end
      local left = rest:gsub("[%w:-]+%s*=%s*\"[^\"]*\"", ""):gsub("/$", "")
      assert(left:match("^%s*$") or left:match("^%s*open%s*$"), "odd attributes: " .. rest)
      if attributes.id then
        assert(not out.ids[attributes.id], "id twice: " .. attributes.id)
        out.ids[attributes.id] = name
      end
      for _, key in ipairs { "href", "src", "xlink:href" } do
        local target = attributes[key]
        if target and target:sub(1, 1) == "#" then
          out.anchors[#out.anchors + 1] = target:sub(2)
        elseif target then
          out.urls[#out.urls + 1] = { tag = name, url = target }
        end
      end
      for _, key in ipairs { "aria-labelledby", "aria-describedby" } do
        for id in (attributes[key] or ""):gmatch("%S+") do out.anchors[#out.anchors + 1] = id end
      end
      out.tags[#out.tags + 1] = { name = name, attributes = attributes }
      if not void[name] and not self_closed then stack[#stack + 1] = name end
      if raw[name] and not self_closed then
        local last = page:find("</" .. name .. ">", close, true)
        assert(last, "unclosed " .. name)
        close = last
      end
    end
    at = close
  end
  assert(#stack == 0, "left open: " .. table.concat(stack, ", "))
  for _, id in ipairs(out.anchors) do assert(out.ids[id], "points nowhere: #" .. id) end
  out.text = table.concat(out.text)
  return out
end

-- How many tags of this name.
function M.count(read, name)
  local n = 0
  for _, tag in ipairs(read.tags) do if tag.name == name then n = n + 1 end end
  return n
end

return M
