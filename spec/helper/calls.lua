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

return function()
  local M = {}
  local ev = evidence()
  local results = ev:results()

  -- The function of a full name.
  function M.find(full)
    if full == "hepar.help.help" then return hepar.help.help end
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
      ["a tally"] = ev:tally("route"), ["an inline node"] = hepar.report.em("x"),
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
  M["directions:effect_direction_table"] = { make = function() return directions(), {} end }
  M["findings:text"] = { make = function() return hepar.evidence.builtin():check(), {} end }
  M["directions:harvest"] = { make = function() return directions(), {} end }

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
    figures = { false, "boolean" }, commands = { "x", "string" } } } })
  in_part("report", "findings", { ev })

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
