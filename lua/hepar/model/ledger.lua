-- The claims ledger: what the liver model says to every claim of the built-in evidence that a
-- model can
-- test. Outcomes are computed: each check runs simulations, and a claim is reproduced when every
-- one of
-- its comparisons holds, contradicted when one does not.

local check = require("hepar.util.check")
local lab = require("hepar.model.lab")

local M = {}

--- The claims of the reviews that a model can test, and what the models say to them.
-- @type ledger
-- @tfield table rows list of `{id, statement, check, topic, outcome, reason, fitted, parts}`;
-- `fitted`
-- is what the model was fitted to, so that agreement is no evidence; `parts` are the comparisons
-- `{what, value, relation, against, holds}`
-- @tfield integer reproduced claims of which every comparison holds
-- @tfield integer fitted those of them that the model was fitted to
-- @tfield integer contradicted claims of which a comparison fails
-- @tfield integer not_representable claims that no simulation can test
-- @tfield integer simulations how many runs it took
local Ledger = { __name = "hepar.ledger" }
Ledger.__index = Ledger

local books = { "hepar.model.claims_fiore", "hepar.model.claims_review" }

-- All checks and what they were fitted to, by claim.
local function checks()
  local run, fitted = {}, {}
  for _, name in ipairs(books) do
    local book = require(name)
    for id, step in pairs(book.check) do run[id] = step end
    for id, text in pairs(book.fitted) do fitted[id] = text end
  end
  return run, fitted
end

local function outcome(seen)
  if seen.reason then return "not_representable", seen.reason end
  local failed = {}
  for _, part in ipairs(seen.parts) do
    if not part.holds then failed[#failed + 1] = part.what end
  end
  if #seen.parts == 0 then return "not_representable", "the check compares nothing" end
  if #failed == 0 then return "reproduced" end
  return "contradicted", table.concat(failed, "; ")
end

--- Test the claims. `models` is what gives a model by its name.
function M.run(models, claims, options)
  local where = "hepar.model.ledger"
  check.given(where, options, { "claims" })
  local wanted
  if options and options.claims ~= nil then
    local list = options.claims
    if type(list) ~= "table" or getmetatable(list) then
      check.fail(where, "option claims must be a list of claims, got %s", check.show(list))
    end
    wanted = {}
    for i = 1, #list do
      if type(list[i]) ~= "string" then
        check.fail(where, "option claims must be a list of claims, got %s in it",
          check.show(list[i]))
      end
      wanted[list[i]] = true
    end
    if #list == 0 then check.fail(where, "option claims must be a list of claims, got none") end
  end
  local run, fitted = checks()
  local bench = lab.new(models)
  local ledger = setmetatable({ rows = {}, reproduced = 0, contradicted = 0, not_representable = 0,
    fitted = 0 }, Ledger)
  local known = {}
  for _, claim in ipairs(claims) do
    known[#known + 1] = claim.id
    if not wanted or wanted[claim.id] then
      if wanted then wanted[claim.id] = nil end
      local seen = lab.seen(bench)
      if run[claim.id] then
        run[claim.id](seen, bench)
      else
        seen:cannot("there is no check for this claim")
      end
      local result, reason = outcome(seen)
      ledger.rows[#ledger.rows + 1] = { id = claim.id, statement = claim.statement,
        check = claim.check, topic = claim.topic,
        outcome = result, reason = reason, fitted = fitted[claim.id], parts = seen.parts }
      ledger[result] = ledger[result] + 1
      if result == "reproduced" and fitted[claim.id] then ledger.fitted = ledger.fitted + 1 end
    end
  end
  for _, id in ipairs(check.names(wanted or {})) do
    check.fail(where, "claim %s is not one that a model tests%s", check.show(id), check.suggest(id,
      known))
  end
  ledger.simulations = bench.count
  return ledger
end

--- Test the claims of the built-in evidence with the built-in models.
function M.table(options)
  local claims = {}
  for i, claim in ipairs(require("hepar.evidence").builtin():claims{ test = "model" }) do
    claims[i] = claim
  end
  return M.run(require("hepar.model").builtin, claims, options)
end

-- A text cut or filled to a width, in characters.
local function cell(text, width)
  local length = utf8.len(text) or #text
  if length <= width then return text .. (" "):rep(width - length) end
  return text:sub(1, (utf8.offset(text, width) or width + 1) - 1) .. "…"
end

function Ledger:__tostring()
  local lines = { ("%d claims: %d reproduced (%d of them fitted to, no evidence), %d " ..
    "contradicted, %d not representable"):format(
    #self.rows, self.reproduced, self.fitted, self.contradicted, self.not_representable), "" }
  for _, row in ipairs(self.rows) do
    lines[#lines + 1] = ("%s  %s  %s"):format(cell(row.id, 15), cell(row.outcome ..
      (row.fitted and "*" or ""), 17), cell(row.statement, 100))
    if row.reason then lines[#lines + 1] = (" "):rep(17) .. (row.outcome == "contradicted" and
      "fails: " or "") .. row.reason end
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "* the model was fitted to this or built on it"
  return table.concat(lines, "\n")
end

return M
