local solve = require "spec.helper.solve"
local core = require "hepar.core"
local files = require "spec.helper.files"

local states = {"MSCb", "MSCl", "MSCh", "EVb", "EVh", "CG", "H", "I", "D", "M1", "M2", "TNF", "IL6",
  "IL10", "TGF", "Q", "A", "MMP", "COL", "ALT"}

-- Patients that differ a lot, so that lanes finish at very different times.
local function plan(patients, threads, method)
  local k_tox, k_die, s_tgf = {}, {}, {}
  for i = 1, patients do
    k_tox[i] = 0.02 * (1 + 0.3 * math.sin(i))
    k_die[i] = 0.35 * (1 + 0.4 * math.cos(2 * i))
    s_tgf[i] = 90 * (1 + 0.2 * math.sin(3 * i))
  end
  local times = {}
  for i = 0, 12 do times[i + 1] = 7 * i end
  return {from = 0, to = 84, times = times, columns = states, patients = patients,
    threads = threads,
    parameters = {k_tox = k_tox, k_die = k_die, s_tgf = s_tgf}, method = method,
    doses = {{at = 0, into = "infusion", amount = 10, duration = 1 / 24, every = 28, count = 3},
      {at = 0, into = "EVb", amount = 5, every = 28, count = 3}}}
end

local function expect_same(a, b)
  for _, name in ipairs(states) do
    assert.is_true(solve.same(a.columns[name], b.columns[name]), name)
  end
end

