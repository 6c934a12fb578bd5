-- What hepar.help prints. Made by docs/generate.lua from the comments of the sources:
-- do not edit.
-- luacheck: ignore 631

return {
  {module = "hepar", summary = "hepar: the evidence on stem-cell and extracellular-vesicle therapy of the liver, as answers that a researcher can defend. `require \"hepar\"` sets no global and prints nothing; each part is loaded when it is first used. Research use only, never a bedside device.", entries = {
  }},
}
