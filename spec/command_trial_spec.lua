-- hepar trial, from the user's side.

local files = require "spec.helper.files"

local run = files.run

describe("hepar trial", function()
  local design = os.tmpname()

  setup(function()
    local file = assert(io.open(design, "wb"))
    file:write('{"arms": {"control": {"mean": 16, "sd": 4}, "treated": {"mean": 13, "sd": 4}},',
      ' "endpoint": {"type": "continuous", "better": "lower"}, "n": 80}')
    file:close()
  end)

  teardown(function() os.remove(design) end)

  it("computes sizes by formula, with looks and without", function()
    local text, message, code = run("hepar trial means --difference 1 --sd 1 --power 0.9")
    assert.equal("", message)
    assert.equal(0, code)
    assert.matches("46 patients (23 control, 23 treated)", text, 1, true)
    assert.matches("Research use only", text)
    text = run("hepar trial means --difference 2 --sd 4 --looks 0.5,1 --spending pocock "
      .. "--power 0.9")
    assert.matches("2 looks; the size is 1.1", text, 1, true)
    assert.matches("spending pocock", text)
    text = run("hepar trial proportions --p1 0.3 --p2 0.5 --n 100 --test fisher")
    assert.matches("Fisher's exact test", text)
    text = run("hepar trial survival --hazard-ratio 0.5 --events 100")
    assert.matches("100 events", text)
    text = run("hepar trial sequential --looks 0.33,0.67,1 --spending hsd --gamma=-4")
    assert.matches("hsd (gamma = -4)", text, 1, true)
  end)

  it("simulates the design of a file", function()
    local text, message, code = run(("hepar trial %s --n 40,80 --replicates 200"):format(design))
    assert.equal("", message)
    assert.equal(0, code)
    assert.matches("Trial of control, treated: 80 patients", text)
    assert.matches("\n +40 +0%.%d+", text)
    assert.matches("assurance 0%.", (run(("hepar trial %s --prior=-3,1 --replicates 200"):
      format(design))))
    assert.matches("power 0%.8", (run(("hepar trial %s --power 0.8 --replicates 500"):
      format(design))))
  end)

  it("simulates patients of a scenario file", function()
    local path, scenario = os.tmpname(), os.tmpname()
    local file = assert(io.open(scenario, "w"))
    file:write('return { model = "cell_kinetics", horizon = { days = 7 }, outputs = ',
      '"live_cells_liver", cohort = { vary = { residence_liver = 0.3 } }, ',
      'arms = { one = { { into = "dose_portal_vein", amount = 50, at = 0 } }, ',
      'two = { { into = "dose_portal_vein", amount = 60, at = 0 } } } }\n')
    file:close()
    file = assert(io.open(path, "w"))
    file:write(('{"scenario": %q, "patients": 50, "n": 20, '):format(scenario),
      '"endpoint": {"output": "live_cells_liver", "better": "higher", "noise": {"cv": 0.5}}}')
    file:close()
    local text, message, code = run(("hepar trial %s --replicates 100"):format(path))
    assert.equal("", message)
    assert.equal(0, code)
    assert.matches("drawn from 50 virtual patients of model cell_kinetics", text, 1, true)
    assert.matches("power 0%.%d+ .*100 trials", text)
    os.remove(scenario)
    text, message, code = run(("hepar trial %s --replicates 100"):format(path))
    assert.equal("", text)
    assert.matches("No such file", message, 1, true)
    assert.equal(3, code)
    os.remove(path)
  end)

  it("says what is wrong, with its exit code", function()
    local text, message, code = run("hepar trial means --sd x")
    assert.equal("", text)
    assert.matches('--sd: "x" is not a number', message, 1, true)
    assert.equal(2, code)
    text, message, code = run("hepar trial means --sd 1 --difference 1")
    assert.equal("", text)
    assert.matches("give either n or power", message)
    assert.equal(2, code)
    text, message, code = run("hepar trial nowhere.json")
    assert.equal("", text)
    assert.matches("nowhere.json", message)
    assert.equal(3, code)
    text, message, code = run(("hepar trial %s --difference 3"):format(design))
    assert.equal("", text)
    assert.matches("--difference belongs to formulas", message, 1, true)
    assert.equal(3, code)
  end)
end)
