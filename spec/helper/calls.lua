-- One valid call of every public function, for the walk over all wrong ones. An entry has
--   make      returns the object (of a method) and the list of arguments
--   options   by place of the argument: name = {valid value, kinds that may be taken}
--   takes     names of wrong values that the text of the reference allows all the same
--   closes    true: may be called on a closed object
--   answers_nil  true: the valid call itself answers nil, message, code
-- spec/walk_spec.lua fails when a documented function has no entry here.

local hepar = require "hepar"
local lfs = require "lfs"

local root = lfs.currentdir()

local function evidence() return assert(hepar.evidence.read(root .. "/spec/data/small.json")) end

local figures

-- A function that prints, without what it prints.
local function silently(f)
  return function(...)
    local given = print
    _G.print = function() end
    local results = table.pack(pcall(f, ...))
    _G.print = given
    if not results[1] then error(results[2], 0) end
    return table.unpack(results, 2, results.n)
  end
end

return function()
  local M = {}
  local ev = evidence()
  local results = ev:results()

  -- The function of a full name.
  function M.find(full)
    if full == "hepar.help.help" then return hepar.help.help end
    if full == "hepar.mpi.print" then return silently(hepar.mpi.print) end
    local part, name = full:match("^hepar%.([%w_]+)%.([%w_]+)$")
    return hepar[part][name]
  end

  local function figure()
    return hepar.plot.figure { title = "A figure", width = 60, height = 40 }
  end

  local function report() return hepar.report.new { title = "A report" } end

  local function column() return hepar.column { 3, 1, 2 } end

  local function directions() return hepar.meta.directions(results) end

  local function random() return hepar.random.new(1) end

  -- Objects of every class, open and closed, where none of them belongs.
  function M.closed()
    local gone, empty = evidence(), column()
    gone:close()
    empty:close()
    return {
      ["a closed evidence"] = gone, ["a closed column"] = empty, ["a view"] = evidence(),
      ["a column"] = column(), ["a stream"] = random(), ["a figure"] = figure(),
      ["a report"] = report(), ["a directions object"] = directions(),
      ["pooled tables"] = hepar.meta.mh { ai = { 1 }, bi = { 2 }, ci = { 3 }, di = { 4 } },
      ["a tally"] = ev:tally("route"), ["an inline node"] = hepar.report.em("x"),
      ["a fit"] = hepar.meta.fit { yi = { 0.1, 0.4, 0.3 }, vi = { 0.02, 0.01, 0.03 } },
      ["a model"] = hepar.model "renewal_cook",
      ["a store of the core"] = require("hepar.core").store.open(),
    }
  end

  -- ---- evidence ----

  local condition = "|table|function"
  local fields = {
    id = { "atlas:t1:r01", "string" .. condition }, study = { "aoki2014", "string" .. condition },
    design = { { "clinical", "preclinical" }, "string" .. condition },
    year = { { from = 2010 }, "number" .. condition }, route = { "HA", "string" .. condition },
    controlled = { true, "boolean" .. condition }, outcome = { "MELD", "string" .. condition },
    text = { "cells", "string" }, n_total = { 40, "number" .. condition },
    source_id = { "atlas", "string" .. condition }, flag = { "N_MISMATCH", "string" .. condition },
    disease = { { under = "CIRR" }, "string" .. condition },
    follow_up_days = { { to = 400 }, "number" .. condition },
  }

  -- A method of evidence on a view that stays.
  local function on_view(name, arguments, more)
    local entry = more or {}
    entry.make = function() return ev, table.move(arguments, 1, #arguments, 1, {}) end
    M["evidence:" .. name] = entry
  end

  -- A method that changes the store, on one of its own.
  local function on_store(name, make, more)
    local entry = more or {}
    entry.make = function() return evidence(), make() end
    M["evidence:" .. name] = entry
  end

  on_view("where", { { design = "clinical" } }, { options = { fields } })
  on_view("get", { "aoki2014" })
  on_view("each", {})
  on_view("ids", {})
  local by = { { by = { "studies", "string" } } }
  on_view("tally", { "route" }, { options = { [2] = by[1] } })
  on_view("cross", { "source", "disease" }, { options = { [3] = by[1] } })
  on_view("search", { "cells" }, { options = { [2] = {
    limit = { 5, "integer" }, kind = { "record", "string" } } } })
  on_view("results", {}, { options = { {
    outcome = { "MELD", "string|table" }, direction = { "up", "string|table" },
    effect = { "benefit", "string|table" }, context = { "1 year", "string|table" },
    role = { "primary", "string|table" } } } })
  on_view("quantities", { { at = { weeks = 24 } } }, { options = { {
    outcome = { "MELD", "string|table" }, study = { "aoki2014", "string|table" },
    arm = { "A1", "string|table" }, source_id = { "atlas", "string|table" },
    trust = { "table", "string|table" }, level = { "any", "string|table" },
    at = { { weeks = 24 }, "table" }, tolerance = { { weeks = 4 }, "table" } } } })
  M["evidence:effects"] = {
    make = function()
      figures = figures or hepar.evidence.builtin() -- asking changes nothing: one serves all
      return figures, { { outcome = "MELD", measure = "MD",
        at = { weeks = 24 }, tolerance = { weeks = 4 } } }
    end,
    options = { {
      study = { "zekri2015", "string|table" }, trust = { "table", "string|table" },
      control = { "control", "string|table" }, shared = { "keep", "string" },
      scale = { "final", "string" }, r = { 0.7, "number" } } } }
  on_view("claims", {}, { options = { {
    topic = { "homing", "string|table" }, kind = { "mechanism", "string|table" },
    test = { "model", "string|table" }, source_id = { "atlas", "string|table" },
    id = { "atlas:c001", "string|table" }, text = { "homing", "string" } } } })
  on_view("sources", {})
  on_view("decisions", {}, { options = { {
    kind = { "conflict", "string|table" }, study = { "aoki2014", "string|table" },
    id = { "seed:X1", "string|table" } } } })
  on_view("check", {}, { options = { {
    rules = { { "R2", "R7" }, "table" }, sources = { {}, "table" } } } })
  on_view("history", { nil })
  on_view("save", { "copy.hepar" })
  on_view("export", { "out.csv" }, { options = { [2] = { table = { "results", "string" } } } })
  on_store("import", function() return { root .. "/spec/data/small.json" } end, { options = {
    [2] = {
      on_error = { "skip", "string" }, on_conflict = { "replace", "string" },
      who = { "spec", "string" }, progress = { function() end, "function" },
    } } })
  on_store("amend", function()
    return { { id = "atlas:t1:r01", field = "note", value = "x", who = "spec", why = "spec" } }
  end, { options = { {
    id = { "atlas:t1:r01", "string" }, field = { "note", "string" },
    value = { "x", "string|number|boolean|table" }, who = { "spec", "string" },
    why = { "spec", "string" } } } })
  on_store("close", function() return {} end, { closes = true })

  local function in_evidence(name, arguments, more)
    local entry = more or {}
    entry.make = function() return nil, table.move(arguments, 1, #arguments, 1, {}) end
    M["hepar.evidence." .. name] = entry
  end

  in_evidence("open", { "store.hepar" }, { options = { [2] = {
    readonly = { false, "boolean" } } } })
  in_evidence("new", {})
  in_evidence("read", { root .. "/spec/data/small.json" }, { options = { [2] = {
    on_error = { "skip", "string" }, who = { "spec", "string" },
    progress = { function() end, "function" }, on_conflict = { "skip", "string" } } } })
  in_evidence("builtin", {})
  in_evidence("vocabulary", { "route" })
  in_evidence("code", { "route", "HA" })
  in_evidence("fields", {})
  in_evidence("schema", {})

  -- ---- meta ----

  local function in_part(part, name, arguments, more)
    local entry = more or {}
    entry.make = function()
      local made = type(arguments) == "function" and arguments() or arguments
      return nil, table.move(made, 1, #made, 1, {})
    end
    M["hepar." .. part .. "." .. name] = entry
  end

  in_part("meta", "directions", { results }, {
    takes = { ["a view"] = true },
    options = { [2] = {
      by = { "design", "string" }, of = { ev, "evidence|table" }, ci = { "wilson", "string" },
      level = { 90, "number" }, agreement = { 0.8, "number" },
      probable = { "separate", "string" } } } })
  in_part("meta", "proportion_ci", { 3, 10 }, { options = { [3] = {
    method = { "wilson", "string" }, level = { 90, "number" } } } })
  in_part("meta", "binom_test", { 3, 10 }, { options = { [3] = { p = { 0.4, "number" } } } })
  in_part("meta", "effects", { { measure = "RR", ai = { 4, 6 }, n1i = { 123, 306 },
    ci = { 11, 29 }, n2i = { 139, 303 } } }, { options = { [1] = {
      slab = { { "a", "b" }, "table|column" }, add = { 0.25, "number" }, to = { "all", "string" },
      drop00 = { true, "boolean" }, definition = { "5.1", "string" }, level = { 90, "number" },
      vtype = { "LS", "string" }, data = { { dose = { 1, 2 } }, "table" },
      routes = { { "x", false }, "table" }, as = { "RevMan", "string" },
      subset = { { 2 }, "table|column" } } } })
  in_part("meta", "transf", { -0.5, "exp" }, { options = { [3] = {} } })
  in_part("meta", "sd", { { ci = { 30, 34.2 }, n = 25 } }, { options = { [1] = {
    level = { 90, "number" }, distribution = { "z", "string" } } } })
  in_part("meta", "sd_change", { { sd_baseline = 5.1, sd_final = 4.8, r = 0.7 } }, {
    options = { [1] = { band = { { 0.2, 0.4 }, "table" } } } })
  in_part("meta", "combine_groups", { { { n = 18, mean = -2, sd = 3.4 },
    { n = 19, mean = -2.4, sd = 3.8 } } })
  in_part("meta", "split_control", { { n = 30 } }, { options = { [1] = {
    parts = { 3, "number|integer" }, events = { 3, "number|integer" } } } })
  in_part("meta", "d", { { p = 0.03, n1 = 20, n2 = 22 } }, { options = { [1] = {
    sign = { -1, "number|integer" }, distribution = { "z", "string" } } } })
  in_part("meta", "table_from_odds_ratio", { { odds_ratio = 1.57, n1 = 28, n2 = 30,
    events = 34 } })
  in_part("meta", "percentage", { { percent = 53, n = 30 } }, { options = { [1] = {
    decimals = { 1, "number|integer" } } } })
  in_part("meta", "hazard_ratio", { { hr = 0.55, ci = { 0.34, 0.89 } } }, { options = { [1] = {
    level = { 90, "number" } } } })
  in_part("meta", "reconstruct", { { time = { 0, 2, 5 }, surv = { 1, 0.8, 0.5 }, trisk = { 0 },
    nrisk = { 10 } } }, { options = { [1] = { events = { 5, "number|integer" } } } })
  in_part("meta", "logrank", { { time = { 1, 2 }, event = { 1, 0 } },
    { time = { 3, 4 }, event = { 1, 1 } } })
  in_part("meta", "forensics", { { { n = 30, events = 18, percent = 53 } } }, {
    options = { [2] = { checks = { { "percent" }, "table" } } } })
  in_part("meta", "grim", { { mean = "5.19", n = 28 } }, { options = { [1] = {
    sd = { "1.5", "string|number" }, items = { 2, "number|integer" } } } })
  M["effects:list"] = { make = function()
    return hepar.meta.effects { yi = { 1 }, vi = { 2 } }, {}
  end }
  local list = "table|column"
  local four = { ai = { 4, 6, 3 }, n1i = { 123, 306, 231 }, ci = { 11, 29, 11 },
    n2i = { 139, 303, 220 } }
  local cells = { ai = { { 1, 2, 0 }, list }, n1i = { { 99, 98, 97 }, list },
    ci = { { 1, 2, 3 }, list }, n2i = { { 99, 98, 97 }, list },
    slab = { { "a", "b", "c" }, "table" }, level = { 90, "number" },
    add = { 0.1, "number|table" }, to = { "all", "string|table" },
    drop00 = { false, "boolean|table" } }
  local function and_cells(more)
    for name, option in pairs(cells) do more[name] = option end
    return { options = { [1] = more } }
  end
  in_part("meta", "mh", { four }, and_cells { measure = { "RR", "string" },
    correct = { false, "boolean" }, as = { "RevMan", "string" } })
  in_part("meta", "peto", { four }, and_cells { measure = { "PETO", "string" } })
  in_part("meta", "glmm", { four }, and_cells { measure = { "OR", "string" },
    model = { "CM.EL", "string" }, method = { "EE", "string" }, test = { "t", "string" },
    coding = { 1, "number" }, nAGQ = { 7, "integer" }, cor = { false, "boolean" },
    mods = { { { 1, 2, 5 } }, "string|table|column" }, data = { { dose = { 1, 2, 5 } }, "table" },
    intercept = { true, "boolean" }, strict = { false, "boolean" } })
  in_part("meta", "combine_p", { { 0.1, 0.2 } }, { takes = { ["a column"] = false },
    options = { [2] = { method = { "tippett", "string" } } } })
  local function pooled() return hepar.meta.mh(four) end
  M["tables:predict"] = { make = function() return pooled(), {} end, options = { [1] = {
    transform = { "exp", "string" }, level = { 90, "number" } } } }
  local function mixed(mods)
    return hepar.meta.glmm { ai = four.ai, n1i = four.n1i, ci = four.ci, n2i = four.n2i,
      mods = mods, method = "EE" }
  end
  M["tables:anova"] = { make = function() return mixed { { 1, 2, 5 } }, { mixed() } end,
    options = {} }
  M["tables:labbe"] = { make = function() return pooled(), {} end }
  M["directions:effect_direction_table"] = { make = function() return directions(), {} end }
  local findings
  M["findings:text"] = { make = function()
    findings = findings or hepar.evidence.builtin():check()
    return findings, {}
  end }
  M["directions:harvest"] = { make = function() return directions(), {} end }

  -- ---- meta: pooling ----

  local function effects()
    return { yi = { 0.1, 0.4, 0.3, 0.8, 0.5 }, vi = { 0.02, 0.01, 0.03, 0.05, 0.02 },
      dose = { 1, 2, 5, 3, 4 }, year = { 3, 1, 4, 1, 5 } }
  end
  local fit = hepar.meta.fit(effects(), { mods = "~ dose + year" })
  local function pooling(more)
    local options = {
      method = { "DL", "string" }, mods = { "~ dose", "string|column|table" },
      test = { "knha", "string" }, weights = { "dose", "string|column|table" },
      weighted = { false, "boolean" }, level = { 90, "number" }, tau2 = { 0.1, "number" },
      intercept = { true, "boolean" }, reference = { {}, "table" },
    }
    for name, option in pairs(more) do options[name] = option end
    return options
  end
  in_part("meta", "fit", { effects() }, {
    takes = { ["a fit"] = true, ["pooled tables"] = true }, options = {
    [2] = pooling { btt = { 1, "string|integer|table" }, as = { "Stata", "string" },
      strict = { false, "boolean" } } } })
  local function grouped()
    local data = effects()
    data.group = { "a", "a", "b", "b", "b" }
    return data
  end
  in_part("meta", "subgroups", { grouped(), { by = "group" } }, { options = { [2] = {
    by = { "group", "string|column|table" }, tau2 = { "common", "string" },
    pi = { "HTS", "string" }, method = { "DL", "string" }, test = { "knha", "string" },
    weights = { "dose", "string|column|table" }, weighted = { false, "boolean" },
    level = { 90, "number" }, as = { "Stata", "string" } } } })
  M["subgroups:forest"] = { make = function()
    return hepar.meta.subgroups(grouped(), { by = "group" }), {}
  end }
  in_part("meta", "fit_many", { { effects(), effects() } }, { options = {
    [2] = pooling {},
    [3] = { threads = { 1, "integer" }, progress = { false, "boolean" } } } })
  local function of_fit(name, arguments, options)
    M["fit:" .. name] = { options = options, make = function()
      return fit, table.move(arguments, 1, #arguments, 1, {})
    end }
  end
  of_fit("confint", {}, { { type = { "PL", "string" }, level = { 90, "number" } } })
  of_fit("predict", {}, { {
    newmods = { { dose = { 1, 2 }, year = 1 }, "table" }, addx = { true, "boolean" },
    transf = { "exp", "string|function" }, level = { 90, "number" }, pi = { "HTS", "string" },
    above = { 0.2, "number" }, below = { 0.2, "number" } } })
  for _, name in ipairs { "forest", "funnel", "qqnorm", "influence_plot", "profile" } do
    of_fit(name, {}, {})
  end
  of_fit("bubble", { { mod = "dose" } }, {})
  of_fit("anova", { { btt = 2 } }, { { btt = { "dose", "string|integer|table" } } })
  of_fit("vif", {})
  of_fit("robust", { { 1, 2, 1, 3, 4 } }, { [2] = {
    type = { "CR0", "string" }, test = { "t", "string" }, level = { 90, "number" },
    btt = { "dose", "string|integer|table" } } })
  M["robust:anova"] = { options = { { btt = { "dose", "string|integer|table" } } },
    make = function() return fit:robust { 1, 2, 1, 3, 4 }, {} end }
  local scaled = { yi = { 0.1, 0.9, 0.3, 0.8, 0.5, -0.4 },
    vi = { 0.02, 0.01, 0.03, 0.05, 0.02, 0.01 }, dose = { 1, 2, 5, 3, 4, 2 } }
  local function of_scale(name, options)
    M["location_scale:" .. name] = { options = { options }, make = function()
      return hepar.meta.fit(scaled, { mods = "~ dose", scale = "~ dose" }),
        { name == "anova" and {} or nil }
    end }
  end
  of_scale("confint", { level = { 90, "number" } })
  of_scale("predict", { newmods = { { dose = { 1, 2 } }, "number|table" },
    newscale = { { dose = { 1, 2 } }, "table" }, addx = { true, "boolean" },
    transf = { "exp", "string|function" }, level = { 90, "number" } })
  of_scale("anova", { btt = { "dose", "string|integer|table" },
    att = { "dose", "string|integer|table" } })

  -- ---- meta: diagnostics and missing studies ----

  local function small_trials()
    return { yi = { 0.1, 0.4, 0.3, 0.8, 0.5, -0.1 }, vi = { 0.02, 0.01, 0.03, 0.05, 0.02, 0.04 },
      year = { 3, 1, 4, 1, 5, 2 }, ni = { 100, 200, 70, 40, 110, 50 },
      theta = { 0.2, 0.2, 0.3, 0.3, 0.2, 0.2 } }
  end
  local alone = hepar.meta.fit(small_trials())
  local function of_alone(name, options)
    M["fit:" .. name] = { options = options and { options }, make = function()
      return alone, {}
    end }
  end
  local threads, many = { 1, "integer" }, { progress = { false, "boolean" },
    seed = { 7, "integer" }, threads = { 1, "integer" } }
  local function resampled(more)
    for name, option in pairs(many) do more[name] = option end
    return more
  end
  of_alone("influence", { threads = threads, btt = { 1, "string|integer|table" } })
  of_alone("residuals", { threads = threads, type = { "rstudent", "string" } })
  of_alone("weights")
  of_alone("hatvalues")
  of_alone("blup", { level = { 90, "number" } })
  of_alone("leave1out", { threads = threads })
  of_alone("cumul", { threads = threads, order = { "year", "string|column|table" },
    decreasing = { true, "boolean" } })
  of_alone("baujat_data", { threads = threads })
  of_alone("qqnorm_data", { threads = threads, type = { "rstudent", "string" } })
  of_alone("gosh", resampled { subsets = { 20, "integer" } })
  of_alone("permutest", resampled { iter = { 20, "integer" }, exact = { true, "boolean" },
    alternative = { "less", "string" }, stat = { "coef", "string" }, level = { 90, "number" },
    permci = { 1, "boolean|string|integer|table" } })
  for _, name in ipairs { "baujat", "radial", "drapery", "gosh_plot" } do of_alone(name) end
  M["fit:labbe"] = { make = function()
    return hepar.meta.fit(hepar.meta.effects { measure = "RR", data = four }), {}
  end }
  of_alone("bootstrap", resampled { iter = { 20, "integer" }, level = { 90, "number" } })
  local bias = {
    regtest = { variant = { "thompson", "string" }, model = { "lm", "string" },
      predictor = { "ninv", "string" }, ni = { "ni", "string|column|table" },
      level = { 90, "number" }, method = { "ML", "string" }, test = { "knha", "string" } },
    ranktest = {},
    trimfill = { side = { "left", "string" }, estimator = { "R0", "string" } },
    fsn = { type = { "orwin", "string" }, alpha = { 0.1, "number" }, target = { 0.1, "number" },
      weighted = { true, "boolean" } },
    pet_peese = { model = { "rma", "string" }, alpha = { 0.05, "number" },
      level = { 90, "number" } },
    tes = { H0 = { 0.1, "number" }, alternative = { "greater", "string" },
      alpha = { 0.1, "number" }, theta = { "theta", "number|string|column|table" },
      tau2 = { 0.1, "number" },
      test = { "chi2", "string" }, tes_alternative = { "less", "string" },
      tes_alpha = { 0.2, "number" }, find_lim = { false, "boolean" } },
    hc = { level = { 90, "number" } },
    limit = { level = { 90, "number" } },
    selmodel = { type = { "trunc", "string" }, alternative = { "less", "string" },
      steps = { { 0.05 }, "number|column|table" }, delta = { 0.5, "number|column|table" },
      prec = { "sei", "string" }, level = { 90, "number" } },
  }
  for name, options in pairs(bias) do
    local given = name == "selmodel" and { type = "negexp" } or nil
    in_part("meta", name, { small_trials(), given }, { options = { [2] = options },
      takes = { ["pooled tables"] = true } })
    M["fit:" .. name] = { options = { options }, make = function() return alone, { given } end }
  end

  -- ---- plot ----

  local page = {
    labels = { { BM = "marrow" }, "table" }, width = { 150, "number" },
    title = { "A title", "string|boolean" }, note = { "A note.", "string" },
  }
  local function with(more)
    for name, option in pairs(page) do more[name] = option end
    return { [2] = more }
  end
  local rows = { takes = { ["a directions object"] = true } }
  local function plot(name, more, taken)
    in_part("plot", name, { ev }, { options = with(more), takes = taken })
  end
  plot("effect_direction", {
    columns = { "outcome", "string" }, order = { "year", "string" }, shade = { "none", "string" },
    consistency = { 0.8, "number" } }, rows.takes)
  plot("harvest", { rows = { "outcome", "string" }, consistency = { 0.8, "number" } }, rows.takes)
  plot("evidence_map", { rows = { "donor", "string" }, columns = { "design", "string" } })
  plot("dose_route", { weight = { { value = 70, source = "assumed" }, "table" } })
  plot("timeline", { order = { "design", "string" }, shade = { "source", "string" } })
  plot("stacked", { fields = { { "source" }, "table" }, by = { "records", "string" } },
    { ["a tally"] = true })
  -- figures of meta-analysis: three trials and their pooled result
  local trials = {
    measure = "RR", slab = { "A 2001", "B 2003", "C 2007" }, yi = { -0.9, -0.2, 0.1 },
    vi = { 0.3, 0.1, 0.2 }, x = { 1, 2, 4 }, ai = { 3, 4, 5 }, n1i = { 20, 30, 40 },
    ci = { 6, 5, 5 }, n2i = { 20, 30, 40 }, ni = { 40, 60, 80 }, group = { "a", "b", "a" },
    rstudent = { -1, 0.2, 0.9 }, estimate = { -0.3, -0.5, 0 }, I2 = { 0, 20, 40 },
    incl = { { true, true }, { true, false }, { false, true } },
    pooled = { beta = -0.3, se = 0.25, ci_lb = -0.79, ci_ub = 0.19, tau2 = 0.05, method = "REML" },
  }
  local scale = { measure = { "OR", "string" }, atransf = { false, "boolean|string|function" } }
  local level = { level = { 90, "number" } }
  local xlab = { xlab = { "Effect", "string" } }
  local names = { names = { "all", "string|integer" } }
  -- Merges option tables into one for a figure of those trials.
  local function meta_plot(name, own, ...)
    local all = {}
    for _, part in ipairs { own, ... } do
      for key, option in pairs(part) do all[key] = option end
    end
    in_part("plot", name, { trials }, { options = with(all), takes = {
      ["pooled tables"] = true } })
  end
  local function trials_of_fit() return { yi = trials.yi, vi = trials.vi } end
  local judged = { domains = { "Randomisation" }, judgements = { "+", "?", "-" } }
  meta_plot("forest", {
    left = { { "study", "ai" }, "table" }, right = { { "effect" }, "table" },
    group = { "group", "string|table" }, difference = { { QM = 1, QMdf = 1, QMp = 0.3 }, "table" },
    order = { "effect", "string|table|function" }, transf = { "exp", "string|function|boolean" },
    limits = { { 0.2, 5 }, "table" }, at = { { 0.5, 1 }, "table" },
    refline = { 1, "number|boolean" }, lines = { { 0.8 }, "table" },
    favours = { { "left", "right" }, "table" }, prediction = { false, "boolean" },
    heterogeneity = { false, "boolean" }, effect_line = { false, "boolean" },
    fitted = { false, "boolean" },
    risk = { judged, "table" }, missing = { "row", "string" }, shade = { true, "boolean" },
    digits = { 3, "integer" }, study = { "Trial", "string" } }, scale, level, xlab)
  meta_plot("funnel", {
    contours = { { 90, 95 }, "table|boolean" }, side = { "left", "string" },
    null = { 0, "number" }, refline = { -0.2, "number|boolean" }, region = { false, "boolean" },
    tau2 = { 0.1, "number" }, regtest = { hepar.meta.regtest(trials_of_fit()), "table" },
    filled = { { yi = { 1 }, vi = { 1 } }, "table" },
    yaxis = { "vi", "string" }, limits = { { 0.1, 9 }, "table" } }, scale, level, xlab, names)
  meta_plot("radial", { zlab = { "z", "string" } }, scale, level, xlab, names)
  meta_plot("baujat", { ylab = { "Influence", "string" } }, xlab, names)
  meta_plot("labbe", { measure = { "OR", "string" }, scale = { "log", "string" },
    arms = { { "one", "two" }, "table" }, limit = { 0.5, "number" } }, names)
  meta_plot("gosh", { het = { "I2", "string" }, out = { 2, "integer" }, bins = { 20, "integer" } },
    scale, xlab)
  meta_plot("qq", { envelope = { false, "boolean" }, ylab = { "Residual", "string" } }, level,
    names)
  meta_plot("bubble", {
    mod = { "x", "string|table" }, line = { { x = { 1, 4 }, pred = { 0, 1 } }, "table" },
    ci = { false, "boolean" }, pi = { false, "boolean" }, refline = { 0, "number|boolean" },
    ylab = { "Effect", "string" } }, scale, level, xlab, names)
  meta_plot("profile", { method = { "ML", "string" }, limits = { { 0, 2 }, "table" },
    ylab = { "Likelihood", "string" } }, level, xlab)
  meta_plot("drapery", {
    alpha = { { 0.05 }, "table" }, prediction = { false, "boolean" },
    limits = { { 0.1, 9 }, "table" }, refline = { 1, "number|boolean" } }, scale, level, xlab)
  meta_plot("albatross", {
    effect = { "SMD", "string" }, contours = { { 0.2 }, "table" }, ratio = { 2, "number" },
    sd = { 1, "number" }, risk = { 0.1, "number" }, yscale = { "log", "string" },
    limit = { 1e-6, "number" }, favours = { { "left", "right" }, "table" } }, names)
  meta_plot("influence", { panels = { { "rstudent" }, "table" }, columns = { 1, "integer" },
    names = { false, "boolean" } })
  in_part("plot", "figure", { { title = "A figure", width = 60, height = 40 } }, { options = { {
    title = { "A figure", "string" }, width = { 60, "number" }, height = { 40, "number" },
    name = { "figure", "string" }, desc = { "More.", "string" } } } })

  local line_style = {
    stroke = { "ink", "string|table" }, width = { 1, "number" }, dash = { "2 2", "string" },
    cap = { "round", "string" }, title = { "x", "string" }, fill = { "#0072B2", "string|table" },
  }
  local function draw(name, arguments, options)
    M["figure:" .. name] = {
      make = function() return figure(), table.move(arguments, 1, #arguments, 1, {}) end,
      options = options,
    }
  end
  draw("line", { 0, 0, 10, 10 }, { [5] = line_style })
  draw("rect", { 0, 0, 10, 10 }, { [5] = line_style })
  draw("circle", { 5, 5, 2 }, { [4] = line_style })
  draw("polygon", { { 0, 10, 5, 0, 10, 10 } }, { [2] = line_style })
  draw("path", { { "M", 0, 0, "L", 10, 10 } }, { [2] = line_style })
  draw("text", { 10, 20, "text" }, { [4] = {
    size = { 9, "number" }, bold = { true, "boolean" }, italic = { false, "boolean" },
    anchor = { "end", "string" }, rotate = { 90, "number" }, fill = { "ink", "string|table" },
    title = { "x", "string" } } })
  draw("group", {}, { {
    title = { "x", "string" }, clip = { { 0, 0, 10, 10 }, "table" }, class = { "x", "string" } } })
  draw("boxes", {})
  draw("svg", {}, { { embed = { true, "boolean" }, id = { "x", "string" } } })
  draw("save", { "out.svg" })

  -- ---- report ----

  for _, name in ipairs { "em", "strong", "code", "sup", "sub", "nowrap", "footnote" } do
    in_part("report", name, { "text" }, { takes = { ["an inline node"] = true } })
  end
  in_part("report", "lines", { { "one", "two" } })
  in_part("report", "link", { "text", "https://example.org/" },
    { takes = { ["an inline node"] = true } })
  in_part("report", "cite", { "key" })
  in_part("report", "ref", { "id" })
  local head = {
    title = { "x", "string" }, subtitle = { "x", "string" }, author = { "x", "string" },
    date = { "2026-11-21", "string" }, language = { "en", "string" },
  }
  local function heads(more)
    for name, option in pairs(head) do more[name] = option end
    return more
  end
  in_part("report", "new", { { title = "A report" } }, {
    options = { heads { contents = { false, "boolean" } } } })
  in_part("report", "evidence", { ev }, { options = { [2] = heads {
    figures = { false, "boolean" }, mechanism = { false, "boolean" },
    commands = { "x", "string" } } } })
  in_part("report", "findings", { ev })
  in_part("report", "next_protocol", { hepar.evidence.new(), { protocols = false,
    draws = 2, patients = 1, replicates = 10 } }, {
    options = { [2] = heads { protocols = { false, "boolean" }, draws = { 3, "integer" },
    patients = { 2, "integer" }, replicates = { 20, "integer" }, seed = { 1, "integer" },
    threads = { 1, "integer" }, progress = { false, "boolean" },
    step = { function() end, "function" }, commands = { "x", "string" } } } })

  local function write(name, arguments, options, more)
    local entry = more or {}
    entry.make = function()
      local made = type(arguments) == "function" and arguments() or arguments
      return report(), table.move(made, 1, #made, 1, {})
    end
    entry.options = options
    M["report:" .. name] = entry
  end
  local text = "string|integer|table|inline"
  local node = { ["an inline node"] = true }
  write("heading", { 1, "text" }, { [3] = {
    id = { "x", "string" }, landscape = { true, "boolean" } } }, { takes = node })
  write("paragraph", { "text" }, nil, { takes = node })
  write("listing", { "text" })
  write("list", { { "one", "two" } }, { [2] = { ordered = { true, "boolean" } } })
  write("table", { { columns = { "A", "B" }, rows = { { "a", 1 } } } }, { {
    columns = { { "A", { title = "B", align = "right" } }, "table" },
    rows = { { { "a", 1 } }, "table" }, caption = { "x", text }, notes = { { "x" }, "table" },
    id = { "x", "string" }, wide = { true, "boolean" }, row_header = { false, "boolean" } } })
  write("figure", function() return { figure(), { caption = "text" } } end, { [2] = {
    caption = { "x", text }, id = { "x", "string" } } })
  write("note", { "text" }, { [2] = { title = { "x", text }, warning = { true, "boolean" } } },
    { takes = node })
  write("details", { "text", "more" }, { [3] = {
    open = { true, "boolean" }, id = { "x", "string" } } }, { takes = node })
  write("reference", { "key", { text = "text" } }, { [2] = {
    text = { "x", text }, doi = { "10.1000/1", "string" },
    url = { "https://example.org/", "string" } } })
  write("references", {})
  write("provenance", { {} }, { {
    sources = { { { source_id = "x" } }, "table" },
    parameters = { { { name = "x", value = 1, origin = "y" } }, "table" },
    seed = { 1, "integer" }, versions = { { { name = "x", version = "1" } }, "table" },
    commands = { "x", "string" } } })
  write("html", {})
  write("markdown", {})
  write("save", { "report.html" })

  -- ---- units, column, random, help ----

  in_part("units", "convert", { 2.5, "mg/dL", "umol/L", { analyte = "bilirubin" } }, {
    options = { [4] = { analyte = { "bilirubin", "string" },
      weight = { { value = 70, unit = "kg", source = "assumed" }, "table" } } } })
  in_part("units", "compare", { { value = 1e6, unit = "cells", per = "total" },
    { value = 5e7, unit = "cells", per = "total" } }, {
    options = { { value = { 1e6, "number" }, unit = { "cells", "string" },
      per = { "total", "string" } }, { value = { 1e6, "number" }, unit = { "cells", "string" },
      per = { "total", "string" } }, {
      weight = { { value = 70, unit = "kg", source = "assumed" }, "table" } } } })
  in_part("units", "dimension", { "mg/dL" })
  in_part("units", "analyte", { "BIL" })
  in_part("units", "list", {})

  require "spec.helper.calls_scores"(in_part)
  require "spec.helper.calls_cohort"(in_part, M)
  require "spec.helper.calls_analysis"(in_part, M)

  -- ---- models ----

  local toy = hepar.model.define [[
model toy "One substance that disappears, and one that it makes"
time day
param k = 0.3 [1/day] "loss" {assumed}
param doubled = 2 * k [1/day] {assumed}
input level = 1
state a = 10 [mg] "given"
state b = 0 [mg] "made"
let half = a / 2
a' = -k * a * level
b' = k * a * level - doubled * b
output total = a + b
preset slow "half as fast" {assumed} k = 0.1
]]
  local toy_run = toy:simulate { t = { 0, 2 }, every = 0.5 }
  in_part("model", "builtin", { "renewal_cook" })
  in_part("model", "list", {})
  in_part("model", "define", { "model x \"x\"\nstate a = 1\na' = -a" }, { options = { [2] = {
    check = { false, "boolean" }, file = { "x.model", "string" } } } })
  in_part("model", "read", { root .. "/spec/data/decay.model" }, { options = { [2] = {
    check = { false, "boolean" } } } })
  in_part("model", "ledger", { { claims = { "fiore2018:c049" } } }, { options = { {
    claims = { { "fiore2018:c049" }, "table" } } } })
  local function of_toy(name, arguments, options, more)
    local entry = more or {}
    entry.options = options
    entry.make = function() return toy, table.move(arguments, 1, #arguments, 1, {}) end
    M["model:" .. name] = entry
  end
  of_toy("parameters", {}, { { status = { "assumed", "string" } } })
  for _, name in ipairs { "states", "inputs", "outputs", "presets", "compile", "sbml" } do
    of_toy(name, {})
  end
  of_toy("equations", {}, { { style = { "latex", "string" }, what = { "a", "string|table" } } })
  of_toy("graph", {}, { { stages = { true, "boolean" }, states = { { "a" }, "table" },
    influences = { false, "boolean" },
    width = { 120, "number" } } })
  of_toy("extend", { "param k = 1 [1/day]" })
  of_toy("save", { "toy.model" })
  local point = { set = { { k = 0.2 }, "table" }, preset = { "slow", "string|table" } }
  local function and_point(more)
    for name, option in pairs(point) do more[name] = option end
    return more
  end
  local function solving(more)
    local options = and_point {
      t = { { 0, 3 }, "table|number|column" }, every = { 1, "number|table" },
      at = { { 0.5 }, "number|table|column" }, initial = { { a = 1 }, "table" },
      dose = { { { at = 1, a = 5 } }, "table" },
      change = { { { at = 1, set = { k = 1 } } }, "table" },
      outputs = { { "a", "half" }, "string|table" }, solver = { "tsit5", "string" },
      rtol = { 1e-5, "number" }, atol = { 1e-6, "number|table" }, most_steps = { 1000, "integer" },
      events = { false, "boolean" },
      backend = { "interpreter", "string" }, label = { "slow", "string" } }
    for name, option in pairs(more) do options[name] = option end
    return options
  end
  of_toy("simulate", { { t = { 0, 2 } } }, { solving {} })
  of_toy("sensitivity", { { t = { 0, 2 }, parameters = { "k" } } }, { solving {
    parameters = { { "k", "a" }, "string|table" }, solver = { "rodas5p", "string" } } })
  for _, name in ipairs { "rates", "jacobian" } do
    of_toy(name, {}, { and_point { time = { 1, "number|table" },
      states = { { a = 1 }, "table" } } })
  end
  of_toy("steady", {}, { and_point { initial = { { a = 1 }, "table" }, rtol = { 1e-5, "number" },
    atol = { 1e-6, "number|table" }, most_steps = { 1000, "integer" },
    longest = { 1e4, "number|table" } } })
  local function of_run(name, arguments, options)
    M["run:" .. name] = { options = options, make = function()
      return toy_run, table.move(arguments, 1, #arguments, 1, {})
    end }
  end
  of_run("column", { "a" })
  of_run("at", { 1.25 })
  of_run("plot", {}, { { with = { toy_run, "table|run" }, width = { 120, "number" },
    outputs = { { "a" }, "table" } } })
  of_run("csv", { "run.csv" })
  in_part("plot", "time_course", { toy_run }, { options = { [2] = {
    outputs = { { "a" }, "table" }, observed = { { { output = "a", t = 1, value = 5 } }, "table" },
    from = { 0.5, "number" }, to = { 1.5, "number" }, columns = { 1, "integer" },
    height = { 40, "number" }, xlab = { "Days", "string" }, labels = { { a = "A" }, "table" },
    width = { 120, "number" }, title = { "x", "string|boolean" }, note = { "x", "string" } } } })
  in_part("plot", "network", { { nodes = { { id = "a" }, { id = "b" } },
    edges = { { from = "a", to = "b" } } } }, { options = { [2] = {
    influences = { true, "boolean" }, group_labels = { { a = "x" }, "table" },
    width = { 120, "number" }, title = { "x", "string|boolean" }, note = { "x", "string" } } } })

  -- ---- trial ----

  local families = { spending = { "pocock", "string" }, futility = { { spending = "pocock" },
    "table|boolean" }, looks = { { 0.5, 1 }, "table|column" }, alpha = { 0.05, "number" },
    sided = { 1, "integer|number" } }
  local function with_families(more)
    local all = {}
    for name, option in pairs(families) do all[name] = option end
    for name, option in pairs(more) do all[name] = option end
    return all
  end
  local formula = { n = { nil, "number|integer" }, ratio = { 2, "number|integer" },
    alpha = { 0.05, "number" }, power = { 0.8, "number" } }
  local function of_formula(more)
    local all = {}
    for name, option in pairs(formula) do all[name] = name ~= "n" and option or nil end
    for name, option in pairs(more) do all[name] = option end
    return all
  end
  in_part("trial", "sequential", { { looks = { 0.5, 1 } } }, { options = { with_families {
    power = { 0.8, "number" } } } })
  in_part("trial", "means", { { difference = 1, sd = 1, power = 0.9 } }, { options = { of_formula {
    difference = { 2, "number|integer" }, sd = { 2, "number|integer" },
    sided = { 1, "integer|number" }, correlation = { 0.5, "number|integer" },
    covariates = { 1, "integer" } } } })
  in_part("trial", "proportions", { { p1 = 0.5, p2 = 0.75, power = 0.9 } }, { options = {
    of_formula { p1 = { 0.4, "number" }, p2 = { 0.6, "number" },
      test = { "fisher", "string" }, sided = { 1, "integer|number" } } } })
  in_part("trial", "survival", { { hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,
    power = 0.9 } }, { options = { of_formula { hazard_ratio = { 0.7, "number|integer" },
      method = { "freedman", "string" }, median = { 6, "number|integer" },
      accrual = { 10, "number|integer" }, follow_up = { 10, "number|integer" },
      dropout_hazard = { 0.01, "number|integer" } } } })
  in_part("trial", "analyse", { { analysis = "t", group = { 0, 0, 0, 1, 1, 1 },
    y = { 1, 2, 3, 3, 4, 5 } } }, { options = { { analysis = { "welch", "string" },
      y = { { 1, 2, 3, 4, 5, 7 }, "table|column" }, claim = { "superiority", "string" },
      better = { "lower", "string" }, seed = { 2, "integer|number" } } } })
  in_part("trial", "adjust", { { 0.01, 0.03 } }, { options = { [2] = {
    method = { "dunnett", "string" } } } })
  local function plan()
    return { arms = { control = { mean = 0, sd = 4 }, treated = { mean = 2, sd = 4 } },
      endpoint = { type = "continuous" }, n = 40 }
  end
  in_part("trial", "new", function() return { plan() } end, { options = { with_families {
    arms = { plan().arms, "table" }, endpoint = { { type = "continuous" }, "table" },
    n = { 60, "integer|number" }, allocation = { { 1, 2 }, "table" },
    control = { "treated", "string" }, analysis = { "welch", "string" },
    randomisation = { { type = "simple" }, "table" }, dropout = { 0.1, "number|integer|table" },
    claim = { "superiority", "string" },
    accrual = { 5, "number|integer" }, follow_up = { 6, "number|integer" },
    adjust = { "none", "string" }, borrow = { { mean = 0, sd = 1 }, "table|prior|fit" },
    seed = { 7, "integer|number" } } } })
  local heterogeneous = { yi = { 0.1, -0.1, 0.2 }, vi = { 0.02, 0.03, 0.02 } }
  in_part("trial", "map", function() return { hepar.meta.fit(heterogeneous), { scale = 0.5 } } end,
    { options = { [2] = { scale = { 1, "number|integer" }, tau = { "uniform", "string" },
      nodes = { 50, "integer|number" } } } })
  in_part("trial", "normal", { { mean = 0, sd = 1 } }, { options = { {
    mean = { 1, "number|integer" }, sd = { 2, "number|integer" } } } })
  M["boundaries:crossing"] = { make = function()
    return hepar.trial.sequential { looks = { 0.5, 1 } }, { 1 }
  end }
  local function on_prior(name, arguments, more)
    local entry = more or {}
    entry.make = function()
      return hepar.trial.normal { mean = 0, sd = 1 }, table.move(arguments, 1, #arguments, 1, {})
    end
    M["prior:" .. name] = entry
  end
  on_prior("density", { 0 })
  on_prior("probability", { 0 })
  on_prior("quantile", { 0.5 })
  on_prior("sample", { 5 })
  on_prior("posterior", { 1, 1 })
  on_prior("robust", { { sd = 4 } }, { options = { { weight = { 0.1, "number" },
    mean = { 1, "number|integer" }, sd = { 3, "number|integer" } } } })
  on_prior("ess", { { sd = 4 } }, { options = { { sd = { 3, "number|integer" },
    method = { "moment", "string" } } } })
  local run = { n = { 30, "integer|number|table|column" }, seed = { 3, "integer|number" },
    threads = { 1, "integer|number" }, progress = { false, "boolean" } }
  local function on_trial(name, options, more)
    for key, option in pairs(run) do more[key] = option end
    M["trial:" .. name] = { make = function()
      return hepar.trial.new(plan()), { options }
    end, options = { more } }
  end
  on_trial("power", { replicates = 10 }, { replicates = { 20, "integer|number" } })
  on_trial("type1_error", { replicates = 10 }, {})
  on_trial("assurance", { replicates = 10, prior = { mean = 2, sd = 1 } }, {
    prior = { { mean = 1, sd = 1 }, "table|prior|fit" } })
  M["trial:pool"] = { make = function()
    local s = hepar.scenario { model = "cell_kinetics", horizon = 7, outputs =
      { "live_cells_liver" }, cohort = { n = 20, vary = { residence_liver = 0.3 } },
      arms = { one = { { into = "dose_portal_vein", amount = 50, at = 0 } },
        two = { { into = "dose_portal_vein", amount = 100, at = 0 } } } }
    return hepar.trial { scenario = s, patients = 20, endpoint = { output = "live_cells_liver",
      better = "higher" } }, { {} }
  end, options = { { threads = { 1, "integer|number" }, progress = { false, "boolean" } } } }
  run.n = nil
  on_trial("sample_size", { replicates = 10, most = 2000 }, { power = { 0.5, "number" },
    most = { 3000, "integer|number" } })

  in_part("column", "new", { { 1, 2, 3 } })
  in_part("column", "range", { 0, 1, 0.1 })
  in_part("column", "linspace", { 0, 24, 7 })
  in_part("column", "is", { 1 })
  local function numbers(name, arguments, more)
    local entry = more or {}
    entry.make = function() return column(), table.move(arguments, 1, #arguments, 1, {}) end
    M["column:" .. name] = entry
  end
  numbers("slice", { 1, 2, 1 })
  numbers("take", { { 1, 2 } })
  numbers("copy", {})
  numbers("totable", {})
  numbers("concat", { { 4, 5 } })
  numbers("close", {}, { closes = true })
  numbers("each", {})
  numbers("map", { math.abs })
  for _, name in ipairs { "sum", "mean", "var", "sd", "min", "max", "median" } do
    numbers(name, {}, { options = { { na_rm = { true, "boolean" } } } })
  end
  numbers("quantile", { 0.5 }, { options = { [2] = {
    type = { 6, "integer" }, na_rm = { true, "boolean" } } } })
  numbers("missing", {})
  for _, name in ipairs { "sort", "sorted", "order" } do
    numbers(name, {}, { options = { { descending = { true, "boolean" } } } })
  end
  numbers("cumsum", {})

  in_part("random", "new", { 2016 }, { options = { [2] = {
    stream = { 17, "integer" }, purpose = { "spec", "string" } } } })
  local function draws(name, arguments, options)
    M["random:" .. name] = {
      make = function() return random(), table.move(arguments, 1, #arguments, 1, {}) end,
      options = options,
    }
  end
  draws("at", { 5 })
  draws("position", {})
  local kinds = {
    uniform = { min = -1, max = 2 }, normal = { mean = 1, sd = 2 }, exponential = { rate = 2 },
    gamma = { shape = 2, scale = 2 }, beta = { a = 2, b = 2 }, poisson = { mean = 3 },
    binomial = { p = 0.25 },
  }
  for name, parameters in pairs(kinds) do
    local options = { threads = { 1, "integer" }, progress = { false, "boolean" } }
    for key, value in pairs(parameters) do options[key] = { value, "number" } end
    if name == "binomial" then options.trials = { 20, "integer" } end
    draws(name, { 3 }, { [2] = options })
  end
  draws("integer", { 1, 6, 3 })
  draws("shuffle", { { 1, 2, 3 } })
  draws("sample", { { 1, 2, 3 }, 2 }, { [3] = { replace = { true, "boolean" } } })

  in_part("help", "help", { "evidence.where" })

  return M
end
