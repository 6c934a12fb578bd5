-- The hepar command: report, show, list, check, export, repl. Answers go to standard output and
-- can be piped; what went wrong goes to standard error. Exit codes: 0 done, 1 the question was
-- answered with "no" (nothing found, errors found by check), 2 the command line is wrong,
-- 3 a file or the disk said no.

local M = {}

local DONE, NOTHING, USAGE, FAILED = 0, 1, 2, 3

-- The filters of `list` and `export` that have an option of their own; --where takes any other.
local filters = {
  { "design", "clinical, preclinical, …" }, { "subdesign", "rct, nrct, single_arm, …" },
  { "source", "origin of the cells: BM, UC, AT, …" }, { "donor", "AUTO, ALLO, XENO" },
  { "route", "IV, HA, PV, IS, …" }, { "disease", "CIRR, ACLF, …" },
  { "outcome", "MELD, ALB, …" }, { "flag", "N_MISMATCH, …" },
  { "year", "2012, 2010..2015, ..2010" }, { "source_id", "fiore2018, review2" },
  { "study", "suk2016, …" },
}

local epilogs = {
  main = [[
Start here:
  hepar report                        the report on the built-in evidence, as report.html
  hepar list --source BM --route HA   bone-marrow cells through the hepatic artery
  hepar show fiore2018:t1:r16         one record, with where each value stands
  hepar check                         every contradiction and rule that is broken
  hepar repl                          a Lua prompt with hepar and ev ready

The evidence is the built-in one (both reviews) unless --evidence names a store (*.hepar) or a
JSON or NDJSON file. Research use only: not for decisions on the care of patients.]],
  list = [[
Filters take one value or several with commas; years take a range. Synonyms work: --source adipose.
  hepar list --design clinical --disease CIRR,ACLF --year 2010..2015
  hepar list --where controlled=false --format ids | wc -l]],
  export = [[
The ending of the file says the format: .json (canonical, complete), .ndjson, .csv.
  hepar export trials.csv --design clinical]],
}

local function parser()
  local argparse = require("argparse")
  local function evidence(command)
    command:option("-e --evidence", "a store (*.hepar), a JSON or an NDJSON file"):argname("FILE")
    return command
  end
  local function with_filters(command)
    for _, filter in ipairs(filters) do
      command:option("--" .. filter[1]:gsub("_", "-"), filter[2]):target(filter[1]):argname("VALUE")
    end
    command:option("--where", "any other field, FIELD=VALUE; may be given again")
      :argname("FIELD=VALUE"):count("*")
    return command
  end

  local top = argparse("hepar",
    "The evidence on stem-cell and vesicle therapy of the liver: what do the trials really show?")
    :epilog(epilogs.main)
  top:flag("--version", "print the version and leave")
  top:require_command(false)
  top:command_target("command")

  local report = evidence(top:command("report", "write the report on the evidence"))
  report:argument("file", "report.html or report.md"):args("?"):default("report.html")

  local show = evidence(top:command("show", "show a record, a study or a claim"))
  show:argument("id", "fiore2018:t1:r16, suk2016, fiore2018:c004"):args("+")
  show:flag("--json", "as canonical JSON")

  local list = with_filters(evidence(top:command("list", "list records")))
  list:option("--format", "table, csv, json or ids"):choices({ "table", "csv", "json", "ids" })
    :default("table")
  list:epilog(epilogs.list)

  local check = evidence(top:command("check",
    "run every rule, and show the contradictions between sources"))
  check:option("--rule", "only these: R2,R21"):argname("RULES")
  check:epilog("Exit code 1 when a finding is an error.")

  local export = with_filters(evidence(top:command("export", "write records to a file")))
  export:argument("file", "out.json, out.ndjson or out.csv")
  export:epilog(epilogs.export)

  local repl = evidence(top:command("repl", "a Lua prompt with hepar and ev ready"))
  repl:epilog("The same as: lua5.4 -i -e "
    .. "'hepar = require \"hepar\"; ev = hepar.evidence.builtin()'")
  return top
end

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
  for _, filter in ipairs(filters) do
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
  local ev = open(args.evidence)
  local report = attempt(FAILED, hepar.report.evidence, ev)
  check(attempt(USAGE, report.save, report, args.file))
  out:write("wrote ", args.file, "\n")
  return DONE
end

local function show_claim(claim, out)
  out:write(claim.id, "  ", claim.topic or "", "\n  ", claim.statement, "\n")
  if claim.lines then
    out:write(("  source: %s, lines %d-%d, passage SHA-256 %s\n"):format(claim.source_id,
      claim.lines[1], claim.lines[2], claim.quote_sha256 or "none"))
  end
end

local function show_one(ev, id, as_json, out)
  local core = require("hepar.core")
  local found = ev:get(id)
  if found then
    local list = found.id and { found } or found
    for i, record in ipairs(list) do
      if i > 1 then out:write("\n") end
      out:write(as_json and core.json.encode(record, { pretty = true }) or tostring(record))
      if not as_json then out:write("\n") end
    end
    return true
  end
  for _, claim in ipairs(ev:claims()) do
    if claim.id == id then
      if as_json then
        out:write(core.json.encode(claim, { pretty = true }))
      else
        show_claim(claim, out)
      end
      return true
    end
  end
  return false
