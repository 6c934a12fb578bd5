-- The command line of hepar: its commands, options, and the help that teaches them.

local M = {}

-- The filters of `list` and `export` that have an option of their own; --where takes any other.
M.filters = {
  { "design", "clinical, preclinical, …" }, { "subdesign", "rct, nrct, single_arm, …" },
  { "source", "origin of the cells: BM, UC, AT, …" }, { "donor", "AUTO, ALLO, XENO" },
  { "route", "IV, HA, PV, IS, …" }, { "disease", "CIRR, ACLF, …" },
  { "outcome", "MELD, ALB, …" }, { "flag", "N_MISMATCH, …" },
  { "year", "2012, 2010..2015, ..2010" }, { "source_id", "fiore2018, review2" },
  { "study", "suk2016, …" }, { "text", "words of a record: \"hepatic artery\"" },
}

local main_epilog = [[
Start here:
  hepar report                        the report on the built-in evidence, as report.html
  hepar list --source BM --route HA   bone-marrow cells through the hepatic artery
  hepar show fiore2018:t1:r16         one record, with where each value stands
  hepar check                         every contradiction and rule that is broken
  hepar meta trials.csv --measure OR  a meta-analysis of a CSV file
  hepar score                         liver scores; hepar score MELD3: what one of them takes
  hepar model liver                   a model: what is in it, and how sure that is
  hepar simulate liver --to 168 --plot run.svg
  hepar repl                          a Lua prompt with hepar and ev ready
  hepar list --help                   the filters; every command has a --help

The evidence is the built-in one (both reviews) unless --evidence names a store (*.hepar) or a
JSON or NDJSON file. Answers go to standard output, complaints to standard error.

Exit codes: 0 done; 1 done, but nothing was found (list, show) or an error was (check);
2 the command line is wrong; 3 a file cannot be read or written.

Research use only: not for decisions on the care of patients.]]

local show_epilog = [[
A record is shown as a card, with the place it was read from and the flags beside its values.
  hepar show suk2016                  every record of a study
  hepar show fiore2018:c004           a claim of the text, with its lines and passage hash
  hepar show fiore2018:t1:r16 --json  all there is, down to the hash of each cell

Exit code 1 when an id is not known.]]

local list_epilog = [[
Filters take one value or several with commas, which means any of them; two filters must both fit.
Numbers take a range. Codes have synonyms: --source adipose is --source AT.
  hepar list --design clinical --disease CIRR,ACLF --year 2010..2015
  hepar list --text "hepatic artery NEAR fibrosis"
  hepar list --where controlled=false --format ids | wc -l
  hepar list --format csv > records.csv

At hepar repl, =hepar.evidence.fields() lists the fields of --where, and
=hepar.evidence.vocabulary("route") the codes of one. Exit code 1 when no record fits.]]

local check_epilog = [[
Severities: an error cannot be true, a warning needs a reader, a note says what was read into it.
  hepar check --rule R21                              contradictions between the sources
  hepar check --document fiore2018=review.txt         also: are the quoted lines unchanged?

Exit code 1 when a finding is an error.]]

local export_epilog = [[
The ending of the file says the format: .json (canonical, complete), .ndjson, .csv. The filters are
those of hepar list.
  hepar export trials.csv --design clinical]]

local meta_epilog = [[
The file has a header and one row per study, in metafor's column names: yi with vi, sei or ci_lb and
ci_ub (GEN); ai bi ci di or ai n1i ci n2i (OR, RR, RD); m1i sd1i n1i m2i sd2i n2i (MD, SMD); ri ni
(COR, ZCOR); xi ni (PLO) … as docs/effects.md lists them. Any other column may be a moderator.
Labels are from slab, study, or author and year. Missing: empty, NA, NaN or a dot.
  hepar meta trials.csv --measure RR --method REML --test knha --forest forest.svg
  hepar meta trials.csv --measure RR --mods "~ ablat + alloc"
  hepar meta trials.csv --measure OR --method EE --slab author
  hepar meta trials.csv --measure OR --mh --as RevMan
  hepar meta trials.csv --measure OR --glmm --model CM.EL --mods "~ ablat"
  hepar meta trials.csv --measure RR --subgroup alloc --forest groups.svg
  hepar meta trials.csv --measure RR --json > result.json

Columns with other names: --column ai=tpos --column bi=tneg.
A bad cell is named with its row and column. Research use only.]]

local score_epilog = [[
Without a name: the scores. With a name alone: what it takes, its formula, source and status.
  hepar score MELD --bilirubin 2.5 --INR 1.5 --creatinine 1.0
  hepar score MELD --bilirubin 42.8 --INR 1.5 --creatinine 88 --units SI
  hepar score ALBI --bilirubin "20 umol/L" --albumin "38 g/L"
  hepar score MELD3

Flags take yes or no: --dialysis yes. Exit code 2 when an input is missing or no value of a patient.
Research use only: not for decisions on the care of patients.]]

