-- The state of a run in a file: numbers keep every bit, a file of another run is refused.
local bytes = require("hepar.util.bytes")
local check = require("hepar.util.check")
local core = require("hepar.core")
local file = require("hepar.util.file")
local words = require("hepar.util.words")

local M = {}

local MAGIC = "hepar cohort checkpoint 3\n"

--- What a run is recognised by: everything that its results depend on, as bytes.
function M.identity(spec, sample)
  local function plain(value, depth)
    if type(value) ~= "table" then
      if type(value) == "userdata" then
        local list = {}
        for i = 1, #value do list[i] = value[i] end
        return list
      end
      return type(value) ~= "function" and value or nil
    end
    if depth > 12 or check.class(value) then return nil end
    local out = {}
    for key, entry in pairs(value) do
      if key ~= "place" and key ~= "symbol" and key ~= "state" and key ~= "table" then
        out[key] = plain(entry, depth + 1)
      end
    end
    return out
  end
  -- A spec with another n and seed lies over the scenario's.
  local fields = {}
  for key, value in pairs((getmetatable(spec) or {}).__index or {}) do fields[key] = value end
  for key, value in pairs(spec) do fields[key] = value end
  fields.where = nil
  local whole = plain(fields, 0)
  whole.model, whole.assumptions, whole.notes = spec.model.text, nil, nil
  whole.sample = sample
  whole.version = core._VERSION
  return bytes.write(whole)
end

local Keeper = {}
Keeper.__index = Keeper

--- Keeps the total of a run in the file of its option checkpoint.
function M.keeper(run)
  return setmetatable({ run = run, path = run.options.checkpoint, save_at = 0 }, Keeper)
end

local function save(self)
  local run = self.run
  local state = {}
  for key, value in pairs(run.state) do state[key] = value end
  state.summary = run.summary:pack()
  local text = bytes.write { identity = run.identity, state = state }
  return file.write(self.path, MAGIC .. bytes.seal(text) .. text, run.where)
end

--- Goes on where the file ends, if there is one: true, or nil, message, code.
function Keeper:resume()
  local run, path = self.run, words.show(self.path)
  local handle = io.open(self.path, "rb")
  if not handle then return true end
  -- Of a file that is something else, no more is read.
  local seal = handle:read(#MAGIC) == MAGIC and handle:read(bytes.SEAL)
  local text = seal and handle:read("a")
  handle:close()
  if not text or bytes.seal(text) ~= seal then
    return nil, ("%s: %s is no checkpoint of a cohort, or it is damaged"):format(run.where, path),
      "format"
  end
  local content = bytes.read(text)
  if content.identity ~= run.identity then
    return nil, ("%s: %s belongs to another scenario, number of patients or model"):format(
      run.where, path), "conflict"
  end
  local ok, message, code = run.summary:unpack(content.state.summary)
  if not ok then return nil, message, code end
  content.state.summary = nil
  run.state = content.state
  return true
end

--- A part has come to the total: true, or nil, message, code. Writes at most once in a second, and
-- so that writing takes at most a twentieth of the time.
function Keeper:part()
  local now = core.progress.now()
  if now < self.save_at then return true end
  local ok, message, code = save(self)
  if not ok then return nil, message, code end
  local after = core.progress.now()
  self.save_at = after + math.max(1, 20 * (after - now))
  return true
end

--- The end, whole or not: true, or nil, message, code.
function Keeper:finish() return save(self) end

return M
