-- The hepar command: report, show, list, check, export, meta, score, model, simulate, repl.
-- Answers go to standard output and can be piped; what went wrong goes to standard error. Exit
-- codes: 0 done, 1 the question was answered with "no" (nothing found, errors found by check), 2
-- the command line is wrong, 3 a file or the disk said no.

local arguments = require("hepar.command.arguments")

local M = {}

local DONE, NOTHING, USAGE, FAILED = 0, 1, 2, 3

local Failure = {}

local function fail(code, message)
  error(setmetatable({ code = code, message = message }, Failure), 0)
end

-- A result or its failure, from calls that return nil, message, code.
local function check(value, message)
  if value == nil or value == false then fail(FAILED, message or "failed") end
  return value
end

-- Misuse raises with a position in front and the name of a function; the user of the command needs
-- neither. A file with its line, which looks like a position, stays.
local function plain(message)
  local text = tostring(message)
  if not text:find("^hepar%.") then text = text:match("^[^\n]-:%d+: (hepar%..*)$") or text end
  return (text:gsub("^hepar%.[%w_%.]+: ", ""))
end

-- Call what may raise because of what the user typed.
local function attempt(code, f, ...)
  local results = table.pack(pcall(f, ...))
  if not results[1] then
    if getmetatable(results[2]) == Failure then error(results[2], 0) end
    fail(code, plain(results[2]))
  end
  return table.unpack(results, 2, results.n)
end

local function open(path)
  local hepar = require("hepar")
  if not path then return check(hepar.evidence.builtin()) end
  local file, message = io.open(path, "rb")
  if not file then fail(FAILED, message) end
  local head = file:read(16)
  file:close()
  if head and head:sub(1, 15) == "SQLite format 3" then
    return check(hepar.evidence.open(path, { readonly = true }))
  end
  return check(hepar.evidence.read(path))
end

