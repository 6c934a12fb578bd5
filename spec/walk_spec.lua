-- Every public function and method, called with every wrong kind of argument in every place while
-- the others are valid. It has to raise one clear sentence, or take what the reference allows.

local hepar = require "hepar"
local lfs = require "lfs"
local table_of = require "spec.helper.calls"
local wrong = require "spec.helper.wrong"

package.path = "docs/?.lua;" .. package.path
local _, model = require("generate").files()

-- Kinds of the reference that stand for several kinds of values.
local wider = {
  number = { number = true, integer = true },
  int = { integer = true, number = true },
  integer = { integer = true, number = true },
}

-- May a value of that kind stand where the reference says `documented`?
local function allowed(kind, documented, optional)
  if kind == "nil" and optional then return true end
  for part in documented:gmatch("[^|]+") do
    if part == "any" or part == kind or (wider[part] and wider[part][kind]) then return true end
    -- An object of another class is no plain table.
  end
  return false
end

-- A float is fine where a whole number is asked for only when it is whole.
local function fits(value, documented)
  if type(value) ~= "number" or documented:find("number") or documented:find("any") then
    return true
  end
  return math.tointeger(value) ~= nil
end

describe("every public function", function()
  local folder, home, calls, values, closed
  local known = table_of()
  local documented = {}
  for _, page in ipairs(model.pages) do
    for _, entry in ipairs(page.functions) do documented[#documented + 1] = entry end
  end
  for _, class in ipairs(model.classes) do
    for _, entry in ipairs(class.methods) do documented[#documented + 1] = entry end
  end

  setup(function()
    home = lfs.currentdir()
    calls = table_of()
    closed = calls.closed()
    values = wrong.values(closed)
    folder = os.tmpname()
    os.remove(folder)
    assert(lfs.mkdir(folder))
    assert(lfs.chdir(folder)) -- a word may be a path: what is written is written here
  end)

  teardown(function()
    assert(lfs.chdir(home))
    os.execute("rm -rf '" .. folder .. "'")
  end)

  -- Call entry with the arguments; the results, packed, ok first.
  local function call(entry, receiver, arguments)
    if entry.class then
      return table.pack(pcall(entry.f, receiver, table.unpack(arguments, 1, arguments.n)))
    end
    return table.pack(pcall(entry.f, table.unpack(arguments, 1, arguments.n)))
  end

  -- Try one call with a wrong value; a complaint, or nil. `may` says whether it may be taken.
  local function try(entry, label, receiver, arguments, may)
    local results = call(entry, receiver, arguments)
    if not results[1] then
      local fault = wrong.fault(results[2], entry.full)
      return fault and ("%s with %s %s"):format(entry.full, label, fault)
    end
    if not may then return ("%s takes %s without a word"):format(entry.full, label) end
    if results[2] == nil and type(results[3]) == "string" and results.n >= 4 then
      local fault = wrong.fault(results[3], entry.full)
      if fault then return ("%s with %s answers what %s"):format(entry.full, label, fault) end
      if type(results[4]) ~= "string" then
        return ("%s with %s answers without a code"):format(entry.full, label)
      end
    end
    return nil
  end

  local function fresh(entry)
    local how = calls[entry.full]
    local receiver, arguments = how.make()
    entry.f = entry.class and receiver[entry.name] or calls.find(entry.full)
    arguments.n = arguments.n or #entry.params
    return receiver, arguments, how
  end

  for _, entry in ipairs(documented) do
    describe(entry.full, function()
      it("is known to this walk, and takes what is right", function()
        assert.is_truthy(calls[entry.full], "no valid call of " .. entry.full ..
          " in spec/helper/calls.lua")
        local receiver, arguments = fresh(entry)
        local results = call(entry, receiver, arguments)
        assert.is_true(results[1], tostring(results[2]))
        if not calls[entry.full].answers_nil and results.n > 2 then
          assert.is_false(results[2] == nil and type(results[4]) == "string",
            tostring(results[3]))
        end
      end)

      it("refuses wrong arguments in one clear sentence", function()
        local faults = {}
        for place, param in ipairs(entry.params) do
          for _, value in ipairs(values) do
            local receiver, arguments, how = fresh(entry)
            arguments[place] = value[2]
            local may = allowed(wrong.kind(value[2]), param.kind, param.optional)
              and fits(value[2], param.kind)
            if how.takes and how.takes[value[1]] then may = true end
            faults[#faults + 1] = try(entry, ("%s as %s"):format(value[1], param.name), receiver,
              arguments, may)
          end
        end
        assert.equal("", table.concat(faults, "\n"))
      end)

      local how = known[entry.full]
      if how and how.options then
        it("takes each option, and refuses wrong ones", function()
          local faults = {}
          for place, options in pairs(how.options) do
            local base = select(2, how.make())[place]
            local function with(name, value)
              local receiver, arguments = fresh(entry)
              local copy = {}
              for k, v in pairs(base or {}) do copy[k] = v end
              copy[name] = value
              arguments[place] = copy
              arguments.n = math.max(arguments.n, place)
              return receiver, arguments
            end
            for name, option in pairs(options) do
              local receiver, arguments = with(name, option[1])
              local results = call(entry, receiver, arguments)
              if not results[1] then
                faults[#faults + 1] = ("%s refuses option %s: %s"):format(entry.full, name,
                  tostring(results[2]))
              end
              for _, value in ipairs(values) do
                if value[2] ~= nil then
                  receiver, arguments = with(name, value[2])
                  local may = allowed(wrong.kind(value[2]), option[2], true)
                    and fits(value[2], option[2])
                  faults[#faults + 1] = try(entry, ("%s as option %s"):format(value[1], name),
                    receiver, arguments, may)
                end
              end
            end
            for _, key in ipairs { "qwertz", 1, true, 0.5 } do
              local receiver, arguments = with(key, 1)
              faults[#faults + 1] = try(entry, ("the option %s"):format(tostring(key)), receiver,
                arguments, false)
            end
          end
          table.sort(faults)
          assert.equal("", table.concat(faults, "\n"))
        end)
      end

      if entry.class then
        it("refuses what is no " .. entry.class .. " in front of it", function()
          local faults = {}
          for _, value in ipairs(values) do
            local _, arguments = fresh(entry)
            faults[#faults + 1] = try(entry, value[1] .. " as the object", value[2], arguments,
              wrong.kind(value[2]) == entry.class and (not value[1]:find("closed", 1, true)
                or calls[entry.full].closes))
          end
          assert.equal("", table.concat(faults, "\n"))
        end)
      end
    end)
  end

  -- What Lua calls by itself: operators, length, places, iteration, text.
  it("of an operator refuses wrong operands in one clear sentence", function()
    local column, gone = hepar.column { 1, 2, 3 }, closed["a closed column"]
    local operations = {
      ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end,
      ["*"] = function(a, b) return a * b end, ["/"] = function(a, b) return a / b end,
      ["^"] = function(a, b) return a ^ b end, ["%"] = function(a, b) return a % b end,
      [".."] = function(a, b) return a .. b end,
    }
    local faults = {}
    local function try_one(label, f, may, ...)
      local ok, message = pcall(f, ...)
      local fault = not ok and wrong.fault(message, "hepar.column")
      if ok and not may then fault = "is taken without a word" end
      if fault then faults[#faults + 1] = label .. " " .. fault end
    end
    for name, operation in pairs(operations) do
      for _, value in ipairs(values) do
        local kind = wrong.kind(value[2])
        local number = (kind == "integer" or kind == "number") and name ~= ".."
        local may = number or kind == "column" and value[2] ~= gone
          or name == ".." and kind == "table" and next(value[2]) == nil
        try_one(name .. " " .. value[1], operation, may, column, value[2])
        try_one(value[1] .. " " .. name, operation, may, value[2], column)
        try_one("closed " .. name .. " " .. value[1], operation, false, gone, value[2])
      end
    end
    for _, value in ipairs(values) do
      local kind = wrong.kind(value[2])
      local number = kind == "integer" or kind == "number"
      try_one("reading at " .. value[1], function() return column[value[2]] end, true)
      try_one("writing at " .. value[1], function() column[value[2]] = 1 end, false)
      try_one("writing " .. value[1], function() column[1] = value[2] end, number)
      try_one("comparing with " .. value[1], function() return column == value[2] end, true)
      try_one("reading of a view at " .. value[1], function()
        return closed["a view"][value[2]]
      end, true)
      try_one("writing of a view at " .. value[1], function()
        closed["a view"][value[2]] = 1
      end, false)
    end
    try_one("length", function() return #gone end, false)
    try_one("reading a closed column", function() return gone[1] end, false)
    try_one("reading a closed view", function() return closed["a closed evidence"][1] end, false)
    try_one("length of a closed view", function() return #closed["a closed evidence"] end, false)
    try_one("going through a closed view", function() return pairs(closed["a closed evidence"]) end,
      false)
    table.sort(faults)
    assert.equal("", table.concat(faults, "\n"))
  end)

  it("of an object that prints itself does so, closed or not", function()
    for name, object in pairs(closed) do
      local ok, text = pcall(tostring, object)
      assert.is_true(ok, name .. ": " .. tostring(text))
      assert.is_truthy(utf8.len(text), name)
      if name:find("a closed", 1, true) then assert.matches("closed", text) end
    end
  end)

  it("that takes a name or path refuses one with a zero byte", function()
    local ev = closed["a view"]
    local cases = {
      function(name) return ev:save(name) end,
      function(name) return ev:export(name .. ".csv") end,
      function(name) return ev:import(name) end,
      function(name) return ev:tally(name) end,
      function(name) return ev:history(name) end,
      function(name) return hepar.evidence.open(name) end,
      function(name) return hepar.evidence.read(name) end,
      function(name) return hepar.evidence.vocabulary(name) end,
      function(name) return hepar.evidence.code("route", name) end,
      function(name) return hepar.units.convert(1, name, "g/L") end,
      function(name) return hepar.units.dimension(name) end,
      function(name) return hepar.report.new { title = "x" }:save(name .. ".html") end,
      function(name) return hepar.plot.figure { title = "x", width = 9, height = 9 }
        :save(name .. ".svg") end,
    }
    for i, case in ipairs(cases) do
      local ok, message = pcall(case, i > 9 and "mg/dL\0" or "route\0HA")
      assert.is_false(ok, "case " .. i)
      assert.is_nil(wrong.fault(message, "hepar"), "case " .. i)
    end
    assert.same({}, (function()
      local made = {}
      for name in lfs.dir(folder) do
        if name == "route" or name == "mg/dL" then made[#made + 1] = name end
      end
      return made
    end)())
  end)

  it("has an entry in the walk that is still documented", function()
    local names, left = {}, {}
    for _, entry in ipairs(documented) do names[entry.full] = true end
    for name in pairs(calls) do
      if type(calls[name]) == "table" and not names[name] then left[#left + 1] = name end
    end
    table.sort(left)
    assert.same({}, left)
  end)
end)
