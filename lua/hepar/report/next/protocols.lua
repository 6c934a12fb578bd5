-- Candidate protocols for the next trial, tried in the liver model under all that is not known.
local format = require("hepar.report.format")
local pooling = require("hepar.report.next.pooling")
local report = require("hepar.report")
local words = require("hepar.report.next.words")

local M = {}

local printed = pooling.printed

local WEEKS, YEARS = 24, 14
M.MELD = { 12, 25 } -- of the patients, at entry

--- The patients, and who is compared with whom.
local function fields(options, arms)
  return { title = "The next trial", model = "liver",
    disease = { name = "cirrhosis", etiology = "alcohol", years = YEARS },
    cohort = { n = 400, seed = options.seed, eligibility = { MELD = M.MELD } },
    arms = arms, horizon = { weeks = WEEKS }, every = { weeks = 4 }, outputs = { "MELD" } }
end
M.fields = fields

-- What is searched: the products that trials of both reviews gave, in the doses they gave.
local function space()
  local number, interval, dose = { 1, 2, 4 }, { weeks = 4 }, { 5e7, 2e8 }
  return {
    { product = "MSC", source = "BM", donor = "autologous", route = { "HA", "IV" }, dose = dose,
      number = number, interval = interval },
    { product = "MSC", source = "UC", donor = "allogeneic", route = { "HA", "IV" }, dose = dose,
      conditioning = { "none", "hypoxia" }, number = number, interval = interval },
    { product = "EV", dose = { 1e11, 1e12 }, number = { 1, 4 }, interval = { weeks = 1 } },
  }
end

-- The protocol that worlds must agree on with what was published: one dose into the artery.
local reference = { product = "MSC", source = "BM", donor = "autologous", route = "HA", dose = 5e7 }

--- Runs the search: {search, agree}; or nil, message, code.
function M.run(pooled, options)
  local hepar = require("hepar")
  local scenario = hepar.scenario(fields(options, { control = {} }))
  local low, high = 0, 0
  for _, row in ipairs(pooled.published) do
    low, high = math.min(low, row.low), math.max(high, row.high)
  end
  local agree
  if low < 0 then
    agree = { { treatment = { reference }, outcome = "MELD", at = { weeks = WEEKS }, low = low,
      high = high } }
  end
  local search, message, code = hepar.cohort.search(scenario, { outcome = "MELD",
    at = { weeks = WEEKS }, space = space(), agree = agree, draws = options.draws,
    patients = options.patients, threads = options.threads, progress = options.progress,
    seed = options.seed })
  if not search then return nil, message, code end
  return { search = search, agree = agree and { low = low, high = high }, scenario = scenario }
end

-- The best protocol by its mean under other stated preferences.
local function preferences(search)
  local function best(price, points)
    local row, value
    for _, one in ipairs(search.rows) do
      local v = one.benefit - price * (points and points(one) or one.burden)
      if not value or v > value then row, value = one, v end
    end
    if not row or value <= 0 then return "no treatment" end
    return words.protocol(row)
  end
  local price = search.price
  local catheter
  for _, weight in ipairs(search.weights) do
    if weight.name == "HA" then catheter = weight.value end
  end
  local lines = {
    { "as stated: a point of burden must bring " .. printed(price) .. " points of MELD",
      best(price) },
    { "a point of burden must bring half as much", best(price / 2) },
    { "a point of burden must bring twice as much", best(2 * price) },
    { "burden does not matter", best(0) },
  }
  if catheter then
    lines[#lines + 1] = { "a hepatic-artery catheter is no heavier than an infusion",
      best(price, function(row)
        local artery = row.settings.route == "HA" and row.procedures or 0
        return row.burden - artery * (catheter - 1)
      end) }
  end
  return lines
end