local function split(text)
  local list = {}
  for part in (text .. ","):gmatch("([^,]*),") do
    part = part:match("^%s*(.-)%s*$")
    if part ~= "" then list[#list + 1] = part end
  end
  return #list == 1 and list[1] or list
end

local numeric = { year = true, n_total = true, follow_up_days = true, row = true }

local function filter_value(field, text)
  if field == "text" then return text end
  if text == "true" or text == "false" then return text == "true" end
  local from, to = text:match("^(%-?[%d%.]-)%.%.(%-?[%d%.]*)$")
  if from and numeric[field] then return { from = tonumber(from), to = tonumber(to) } end
  local value = split(text)
  if numeric[field] then
    local function number(part)
      return tonumber(part) or fail(USAGE, ('%s: "%s" is not a number'):format(field, part))
    end
    if type(value) == "table" then
      for i, part in ipairs(value) do value[i] = number(part) end
    else
      value = number(value)
    end
  end
  return value
end

local function filtered(ev, args)
  local wanted, some = {}, false
  for _, filter in ipairs(arguments.filters) do
    local name = filter[1]
    if args[name] then
      wanted[name], some = filter_value(name, args[name]), true
    end
  end
  for _, text in ipairs(args.where or {}) do
    local field, value = text:match("^([%w_]+)=(.*)$")
    if not field then fail(USAGE, ('--where takes FIELD=VALUE, got "%s"'):format(text)) end
    wanted[field], some = filter_value(field, value), true
  end
  if not some then return ev end
  return attempt(USAGE, ev.where, ev, wanted)
end

local commands = {}

function commands.report(args, out)
  local hepar = require("hepar")
  local file = args.file or "report.html"
  local report = attempt(FAILED, hepar.report.evidence, open(args.evidence))
  check(attempt(USAGE, report.save, report, file))
  out:write("wrote ", file, "\n")
  return DONE
end

-- A claim as a card.
local function claim_text(claim)
  local layout = require("hepar.evidence.layout")
  local lines = { claim.id .. "  " .. (claim.topic or "") }
  local function add(name, text)
    lines[#lines + 1] = ("  %-9s  %s"):format(name, layout.wrap(text, 86, (" "):rep(13)))
  end
  add("statement", claim.statement)
  if claim.lines then
    add("from", ("%s, lines %d-%d"):format(claim.source_id, claim.lines[1], claim.lines[2]))
  end
  if claim.quote_sha256 then add("passage", "SHA-256 " .. claim.quote_sha256) end
  if claim.check then add("test", claim.check) end
  return table.concat(lines, "\n") .. "\n"
end

-- A record as a card; figures of its study stand elsewhere, so that nobody overlooks them.
local function record_text(ev, record)
  local n = #ev:quantities { study = record.study, level = "any" }
  local figures = n == 0 and "" or
    ("  figures     %d of %s: at hepar repl, =ev:quantities{study = \"%s\"}\n"):format(n,
      record.study, record.study)
  return tostring(record) .. "\n" .. figures
end

-- The text for an id, or nil.
local function text_of(ev, id, as_json)
  local json = require("hepar.core").json
  local found, texts = ev:get(id), {}
  for i, record in ipairs(found and (found.id and { found } or found) or {}) do
    texts[i] = as_json and json.encode(record, { pretty = true }) or record_text(ev, record)
  end
  if found then return table.concat(texts, as_json and "" or "\n") end
  local claim = ev:claims({ id = id })[1]
  if not claim then return nil end
  return as_json and json.encode(claim, { pretty = true }) or claim_text(claim)
end

-- The nearest id of a record, a study or a claim.
local function suggestion(ev, id)
  local known = ev:ids()
  for record in ev:each() do known[#known + 1] = record.study end
  for _, claim in ipairs(ev:claims()) do known[#known + 1] = claim.id end
  local near = require("hepar.core").suggest(id, known)
  return near and (' (did you mean "%s"?)'):format(near) or ""
end

function commands.show(args, out, err)
  local ev = open(args.evidence)
  local code, before = DONE, false
  for _, id in ipairs(args.id) do
    local text = text_of(ev, id, args.json)
    if text then
      if before and not args.json then out:write("\n") end
      out:write(text)
      before = true
    else
      err:write(('hepar show: "%s" is not a record, a study or a claim%s\n'):format(id,
        suggestion(ev, id)))
      code = NOTHING
    end
  end
  return code
end

local columns = { "id", "study", "design", "source", "route", "disease", "n", "flags" }

-- The cells of a record in those columns.
local function list_row(record)
  local product = record.product or {}
  local source = type(product.source) == "table" and table.concat(product.source, "/")
    or product.source or ""
  local routes = table.concat(product.routes or record.routes or {}, "/")
  local disease = record.population and record.population.disease
    or record.injury and record.injury[1] and record.injury[1].disease or ""
  return { record.id, record.study, record.subdesign or record.design,
    source .. (product.donor and "/" .. product.donor or ""), routes, disease,
    record.enrolment and record.enrolment.n_total, #(record.flags or {}) }
end

local function csv_cell(text)
  if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

-- name -> writes the records of a view
local formats = {}

function formats.ids(view, out)
  for _, id in ipairs(view:ids()) do out:write(id, "\n") end
end

function formats.json(view, out)
  local json = require("hepar.core").json
  for record in view:each() do out:write(json.encode(record), "\n") end
end

function formats.csv(view, out)
  local layout = require("hepar.evidence.layout")
  out:write(table.concat(columns, ","), "\n")
  for record in view:each() do
    local row = list_row(record)
    for i = 1, #columns do row[i] = csv_cell(layout.cell(row[i])) end
    out:write(table.concat(row, ","), "\n")
  end
end

formats["table"] = function(view, out)
  local rows = {}
  for record in view:each() do rows[#rows + 1] = list_row(record) end
  out:write(table.concat(require("hepar.evidence.layout").table(columns, rows), "\n"), "\n")
end

function commands.list(args, out, err)
  local view = filtered(open(args.evidence), args)
  if #view == 0 then
    err:write("hepar list: no record fits\n")
    return NOTHING
  end
  formats[args.format](view, out)
  return DONE
end

function commands.check(args, out)
  local ev = open(args.evidence)
  local rules = args.rule and split(args.rule)
  if type(rules) == "string" then rules = { rules } end
  local documents
  for _, text in ipairs(args.document or {}) do
    local id, path = text:match("^([^=]+)=(.+)$")
    if not id then fail(USAGE, ('--document takes ID=FILE, got "%s"'):format(text)) end
    documents = documents or {}
    documents[id] = path
  end
  local findings = check(attempt(USAGE, ev.check, ev, { rules = rules, sources = documents }))
  out:write(findings:text(), "\n")
  return findings.severities.error and NOTHING or DONE
end

function commands.export(args, out)
  local view = filtered(open(args.evidence), args)
  check(attempt(USAGE, view.export, view, args.file))
  out:write(("wrote %d records to %s\n"):format(#view, args.file))
  return DONE
end

-- What the core knows of a measure, by its name.
local function measure_of(name)
  local core, names = require("hepar.core"), {}
  for _, measure in ipairs(core.effects.measures()) do
    if measure.name == (name == "HR" and "GEN" or name) then return measure end
    names[#names + 1] = measure.name
  end
  local near = core.suggest(name, names)
  fail(USAGE, ('measure "%s" is not known%s'):format(name,
    near and (' (did you mean "%s"?)'):format(near) or ""))
end

function commands.meta(args, out)
  local meta = require("hepar.command.meta")
  local measure = measure_of(args.measure)
  local conflict = meta.conflict(args)
  if conflict then fail(USAGE, conflict) end
  local read, message, usage = meta.columns(args.file, measure, args)
  if not read then fail(usage and USAGE or FAILED, message) end
  local effects = attempt(meta.options_given(args) and USAGE or FAILED, meta.effects, read, args)
  local result = check(attempt(USAGE, meta.pool, read, effects, args))
  if args.json then
    local object = meta.numbers(args.file, read, effects, result, args)
    out:write(require("hepar.core").json.encode(object, { pretty = true }))
  else
    out:write(meta.text(args.file, read, effects, result, args))
  end
  if args.forest then
    local figure = attempt(USAGE, meta.forest, effects, result, args)
    check(attempt(USAGE, figure.save, figure, args.forest))
    if not args.json then out:write("wrote ", args.forest, "\n") end
  end
  return DONE
end

-- The inputs of any score that the command line gives, or nil when there are none.
local function score_inputs(list, args)
  local inputs
  for _, about in ipairs(list) do
    for _, input in ipairs(about.inputs) do
      local text = args[input.name]
      if text then
        inputs = inputs or { units = args.units, unrounded = args.unrounded }
        inputs[input.name] = tonumber(text) or text
      end
    end
  end
  return inputs
end

function commands.score(args, out)
  local score = require("hepar").score
  local list = score.list()
  local inputs = score_inputs(list, args)
  local text
  if not args.name then
    if inputs then fail(USAGE, "the name of a score is missing") end
    text = list
  elseif inputs then
    text = attempt(USAGE, score.explain, args.name, inputs)
  else
    text = attempt(USAGE, score.describe, args.name)
  end
  out:write(tostring(text), "\n")
  return DONE
end

-- The model of that name or file.
local function model_of(name)
  local model, message, usage = require("hepar.command.model").load(name)
  return model or fail(usage and USAGE or FAILED, plain(message))
end

function commands.model(args, out)
  if args.list or not args.name then
    if not args.list then fail(USAGE, "the name of a model is missing; --list shows them") end
    out:write(tostring(require("hepar").model.list()), "\n")
    return DONE
  end
  local model, said = model_of(args.name), false
  if args.parameters then
    out:write(tostring(model:parameters()), "\n")
    said = true
  end
  if args.equations then
    out:write(model:equations { style = args.equations }, "\n")
    said = true
  end
  if args.graph then
    local figure = model:graph()
    check(attempt(USAGE, figure.save, figure, args.graph))
    out:write("wrote ", args.graph, "\n")
    said = true
  end
  if args.sbml then
    if not args.sbml:lower():find("%.xml$") and not args.sbml:lower():find("%.sbml$") then
      fail(USAGE, ('--sbml takes a file that ends in .xml or .sbml, got "%s"'):format(args.sbml))
    end
    local ok, left_out = attempt(USAGE, model.save, model, args.sbml)
    check(ok, left_out)
    out:write("wrote ", args.sbml, "\n")
    for _, text in ipairs(left_out or {}) do out:write("  left out: ", text, "\n") end
    said = true
  end
  if not said then out:write(tostring(model), "\n") end
  return DONE
end

function commands.simulate(args, out)
  local model = model_of(args.name)
  local options, message = require("hepar.command.model").options(args)
  if not options then fail(USAGE, message) end
  local run = check(attempt(USAGE, model.simulate, model, options))
  if args.output then
    check(attempt(USAGE, run.csv, run, args.output))
    out:write("wrote ", args.output, "\n")
  end
  if args.plot then
    local figure = attempt(USAGE, run.plot, run, options.outputs)
    check(attempt(USAGE, figure.save, figure, args.plot))
    out:write("wrote ", args.plot, "\n")
  end
  out:write((tostring(run):gsub("\nnext  [^\n]*$", "")), "\n")
  return DONE
end

-- The interpreter that runs this, to start another one.
local function interpreter()
  local i = 0
  while arg and arg[i - 1] do i = i - 1 end
  return i < 0 and arg[i] or "lua5.4"
end

function commands.repl(args)
  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end
  check(open(args.evidence)):close() -- says what is wrong before the prompt opens
  local load = ("hepar, ev = require('hepar.command').prepare(%s); print(ev)"):format(
    args.evidence and ("%q"):format(args.evidence) or "")
  local ok, _, code = os.execute(quote(interpreter()) .. " -i -e " .. quote(load))
  return ok and DONE or code or FAILED
end

-- For the prompt: hepar with its parts loaded, so that completion finds them, and the evidence.
function M.prepare(path)
  local hepar = require("hepar")
  for _, page in ipairs(require("hepar.reference").pages) do
    local _ = hepar[page.module:match("%.(%w+)$")]
  end
  return hepar, open(path)
end

-- Standard output that does not lose a failure. A reader such as head that has left is none.
local function careful(file)
  local function settle(ok, message)
    if ok then return end
    fail(message:find("Broken pipe", 1, true) and DONE or FAILED, message)
  end
  return {
    write = function(self, ...)
      settle(file:write(...))
      return self
    end,
    flush = function() settle(file:flush()) end,
  }
end

-- Run the command with the arguments of the command line and say the exit code.
function M.main(words, out, err)
  out, err = out or io.stdout, err or io.stderr
  local top = arguments.parser()
  if #words == 1 and words[1] == "--version" then
    out:write(tostring(require("hepar")), "\n")
    return DONE
  end
  if #words == 1 and (words[1] == "--help" or words[1] == "-h") then
    out:write(top:get_help(), "\n")
    return DONE
  end
  local ok, args = top:pparse(words)
  if not ok then
    err:write("hepar: ", args, "\n", "hepar --help shows what there is.\n")
    return USAGE
  end
  if not args.command then
    err:write(top:get_help(), "\n")
    return USAGE
  end
  local done, result = pcall(function()
    local guarded = careful(out)
    local code = commands[args.command](args, guarded, err)
    guarded.flush()
    return code
  end)
  if done then return result end
  if getmetatable(result) ~= Failure then result = { code = FAILED, message = result } end
  if result.code ~= DONE then
    err:write("hepar ", args.command, ": ", plain(result.message), "\n")
  end
  return result.code
end

return M
