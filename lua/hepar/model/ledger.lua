--- The claims ledger: what the liver model says to every claim of the built-in evidence that a
-- model can test. Outcomes are computed: each check runs simulations; a claim is contradicted when
-- one of its comparisons fails, reproduced when all hold, and reproduced in part when all hold but
-- a part of the claim is beyond what the model has.

local check = require("hepar.util.check")
local lab = require("hepar.model.lab")

local M = {}

--- The claims of the reviews that a model can test, and what the models say to them.
-- @type ledger
-- @tfield table rows list of `{id, statement, check, topic, outcome, reason, fitted, untested,
-- assumed, parts}`; `fitted` is what the model was fitted to, or the term of its equations that
-- holds the claim, so that agreement is no evidence;
-- `untested` lists the parts of the claim that no comparison sees, `assumed` what the outcome
-- rests on beyond the model: thresholds, and factors of the product; `parts` are the comparisons
-- `{what, value, relation, against, holds}`
-- @tfield integer reproduced claims that are tested whole and of which every comparison holds
-- @tfield integer reproduced_in_part claims of which every comparison holds and a part is untested
-- @tfield integer fitted reproduced claims, whole or in part, that the model was fitted to or that
-- a term of its equations holds
-- @tfield integer by_factor reproduced claims, whole or in part, that rest on an assumed factor of
-- the product, whose direction was taken from the same reviews
-- @tfield integer contradicted claims of which a comparison fails
-- @tfield integer not_representable claims that no simulation can test
-- @tfield integer simulations how many runs it took
local Ledger = { __name = "hepar.ledger" }
Ledger.__index = Ledger

local books = { "hepar.model.claims_fiore", "hepar.model.claims_review" }

-- What the books say of the claims, each by id: the checks, what the model was fitted to, what is
-- untested, what is assumed.
local function read_books()
  local all = { check = {}, fitted = {}, untested = {}, assumed = {} }
  for _, name in ipairs(books) do
    local book = require(name)
    for kind, entries in pairs(all) do
      for id, entry in pairs(book[kind]) do entries[id] = entry end
    end
  end
  return all
end

local function outcome(seen, untested)
  if seen.reason then return "not_representable", seen.reason end
  local failed = {}
  for _, part in ipairs(seen.parts) do
    if not part.holds then failed[#failed + 1] = part.what end
  end
  if #seen.parts == 0 then return "not_representable", "the check compares nothing" end
  if #failed > 0 then return "contradicted", table.concat(failed, "; ") end
  return untested and "reproduced_in_part" or "reproduced"
end

-- What an outcome rests on: what its book says, and the factors of the products that were given.
local function assumptions(stated, factors)
  local list = { table.unpack(stated or {}) }
  for _, what in ipairs(check.names(factors)) do
    list[#list + 1] = what .. ": " .. factors[what]
  end
  return #list > 0 and list or nil
end

local function copy(list)
  return list and { table.unpack(list) }
end

local where = "hepar.model.ledger"

-- The claims that the options name, as a set; nil for all.
local function wanted_of(options)
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
  return wanted
end

--- Test the claims. `models` is what gives a model by its name.
function M.run(models, claims, options)
  local wanted = wanted_of(options)
  local book = read_books()
  local bench = lab.new(models)
  local ledger = setmetatable({ rows = {}, reproduced = 0, reproduced_in_part = 0,
    contradicted = 0, not_representable = 0, fitted = 0, by_factor = 0 }, Ledger)
  local known = {}
  for _, claim in ipairs(claims) do
    known[#known + 1] = claim.id
    if not wanted or wanted[claim.id] then
      if wanted then wanted[claim.id] = nil end
      local seen = lab.seen(bench)
      bench.factors = {}
      if book.check[claim.id] then
        book.check[claim.id](seen, bench)
      else
        seen:cannot("there is no check for this claim")
      end
      local result, reason = outcome(seen, book.untested[claim.id])
      local fitted = book.fitted[claim.id]
      ledger.rows[#ledger.rows + 1] = { id = claim.id, statement = claim.statement,
        check = claim.check, topic = claim.topic, outcome = result, reason = reason,
        fitted = fitted, untested = copy(book.untested[claim.id]),
        assumed = assumptions(book.assumed[claim.id], bench.factors), parts = seen.parts }
      ledger[result] = ledger[result] + 1
      if result == "reproduced" or result == "reproduced_in_part" then
        if fitted then ledger.fitted = ledger.fitted + 1 end
        if next(bench.factors) then ledger.by_factor = ledger.by_factor + 1 end
      end
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
  wanted_of(options) -- before the evidence is read
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

-- Outcomes in words.
M.words = { reproduced = "reproduced", reproduced_in_part = "in part",
  contradicted = "contradicted", not_representable = "not representable" }

function Ledger:__tostring()
  local lines = { ("%d claims: %d reproduced, %d reproduced in part (of both, %d fitted to or " ..
    "built in, no evidence, and"):format(#self.rows, self.reproduced, self.reproduced_in_part,
      self.fitted),
    ("%d by a factor of the product that is assumed), %d contradicted, %d not representable")
      :format(self.by_factor, self.contradicted, self.not_representable), "" }
  local blank = (" "):rep(17)
  for _, row in ipairs(self.rows) do
    lines[#lines + 1] = ("%s  %s  %s"):format(cell(row.id, 15), cell(M.words[row.outcome] ..
      (row.fitted and "*" or ""), 17), cell(row.statement, 100))
    if row.reason then lines[#lines + 1] = blank .. (row.outcome == "contradicted" and
      "fails: " or "") .. row.reason end
    if row.untested then
      lines[#lines + 1] = blank .. "not tested: " .. table.concat(row.untested, "; ")
    end
    if row.assumed then
      lines[#lines + 1] = blank .. "assumed: " .. table.concat(row.assumed, "; ")
    end
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "* the model was fitted to this, or has it as a term: no evidence"
  return table.concat(lines, "\n")
end

return M
