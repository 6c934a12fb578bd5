-- The command hepar, as a person types it: answers, exit codes, pipes.

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

-- Run a shell line; standard output, standard error, exit code.
local function run(line)
  local out, err = os.tmpname(), os.tmpname()
  local _, _, code = os.execute(("%s >%s 2>%s"):format(line, out, err))
  local text, message = read(out), read(err)
  os.remove(out)
  os.remove(err)
  return text, message, code
end

local function count_lines(text)
  local _, n = text:gsub("\n", "\n")
  return n
end

describe("hepar", function()
  it("says its version and teaches", function()
    local text, _, code = run("hepar --version")
    assert.equal("hepar " .. require("hepar")._VERSION .. "\n", text)
    assert.equal(0, code)
    text, _, code = run("hepar --help")
    assert.equal(0, code)
    for _, word in ipairs { "report", "show", "list", "check", "export", "repl", "Start here" } do
      assert.is_truthy(text:find(word, 1, true), word)
    end
    assert.is_truthy(run("hepar list --help"):find("2010..2015", 1, true))
  end)

  it("refuses what it does not know, with exit code 2", function()
    local text, message, code, _
    text, message, code = run("hepar lst")
    assert.equal("", text)
    assert.matches("Did you mean 'list'", message)
    assert.equal(2, code)
    _, message, code = run("hepar list --design clinicl")
    assert.matches('did you mean "clinical"', message)
    assert.equal(2, code)
    _, message, code = run("hepar list --where desing=clinical")
    assert.matches('did you mean "design"', message)
    assert.equal(2, code)
  end)

  it("lists what a filter finds, ready for a pipe", function()
    local text, _, code = run("hepar list --source_id fiore2018 --design clinical --format ids")
    if code == 2 then
      text, _, code = run("hepar list --source-id fiore2018 --design clinical --format ids")
    end
    assert.equal(22, count_lines(text))
    assert.equal(0, code)
    local bm = run("hepar list --source-id fiore2018 --design clinical --source BM --format ids")
    assert.equal(16, count_lines(bm))
    local synonym = run("hepar list --source-id fiore2018 --design clinical --source adipose "
      .. "--format ids")
    assert.equal("fiore2018:t1:r19\n", synonym)
    local years = run("hepar list --source-id fiore2018 --year 2016..2017 --design clinical "
      .. "--format ids")
    assert.equal(7, count_lines(years))
    local first = run("hepar list --format ids | head -n 1")
    assert.equal(1, count_lines(first))
  end)

  it("says with exit code 1 that nothing was found", function()
    local text, _, code = run("hepar list --year 1950 --format ids")
    assert.equal("", text)
    assert.equal(1, code)
  end)

  it("lists as a table and as CSV with the same rows", function()
    local text = run("hepar list --design clinical --source-id fiore2018")
    local csv = run("hepar list --design clinical --source-id fiore2018 --format csv")
    assert.equal(23, count_lines(text))
    assert.equal(23, count_lines(csv))
    assert.matches("^id,study,design,source,route,disease,n,flags\n", csv)
    assert.is_truthy(csv:find("fiore2018:t1:r16,suk2016,rct,BM/AUTO,HA,CIRR,55,", 1, true))
  end)

  it("shows a record, a study and a claim", function()
    local text, _, code = run("hepar show fiore2018:t1:r16")
    assert.equal(0, code)
    assert.is_truthy(text:find("Suk", 1, true))
    assert.is_truthy(text:find("fiore2018:t1:r16", 1, true))
    assert.is_truthy(run("hepar show suk2016"):find("fiore2018:t1:r16", 1, true))
    assert.is_truthy(run("hepar show fiore2018:c001"):find("lines 59-63", 1, true))
    local json = run("hepar show fiore2018:t1:r16 --json")
    assert.equal("suk2016", require("hepar.core").json.decode(json).study)
    local _, message, missing = run("hepar show suk2061")
    assert.matches('did you mean "suk2016"', message)
    assert.equal(1, missing)
  end)

  it("checks", function()
    local text, _, code = run("hepar check --rule R2")
    assert.is_truthy(text:find("fiore2018:t1:r20", 1, true))
    assert.is_nil(text:find("fiore2018:t1:r16", 1, true))
    assert.is_true(code == 0 or code == 1)
    assert.is_truthy(run("hepar check"):find("SEED_CONFLICT", 1, true))
    local _, message, wrong = run("hepar check --rule R99")
    assert.matches("R99", message)
    assert.equal(2, wrong)
  end)

  it("exports, and reads what it exported", function()
    local path = os.tmpname() .. ".json"
    local text, message, code = run(("hepar export %s --source-id fiore2018 --design clinical")
      :format(path))
    assert.equal("", message)
    assert.equal(("wrote 22 records to %s\n"):format(path), text)
    assert.equal(0, code)
    assert.equal(22, count_lines(run(("hepar list --evidence %s --format ids"):format(path))))
    os.remove(path)
    local _
    _, message, code = run("hepar export out.xml")
    assert.matches("json", message)
    assert.equal(2, code)
    _, message, code = run("hepar export /dev/full/out.json")
    assert.is_true(#message > 0)
    assert.equal(3, code)
  end)

  it("says which file it cannot read", function()
    local _, message, code = run("hepar list --evidence no/such/file.json")
    assert.matches("no/such/file%.json", message)
    assert.equal(3, code)
  end)

  it("writes the report", function()
    local path = os.tmpname() .. ".html"
    local text, message, code = run("hepar report " .. path)
    assert.equal("", message)
    assert.equal("wrote " .. path .. "\n", text)
    assert.equal(0, code)
    assert.matches("^<!DOCTYPE html>", read(path))
    os.remove(path)
  end)

  it("opens a prompt with hepar and ev ready", function()
    local text = run("echo '=#ev' | hepar repl")
    assert.is_truthy(text:find("50", 1, true))
  end)
end)
