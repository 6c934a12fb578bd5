-- hepar trial: sample size and power by formula, boundaries, and simulated trials of a JSON file.

local M = {}

local numbers = { "difference", "sd", "n", "power", "ratio", "alpha", "sided", "margin",
  "correlation", "p1", "p2", "hazard_ratio", "hazard", "median", "accrual", "follow_up",
  "dropout_hazard", "events", "gamma", "rho", "delta" }
local words = { "claim", "test", "better", "method", "spending" }

local about = {
  difference = "means: treated minus control", sd = "means: standard deviation",
  n = "patients in all arms; several for a file: 60,80,100", power = "what is asked for",
  ratio = "treated to control (1)", alpha = "type I error", sided = "1 or 2",
  margin = "of non-inferiority or equivalence", correlation = "means: of baseline and outcome",
  p1 = "proportions: control", p2 = "proportions: treated",
  hazard_ratio = "survival: treated to control", hazard = "survival: of the control arm",
  median = "survival: of the control arm", accrual = "survival: how long patients come",
  follow_up = "survival: after the last patient", dropout_hazard = "survival: of drop-out",
  events = "survival: power for so many events", gamma = "of spending hsd",
  rho = "of spending power", delta = "of wang_tsiatis",
  claim = "superiority, non_inferiority or equivalence",
  test = "proportions: normal, corrected, arcsine, unpooled or fisher",
  better = "proportions: higher or lower", method = "survival: schoenfeld or freedman",
  spending = "obrien_fleming, pocock, hsd, power or wang_tsiatis",
}

local epilog = [[
By formula; leave out n or power, and it is computed:
  hepar trial means --difference 2 --sd 4 --power 0.9
  hepar trial proportions --p1 0.3 --p2 0.5 --power 0.8 --test fisher
  hepar trial survival --hazard-ratio 0.6 --median 12 --accrual 12 --follow-up 12 --power 0.9
  hepar trial means --difference 2 --sd 4 --looks 0.5,1 --spending pocock --power 0.9
Boundaries: hepar trial sequential --looks 0.33,0.67,1 --spending hsd --gamma -4
By simulation, from a JSON file that holds what hepar.trial{} takes ("scenario" is the path of a
scenario file):
  hepar trial design.json --n 60,80,100 --replicates 2000 --threads 2
  hepar trial design.json --prior 2,1          assurance, the effect normal with mean 2 and SD 1

docs/trials.md tells more. Research use only.]]

--- Its part of the command line.
function M.options(command)
  command:argument("what", "means, proportions, survival, sequential, or a JSON file")
  for _, list in ipairs { numbers, words } do
    for _, name in ipairs(list) do
      command:option("--" .. name:gsub("_", "-"), about[name]):target(name):argname("VALUE")
    end
  end
  command:option("--looks", "fractions of the information: 0.5,1"):argname("LIST")
  command:option("--replicates", "simulated trials (2000)"):argname("VALUE")
  command:option("--seed", "of the simulation"):argname("VALUE")
  command:option("--threads", "of the simulation (1)"):argname("VALUE")
  command:option("--prior", "assurance: mean and SD of the effect"):argname("MEAN,SD")
  command:epilog(epilog)
end

-- "0.5,1" as a list of numbers; nil and the part that is none.
local function list_of(text)
  local list = {}
  for part in (text .. ","):gmatch("([^,]*),") do
    local value = tonumber(part)
    if not value then return nil, part end
    list[#list + 1] = math.tointeger(value) or value
  end
  return list
end

-- The options of the command line as Lua values; nil and what is wrong.
local function values(args)
  local given = {}
  for _, name in ipairs { "looks", "prior", "replicates", "seed", "threads" } do
    if args[name] then
      local list, bad = list_of(args[name])
      if not list then return nil, ('--%s: "%s" is not a number'):format(name, bad) end
      given[name] = (name == "looks" or name == "prior") and list or list[1]
    end
  end
  for _, name in ipairs(numbers) do
    if args[name] then
      local list, bad = list_of(args[name])
      if not list then
        return nil, ('--%s: "%s" is not a number'):format(name:gsub("_", "-"), bad)
      end
      given[name] = #list == 1 and list[1] or list
    end
  end
  for _, name in ipairs(words) do given[name] = args[name] end
  return given
end

-- Take some options out of a table.
local function take(given, names)
  local taken = {}
  for _, name in ipairs(names) do taken[name], given[name] = given[name], nil end
  return taken
end

local BOUNDARIES = { "looks", "spending", "gamma", "rho", "delta" }

-- By formula, with the boundaries of looks.
local function formula(trial, what, given)
  local staged = take(given, BOUNDARIES)
  if next(staged) then
    for name, value in pairs(take(given, { "alpha", "sided", "power" })) do staged[name] = value end
    local boundaries, message, code = trial.sequential(staged)
    if not boundaries then return nil, message, code end
    given.boundaries = boundaries
    local planned
    planned, message, code = trial[what](given)
    if not planned then return nil, message, code end
    return tostring(planned) .. "\n" .. tostring(boundaries)
  end
  return trial[what](given)
end

-- By simulation.
local function simulation(trial, path, given)
  local file, message = io.open(path, "rb")
  if not file then return nil, message end
  local text = file:read("a")
  file:close()
  local design
  design, message = require("hepar.core").json.decode(text)
  if design == nil then return nil, ("%s: %s"):format(path, message) end
  if type(design) == "table" and type(design.scenario) == "string" then
    local scenario, why, kind = require("hepar.scenario").read(design.scenario)
    if not scenario then return nil, why, kind end
    design.scenario = scenario
  end
  local made, problem, code = trial.new(design)
  if not made then return nil, problem, code end
  local run = take(given, { "n", "replicates", "seed", "threads", "prior", "power" })
  if next(given) then
    return nil, ("--%s belongs to formulas: the file says it"):format((next(given):gsub("_", "-")))
  end
  run.progress = true
  local answer
  if run.prior then
    if #run.prior ~= 2 then return nil, "--prior takes MEAN,SD" end
    run.prior = { mean = run.prior[1], sd = run.prior[2] }
    answer, problem, code = made:assurance(run)
  elseif run.power then
    answer, problem, code = made:sample_size(run)
  else
    answer, problem, code = made:power(run)
  end
  if not answer then return nil, problem, code end
  return tostring(made):gsub("\n  next: [^\n]*", "") .. "\n" .. tostring(answer)
end

--- What the command prints; nil, message, and true when it is the command line that is wrong.
function M.text(args)
  local trial = require("hepar").trial
  local given, bad = values(args)
  if not given then return nil, bad, true end
  local what = args.what
  local answer, message
  if what == "sequential" then
    answer, message = trial.sequential(given)
  elseif what == "means" or what == "proportions" or what == "survival" then
    answer, message = formula(trial, what, given)
  else
    answer, message = simulation(trial, what, given)
  end
  if not answer then return nil, message, false end
  return tostring(answer) .. "\nResearch use only: not for decisions on the care of patients.\n"
end

return M
