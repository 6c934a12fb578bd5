---@meta hepar
-- Made by docs/generate.lua from the comments of the sources: do not edit.

---@class hepar
local hepar = {}

return hepar