-- What the model gets wrong or leaves out that bears on the order of protocols.
local function warnings(model)
  local out = {}
  for _, one in ipairs(model.reproduces) do
    if one.status == "contradicted" and one.text:find("doses", 1, true) then
      out[#out + 1] = { "Contradicted: ", one.text, report.em(" (", one.source or "", ")") }
    end
  end
  for _, one in ipairs(model.limits) do
    local text = type(one) == "table" and one.text or one
    if text:find("dose-response", 1, true) or text:find("into a vein", 1, true) then
      out[#out + 1] = { "Limit: ", text }
    end
  end
  return out
end

function M.write(r, data, found, pooled)
  local search = found.search
  local first, second = search.rows[1], search.rows[2]
  r:heading(1, "Candidate protocols", { id = "protocols" })
  r:paragraph(("%s were tried in the liver model: marrow and cord cells, plain or grown with "
    .. "little oxygen (hypoxic), and vesicles; 50 or 200 million cells; one, two or four doses; "
    .. "through the hepatic artery or a vein of the arm. The patients are virtual: cirrhosis by "
    .. "alcohol for %d years, a MELD of %d to %d at entry. Benefit is the fall of MELD after %d "
    .. "weeks against the same patients without treatment."):format(
    format.count(#search.rows, "protocol"), YEARS, M.MELD[1], M.MELD[2], WEEKS))
  r:paragraph(("Nobody knows most numbers of the model. So every protocol met the same %d patients "
    .. "in %d worlds: draws of all %d values that are assumed or fitted, over their whole stated "
    .. "ranges. Of %d draws %d had too few such patients"):format(search.patients, search.draws,
    search.uncertain, search.tried, search.ineligible), found.agree and (", and %d had a single "
    .. "dose into the artery change MELD by more or less than the published pooled results "
    .. "allow (%s to %s points)"):format(search.disagreed or 0, printed(found.agree.low),
    printed(found.agree.high)) or "",
    "; these worlds were left out.")
  local lines = {}
  for i, row in ipairs(search:front()) do
    lines[i] = { row.mark, words.protocol(row), printed(row.burden),
      pooling.interval(row.benefit, row.low, row.high, 1), format.percent(row.on_front),
      format.percent(row.best), printed(row.regret) }
  end
  r:table { caption = "Protocols that no other dominates, the lightest first.", id = "front",
    rows = lines, columns = { "", "Protocol", { title = "Burden, points", align = "right" },
      { title = ("Fall of MELD (%d\u{A0}%% of the worlds)"):format(math.floor(search.level)),
        align = "right" },
      { title = "On the front", align = "right" }, { title = "Best", align = "right" },
      { title = "Regret", align = "right" } },
    notes = { "On the front: share of the worlds in which no other protocol has more benefit at no "
      .. "more burden. Best: share in which benefit less the price of the burden is greatest. "
      .. "Regret: what is lost on average against the best of each world, in points of MELD.",
      ("No treatment is best in %s of the worlds."):format(format.percent(search.control.best)) } }
  r:figure(search:plot { title = false, key = false,
    ylab = ("Fall of MELD against control after %d weeks"):format(WEEKS) }, { id = "figure-front",
    caption = { "Benefit against burden. Letters are those of ", report.ref("front"),
      "; lines hold ", ("%d\u{A0}%% of the worlds."):format(math.floor(search.level)) } })
  r:paragraph("The least regret has ", report.strong(first.mark and first.mark .. ", " or "",
    words.protocol(first)), (": MELD falls by %s points on average (%s to %s), it is on the "
    .. "front in %s of the worlds and the best in %s"):format(printed(first.benefit, 1),
    printed(first.low, 1), printed(first.high, 1), format.percent(first.on_front),
    format.percent(first.best)),
    second and { ". Next comes ", words.protocol(second), (", with a regret of %s against %s.")
      :format(printed(second.regret), printed(first.regret)) } or ".")
  local largest = pooled.published[1]
  if largest and -largest.value < first.benefit then
    r:note({ ("The largest pooled difference that was published at six months is %s points")
      :format(printed(largest.value)), data.cite(largest.source_id), ". What the model promises "
      .. "beyond that rests on its assumption that doses add up, which no trial has shown." },
      { title = "Larger than anything seen", warning = true })
  end
  r:table { caption = "The best protocol under other preferences, by mean benefit.",
    id = "preferences", columns = { "If …", "the best is" }, rows = preferences(search) }
  local weights = {}
  for i, row in ipairs(search.weights) do
    weights[i] = { words.weight(row.name), format.number(row.value), row.reason }
  end
  r:details("How burden is counted: stated preferences, not measurements", function(part)
    part:table { columns = { "Part", { title = "Points", align = "right" }, "Reason" },
      rows = weights }
  end)
  local list = warnings(require("hepar.model").builtin("liver"))
  if #list > 0 then
    r:note(function(box) box:list(list) end,
      { title = "What the model gets wrong where it matters here", warning = true })
  end
end

return M
