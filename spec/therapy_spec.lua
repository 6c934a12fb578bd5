-- Therapies and injuries in the words of the field, as settings of the liver model.

local hepar = require "hepar"

local therapy = hepar.therapy

local function fails(call, ...)
  local ok, message = pcall(call, ...)
  assert.is_false(ok)
  return message
end

-- Every name that a therapy sets must be one of the liver model's text.
local function symbols()
  local core = require "hepar.core"
  local function text(name)
    local file = assert(io.open("csrc/kernels/" .. name .. ".model"))
    local all = file:read("a")
    file:close()
    return all
  end
  local known = {}
  for _, symbol in ipairs(assert(core.model.parse(text "liver", { find = text })):symbols()) do
    known[symbol.name] = symbol.kind
  end
  return known
end

describe("a product", function()
  it("is the dose of Suk 2016 in its words", function()
    local p = therapy.product{ product = "MSC", source = "BM-MSC", donor = "autologous",
      route = "hepatic artery", dose = 5e7, at = { 60, 30 } }
    assert.are.same({ { at = 30, into = "dose_hepatic_artery", amount = 50 },
      { at = 60, into = "dose_hepatic_artery", amount = 50 } }, p.dose)
    assert.are.same({ allogeneic = 0, potency = 1 }, p.set)
  end)

  it("multiplies the factors of source, donor, passage, conditioning and gene", function()
    local p = therapy.product{ product = "MSC", source = "UC", donor = "ALLO", passage = 8,
      conditioning = { "hypoxia", "MELA" }, gene = "HGF", route = "IV", dose_per_kg = 1e6,
      weight = 60 }
    assert.is_true(math.abs(p.set.potency - 0.85 * 0.81) < 1e-12)
    assert.is_true(math.abs(p.set.cell_survival - 0.9 * 0.95 ^ 2 * 1.2 * 1.2) < 1e-12)
    assert.is_true(math.abs(p.set.cxcr4 - 2 * 1.5) < 1e-12)
    assert.is_true(math.abs(p.set.cell_trophic - 1.5 * 1.8) < 1e-12)
    assert.are.equal(60, p.dose[1].amount)
    for _, row in ipairs(p.assumptions) do
      assert.is_string(row.what)
      assert.is_string(row.reason)
      assert.are.equal("assumed", row.status)
    end
    assert.are.equal(6, #p.assumptions)
  end)

  it("gives vesicles with cargo, size and a ligand", function()
    local p = therapy.product{ product = "exosomes", cargo = "miR-181-5p", dose = 2e10,
      ev_size = 120, targeting = true }
    assert.are.same({ { at = 0, into = "dose_vesicles", amount = 2 } }, p.dose)
    assert.are.equal(0.9, p.set.cargo_STAT3)
    assert.are.equal(1.5, p.set.vesicle_matrix)
    assert.are.equal(120, p.set.vesicle_diameter)
    assert.are.equal(2, p.set.vesicle_targeting)
  end)

  it("gives medium as a level for its days", function()
    local p = therapy.product{ product = "conditioned medium", dose = 1e8, at = 3, ["until"] = 10 }
    assert.are.same({ { at = 3, input = "conditioned_medium", value = 100 },
      { at = 10, input = "conditioned_medium", value = 0 } }, p.change)
  end)

  it("gives drugs and takes away the cause", function()
    local p = therapy.product{ product = "G-CSF", cause = "abstinence", injury = 0.008, at = 30 }
    assert.are.equal(0.2, p.set.drug_regeneration)
    assert.are.equal(30, p.change[1].at)
    assert.are.equal("injury", p.change[1].input)
    assert.is_true(math.abs(p.change[1].value - 0.0012) < 1e-15)
    assert.are.equal(0.3, therapy.product{ product = "MSC", route = "IV", dose = 1e6,
      drug = "plerixafor" }.set.cxcr4)
  end)

  it("takes every product, conditioning, gene, cargo and drug of the reviews or says why not",
    function()
      local known = symbols()
      local core = require "hepar.core"
      local function try(options)
        local ok, result = pcall(therapy.product, options)
        if ok then
          for name in pairs(result.set) do
            assert.is_truthy(known[name] == "parameter" or known[name] == "input", name)
          end
          for _, change in ipairs(result.change) do
            assert.are.equal("input", known[change.input])
          end
          for _, dose in ipairs(result.dose) do assert.is_not_nil(known[dose.into], dose.into) end
        else
          assert.is_truthy(result:find("is not represented: ", 1, true) or
            result:find("needs option", 1, true) or result:find("give it as", 1, true) or
            result:find("is missing", 1, true) or result:find("does not go with", 1, true), result)
        end
        return ok
      end
      local taken = 0
      for _, row in ipairs(hepar.evidence.vocabulary("conditioning")) do
        if try{ product = "MSC", route = "IV", dose = 1e6, conditioning = row.code } then
          taken = taken + 1
        end
        if try{ product = "MSC", route = "IV", dose = 1e6, gene = row.code } then
          taken = taken + 1
        end
      end
      assert.is_true(taken >= 16)
      for _, row in ipairs(hepar.evidence.vocabulary("cargo")) do
        try{ product = "EV", dose = 1e10, cargo = row.code }
      end
      for _, row in ipairs(hepar.evidence.vocabulary("intervention_type")) do
        try{ product = row.code }
        try{ product = row.code, dose = 1e7 }
        try{ product = row.code, dose = 1e7, route = "HA" }
      end
      for _, row in ipairs(hepar.evidence.vocabulary("route")) do
        try{ product = "MSC", dose = 1e7, route = row.code }
      end
      assert.is_not_nil(core)
    end)

  it("refuses what the model cannot represent, with the reason", function()
    assert.are.equal('hepar.therapy.product: route "oral" is not represented: there are no ' ..
      "numbers for uptake from the gut",
      fails(therapy.product, { product = "MSC", route = "oral", dose = 1e6 }))
    assert.are.equal('hepar.therapy.product: gene "HNF4A" is not represented: its effect is ' ..
      "known on hepatoma only, and the model has no tumour",
      fails(therapy.product, { product = "MSC", route = "HA", dose = 1e6, gene = "HNF4A" }))
    assert.is_truthy(fails(therapy.product, { product = "EV", dose = 1e10, route = "HA" })
      :find("known for a vein only", 1, true))
    assert.is_truthy(fails(therapy.product, { product = "EV", dose = 1e10, passage = 3 })
      :find("option passage does not go with vesicles", 1, true))
  end)

  it("suggests near words", function()
    assert.are.equal('hepar.therapy.product: option "dosage" is not known',
      (fails(therapy.product, { dosage = 1 }):gsub(" %(did you mean.*", "")))
    assert.is_truthy(fails(therapy.product, { product = "MCS" }):find('did you mean "MSC"', 1,
      true))
    assert.is_truthy(fails(therapy.product, { product = "MSC", route = "HA", dose = 1,
      conditioning = "hypoxa" }):find('did you mean "HYPOXIA"', 1, true))
  end)

  it("refuses doses that are none, and doses twice", function()
    for _, dose in ipairs{ -1, 0, 0 / 0, math.huge, "many" } do
      assert.is_truthy(fails(therapy.product, { product = "MSC", route = "HA", dose = dose })
        :find("must be a positive number", 1, true))
    end
    assert.is_truthy(fails(therapy.product, { product = "MSC", route = "HA", dose = 1,
      dose_per_kg = 1 }):find("not both", 1, true))
    assert.is_truthy(fails(therapy.product, { product = "MSC", route = "HA" })
      :find("is missing", 1, true))
    assert.is_truthy(fails(therapy.product, { product = "MSC", route = "HA", dose = 1, at = -3 })
      :find("must be a time in days", 1, true))
  end)
end)

describe("an injury", function()
  it("is there for every cause and animal model that the liver model has", function()
    local known = symbols()
    for _, name in ipairs{ "chronic viral", "alcoholic", "NASH", "cholestatic", "CCl4 acute",
      "CCl4 chronic", "thioacetamide", "D-galactosamine+LPS", "paracetamol",
      "ischaemia-reperfusion", "70 % resection", "bile-duct ligation", "acute-on-chronic" } do
      local injury = therapy.injury(name)
      assert.is_true(#injury.assumptions > 0, name)
      assert.is_truthy(next(injury.set) or next(injury.change), name)
      for set in pairs(injury.set) do assert.is_not_nil(known[set], set) end
      for _, change in ipairs(injury.change) do assert.are.equal("input", known[change.input]) end
      for _, dose in ipairs(injury.dose) do assert.are.equal("state", known[dose.into]) end
    end
  end)

  it("says that deadly doses were chosen to be deadly", function()
    for _, name in ipairs { "GALN_LPS", "GALN", "TAA_FHF" } do
      local injury = therapy.injury(name)
      local row = injury.assumptions[1]
      assert.equal("calibrated", row.status, name)
      assert.truthy(row.reason:find("untreated animals die: their death is no prediction", 1, true))
      local run = hepar.model "liver":simulate { t = { 0, 7 }, at = { 7 }, preset = injury.preset,
        set = injury.set, change = injury.change, dose = injury.dose }
      assert.is_true(run:at(7).survival < 0.5, name)
    end
    -- a rate of one's own is assumed, not calibrated
    assert.equal("assumed", therapy.injury("GALN", { rate = 3 }).assumptions[1].status)
  end)

  it("is twice weekly for eight weeks in chronic CCl4 (Issa 2003)", function()
    local injury = therapy.injury("CCL4_CHRONIC")
    assert.are.equal("mouse", injury.preset)
    assert.are.equal(2 * 16 + 1, #injury.change)
    assert.are.same({ at = 56, input = "exposure", value = 0 }, injury.change[33])
    assert.are.equal("calibrated", injury.assumptions[1].status)
    assert.are.equal("assumed",
      therapy.injury("CCL4_CHRONIC", { rate = 0.2 }).assumptions[1].status)
  end)

  it("is refused when the model lacks what does the harm", function()
    assert.is_truthy(fails(therapy.injury, "CONA"):find("is not represented: ", 1, true))
    assert.is_truthy(fails(therapy.injury, "CCL5"):find('did you mean "CCL4"', 1, true))
    assert.is_truthy(fails(therapy.injury, 3):find("must be a string", 1, true))
    assert.is_truthy(fails(therapy.injury, "HCV", { days = 3 }):find("does not go with", 1, true))
  end)
end)

describe("injury and product together", function()
  it("become options of simulate, in the order of time", function()
    local joined = therapy.join({ t = { 0, 84 }, every = 1, set = { age = 40 } },
      therapy.injury("CCL4_CHRONIC"), therapy.product{ product = "EV", dose = 1e10, at = { 35,
        28 } })
    assert.are.equal("mouse", joined.preset)
    assert.are.equal(40, joined.set.age)
    assert.are.same({ 28, 35 }, { joined.dose[1].at, joined.dose[2].at })
    for i = 2, #joined.change do
      assert.is_true(joined.change[i - 1].at <= joined.change[i].at)
    end
  end)

  it("refuse two species at once and what is no therapy", function()
    assert.is_truthy(fails(therapy.join, {}, therapy.injury("PHX70"), therapy.injury("IRI"))
      :find("different species", 1, true))
    assert.is_truthy(fails(therapy.join, {}, {}):find("must come from product or injury", 1, true))
  end)

  it("print what they set and assume", function()
    local page = tostring(therapy.product{ product = "MSC", source = "AT", route = "HA",
      dose = 5e7 })
    assert.is_truthy(page:find("potency = 0.9", 1, true))
    assert.is_truthy(page:find("at 0: 50 into dose_hepatic_artery", 1, true))
    assert.is_truthy(page:find("source AT (assumed): no direct comparison", 1, true))
  end)
end)