local model_epilog = [[
A model is a built-in one by its name, or a file: NAME.model, or SBML (NAME.xml, NAME.sbml).
  hepar model --list                         the built-in models
  hepar model liver                          its page: states, parameters with status, limits
  hepar model renewal_cook --equations text  its equations (text, latex or mathml)
  hepar model liver --graph liver.svg --sbml liver.xml

Research use only: a model is a set of hypotheses, never advice on a patient.]]

local simulate_epilog = [[
Times are in the model's unit, or such as "4 weeks". Values are in the unit of their symbol, or
bring their own: --set "k_deg=0.02 1/day".
  hepar simulate regeneration_furchtgott --to 720 --every 24 --set remaining=0.42
  hepar simulate liver --to "6 months" --dose at=28,cells=5e7,route=HA --plot run.svg
  hepar simulate mine.model --to 100 --dose at=10,into=amount,amount=50 --output run.csv

--dose: at, into and amount (or NAME=AMOUNT, or cells=N,route=HA), and over, every, count, until,
lag, fraction; may be given again. --change at=28,k=0.1: a parameter or level from then on.
Exit code 3 when the equations cannot be solved or a file not written. Research use only.]]

local function wide(command) return command:help_description_margin(32):help_max_width(100) end

local function with_evidence(command)
  command:option("--evidence", "a store (*.hepar), a JSON or an NDJSON file"):argname("FILE")
  return wide(command)
end

local function with_filters(command)
  for _, filter in ipairs(M.filters) do
    command:option("--" .. filter[1]:gsub("_", "-"), filter[2]):target(filter[1]):argname("VALUE")
  end
  command:option("--where", "any other field, FIELD=VALUE; may be given again")
    :argname("FIELD=VALUE"):count("*")
  return command
end

-- Turns the text of an option into a number.
local function number_of(name)
  return function(text)
    local value = tonumber(text)
    if value then return value end
    return nil, ('%s must be a number; got "%s"'):format(name, text)
  end
end

-- What to say of an input that several scores share: the shortest words, or, where its own words
-- differ, where these are found.
local function shared_input(all, input)
  local about, first = input.about, nil
  for _, score in ipairs(all) do
    for _, other in ipairs(score.inputs) do
      if other.name == input.name then
        first = first or other
        if #other.about < #about then about = other.about end
        for word, value in pairs(other.words or {}) do
          if not first.words or first.words[word] ~= value then
            return "a word: hepar score NAME lists them"
          end
        end
      end
    end
  end
  return about
end

-- One option for each input of any score.
local function with_inputs(command)
  local seen, all = {}, require("hepar.core").score.list()
  for _, score in ipairs(all) do
    for _, input in ipairs(score.inputs) do
      if not seen[input.name] then
        seen[input.name] = true
        local unit = input.unit and (" [" .. input.unit .. "]") or ""
        local option = "--" .. input.name:gsub("_", "-")
        command:option(option, shared_input(all, input) .. unit):target(input.name)
          :argname("VALUE")
      end
    end
  end
  return command
end

