---@meta hepar
-- Made by docs/generate.lua from the comments of the sources: do not edit.

---@class hepar
---@field help hepar.module.help
local hepar = {}

--- Help at the prompt: the same texts as the reference.
---@class hepar.module.help
local hepar_help = {}

--- The help text of a name or an object, as the reference has it. Without an argument, what there is.
--- Raises when nothing of that name is known
---@param topic? string|any a name such as "evidence.where", or an object such as a view
---@return string # the text; the prompt prints it
function hepar_help.help(topic) end

return hepar
