-- Damaged SBML documents: read or refused with a sentence and a code, never an error of Lua.

local hepar = require "hepar"

local source = hepar.model.define [[
model damaged "A document that will be damaged"
time day
param k = 0.5 range 0.1 .. 1 [1/day] "rate" {recalled: a paper}
param n = 2
input level = 1
state x[1..2] = 4 [mg]
state y = 3 * n [mg]
let switched = if y > 9 [mg] and time < 1 [day] then 2 else 1
x[1]' = -k * x[1] * hill(x[1], 2 [mg], n) * level
x[2]' = k * x[1]
y' = -k * y * switched
event low when y < 1 [mg] set y = y + 2 [mg], x[1] = 4 [mg] "filled up"
]]

local reactions = [[
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
<listOfCompartments><compartment id="c" size="2" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="c" initialConcentration="5" hasOnlySubstanceUnits="false"/>
<species id="B" compartment="c" initialAmount="0" hasOnlySubstanceUnits="true"/>
</listOfSpecies>
<listOfReactions><reaction id="r" fast="false">
<listOfReactants><speciesReference species="A" stoichiometry="2"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="1"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>A</ci>
</apply></math><listOfLocalParameters><localParameter id="k" value="0.7"/></listOfLocalParameters>
</kineticLaw></reaction></listOfReactions></model></sbml>]]

local values = { "", "x", "-1", "1e999", "nan", "y", "true" }

-- One damage: an element or tag is gone, doubled or moved, an attribute gone or odd, a byte wrong.
local function damage(text, random)
  local tags = {}
  for from, to in text:gmatch("()<[^>]*>()") do tags[#tags + 1] = { from, to - 1 } end
  if #tags == 0 then return text end
  local one, other = tags[random:integer(1, #tags)], tags[random:integer(1, #tags)]
  local before, tag, after = text:sub(1, one[1] - 1), text:sub(one[1], one[2]), text:sub(one[2] + 1)
  local kind = random:integer(1, 6)
  if kind == 1 then return before .. after end
  if kind == 2 then return before .. tag .. text:sub(other[1], other[2]) .. after end
  if kind == 3 then
    local at = random:integer(1, #text)
    return text:sub(1, at - 1) .. string.char(random:integer(32, 126)) .. text:sub(at + 1)
  end
  if kind == 4 then return before .. tag:gsub('%s%w+="[^"]*"', "", 1) .. after end
  if kind == 5 then
    local name = tag:match("^<(%w+)")
    local close = name and after:find("</" .. name .. ">", 1, true)
    return close and before .. after:sub(close + #name + 3) or text
  end
  local odd = values[random:integer(1, #values)]
  return before .. tag:gsub('="[^"]*"', '="' .. odd .. '"', 1) .. after
end

describe("a damaged SBML document", function()
  for name, text in pairs { rules = (source:sbml()), reactions = reactions } do
    it("with " .. name .. " is read or refused", function()
      local random, path = hepar.random(2026, { purpose = name }), os.tmpname() .. ".xml"
      local read, refused = 0, 0
      for _ = 1, 400 do
        local hurt = text
        for _ = 1, random:integer(1, 3) do hurt = damage(hurt, random) end
        local file = assert(io.open(path, "wb"))
        file:write(hurt)
        file:close()
        local ok, model, message, code = pcall(hepar.model.read, path)
        assert.is_true(ok, tostring(model))
        if model then
          read = read + 1
          assert.is_string(tostring(model))
          local simulated, why = pcall(model.simulate, model, { t = 3, most_steps = 1000 })
          assert.is_true(simulated, tostring(why))
        else
          refused = refused + 1
          assert.is_string(message)
          assert.is_string(code)
        end
      end
      os.remove(path)
      assert.is_true(read > 20 and refused > 20)
    end)
  end
end)
