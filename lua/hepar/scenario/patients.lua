-- The virtual patients of a scenario: covariates, variability, correlations, effects of covariates,
-- limits of eligibility, targets of a published baseline.
local check = require("hepar.util.check")
local column = require("hepar.column")
local csv = require("hepar.util.csv")
local features = require("hepar.cohort.features")

local M = {}

local known = { "n", "seed", "covariates", "vary", "correlation", "effects", "eligibility", "match",
  "import" }

-- What differs between patients of the liver model unless a scenario says otherwise. All assumed.
local liver_vary = { injury = 0.25, k_activation = 0.2, k_collagen_breakdown = 0.15,
  k_regeneration = 0.1, k_apoptosis = 0.2, k_senescence = 0.2, bilirubin_power = 0.05,
  cells_half_effect = 0.3, HVPG_by_collagen = 0.1, k_recruitment = 0.2, bilirubin_healthy = 0.15,
  creatinine_healthy = 0.08, platelets_healthy = 0.12 }
local liver_covariates = {
  age = { kind = "normal", a = 55, b = 9, low = 18, high = 80 },
  female = { kind = "discrete", values = column { 0, 1 }, cumulative = column { 0.65, 1 } } }

-- What a feature of that name sets, if anything: its kind and the symbol.
local function target(model, name)
  for _, kind in ipairs { "parameter", "input", "state" } do
    local symbol = rawget(model[kind], name)
    if symbol then return kind, symbol end
  end
end

local function add_feature(spec, name, marginal, as)
  local kind, symbol = target(spec.model, name)
  table.insert(spec.features, { name = name, stream = as .. " " .. name, as = as,
    marginal = marginal, sets = as == "factor" and kind or kind ~= "state" and kind or nil,
    initial = as == "covariate" and kind == "state", symbol = symbol })
end

-- The columns of a CSV file of patients.
local function imported(at, spec)
  if at.value == nil then return end
  local path = at:text()
  local table_, message = csv.read(path)
  if not table_ then at:fail("cannot be read: %s", message) end
  if table_.rows == 0 then at:fail("%s has no patients", check.show(path)) end
  spec.import = { path = path, rows = table_.rows, table = table_, columns = {} }
end

local function import_column(at, spec, name)
  local from = spec.import
  if not from then at:fail("wants a column of a file, but cohort.import names none") end
  local cells = from.table.cells[name]
  if not cells then
    at:fail("%s is no column of %s%s", check.show(name), from.path, check.suggest(name,
      from.table.names))
  end
  local numbers = {}
  for row, cell in ipairs(cells) do
    local number = csv.number(cell)
    if not number or number ~= number then
      at:fail("line %d of %s: %s is no number", from.table.lines[row], from.path, check.show(cell))
    end
    numbers[row] = number
  end
  from.columns[name] = numbers
end

local function covariates(at, spec)
  if at.value == nil then
    if spec.is_liver and not spec.preset then
      for _, name in ipairs(check.names(liver_covariates)) do
        add_feature(spec, name, liver_covariates[name], "covariate")
      end
      table.insert(spec.assumptions, { what = "covariates", status = "assumed",
        reason = "not given: age 55 (SD 9), 35 % women" })
    end
    return
  end
  for _, name in ipairs(at:table(nil, "{age = {mean = 55, sd = 9}}")) do
    local there = at:field(name)
    if rawget(spec.model.output, name) or rawget(spec.model.let, name) then
      there:fail("is computed by the model; it can be a limit of eligibility or a target of match")
    end
    local marginal = features.marginal(there)
    if marginal.kind == "imported" then
      import_column(there:field("column"), spec, marginal.column)
    end
    add_feature(spec, name, marginal, "covariate")
  end
end