describe("the bits of a result", function()
  local text = files.read "spec/bench/liver20.model"
  local kernel = solve.kernel(text)
  local reference = solve.run(kernel, plan(70, 1))

  it("do not depend on the number of threads", function()
    local two = solve.run(kernel, plan(70, 2))
    expect_same(reference, two)
    assert.same(reference.statistics, two.statistics)
    expect_same(reference, solve.run(kernel, plan(70, 5)))
  end)

  it("do not depend on who else is there", function()
    local few = plan(70, 1)
    for i = 1, 7 do
      local patient = i * 10 - 3
      local alone = {}
      for name, list in pairs(few.parameters) do alone[name] = list[patient] end
      local p = plan(1, 1)
      p.parameters = alone
      local r = solve.run(kernel, p)
      for _, name in ipairs(states) do
        for t = 1, 13 do
          assert.equal(reference.columns[name][(patient - 1) * 13 + t], r.columns[name][t], name)
        end
      end
    end
  end)

  it("do not depend on where the outputs are", function()
    local p = plan(3, 1)
    p.times = {84}
    local r = solve.run(kernel, p)
    for i = 1, 3 do assert.equal(reference.columns.ALT[i * 13], r.columns.ALT[i]) end
  end)

  it("are those of compiled code, which carries the step inlined", function()
    local model = assert(core.model.parse(text))
    local folder = assert(os.getenv "HEPAR_BUILD", "HEPAR_BUILD is not set") .. "/cache"
    local compiled, why = solve.core.kernel(model, {backend = "compiled", cache = folder})
    assert.is_truthy(compiled, why)
    assert.is_true(compiled:about().lanes <= 8)
    expect_same(reference, solve.run(compiled, plan(70, 2)))
    local slow = plan(5, 1, "tsit5")
    slow.to, slow.times = 14, {0, 7, 14}
    expect_same(solve.run(kernel, slow), solve.run(compiled, slow))
  end)

  it("are those of compiled code that takes the logarithm of a base once for all its powers",
    function()
    if os.getenv "HEPAR_SANITIZED" then
      pending("a compiled kernel is no part of the core that the sanitizers watch")
    end
    local model = assert(core.model.parse([[
model powers "One base, several exponents"
param a = 0.37
param b = -1.7
param c = 3.1
state x = 0.8
state y = 1
x' = x^a - x^c - 0.2 * (x - 0.5)^c + y^b / (1 + x^b)
y' = x^c - y^a * x^a
]], {check = false}))
    local folder = assert(os.getenv "HEPAR_BUILD", "HEPAR_BUILD is not set") .. "/cache"
    local compiled = assert(solve.core.kernel(model, {backend = "compiled", cache = folder}))
    local interpreted = assert(solve.core.kernel(model, {backend = "interpreter"}))
    -- Bases of every kind: above 0, 0, below 0 (whole exponents), tiny, huge.
    local start, power = {0.8, 0.5, 0, 1, 1e-310, 1e150, 0.3}, {3.1, 3.1, 3.1, 0, 3.1, 1, 2}
    local one, two
    for k, one_kernel in ipairs {interpreted, compiled} do
      local r = assert(core.solve.run(one_kernel, {from = 0, to = 3, times = {0, 0.1, 1, 3},
        columns = {"x", "y"}, patients = #start, initial = {x = start}, parameters = {c = power}}))
      if k == 1 then one = r else two = r end
    end
    assert.equal(one.failed, two.failed)
    for _, name in ipairs {"x", "y"} do
      for i = 1, #one.columns[name] do
        local p, q = one.columns[name][i], two.columns[name][i]
        assert.is_true(p ~= p and q ~= q or string.pack("<d", p) == string.pack("<d", q))
      end
    end
  end)

  -- A whole run of a built-in model, by one back end, on some threads: 11 patients who start away
  -- from rest, each a little further in the first state, the last times `last`.
  local function built_in(programs, model, kind, lanes, threads, last)
    local names, initial = {}, {}
    for _, symbol in ipairs(model:symbols()) do
      if symbol.kind == "state" then
        names[#names + 1] = symbol.name
        initial[symbol.name] = symbol.value * 1.1 + 0.02
      end
    end
    local first, values = initial[names[1]], {}
    for i = 1, 11 do values[i] = first * (1 + 0.01 * i) end
    values[11] = values[11] * (last or 1)
    initial[names[1]] = values
    local times = {}
    for i = 0, 8 do times[i + 1] = i * 0.9 end
    local one = programs:kernel(kind, lanes)
    return one and solve.run(one, { from = 0, to = 7.2, times = times, columns = names,
      patients = 11, threads = threads, initial = initial }), names
  end

  for _, name in ipairs(core.model.kernels()) do
    it("are the same for every back end, width and number of threads: " .. name, function()
      local model = assert(core.model.parse(assert(core.model.kernel(name))))
      local programs = assert(core.programs.make(model))
      local first, names = built_in(programs, model, "interpreter", nil, 1)
      local widths = 0
      for _, lanes in ipairs { 2, 4, 8 } do
        for threads = 1, 2 do
          -- A processor without an instruction set cannot run its kernel.
          local run = lanes <= core.lanes.width() and
            built_in(programs, model, "builtin", lanes, threads)
          if run then
            widths = widths + 1
            for _, state in ipairs(names) do
              assert.is_true(solve.same(first.columns[state], run.columns[state]),
                ("%s, %d lanes, %d threads"):format(state, lanes, threads))
            end
            assert.same(first.statistics, run.statistics)
          end
        end
      end
      assert.is_true(widths >= 2)
      -- The comparison can fail: one patient's start moves by its last bit.
      local other = built_in(programs, model, "interpreter", nil, 1, 1 + 2 ^ -52)
      local same = true
      for _, state in ipairs(names) do
        same = same and solve.same(first.columns[state], other.columns[state])
      end
      assert.is_false(same)
    end)
  end

  it("are the same for every width and instruction set, on built-in models too", function()
    local model_of = assert(core.model.parse(assert(core.model.kernel "paracetamol_reddyhoff")))
    local programs = assert(core.programs.make(model_of))
    local names, times = {}, {}
    for _, symbol in ipairs(model_of:symbols()) do
      if symbol.kind == "state" then names[#names + 1] = symbol.name end
    end
    for i = 0, 10 do times[i + 1] = i * 0.7 end
    local function run(other)
      return solve.run(other, {from = 0, to = 7, times = times, columns = names, patients = 11})
    end
    local first
    for _, kind in ipairs {{"interpreter"}, {"baseline"}, {"avx2"}, {"avx512"}, {"builtin", 2},
      {"builtin", 4}, {"builtin", 8}} do
      -- A processor without an instruction set cannot run its kernel.
      local one = (kind[2] or 2) <= core.lanes.width() and programs:kernel(kind[1], kind[2])
      if one then
        local result = run(one)
        first = first or result
        for _, name in ipairs(names) do
          assert.is_true(solve.same(first.columns[name], result.columns[name]),
            kind[1] .. " " .. (kind[2] or "") .. ": " .. name)
        end
        assert.same(first.statistics, result.statistics)
      end
    end
  end)
end)
