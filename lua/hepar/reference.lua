-- What hepar.help prints. Made by docs/generate.lua from the comments of the sources:
-- do not edit.
-- luacheck: ignore 631

return {
  {module = "hepar", summary = "hepar: the evidence on stem-cell and extracellular-vesicle therapy of the liver, as answers that a researcher can defend. `require \"hepar\"` sets no global and prints nothing; each part is loaded when it is first used. Research use only, never a bedside device.", entries = {
  }},
  {module = "hepar.help", summary = "Help at the prompt: the same texts as the reference.", entries = {
    {name = "hepar.help.help", call = "hepar.help.help([topic])",
      summary = "The help text of a name or an object, as the reference has it. Without an argument, what there is.",
      params = {
        {"topic", "string|any", "a name such as \"evidence.where\", or an object such as a view", true},
      },
      returns = {
        {"string", "the text; the prompt prints it"},
      },
      raises = {
        "when nothing of that name is known",
      },
      usage = {
        "hepar.help(\"meta.directions\")",
      }},
  }},
}
