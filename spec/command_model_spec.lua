-- hepar model and hepar simulate, as a person types them.

local files = require "spec.helper.files"
local read = files.read

local run = files.run

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text) end

-- Lines that are refused: {exit code, part of the message} by what stands behind `prefix`.
local function refuses(prefix, lines)
  for line, wanted in pairs(lines) do
    local text, message, code = run(prefix .. line)
    assert.equal("", text, line)
    has(message, wanted[2])
    assert.equal(wanted[1], code, line)
  end
end

local DECAY = "spec/data/decay.model"

describe("hepar model", function()
  it("lists the built-in models and shows one", function()
    local text, message, code = run("hepar model --list")
    assert.equal("", message)
    assert.equal(0, code)
    has(text, "liver")
    text = run("hepar model renewal_cook")
    has(text, "2 states")
    has(text, "Research use only")
    has(run("hepar model " .. DECAY), "One substance that disappears")
    has(run("hepar model liver --parameters"), "k_apoptosis")
  end)

  it("prints equations", function()
    assert.equal("amount(0) = 100 [mg]\namount' = -k * amount\n",
      run("hepar model " .. DECAY .. " --equations text"))
    has(run("hepar model " .. DECAY .. " --equations latex"), "\\frac{d ")
    has(run("hepar model " .. DECAY .. " --equations mathml"), "<math ")
  end)

  it("draws and writes SBML, and says what was left out", function()
    local base = os.tmpname()
    local text, _, code = run(("hepar model renewal_cook --graph %s.svg --sbml %s.xml"):format(base,
      base))
    assert.equal(0, code)
    has(text, "wrote " .. base .. ".svg")
    has(text, "left out: inputs are parameters")
    has(read(base .. ".svg"), "<svg")
    has(run("hepar model " .. base .. ".xml"), "2 states")
    for _, ending in ipairs { "", ".svg", ".xml" } do os.remove(base .. ending) end
  end)

  it("says what is wrong, with its exit code", function()
    refuses("hepar ", {
      ["model livr"] = { 2, 'did you mean "liver"?' },
      ["model"] = { 2, "the name of a model is missing" },
      ["model no/such.model"] = { 3, "no/such.model" },
      ["model liver --sbml x.txt"] = { 2, "ends in .xml or .sbml" },
      ["model liver --graph x.bmp"] = { 2, "bmp" },
      ["model liver --equations tex"] = { 2, "tex" },
    })
  end)
end)

describe("hepar simulate", function()
  it("solves and writes the columns", function()
    local path = os.tmpname()
    local text, message, code = run(("hepar simulate %s --to 10 --every 5 --set k=0.1 --initial "
      .. "amount=50 --dose at=5,into=amount,amount=30 --rtol 1e-10 --output %s"):format(DECAY,
      path))
    assert.equal("", message)
    assert.equal(0, code)
    has(text, "1 dose: 30 mg into amount at 5")
    local csv = assert(require("hepar.util.csv").read(path))
    assert.same({ "t", "amount" }, csv.names)
    assert.is_near(50 * math.exp(-1) + 30 * math.exp(-0.5), tonumber(csv.cells.amount[3]), 1e-6)
    os.remove(path)
  end)

  it("takes times in words, changes, presets, columns and units", function()
    local text = run("hepar simulate " .. DECAY .. " --to '2 weeks' --every '1 week' "
      .. "--change at=7,k=0 --columns amount --solver tsit5 --set 'k=0.7 1/week'")
    has(text, "0 to 14 days, 3 times")
    has(text, "tsit5")
    has(text, "49.6585") -- 100 exp(-0.7)
    has(run("hepar simulate liver --to 1 --preset rat --columns MELD"), "preset rat")
  end)

  it("draws", function()
    local path = os.tmpname() .. ".svg"
    has(run(("hepar simulate %s --to 10 --plot %s"):format(DECAY, path)), "wrote " .. path)
    has(read(path), "<svg")
    os.remove(path)
  end)

  it("says what is wrong, with its exit code", function()
    refuses("hepar simulate ", {
      ["liver"] = { 2, "--to" },
      ["livr --to 3"] = { 2, 'did you mean "liver"?' },
      ["liver --to never"] = { 2, "--to takes a time" },
      ["liver --to 3 --set k"] = { 2, "--set takes NAME=VALUE" },
      ["liver --to 3 --set k_apoptosi=1"] = { 2, 'did you mean "k_apoptosis"?' },
      ["liver --to 3 --dose at=1,cells=5e7,route=SC"] = { 2, "no way for cells by route SC" },
      ["liver --to 3 --dose at=-1,cells=5e7,route=HA"] = { 2, "before the start" },
      ["liver --to 3 --dose at=soon,cells=5e7"] = { 2, "--dose: at takes a time" },
      ["liver --to 3 --change at=soon,flare=1"] = { 2, "--change: at takes a time" },
      ["liver --to 3 --rtol small"] = { 2, "rtol" },
      ["no/such.model --to 3"] = { 3, "no/such.model" },
      [DECAY .. " --to 3 --output no/such/folder.csv"] = { 3, "cannot write" },
    })
  end)
end)
