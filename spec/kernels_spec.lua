-- The back ends of a model's programs: interpreter, built-in and compiled code, the same bits.
local core = require("hepar.core")
local expressions = require("spec.helper.expressions")
local files = require "spec.helper.files"

local read, write = files.read, files.write

local function make(text)
  local model = assert(core.model.parse(text, {
    find = function(name) return read("csrc/kernels/" .. name .. ".model") end,
  }))
  return assert(core.programs.make(model))
end

local folder

setup(function()
  folder = os.tmpname()
  os.remove(folder)
  folder = folder .. ".kernels"
end)

teardown(function() os.execute("rm -rf '" .. folder .. "'") end)

-- 35 patients: ordinary ones, and some with zeros of both signs, infinities, NaN, tiny and huge.
local function patients(random)
  local special = {0.0, -0.0, 1 / 0, -1 / 0, 0 / 0, 5e-324, -1e-310, 1e300, -1e300, 1, -1}
  local list = {}
  for i = 1, 35 do
    local function some()
      if i > 20 and random() < 0.2 then return special[1 + math.floor(random() * #special)] end
      return i > 10 and 100 * random() or random()
    end
    local patient = {states = {}, parameters = {}, inputs = {}, vector = {}, time = 10 * random(),
      c = 100 * random()}
    for k = 1, 300 do
      patient.states[k], patient.parameters[k] = some(), some()
      patient.inputs[k], patient.vector[k] = some(), some()
    end
    list[i] = patient
  end
  return list
end

local function same_bits(one, other, list)
  local x, y = one:run(list), other:run(list)
  for i = 1, #list do
    assert(x[i].bits == y[i].bits, ("patient %d differs"):format(i))
    assert(#x[i].bits > 0)
  end
end

local function has(set)
  local flags = read("/proc/cpuinfo"):match("\nflags%s*:[^\n]*") or ""
  return (flags .. " "):find(" " .. set .. " ", 1, true) ~= nil
end

describe("interpreter", function()
  it("gives the same bits for every instruction set, on random models", function()
    local random = expressions.stream(11)
    for _ = 1, 20 do
      local programs = make((expressions.model(random, 5)))
      local baseline = assert(programs:kernel("baseline"))
      local list = patients(random)
      for set, flag in pairs {avx2 = "avx2", avx512 = "avx512f"} do
        local kernel, message, code = programs:kernel(set)
        if has(flag) then
          same_bits(baseline, kernel, list)
        else
          assert.is_nil(kernel)
          assert.equal("not_found", code)
          assert.matches("does not have " .. set, message, 1, true)
        end
      end
      same_bits(baseline, assert(programs:kernel("interpreter")), list)
    end
  end)

  it("does what the language says, operation by operation", function()
    local random = expressions.stream(12)
    for _ = 1, 20 do
      local text, rates = expressions.model(random, 3)
      local list = patients(random)
      local got = assert(make(text):kernel("interpreter")):run(list)
      for i = 1, 10 do
        local p = list[i]
        local env = {x = p.states[1], y = p.states[2], z = p.states[3], a = p.parameters[1],
          b = p.parameters[2], n = p.parameters[3], u = p.inputs[1], time = p.time}
        for r, rate in ipairs(rates) do
          local want = rate.value(env)
          assert(math.abs(got[i].rates[r] - want) <= 1e-12 * (1 + math.abs(want)), rate.text)
        end
      end
    end
  end)
end)

describe("compiled code", function()
  it("gives the interpreter's bits on random models", function()
    local random = expressions.stream(13)
    for _ = 1, 4 do
      local programs = make((expressions.model(random, 6)))
      local compiled = assert(programs:kernel("compiled", "cc", folder))
      same_bits(assert(programs:kernel("interpreter")), compiled, patients(random))
    end
  end)

  it("takes the solver through the very same steps", function()
    local model = assert(core.model.parse(read("spec/bench/liver20.model")))
    local random = expressions.stream(15)
    local toxic = {}
    for i = 1, 37 do toxic[i] = 0.02 * (1 + random()) end
    local plan = {from = 0, to = 336, times = {}, columns = {"COL", "ALT", "MSCb"}, patients = 37,
      parameters = {k_tox = toxic}, doses = {
        {at = 0, into = "infusion", amount = 10, duration = 1 / 24, every = 28, count = 3},
        {at = 0, into = "EVb", amount = 5, every = 28, count = 3}}}
    for week = 0, 48 do plan.times[week + 1] = 7 * week end
    local runs = {}
    for i, backend in ipairs {"interpreter", "compiled"} do
      local kernel = assert(core.solve.kernel(model, {backend = backend, cache = folder}))
      runs[i] = assert(core.solve.run(kernel, plan))
      assert.equal(0, runs[i].failed)
    end
    assert.same(runs[1].statistics, runs[2].statistics)
    for name, column in pairs(runs[1].columns) do
      local other = runs[2].columns[name]
      assert.equal(49 * 37, #column)
      for i = 1, #column do
        assert(string.pack("d", column[i]) == string.pack("d", other[i]), name .. " " .. i)
      end
    end
  end)

  it("is kept by what it computes, and made again when the file is of no use", function()
    local programs = make("model m\nstate x = 1\nx' = -x\n")
    assert(programs:kernel("compiled", "cc", folder))
    -- No compiler is needed the second time, whatever the model calls things.
    local again = make("model other\nstate y = 1\ny' = -y\n")
    assert(again:kernel("compiled", "/nonexistent/cc", folder))
    local fresh = folder .. "/fresh"
    assert(programs:kernel("compiled", "cc", fresh))
    local pipe <close> = assert(io.popen("ls " .. fresh))
    local names = pipe:read("a")
    assert.matches("^%x+%-%d%.c\n%x+%-%d%.so\n$", names)
    local library = fresh .. "/" .. names:match("%S+%.so")
    os.remove(library) -- it is loaded: its memory must stay as it is
    write(library, "not a library")
    local random = expressions.stream(14)
    same_bits(assert(programs:kernel("compiled", "cc", fresh)),
      assert(programs:kernel("interpreter")), patients(random))
  end)

  it("says what went wrong", function()
    local programs = make("model m\nstate x = 1\nx' = -3 * x\n")
    local function refused(code, words, ...)
      local kernel, message, got = programs:kernel("compiled", ...)
      assert.is_nil(kernel)
      assert.equal(code, got)
      assert.matches(words, message, 1, true)
    end
    refused("not_found", "cannot run the C compiler /nonexistent/cc", "/nonexistent/cc", folder)
    refused("io", "could not compile the model", "false", folder)
    local wrong = folder .. "/wrong-cc"
    write(wrong, "#!/bin/sh\necho what a mess >&2\nexit 1\n")
    os.execute("chmod +x '" .. wrong .. "'")
    refused("io", "could not compile the model: what a mess", wrong, folder)
    refused("io", "is not a folder", "cc", "/dev/null")
    os.execute("mkdir -p '" .. folder .. "/open' && chmod 777 '" .. folder .. "/open'")
    refused("io", "can be written by others", "cc", folder .. "/open")
    refused("io", "compiled models is too long", "cc", "/" .. ("x"):rep(5000))
    -- Nothing half made is left behind.
    local pipe <close> = assert(io.popen("ls " .. folder .. " | grep -c '\\.[0-9a-f]*\\.' "))
    assert.equal("0\n", pipe:read("a"))
  end)

  it("stops at Ctrl-C, and so does the compiler", function()
    local programs = make("model m\nstate x = 1\nx' = -7 * x\n")
    local slow = folder .. "/slow-cc"
    write(slow, "#!/bin/sh\nexec sleep 60\n")
    os.execute("chmod +x '" .. slow .. "'; (sleep 0.3; kill -INT $PPID) >/dev/null 2>&1 &")
    local began = os.time()
    local kernel, message, code = programs:kernel("compiled", slow, folder)
    assert.is_nil(kernel)
    assert.equal("interrupted", code)
    assert.matches("interrupted", message, 1, true)
    assert.is_true(os.time() - began < 30)
  end)

  it("is read through no shell", function()
    local programs = make("model m\nstate x = 1\nx' = -5 * x\n")
    local odd = folder .. "/a folder; touch pwned $(id) 'quoted'"
    assert(programs:kernel("compiled", "cc", odd))
    assert.is_nil(io.open("pwned"))
  end)

  it("gives way when memory runs out", function()
    local programs = make("model m\nstate x = 1\nx' = -x\n")
    core.memory.fail_at(0)
    assert(programs:kernel("compiled", "cc", folder .. "/memory"))
    local total = core.memory.count()
    collectgarbage()
    local live = select(2, core.memory.count())
    for n = 1, total do
      core.memory.fail_at(n)
      local kernel, message = programs:kernel("compiled", "cc", folder .. "/memory" .. n)
      core.memory.fail_at(0)
      assert.is_nil(kernel)
      assert.matches("out of memory", message, 1, true)
      collectgarbage()
      assert.equal(live, select(2, core.memory.count()))
    end
  end)
end)

describe("built-in kernels", function()
  local names = {}
  local pipe <close> = assert(io.popen("ls csrc/kernels/*.model 2>/dev/null"))
  for path in pipe:lines() do names[#names + 1] = path:match("([%w_]+)%.model$") end

  for _, name in ipairs(names) do
    it("of " .. name .. " give the interpreter's bits in every width", function()
      local programs = make(read("csrc/kernels/" .. name .. ".model"))
      local list = patients(expressions.stream(#name))
      local interpreter = assert(programs:kernel("interpreter"))
      same_bits(interpreter, assert(programs:kernel("builtin")), list)
      for lanes, flag in pairs {[2] = "sse2", [4] = "avx2", [8] = "avx512f"} do
        if has(flag) then
          local kernel = assert(programs:kernel("builtin", lanes))
          assert.equal(lanes, select(2, kernel:about()))
          same_bits(interpreter, kernel, list)
        end
      end
    end)
  end

  for _, name in ipairs(names) do
    it("of " .. name .. " have the derivatives that differences show", function()
      local model = assert(core.model.parse(read("csrc/kernels/" .. name .. ".model"), {
        find = function(import) return read("csrc/kernels/" .. import .. ".model") end,
      }))
      local programs = assert(core.programs.make(model))
      local kernel, about = assert(programs:kernel("interpreter")), programs:describe()
      local random = expressions.stream(#name + 100)
      local states, parameters = {}, {}
      for _, symbol in ipairs(model:symbols()) do
        if symbol.kind == "parameter" then parameters[#parameters + 1] = symbol.value end
        if symbol.kind == "state" then states[#states + 1] = symbol end
      end
      -- Near the initial values, away from zero, and each state up and down by a small step.
      local function lane(at) return {states = at, parameters = parameters, time = 0.3, c = 1} end
      local base, lanes = {}, {}
      for i, state in ipairs(states) do
        base[i] = (math.abs(state.value) + 0.01) * (1 + random())
      end
      lanes[1] = lane(base)
      local steps = {1, -1, 2, -2}
      for j = 1, #base do
        for _, step in ipairs(steps) do
          local moved = table.move(base, 1, #base, 1, {})
          moved[j] = base[j] * (1 + step * 1e-4)
          lanes[#lanes + 1] = lane(moved)
        end
      end
      local results = kernel:run(lanes)
      local jacobian = {}
      for i = 1, #base do jacobian[i] = {} end
      for e, entry in ipairs(about.jacobian) do
        jacobian[entry[1]][entry[2]] = results[1].jacobian[e]
      end
      for j = 1, #base do
        local h = base[j] * 1e-4
        local up, down = results[4 * j - 2].rates, results[4 * j - 1].rates
        local further, lower = results[4 * j].rates, results[4 * j + 1].rates
        for i = 1, #base do
          local want = (8 * (up[i] - down[i]) - (further[i] - lower[i])) / (12 * h)
          local got = jacobian[i][j] or 0
          local size = math.abs(want) + math.abs(results[1].rates[i]) / base[j] + 1e-12 / h
          assert(math.abs(got - want) <= 1e-6 * size,
            ("d %s' / d %s: %.12g, by differences %.12g"):format(states[i].name, states[j].name,
              got, want))
        end
      end
    end)
  end

  it("are not offered for another model", function()
    local _, _, code = make("model m\nstate x = 1\nx' = -x * x * 0.123\n"):kernel("builtin")
    assert.equal("not_found", code)
  end)
end)
