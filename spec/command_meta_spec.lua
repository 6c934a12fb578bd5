-- hepar meta: a whole meta-analysis from a CSV file. Published numbers: metafor 3.8-1 on dat.bcg of
-- metadat 1.2-0 (Colditz and others 1994), as in the documentation of metafor's rma.uni.

local csv = require "hepar.util.csv"
local files = require "spec.helper.files"

local read = files.read

local function run(line) return files.run("hepar meta " .. line) end

-- Run the command on a text; the file is FILE in what it prints.
local function run_on(text, options)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local out, message, code = run(path .. " " .. (options or ""))
  os.remove(path)
  local function plain(words)
    local first, last = words:find(path, 1, true)
    return first and words:sub(1, first - 1) .. "FILE" .. words:sub(last + 1) or words
  end
  return plain(out), plain(message), code
end

local function has(text, part) assert.is_truthy(text:find(part, 1, true), text) end

describe("hepar meta", function()
  it("pools the BCG trials as metafor does", function()
    local text, message, code = run("spec/data/bcg.csv --measure RR")
    assert.equal("", message)
    assert.equal(0, code)
    for _, part in ipairs {
      "13 rows, log risk ratio (RR)", "13 studies", "tau2 0.3132 (SE 0.1664)", "I2 92.221 %",
      "H2 12.856", "QE(12) = 152.23, p < .0001", "-0.7145  0.1798", "-1.0669", "-0.3622",
      "risk ratio 0.4894, 95 % interval 0.3441 to 0.6962; a new study: 0.1546 to 1.5490",
      "tau2    0.3132  0.1197    1.1115", "Research use only",
    } do has(text, part) end
  end)

  it("takes the test, the method and the level", function()
    local text = run("spec/data/bcg.csv --measure RR --test knha")
    has(text, "0.4894, 95 % interval 0.3301 to 0.7257; a new study: 0.1359 to 1.7629")
    text = run("spec/data/bcg.csv --measure RR --method EE")
    has(text, "Equal-effects model, 13 studies")
    has(text, "-0.4303")
    has(text, "0.0405")
    text = run("spec/data/bcg.csv --measure RR --level 90")
    has(text, "90 %")
  end)

  it("fits moderators, numbers and text", function()
    local text, message = run('spec/data/bcg.csv --measure RR --mods "~ ablat"')
    assert.equal("", message)
    -- metafor prints 0.0764 and 16.3571; with control = list(threshold = 1e-13) it has these
    for _, part in ipairs { "tau2 0.0763", "QE(11) = 30.733, p = .0012",
      "QM(1) = 16.358, p < .0001", "-0.0291", "0.007195" } do has(text, part) end
    text = run('spec/data/bcg.csv --measure RR --mods "~ ablat + alloc"')
    has(text, "allocsystematic")
    has(text, "QE(9) = 26.203")
    local rows = "study,yi,vi,x,twice\na,0.1,0.1,1,2\nb,0.4,0.1,2,4\nc,0.2,0.1,4,8\nd,0.7,0.1,3,6\n"
    local _, refused, code = run_on(rows, '--mods "~ x + twice"')
    has(refused, "twice is determined by x and the intercept")
    has(refused, "--no-strict accepts it")
    assert.equal(2, code)
    has((run_on(rows, '--mods "~ x + twice" --no-strict')), "twice left out")
  end)

  it("reads effects with variances, standard errors or limits", function()
    local want = "-0.2344" -- (-0.1 * 25 - 0.5 * 100 / 9 - 0.3 * 6.25) / (25 + 100 / 9 + 6.25)
    for _, rows in ipairs {
      "study,yi,vi\na,-0.1,0.04\nb,-0.5,0.09\nc,-0.3,0.16\n",
      "study,yi,sei\na,-0.1,0.2\nb,-0.5,0.3\nc,-0.3,0.4\n",
      "study,yi,ci_lb,ci_ub\na,-0.1,-0.49199279690801,0.29199279690801\n"
        .. "b,-0.5,-1.08798919536202,0.08798919536202\nc,-0.3,-1.08398559381602,0.48398559381602\n",
    } do
      local text, message, code = run_on(rows, "--method EE")
      assert.equal("", message)
      assert.equal(0, code)
      has(text, want)
    end
  end)

  it("renames columns and takes weights", function()
    local text, message = run_on("who,y,v,w\na,1,1,1\nb,2,1,3\n",
      "--column yi=y --column vi=v --slab who --weights w --method EE")
    assert.equal("", message)
    has(text, "1.7500")
  end)

  it("draws the forest plot", function()
    local path = os.tmpname() .. ".svg"
    local text, message, code = run("spec/data/bcg.csv --measure RR --forest " .. path)
    assert.equal("", message)
    assert.equal(0, code)
    has(text, "wrote " .. path)
    local svg = read(path)
    os.remove(path)
    for _, part in ipairs { "<svg", "Ferguson", "Comstock", "0.49" } do has(svg, part) end
  end)

  it("makes subgroups, and draws them", function()
    local path = os.tmpname() .. ".svg"
    local text, message, code = run("spec/data/bcg.csv --measure RR --subgroup alloc --forest " ..
      path)
    assert.equal("", message)
    assert.equal(0, code)
    has(text, "13 studies in 3 groups, a tau2 of each group (REML)")
    has(text, "Q_between(2) = 1.8614, p = .3943")
    local svg = read(path)
    os.remove(path)
    has(svg, "Test for subgroup differences")
    text = run("spec/data/bcg.csv --measure RR --subgroup alloc --tau2 common --test knha")
    has(text, "F(2, 10) = 0.9662")
  end)

  it("pools tables and mixed models", function()
    -- metafor's rma.mh, rma.peto and rma.glmm print these
    for options, parts in pairs {
      ["--measure OR --mh"] = { "Mantel-Haenszel, odds ratios of 13 tables", "-0.4734, se 0.0410" },
      ["--measure OR --peto"] = { "Peto's method", "-0.4744, se 0.0407" },
      ["--measure OR --glmm"] = { "unconditional, fixed study effects", "-0.7450" },
      ['--measure OR --glmm --model CM.AL --mods "~ ablat"'] = { "-0.0299", "QM(1) = 31.169" },
    } do
      local text, message, code = run("spec/data/bcg.csv " .. options)
      assert.equal("", message)
      assert.equal(0, code)
      for _, part in ipairs(parts) do has(text, part) end
    end
    local path = os.tmpname() .. ".svg"
    local text = run("spec/data/bcg.csv --measure OR --peto --forest " .. path)
    has(text, "wrote " .. path)
    has(read(path), "Peto")
    os.remove(path)
  end)

  it("takes what is added to empty cells, variances and conventions", function()
    local rows = "ai,n1i,ci,n2i\n0,10,3,12\n2,14,5,15\n0,9,0,11\n"
    has(run_on(rows, "--measure OR"), "0.5 added to the cells of 2 rows")
    has(run_on(rows, "--measure OR --add 0.25"), "0.25 added to the cells of 2 rows")
    has(run_on(rows, "--measure OR --to all"), "0.5 added to the cells of 3 rows")
    has(run_on(rows, "--measure OR --drop00"), "left out: 1 row")
    local text = run_on(rows, "--measure OR --as RevMan")
    has(text, "as RevMan: tables without events")
    has(text, "DL about the Mantel-Haenszel estimate")
    has(run("spec/data/bcg.csv --measure RR --as Stata"), "a new study: 0.1342 to 1.7848")
    has(run("spec/data/bcg.csv --measure RR --pi HTS"), "a new study: 0.1342 to 1.7848")
  end)

  it("writes JSON", function()
    local json = require("hepar.core").json
    local text, message, code = run("spec/data/bcg.csv --measure RR --json")
    assert.equal("", message)
    assert.equal(0, code)
    local object = json.decode(text)
    assert.equal("fit", object.kind)
    assert.equal(13, #object.effects)
    assert.is_true(math.abs(object.result.tau2 - 0.3132433) < 1e-6)
    assert.is_true(math.abs(object.confint.tau2.ci_ub - 1.1115) < 1e-4)
    assert.is_true(math.abs(object.prediction.pi_ub[1] - 0.4376) < 1e-4)
    object = json.decode((run("spec/data/bcg.csv --measure RR --subgroup alloc --json")))
    assert.equal("random", object.groups[1].group)
    assert.equal(13, object.overall.k)
    object = json.decode((run("spec/data/bcg.csv --measure OR --mh --json")))
    assert.is_true(math.abs(object.result.beta[1] + 0.4734) < 1e-4)
  end)

  it("refuses options that do not go together", function()
    for options, part in pairs {
      ["--measure OR --mh --peto"] = "only one of --mh, --peto and --glmm",
      ["--measure OR --mh --mods '~ ablat'"] = "--mods has no meaning for --mh",
      ["--measure OR --model CM.EL"] = "--model belongs to --glmm",
      ["--measure RR --no-strict"] = "--no-strict belongs to --mods",
      ["--measure RR --tau2 common"] = "--tau2 belongs to --subgroup",
      ["--measure RR --subgroup aloc"] = 'did you mean "alloc"',
      ["--measure RR --as Stat"] = 'did you mean "Stata"',
      ["--measure RR --vtype XX"] = "vtype",
      ["--measure RR --add x"] = "add must be a number",
      ["--measure RR --pi nagasaki"] = "pi",
      ["--measure RR --mods '~ ablat' --pi HTS"] = "--pi has no meaning for --mods",
      ["--measure OR --mh --vtype LS"] = "--vtype has no meaning for --mh",
      ["--measure OR --glmm --as Stata"] = "--as has no meaning for --glmm",
    } do
      local _, message, code = run("spec/data/bcg.csv " .. options)
      has(message, part)
      assert.equal(2, code, message)
    end
  end)

  it("counts rows with a missing value, and lists them", function()
    local text, message, code = run_on(
      "study,yi,vi,dose\na,1,1,1\nb,NA,1,2\nc,2,,3\nd,3,2,\ne,2,1,4\nf,3,1,2\n",
      '--mods "~ dose"')
    assert.equal("", message)
    assert.equal(0, code)
    has(text, "left out: 2 rows")
    has(text, "row 2 (line 3), b: ")
    has(text, "row 3 (line 4), c: ")
    has(text, "3 of 6 rows left out because a value is missing: 2, 3, 4.")
  end)

  it("names the row and the column of a bad cell", function()
    local text, message, code = run_on('study,yi,vi\n"a\nb",1,1\nc,2,1\nd,1.2.3,1\n')
    assert.equal("", text)
    assert.equal('hepar meta: FILE: row 3 (line 5), column "yi": "1.2.3" is not a number\n',
      message)
    assert.equal(3, code)
    for _, case in ipairs {
      { "study,yi,vi\na,1,1\nb,2,-0.5\nc,3,1\n", "", "vi%[2%].*%(study \"b\"%)" },
      { "ai,n1i,ci,n2i\n3,10,2,10\n12,10,2,10\n", "--measure OR", "%[2%]" },
      { "yi,vi\n1,0x10\n", "", 'row 1 %(line 2%), column "vi": "0x10" is not a number' },
    } do
      text, message, code = run_on(case[1], case[2])
      assert.equal("", text)
      assert.matches(case[3], message)
      assert.equal(3, code)
    end
  end)

  it("refuses what it cannot do, and says what would do", function()
    local cases = {
      { "--measure RRR", 'measure "RRR" is not known (did you mean "RR"?)', 2 },
      { "--measure RR --method RMEL", 'method "RMEL" is not known (did you mean "REML"?)', 2 },
      { "--measure RR --test knah", 'did you mean "knha"', 2 },
      { '--measure RR --mods "~ ablta"', "ablta", 2 },
      { "--measure RR --column ai=tpso", 'no column "tpso"', 2 },
      { "--measure RR --slab nme", 'no column "nme"', 2 },
      { "--measure RR --level x", "level", 2 },
      { "--measure RR --forest /nowhere/f.svg", "/nowhere/f.svg", 3 },
      { "--measure SMD", 'measure "SMD" needs n1i', 3 },
      { "--measure IRR", "measure IRR is made from some of x1i", 3 },
    }
    for _, case in ipairs(cases) do
      local _, message, code = run("spec/data/bcg.csv " .. case[1])
      has(message, case[2])
      assert.equal(case[3], code, case[1] .. ": " .. message)
      assert.equal(1, select(2, message:gsub("hepar meta: ", "")) +
        select(2, message:gsub("hepar: ", "")), message)
    end
    local _, message, code = run("nothing.csv")
    assert.equal("hepar meta: nothing.csv: No such file or directory\n", message)
    assert.equal(3, code)
  end)
end)

describe("hepar.util.csv", function()
  it("reads quoted cells, both line ends and a byte order mark", function()
    local data = assert(csv.parse('\xef\xbb\xbfa,"b ""x"""\r\n"1,5","two\nlines"\r\n3,\r\n'))
    assert.same({ "a", 'b "x"' }, data.names)
    assert.same({ a = { "1,5", "3" }, ['b "x"'] = { "two\nlines", "" } }, data.cells)
    assert.same({ 2, 4 }, data.lines)
  end)

  it("reads a last line without an end, and skips empty lines", function()
    local data = assert(csv.parse("a,b\n1,2\n\n3,"))
    assert.same({ a = { "1", "3" }, b = { "2", "" } }, data.cells)
  end)

  it("refuses what is no CSV", function()
    for text, part in pairs {
      [""] = "empty", ['a,b\n"1,2\n'] = "line 2: a quotation mark is not closed",
      ['a,b\n"1"x,2\n'] = "line 2, column 1: text after", ['a,b\n1,2"\n'] = "line 2, column 2",
      ["a,b\n1\n"] = "row 1 (line 2) has 1 cells, the header has 2",
      ["a,a\n1,2\n"] = 'the column "a" twice', ["a,\n1,2\n"] = "no name for column 2",
      ["a\n\xff\n"] = "not UTF-8",
    } do
      local data, message = csv.parse(text)
      assert.is_nil(data)
      has(message, part)
    end
  end)

  it("knows numbers and missing values", function()
    for text, value in pairs { ["1"] = 1, ["-1.5"] = -1.5, ["+2."] = 2, [".5"] = 0.5,
      ["1e-3"] = 1e-3, [" 7 "] = 7, ["2.5E+2"] = 250 } do
      assert.equal(value, csv.number(text))
    end
    for _, text in ipairs { "", "NA", "NaN", ".", "  " } do
      local value = csv.number(text)
      assert.is_true(value ~= value and csv.is_missing(text), text)
    end
    for _, text in ipairs { "x", "0x1", "1,5", "inf", "1e", "--1", "e5", "1 2" } do
      assert.is_nil(csv.number(text), text)
    end
  end)
end)