-- The parser.
function M.parser()
  local top = require("argparse")("hepar",
    "The evidence on stem-cell and vesicle therapy of the liver: what do the trials really show?")
    :epilog(main_epilog)
  wide(top):flag("--version", "print the version and leave")
  top:require_command(false)
  top:command_target("command")

  local report = with_evidence(top:command("report", "write the report on the evidence"))
  report:argument("file", "report.html (when not said) or report.md"):args("?")

  local show = with_evidence(top:command("show", "show a record, a study or a claim"))
  show:argument("id", "fiore2018:t1:r16, suk2016, fiore2018:c004"):args("+")
  show:flag("--json", "as canonical JSON")
  show:epilog(show_epilog)

  local list = with_filters(with_evidence(top:command("list", "list records")))
  list:option("--format", "how to print them"):choices({ "table", "csv", "json", "ids" })
    :default("table")
  list:epilog(list_epilog)

  local check = with_evidence(top:command("check",
    "run every rule, and show the contradictions between sources"))
  check:option("--rule", "only these: R2,R21"):argname("RULES")
  check:option("--document", "the text of a source, to compare quotes with; may be given again")
    :argname("ID=FILE"):count("*")
  check:epilog(check_epilog)

  local export = with_filters(with_evidence(top:command("export", "write records to a file")))
  export:argument("file", "out.json, out.ndjson or out.csv")
  export:epilog(export_epilog)

  local meta = wide(top:command("meta", "pool the effects of a CSV file"))
  meta:argument("file", "a CSV file with a header and one row per study")
  meta:option("--measure", "RR, OR, MD, SMD, ZCOR, PLO, …; GEN: the file has yi itself")
    :default("GEN")
  meta:option("--method", "REML (the default), DL, PM, ML, EB, SJ, HE, HS, EE, …")
  meta:option("--test", "z (the default), t, knha or adhoc")
  meta:option("--mods", 'moderators: "~ dose + route"'):argname("FORMULA")
  meta:option("--weights", "a column of weights of your own"):argname("COLUMN")
  meta:option("--level", "of the intervals, percent"):default("95"):convert(function(text)
    local level = tonumber(text)
    if level and level >= 1 and level < 100 then return level end
    return nil, ('level is given in percent, such as 95; got "%s"'):format(text)
  end)
  meta:option("--subgroup", "a fit of each value of this column, and the test of differences")
    :argname("COLUMN")
  meta:option("--tau2", "of subgroups: separate (the default) or common")
    :choices({ "separate", "common" })
  meta:option("--as", "the conventions of metafor, RevMan or Stata")
  meta:option("--add", "what is added to the cells of tables with an empty one: 0.5")
    :convert(number_of("add"))
  meta:option("--to", "where it is added: only0, all, if0all or none")
  meta:flag("--drop00", "leave out tables without events, or with events only, in both groups")
  meta:option("--vtype", "the sampling variance: LS, UB, HO, … by measure")
  meta:flag("--mh", "pool the tables or rates after Mantel and Haenszel")
  meta:flag("--peto", "pool the tables by Peto's method")
  meta:flag("--glmm", "fit a mixed logistic or Poisson model to the counts")
  meta:option("--model", "of --glmm: UM.FS (the default), UM.RS, CM.EL or CM.AL")
  meta:option("--pi", "prediction intervals: HTS, t or nagashima")
  meta:flag("--json", "the numbers as JSON")
  meta:option("--slab", "the column of the studies' names"):argname("COLUMN")
  meta:option("--column", "read COLUMN as NAME; may be given again"):argname("NAME=COLUMN")
    :count("*")
  meta:option("--forest", "draw a forest plot: out.svg, out.png or out.pdf"):argname("FILE")
  meta:epilog(meta_epilog)

  local score = wide(top:command("score", "a liver score of one patient, step by step"))
  score:argument("name", "MELD, MELD_Na, MELD3, child_pugh, …"):args("?")
  score:option("--units", "of bare numbers"):choices({ "conventional", "SI" })
    :default("conventional")
  score:flag("--unrounded", "leave the rounding out")
  with_inputs(score):epilog(score_epilog)

  local model = wide(top:command("model", "a model: its page, equations, network, SBML"))
  model:argument("name", "liver, renewal_cook, mine.model, …"):args("?")
  model:flag("--list", "the built-in models")
  model:flag("--parameters", "all parameters, with unit, range, status and source")
  model:option("--equations", "the equations"):choices({ "text", "latex", "mathml" })
  model:option("--graph", "draw the network: out.svg, out.png or out.pdf"):argname("FILE")
  model:option("--sbml", "write SBML Level 3: out.xml"):argname("FILE")
  model:epilog(model_epilog)

  local simulate = wide(top:command("simulate", "solve a model over time"))
  simulate:argument("name", "liver, renewal_cook, mine.model, …")
  simulate:option("--to", "the end"):argname("TIME"):count(1)
  simulate:option("--from", "the start"):argname("TIME"):default("0")
  simulate:option("--every", "a row each such time"):argname("TIME")
  simulate:option("--set", "a parameter or level; may be given again"):argname("NAME=VALUE")
    :count("*")
  simulate:option("--initial", "a state at the start; may be given again"):argname("NAME=VALUE")
    :count("*")
  simulate:option("--preset", "values that go together: rat"):argname("NAME")
  simulate:option("--dose", "what is given when and where; may be given again")
    :argname("KEY=VALUE,…"):count("*")
  simulate:option("--change", "values from a time on; may be given again")
    :argname("at=TIME,NAME=VALUE"):count("*")
  simulate:option("--columns", "states, outputs, definitions: collagen,MELD"):argname("NAMES")
  simulate:option("--solver", "the method"):choices({ "rodas5p", "tsit5" })
  simulate:option("--rtol", "relative tolerance (1e-6)"):argname("NUMBER")
  simulate:option("--atol", "absolute tolerance (1e-9)"):argname("NUMBER")
  simulate:option("--output", "write the columns: out.csv"):argname("FILE")
  simulate:option("--plot", "draw the course: out.svg, out.png or out.pdf"):argname("FILE")
  simulate:epilog(simulate_epilog)

  local repl = with_evidence(top:command("repl", "a Lua prompt with hepar and ev ready"))
  repl:epilog("=hepar.help() shows what there is, =ev the evidence.")
  return top
end

return M
