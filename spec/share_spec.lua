-- Runs in shares, each a process of its own, and the run that their files make together.

local hepar = require "hepar"

local text = [[
  model small "An organ that wears out"
  time day
  param k = 0.01 range 0.0001 .. 1 [1/day]
  param h = 0.006 range 0 .. 1 [1/day]
  state size = 1
  state survival = 1
  state death = 0
  size' = -k * size
  survival' = -h * survival
  death' = h * survival
]]

local function scenario(n, match)
  return hepar.scenario { model = hepar.model.define(text), horizon = 50, every = 10,
    outputs = { "size" }, cohort = { n = n, seed = 3, vary = { k = 0.4 },
      covariates = { age = { mean = 50, sd = 10 } }, eligibility = { age = { 35, 70 } },
      match = match and { age = { mean = 53, sd = 8 } } or nil },
    arms = { control = {}, slow = { { set = { k = 0.005 } } } } }
end

local function told(c)
  local out = { c.n, c.tried, c.refused.age or 0, c.failed, ("%.17g"):format(c.effective),
    tostring(c) }
  for _, kind in ipairs { "value", "change", "contrast" } do
    for _, row in ipairs(c:summary("size", "all", { kind = kind })) do
      for _, key in ipairs { "n", "mean", "sd", "median", "min", "max" } do
        out[#out + 1] = ("%.17g"):format(row[key])
      end
    end
  end
  for _, curve in ipairs(c:survival().curves) do
    for i = 1, #curve.t do out[#out + 1] = ("%.17g %.17g"):format(curve.t[i], curve.S[i]) end
  end
  for _, course in ipairs(c:courses("size", "slow")) do
    out[#out + 1] = ("%.17g"):format(course[#course])
  end
  return table.concat(out, "\n")
end

describe("shares of a run", function()
  local files

  before_each(function() files = {} end)
  after_each(function()
    for _, path in ipairs(files) do os.remove(path) end
  end)

  local function path_of(i)
    files[i] = files[i] or os.tmpname()
    return files[i]
  end

  -- All shares, the last one first.
  local function shared(s, of, options)
    local sum = 0
    for i = of, 1, -1 do
      os.remove(path_of(i))
      local given = { share = { i, of }, checkpoint = path_of(i) }
      for key, value in pairs(options or {}) do given[key] = value end
      sum = sum + #assert(s:run(given))
    end
    return sum
  end

  local function read(path)
    local file = assert(io.open(path, "rb"))
    local bytes = file:read("a")
    file:close()
    return bytes
  end

  local function write(path, bytes)
    local file = assert(io.open(path, "wb"))
    file:write(bytes)
    file:close()
  end

  it("make the run of one process, to the bit", function()
    for _, case in ipairs { { 300, 3 }, { 1500, 5 }, { 11000, 4 }, { 1200, 3, true } } do
      local n, of, match = table.unpack(case)
      local s = scenario(n, match)
      files = {}
      assert.equal(n, shared(s, of))
      assert.equal(told(s:run()), told(assert(hepar.cohort.merge(s, files))))
      for _, path in ipairs(files) do os.remove(path) end
    end
  end)

  it("keep number, seed and sample of their run", function()
    local s = scenario(100)
    shared(s, 2, { n = 200, seed = 11, sample = 7, threads = 2 })
    local c = assert(hepar.cohort.merge(s, files))
    assert.equal(told(s:run { n = 200, seed = 11, sample = 7 }), told(c))
    assert.equal(7, #c:courses("size", "slow"))
    -- What was merged is exported like any other cohort.
    local csv = path_of(3)
    assert.is_true(c:export(csv))
    assert.equal(1 + 200 * 2 * 6, select(2, read(csv):gsub("\n", "")))
  end)

  it("are cohorts of their own patients", function()
    local s = scenario(300)
    os.remove(path_of(1))
    local c = assert(s:run { share = { 2, 3 }, checkpoint = path_of(1) })
    assert.same({ 2, 3 }, c.share)
    assert.is_true(#c >= 96 and #c <= 128 and not c.interrupted)
    assert.truthy(tostring(c):find("^share 2 of 3: %d+ virtual patients"))
    assert.error_matches(function() c:export("c.csv") end,
      "this is share 2 of 3 of a run: merge the shares")
  end)

  it("go on after a process that was killed while it wrote", function()
    local s = scenario(600)
    shared(s, 2)
    local wanted, bytes = told(s:run()), read(path_of(2))
    for _, keep in ipairs { #bytes - 1, #bytes // 2, #bytes - 5000 } do
      write(path_of(2), bytes:sub(1, keep))
      local c, message, code, lost = hepar.cohort.merge(s, files)
      assert.is_nil(c)
      assert.equal("not_found", code)
      assert.same({ 2 }, lost)
      assert.truthy(message:find("share 2 %(\".-\"%) has %d+ of 10 parts; run what is missing"))
      assert(s:run { share = { 2, 2 }, checkpoint = path_of(2) })
      assert.is_true(bytes == read(path_of(2)))
      assert.equal(wanted, told(assert(hepar.cohort.merge(s, files))))
    end
    -- What is damaged, not cut off, is computed again from there on.
    write(path_of(2), bytes:sub(1, #bytes // 2) .. ("\255"):rep(#bytes // 2))
    assert(s:run { share = { 2, 2 }, checkpoint = path_of(2) })
    assert.is_true(bytes == read(path_of(2)))
    -- One bit of one number, too.
    for _, at in ipairs { #bytes // 3, #bytes // 2, #bytes - 100 } do
      write(path_of(2), bytes:sub(1, at - 1) .. string.char(bytes:byte(at) ~ 16)
        .. bytes:sub(at + 1))
      assert.same({ 2 }, (select(4, hepar.cohort.merge(s, files))))
      assert(s:run { share = { 2, 2 }, checkpoint = path_of(2) })
      assert.is_true(bytes == read(path_of(2)))
    end
  end)

  it("that are missing are named", function()
    local s = scenario(600)
    shared(s, 5)
    os.remove(path_of(2))
    os.remove(path_of(5))
    local c, message, code, lost = hepar.cohort.merge(s, files)
    assert.is_nil(c)
    assert.equal("hepar.cohort.merge: shares 2 and 5 of 5 are missing; run what is missing again",
      message)
    assert.equal("not_found", code)
    assert.same({ 2, 5 }, lost)
    c, message = hepar.cohort.merge(s, { "nowhere.share" })
    assert.is_nil(c)
    assert.truthy(message:find('none of the files is there, "nowhere.share"', 1, true))
  end)

  it("of other runs are refused", function()
    local s = scenario(200)
    shared(s, 2)
    local function refused(wanted, wanted_code, ...)
      local c, message, code = hepar.cohort.merge(...)
      assert.is_nil(c)
      assert.equal(wanted_code, code)
      assert.truthy(message:find(wanted, 1, true), message)
    end
    refused("belongs to another scenario", "conflict", scenario(200, true), files)
    refused("are the same share, 1 of 2", "conflict", s, { path_of(1), path_of(1) })
    os.remove(path_of(3))
    assert(s:run { share = { 2, 3 }, checkpoint = path_of(3) })
    refused("are not shares of one run", "conflict", s, { path_of(1), path_of(3) })
    local c, message, code = s:run { share = { 1, 3 }, checkpoint = path_of(3) }
    assert.is_nil(c)
    assert.equal("conflict", code)
    assert.truthy(message:find("is share 2 of 3, not 1 of 3", 1, true))
    c, message, code = s:run { share = { 2, 3 }, checkpoint = path_of(3), seed = 8 }
    assert.is_nil(c)
    assert.equal("conflict", code)
    assert.truthy(message:find("belongs to another scenario", 1, true))
    for _, bytes in ipairs { "", "abc", read(path_of(1)):sub(1, 60) } do
      write(path_of(3), bytes)
      refused("is no file of a share", "format", s, { path_of(1), path_of(3) })
    end
  end)

  it("are what the tasks of a job array compute in examples/slurm", function()
    local folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. folder))
    local function study(arguments)
      local pipe = assert(io.popen(("PATIENTS=40 lua5.4 examples/slurm/study.lua %s 2>&1"):format(
        arguments)))
      local said = pipe:read("a")
      return said, (pipe:close())
    end
    local files_at = "2 " .. folder
    assert.equal("1,2\n", (study("missing " .. files_at)))
    assert.equal("share 2 of 2: 8 patients\n", (study("share 2 " .. files_at)))
    assert.equal("1\n", (study("missing " .. files_at)))
    local said, ok = study("merge " .. files_at)
    assert.is_nil(ok)
    assert.truthy(said:find("share 1 of 2 is missing; run what is missing again", 1, true))
    assert.equal("share 1 of 2: 32 patients\n", (study("share 1 " .. files_at)))
    assert.equal("", (study("missing " .. files_at)))
    assert.equal((study("whole")), (study("merge " .. files_at)))
    os.execute("rm -r " .. folder)
  end)

  it("are asked for with one clear sentence", function()
    local s = scenario(100)
    local function fails(share, wanted, path)
      local ok, message = pcall(s.run, s, { share = share, checkpoint = path })
      assert.is_false(ok)
      assert.truthy(message:find(wanted, 1, true), message)
    end
    fails({ 1, 2 }, "option share goes with checkpoint")
    fails({ 1, 5 }, "100 patients make 4 parts, so there are at most 4 shares, got 5", "x.share")
    fails({ 3, 2 }, "share[1] must be a whole number from 1 to 2, got 3", "x.share")
    fails(3, "option share must be {which, of}", "x.share")
    assert.error_matches(function() hepar.cohort.merge(1, {}) end, "scenario must be a scenario")
    assert.error_matches(function() hepar.cohort.merge(s, {}) end, "files must be a list")
    assert.error_matches(function() hepar.cohort.merge(s, { 1 }) end, "files%[1%] must be the name")
  end)
end)
