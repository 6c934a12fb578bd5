-- A proposal for the next trial: its size, its looks, and what it would find under each opinion of
-- the effect.
local format = require("hepar.report.format")
local pooling = require("hepar.report.next.pooling")
local protocols = require("hepar.report.next.protocols")
local words = require("hepar.report.next.words")

local M = {}

local printed = pooling.printed

local CORRELATION = 0.5       -- of MELD at entry and at week 24: assumed
local POWER, POOL = 0.9, 300
local LOOKS = { 1 / 3, 2 / 3, 1 }

-- Median of the patients in the rows of a group.
local function usual_size(data)
  local sizes = {}
  for _, record in ipairs(data.groups.clinical) do
    local n = (record.enrolment or {}).n_total
    if n then sizes[#sizes + 1] = n end
  end
  return format.median(sizes)
end

-- Smallest power of two trials: the total of patients that finds a difference, by simulation.
local function size_for(design, effect, from, replicates)
  local n = from
  for _ = 1, 40 do
    local result = assert(design:assurance { prior = { mean = effect, sd = 1e-6 }, n = n,
      replicates = replicates })
    if result.power >= POWER then return n, result end
    n = n + math.max(6, 6 * math.ceil(n * 0.03 / 6))
  end
  return n, assert(design:assurance { prior = { mean = effect, sd = 1e-6 }, n = n,
    replicates = replicates })
end

-- The proposal; or nil, message, code. Without a published pooled difference there is none.
function M.run(data, pooled, found, options)
  local hepar = require("hepar")
  local target = pooled.published[#pooled.published]
  local sd = pooled.spread.sd
  if not target or target.value >= 0 or not sd then return nil end
  local first = found.search.rows[1]
  local scenario = hepar.scenario(protocols.fields(options, { control = {},
    next = first.treatment }))
  local looks = { looks = LOOKS, spending = "obrien_fleming", futility = { spending = "hsd",
    gamma = -2 } }
  local function design(noise, n)
    return hepar.trial { scenario = scenario, arms = { "control", "next" }, n = n, patients = POOL,
      analysis = "ancova", looks = looks.looks, spending = looks.spending,
      futility = looks.futility, seed = options.seed,
      endpoint = { output = "MELD", at = { weeks = 24 }, noise = noise and { sd = noise } } }
  end
  local pool, message, code = design(nil, 100):pool { threads = options.threads,
    progress = options.progress }
  if not pool then return nil, message, code end
  local p = { scenario = scenario, looks = #LOOKS, target = target, usual = usual_size(data),
    printed_sd = sd, model_sd = pool.arms[1].sd, model_effect = pool.arms[2].difference,
    first = first, replicates = options.replicates }
  p.residual = sd * math.sqrt(1 - CORRELATION ^ 2)
  p.noise = math.sqrt(math.max(0.01, p.residual ^ 2 - p.model_sd ^ 2))
  local fixed = hepar.trial.means { difference = -target.value, sd = p.residual, power = POWER }
  local d = design(p.noise, 100)
  assert(d:pool { threads = options.threads, progress = options.progress })
  p.design = d
  p.n, p.at_target = size_for(d, target.value, 6 * math.ceil(fixed.n / 6),
    options.replicates)
  p.usual_power = hepar.trial.means { difference = -target.value, sd = p.residual,
    n = math.max(4, p.usual) }.power
  -- what the trial would find
  local search = found.search
  local worlds_sd = first.se * math.sqrt(search.draws)
  local opinions = {
    { "no effect at all", 0 },
    { "half of the smallest published pooled difference", target.value / 2 },
    { "the smallest published pooled difference", target.value, cite = target.source_id },
    { "the difference in the model with its own values", p.model_effect, model = true },
  }
  p.rows = {}
  for i, opinion in ipairs(opinions) do
    p.rows[i] = { words = opinion[1], effect = opinion[2], cite = opinion.cite,
      result = assert(d:assurance { prior = { mean = opinion[2], sd = 1e-6 }, n = p.n,
        replicates = options.replicates }) }
  end
  local se = (target.high - target.low) / (2 * 1.959964)
  local priors = {
    { "the smallest published pooled difference, with its interval", target.value, se,
      cite = target.source_id },
    { "half of it, as uncertain as the whole", target.value / 2, se },
    { "the model, over its worlds", -first.benefit, worlds_sd },
  }
  p.priors = {}
  for i, prior in ipairs(priors) do
    p.priors[i] = { words = prior[1], mean = prior[2], sd = prior[3], cite = prior.cite,
      result = assert(d:assurance { prior = { mean = prior[2], sd = prior[3] }, n = p.n,
        replicates = options.replicates }) }
  end
  -- the curves: power by size
  p.sizes, p.curves = {}, {}
  for k = 1, 6 do p.sizes[k] = 6 * math.max(2, math.floor(p.n * 1.4 * k / 6 / 6 + 0.5)) end
  for i = 2, 3 do
    local rows = assert(d:assurance { prior = { mean = opinions[i][2], sd = 1e-6 }, n = p.sizes,
      replicates = math.max(10, options.replicates // 2) }).rows
    p.curves[#p.curves + 1] = { label = opinions[i][1], rows = rows }
  end
  return p
end

-- Shares of trials that stop before the end, for success and for futility.
local function early(result)
  local success, futile = 0, 0
  for i = 1, #result.looks - 1 do
    success, futile = success + result.looks[i].success, futile + result.looks[i].futile
  end
  return format.percent(success), format.percent(futile)
end

function M.write(r, data, p)
  r:heading(1, "A proposal for the next trial", { id = "next-trial" })
  r:table { caption = "The trial that is proposed.", id = "design", row_header = true,
    columns = { "Part", "Proposal" }, rows = {
      { "Patients", ("cirrhosis by alcohol, MELD %d to %d at entry"):format(
        protocols.MELD[1], protocols.MELD[2]) },
      { "Treatment", words.protocol(p.first) },
      { "Control", "standard care, with a sham procedure so that patients and assessors are "
        .. "blinded" },
      { "Endpoint", "MELD after 24 weeks, adjusted for MELD at entry (analysis of covariance); "
        .. "deaths counted apart" },
      { "Size", ("at most %d patients, one to one"):format(p.n) },
      { "Looks", "after a third, two thirds and all of them; O’Brien and Fleming’s limits for "
        .. "success (2.5\u{A0}% one-sided in all), stopping for futility allowed" },
      { "Aim", { ("%s power for a difference of %s points, the smallest that pooled trials "
        .. "published at six months"):format(format.percent(POWER), printed(p.target.value)),
        data.cite(p.target.source_id) } } } }
  r:paragraph(("The size rests on the spread. Trials print a standard deviation of MELD near %s "
    .. "points (median over trials; those whose figures are in doubt left out); with a "
    .. "correlation of %s between entry and week 24, assumed, %s points are left that the entry "
    .. "does not explain. The virtual patients alone differ less (%s), so measurements were given "
    .. "the rest. "):format(printed(p.printed_sd, 1), printed(CORRELATION, 1),
    printed(p.residual, 1), printed(p.model_sd, 1)),
    p.usual and ("The clinical rows of the reviews have a median of %s patients: with them, a true "
    .. "difference of %s points is found in %s of trials."):format(format.number(p.usual),
    printed(p.target.value), format.percent(p.usual_power)) or "")
  local lines = {}
  for i, row in ipairs(p.rows) do
    local success, futile = early(row.result)
    lines[i] = { { row.words, row.cite and data.cite(row.cite) or "" }, printed(row.effect),
      format.percent(row.result.power), format.number(math.floor(row.result.expected_n + 0.5)),
      success, futile }
  end
  r:table { caption = ("What a trial of at most %d patients would find, if the truth were …")
    :format(p.n), id = "operating", rows = lines, columns = { "If the truth is",
      { title = "Difference, points", align = "right" },
      { title = "Chance of success", align = "right" },
      { title = "Patients on average", align = "right" },
      { title = "Stopped early for success", align = "right" },
      { title = "for futility", align = "right" } },
    notes = { ("%s simulated trials for each line, drawn from %d virtual patients whose outcomes "
      .. "were shifted to have that difference; Monte Carlo error of a chance at most %s.")
      :format(format.number(p.replicates), POOL, format.percent(0.5 / math.sqrt(p.replicates))) } }
  lines = {}
  for i, row in ipairs(p.priors) do
    lines[i] = { { row.words, row.cite and data.cite(row.cite) or "" }, printed(row.mean),
      printed(row.sd), format.percent(row.result.power) }
  end
  r:table { caption = "Assurance: the chance of success when the difference itself is uncertain.",
    id = "assurance", rows = lines, columns = { "Opinion",
      { title = "Mean, points", align = "right" }, { title = "SD", align = "right" },
      { title = "Assurance", align = "right" } },
    notes = { "SD: standard deviation of the opinion, taken as normal. The last line is the "
      .. "model’s own opinion of a protocol that nobody has tried like this; the first two are "
      .. "what pooled trials of other protocols saw." } }
  r:figure(require("hepar.report.next.curve").draw(p), { id = "figure-power", caption = {
    "Chance of success by number of patients, for the two differences that the evidence supports. "
    .. "The proposal is marked." } })
  r:paragraph("Because so much hangs on the spread, it should be estimated from the patients of "
    .. "the first look without unblinding, and the size set again. Trials whose patients come from "
    .. "a model say what would be found if the model were right; the numbers that do not need it "
    .. "are the published difference and the printed spread.")
end

return M