-- Years of illness that differ between patients: a covariate like any other.
local function years(at, spec)
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" and feature.name == "years" then
      at:fail("are a covariate of the cohort, too: give them once")
    end
  end
  if rawget(spec.model.parameter, "years") or rawget(spec.model.input, "years") or
    rawget(spec.model.state, "years") then
    at:fail("cannot vary: the model has a value of that name")
  end
  local marginal = features.marginal(at)
  if marginal.kind == "imported" then
    import_column(at:field("column"), spec, marginal.column)
    for _, value in ipairs(spec.import.columns[marginal.column]) do
      if value < 0 or value > 100 then at:fail("must be from 0 to 100, the file has %g", value) end
    end
  elseif marginal.kind == "discrete" then
    if marginal.labels then at:field("values"):fail("must be numbers") end
    for i = 1, #marginal.values do
      if marginal.values[i] < 0 or marginal.values[i] > 100 then
        at:field("values"):field(i):fail("must be from 0 to 100, got %g", marginal.values[i])
      end
    end
  end
  if marginal.kind == "normal" or marginal.kind == "lognormal" or marginal.kind == "gamma" then
    marginal.low, marginal.high = marginal.low or 0, marginal.high or 100
  end
  for _, name in ipairs { "low", "high" } do
    local value = marginal.kind == "uniform" and marginal[name == "low" and "a" or "b"]
      or marginal[name]
    if value and (value < 0 or value > 100) then
      at:field(name):fail("must be from 0 to 100, got %g", value)
    end
  end
  add_feature(spec, "years", marginal, "covariate")
end

