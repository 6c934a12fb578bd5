-- The valid calls of spec/helper/calls.lua for scores and therapies.

local hepar = require "hepar"

return function(in_part)
  -- ---- score ----

  local patient = require "spec.helper.scores"
  for _, about in ipairs(hepar.score.list()) do
    local options = { units = { "conventional", "string" }, unrounded = { true, "boolean" } }
    for _, input in ipairs(about.inputs) do
      options[input.name] = { patient(about.name)[input.name],
        "number|integer|string|boolean|table|column" }
    end
    in_part("score", about.name, function() return { patient(about.name) } end,
      { options = { options } })
  end
  in_part("score", "survival", { "CLIF_ACLF", 50, { days = 90 } }, { options = { [3] = {
    days = { 28, "integer" } } } })
  in_part("score", "explain", { "MELD", patient("MELD") }, { options = { [2] = {
    units = { "conventional", "string" }, unrounded = { true, "boolean" },
    bilirubin = { 2, "number|integer|string" } } } })
  in_part("score", "describe", { "MELD" })
  in_part("score", "list", {})

  -- ---- therapy ----

  in_part("therapy", "product", { { product = "MSC", route = "HA", dose = 5e7 } }, { options = { {
    product = { "MSC", "string" }, source = { "BM", "string" }, donor = { "AUTO", "string" },
    passage = { 4, "number|integer" }, route = { "HA", "string" },
    dose = { 5e7, "number|integer" }, at = { { 30, 60 }, "number|integer|table" },
    conditioning = { "HYPOXIA", "string|table" }, gene = { "HGF", "string|table" },
    drug = { "G-CSF", "string|table" } } } })
  in_part("therapy", "injury", { "CCL4_CHRONIC" }, { options = { [2] = {
    rate = { 0.2, "number|integer" }, period = { 7, "number|integer" },
    days = { 28, "number|integer" }, species = { "mouse", "string" } } } })
  in_part("therapy", "join", function()
    return { { t = { 0, 84 } }, hepar.therapy.injury("CCL4_CHRONIC") }
  end)
end
