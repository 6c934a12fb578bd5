-- Which line of a script gives a field: the table constructor after the last `return` is read for
-- its names, so that a message about `arms.one[1].route` can say where it stands. A script that
-- builds its table otherwise is run all the same; its messages name the field alone.
local M = {}

-- Tokens of a Lua text: kind ("name", "string", "number" or the sign itself), text, line.
local function tokens(text)
  local list, at, line = {}, 1, 1
  local function skip(to)
    local _, ends = text:sub(at, to):gsub("\n", "")
    line, at = line + ends, to + 1
  end
  local function put(kind, value, to)
    list[#list + 1] = { kind = kind, text = value, line = line }
    skip(to)
  end
  while at <= #text do
    local _, stop = text:find("^%s+", at)
    local level = not stop and text:match("^%-%-%[(=*)%[", at)
    local long = not stop and text:match("^%[(=*)%[", at)
    if stop then
      skip(stop)
    elseif level or long then
      local _, last = text:find("]" .. (level or long) .. "]", at, true)
      last = last or #text
      if level then skip(last) else put("string", nil, last) end
    elseif text:find("^%-%-", at) then
      skip((text:find("\n", at, true) or #text + 1) - 1)
    elseif text:find("^[%a_]", at) then
      local word = text:match("^[%w_]+", at)
      put("name", word, at + #word - 1)
    elseif text:find("^%.?%d", at) then
      local number = text:match("^[%w.]+", at)
      put("number", number, at + #number - 1)
    elseif text:find("^[\"']", at) then
      local quote, last = text:sub(at, at), at + 1
      while last <= #text and text:sub(last, last) ~= quote do
        last = last + (text:sub(last, last) == "\\" and 2 or 1)
      end
      put("string", text:sub(at + 1, last - 1), last)
    else
      put(text:sub(at, at), nil, at)
    end
  end
  return list
end

local opening = { ["{"] = true, ["("] = true, ["["] = true }
local closing = { ["}"] = true, [")"] = true, ["]"] = true }

-- Past an expression: to the comma, semicolon or bracket that ends it. Tables inside are read.
local function table_at(list, i, path, lines)
  local index = 1
  i = i + 1
  while list[i] and list[i].kind ~= "}" do
    local token, following = list[i], list[i + 1]
    local key
    if token.kind == "name" and following and following.kind == "=" and
      not (list[i + 2] and list[i + 2].kind == "=") then
      key, i = token.text, i + 2
    elseif token.kind == "[" and following and following.kind == "string" and list[i + 3] and
      list[i + 3].kind == "=" then
      key, i = following.text, i + 4
    else
      key = ("[%d]"):format(index)
      index = index + 1
    end
    local own = path == "" and key or key:sub(1, 1) == "[" and path .. key or path .. "." .. key
    lines[own] = token.line
    local depth = 0
    while list[i] do
      local kind = list[i].kind
      if depth == 0 and (kind == "," or kind == ";" or kind == "}") then break end
      if depth == 0 and kind == "{" then
        i = table_at(list, i, own, lines)
      else
        if opening[kind] then depth = depth + 1 end
        if closing[kind] then depth = depth - 1 end
        i = i + 1
      end
    end
    if list[i] and list[i].kind ~= "}" then i = i + 1 end
  end
  return i + 1
end

--- The line of each field, by its path ("arms.one[1].route").
function M.of(text)
  local list, lines, start = tokens(text), {}, nil
  for i = 1, #list - 1 do
    if list[i].kind == "name" and list[i].text == "return" and list[i + 1].kind == "{" then
      start = i + 1
    end
  end
  if start then table_at(list, start, "", lines) end
  return lines
end

--- The line of a path, or of the nearest table around it.
function M.find(lines, path)
  while path and path ~= "" do
    if lines[path] then return lines[path] end
    path = path:match("^(.*)%[%d+%]$") or path:match("^(.*)%.[^.]*$")
  end
  return nil
end

return M