-- A factor on a value of the model: log-normal around 1, within the range that the model states.
local function vary_one(at, spec, name)
  local kind, symbol = target(spec.model, name)
  if not symbol or kind == "state" then
    local words = {}
    for _, k in ipairs { "parameter", "input" } do
      for word in pairs(spec.model[k]) do words[#words + 1] = word end
    end
    table.sort(words)
    at:fail("is no parameter or input of the model%s", check.suggest(name, words))
  end
  local marginal
  local v = at.value
  if type(v) == "number" then
    marginal = { kind = "lognormal", a = 1, b = math.sqrt(math.log(1 + at:number(0, 10) ^ 2)) }
  elseif type(v) == "table" and v.kind == nil and v.mean == nil and v.median == nil and
    v.values == nil and (v.cv ~= nil or v.omega ~= nil) then
    at:table({ "cv", "omega", "low", "high" })
    if v.cv ~= nil and v.omega ~= nil then at:fail("gives cv and omega; one is wanted") end
    local omega = v.omega ~= nil and at:field("omega"):number(0, 10) or
      math.sqrt(math.log(1 + at:field("cv"):number(0, 10) ^ 2))
    marginal = { kind = "lognormal", a = 1, b = omega, low = v.low and at:field("low"):number(),
      high = v.high and at:field("high"):number() }
  else
    marginal = features.marginal(at)
  end
  local base = symbol.value
  if marginal.kind == "lognormal" and symbol.low and base and base > 0 and symbol.low <= base and
    symbol.high >= base then
    if not marginal.low and symbol.low > 0 then marginal.low = symbol.low / base end
    if not marginal.high then marginal.high = symbol.high / base end
  end
  add_feature(spec, name, marginal, "factor")
end

local function vary(at, spec)
  if at.value == false then return end
  if at.value == nil then
    if not spec.is_liver then return end
    local given = {}
    for name, cv in pairs(liver_vary) do
      if not (name == "injury" and not (spec.injury and spec.injury.set.injury)) then
        given[name] = cv
      end
    end
    at.value = given
    table.insert(spec.assumptions, { what = "variability", status = "assumed",
      reason = "not given: log-normal, CV 5 to 30 % on 13 values of the model" })
  end
  for _, name in ipairs(at:table(nil, "{k_activation = {cv = 0.3}}")) do
    vary_one(at:field(name), spec, name)
  end
end

-- Effects of covariates on values of the model: a power of a number, a factor of a name.
local function effects(at, spec)
  spec.effects = {}
  if at.value == nil then return end
  local by_name, words = {}, {}
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" then
      by_name[feature.name], words[#words + 1] = feature, feature.name
    end
  end
  for i = 1, at:list('{{of = "age", on = "k_regeneration", power = -0.5, reference = 55}}') do
    local row = at:field(i)
    row:table({ "of", "on", "power", "reference", "factor" })
    local of, on = row:field("of"):text(), row:field("on"):text()
    if not by_name[of] then
      row:field("of"):fail("%s is no covariate%s", check.show(of), check.suggest(of, words))
    end
    local kind = target(spec.model, on)
    if kind ~= "parameter" and kind ~= "input" then
      row:field("on"):fail("%s is no parameter or input of the model", check.show(on))
    end
    local effect = { of = of, on = on, kind = kind }
    if row.value.factor ~= nil then
      local labels = by_name[of].marginal.labels
      if not labels then row:field("factor"):fail("wants a covariate with names as values") end
      local factors = row:field("factor")
      local wanted = {}
      for _, label in ipairs(factors:table(nil, "{alcohol = 1, viral = 0.4}")) do
        wanted[label] = factors:field(label):number(0)
      end
      effect.factors = {}
      for k, label in ipairs(labels) do
        effect.factors[k] = wanted[label] or 1
        wanted[label] = nil
      end
      local left = next(wanted)
      if left then factors:fail("names %s, which is no value of %s%s", check.show(left), of,
        check.suggest(left, labels)) end
    else
      effect.power = row:field("power"):number()
      effect.reference = row:field("reference"):number()
      if effect.reference <= 0 then row:field("reference"):fail("must be above 0") end
    end
    table.insert(spec.effects, effect)
  end
end

-- Names that limits and targets may use: covariates, states, outputs, definitions.
local function observable(at, spec, name)
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" and feature.name == name then return "covariate" end
  end
  local model = spec.model
  if rawget(model.state, name) or rawget(model.output, name) or rawget(model.let, name) then
    return "model"
  end
  local words = {}
  for _, feature in ipairs(spec.features) do
    if feature.as == "covariate" then words[#words + 1] = feature.name end
  end
  for _, kind in ipairs { "state", "output", "let" } do
    for word in pairs(model[kind]) do words[#words + 1] = word end
  end
  table.sort(words)
  return at:fail("is no covariate and nothing that the model computes%s",
    check.suggest(name, words))
end

local function eligibility(at, spec)
  spec.limits = {}
  if at.value == nil then return end
  for _, name in ipairs(at:table(nil, "{MELD = {10, 25}}")) do
    local there = at:field(name)
    local limit = { name = name, of = observable(there, spec, name), low = -math.huge,
      high = math.huge }
    local v = there.value
    if type(v) == "table" and rawget(v, 1) ~= nil then
      if there:list("{10, 25}") ~= 2 then there:fail("must be two limits, such as {10, 25}") end
      limit.low, limit.high = there:field(1):number(), there:field(2):number()
    else
      there:table({ "from", "to" }, "{from = 10, to = 25}")
      if v.from ~= nil then limit.low = there:field("from"):number() end
      if v.to ~= nil then limit.high = there:field("to"):number() end
    end
    if limit.low > limit.high then there:fail("has its limits the wrong way round") end
    table.insert(spec.limits, limit)
  end
end

local function match(at, spec)
  if at.value == nil then return end
  local names = at:table(nil, "{MELD = {mean = 15, sd = 4}}")
  spec.match = { method = "weights", rows = {} }
  for _, name in ipairs(names) do
    local there = at:field(name)
    if name == "method" then
      spec.match.method = there:one_of { "weights", "selection" }
    else
      there:table({ "mean", "sd" }, "{mean = 15, sd = 4}")
      local row = { name = name, of = observable(there, spec, name),
        mean = there:field("mean"):number() }
      if there.value.sd ~= nil then row.sd = there:field("sd"):number(0) end
      table.insert(spec.match.rows, row)
    end
  end
  if #spec.match.rows == 0 then at:fail("names no target") end
end

-- Reads `cohort` into spec; `years_at` is the place of years of illness that vary.
function M.read(at, spec, years_at)
  if at.value == nil then at.value = {} end
  at:table(known, "{n = 1000, seed = 2016}")
  spec.n = at.value.n == nil and 100 or at:field("n"):count(1, 1000000000)
  spec.seed = at.value.seed == nil and 1 or at:field("seed"):count(0)
  spec.features = {}
  imported(at:field("import"), spec)
  covariates(at:field("covariates"), spec)
  if spec.years_vary then years(years_at, spec) end
  vary(at:field("vary"), spec)
  local names = {}
  for _, feature in ipairs(spec.features) do
    if feature.marginal.kind ~= "imported" then
      feature.at = #names + 1
      names[#names + 1] = feature.name
    end
  end
  spec.factor = features.correlations(at:field("correlation"), names)
  effects(at:field("effects"), spec)
  eligibility(at:field("eligibility"), spec)
  match(at:field("match"), spec)
end

return M