end

function commands.show(args, out, err)
  local ev = open(args.evidence)
  local code = DONE
  for i, id in ipairs(args.id) do
    if i > 1 and not args.json then out:write("\n") end
    if not show_one(ev, id, args.json, out) then
      local known = {}
      for _, name in ipairs(ev:ids()) do known[#known + 1] = name end
      for row in ev:each() do known[#known + 1] = row.study end
      local near = require("hepar.core").suggest(id, known)
      err:write(('hepar show: "%s" is not a record, a study or a claim%s\n'):format(id,
        near and (' (did you mean "%s"?)'):format(near) or ""))
      code = NOTHING
    end
  end
  return code
end

local function list_row(record)
  local product = record.product or {}
  local source = type(product.source) == "table" and table.concat(product.source, "/")
    or product.source or ""
  local routes = table.concat(product.routes or record.routes or {}, "/")
  local disease = record.population and record.population.disease
    or record.injury and record.injury[1] and record.injury[1].disease or ""
  local n = record.enrolment and record.enrolment.n_total
  return { record.id, record.study, record.subdesign or record.design,
    source .. (product.donor and "/" .. product.donor or ""), routes, disease,
    n and ("%d"):format(n) or "", ("%d"):format(#(record.flags or {})) }
end

local function csv_cell(text)
  if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

function commands.list(args, out)
  local view = filtered(open(args.evidence), args)
  if args.format == "ids" then
    for _, id in ipairs(view:ids()) do out:write(id, "\n") end
  elseif args.format == "json" then
    local core = require("hepar.core")
    for record in view:each() do out:write(core.json.encode(record), "\n") end
  else
    local header = { "id", "study", "design", "source", "route", "disease", "n", "flags" }
    local rows, widths = { header }, {}
    for record in view:each() do rows[#rows + 1] = list_row(record) end
    for _, row in ipairs(rows) do
      for i, cell in ipairs(row) do
        widths[i] = math.max(widths[i] or 0, utf8.len(cell) or #cell)
      end
    end
    for _, row in ipairs(rows) do
      for i, cell in ipairs(row) do
        row[i] = args.format == "csv" and csv_cell(cell)
          or cell .. (" "):rep(widths[i] - (utf8.len(cell) or #cell))
      end
      local line = table.concat(row, args.format == "csv" and "," or "  ")
      out:write((line:gsub("%s+$", "")), "\n")
    end
  end
  return #view > 0 and DONE or NOTHING
end

function commands.check(args, out)
  local ev = open(args.evidence)
  local rules = args.rule and split(args.rule)
  if type(rules) == "string" then rules = { rules } end
  local findings = attempt(USAGE, ev.check, ev, { rules = rules })
  out:write(tostring(findings), "\n")
  for _, finding in ipairs(findings) do
    if finding.severity == "error" then return NOTHING end
  end
  return DONE
end

function commands.export(args, out)
  local view = filtered(open(args.evidence), args)
  check(attempt(USAGE, view.export, view, args.file))
  out:write(("wrote %d records to %s\n"):format(#view, args.file))
  return DONE
end

function commands.repl(args)
  local interpreter = "lua5.4"
  local i = 0
  while arg and arg[i - 1] do i = i - 1 end
  if arg and arg[i] and i < 0 then interpreter = arg[i] end
  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end
  local load = 'hepar = require "hepar"; '
  if args.evidence then
    open(args.evidence):close() -- says what is wrong with it before the prompt comes up
    load = load .. ("ev = assert(require('hepar.command').open(%q))"):format(args.evidence)
  else
    load = load .. "ev = hepar.evidence.builtin()"
  end
  load = load .. "; print(ev)"
  local ok, _, code = os.execute(quote(interpreter) .. " -i -e " .. quote(load))
  return ok and DONE or code or FAILED
end

M.open = open

--- Run the command with the arguments of the command line and say the exit code.
-- @local
function M.main(arguments, out, err)
  out, err = out or io.stdout, err or io.stderr
  local top = parser()
  if #arguments == 1 and arguments[1] == "--version" then
    out:write(tostring(require("hepar")), "\n")
    return DONE
  end
  if #arguments == 1 and (arguments[1] == "--help" or arguments[1] == "-h") then
    out:write(top:get_help(), "\n")
    return DONE
  end
  local ok, args = top:pparse(arguments)
  if not ok then
    err:write("hepar: ", args, "\n", "hepar --help shows what there is.\n")
    return USAGE
  end
  if not args.command then
    out:write(top:get_help(), "\n")
    return USAGE
  end
  local done, result = pcall(commands[args.command], args, out, err)
  if done then
    -- A reader such as head may have left: that is no failure of ours.
    out:flush()
    return result
  end
  if getmetatable(result) == Failure then
    err:write("hepar ", args.command, ": ", plain(result.message), "\n")
    return result.code
  end
  err:write("hepar ", args.command, ": ", tostring(result), "\n")
  return FAILED
end

return M
