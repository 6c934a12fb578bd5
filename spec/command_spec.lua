-- The command hepar, as a person types it: answers, exit codes, pipes.

local files = require "spec.helper.files"
local read = files.read

local run = files.run

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
    for _, word in ipairs { "report", "show", "list", "check", "export", "meta", "score",
      "trial", "model", "simulate", "repl", "Start here" } do
      assert.is_truthy(text:find(word, 1, true), word)
    end
    assert.is_truthy(run("hepar list --help"):find("2010..2015", 1, true))
    for _, code_text in ipairs { "0 done", "1 done, but", "2 the command line", "3 a file" } do
      assert.is_truthy(run("hepar --help"):find(code_text, 1, true), code_text)
    end
  end)

  it("keeps its help to the width of a page", function()
    for _, command in ipairs { "", "report", "show", "list", "check", "export", "meta", "score",
      "trial", "model", "simulate", "repl" } do
      local text, _, code = run(("hepar %s --help"):format(command))
      assert.equal(0, code)
      for line in text:gmatch("[^\n]+") do assert.is_true(utf8.len(line) <= 100, line) end
    end
  end)

  it("teaches on standard error when there is no command", function()
    local text, message, code = run("hepar")
    assert.equal("", text)
    assert.is_truthy(message:find("Start here", 1, true))
    assert.equal(2, code)
  end)

  it("has examples that work", function()
    local count = 0
    local data = require("lfs").currentdir() .. "/spec/data"
    for _, command in ipairs { "", "show", "list", "check", "export", "meta", "model",
      "simulate" } do
      local help = run(("hepar %s --help"):format(command))
      for line in help:gmatch("\n  (hepar [%l]+[^\n]*)") do
        line = line:gsub("  .*$", "")
        if not line:find("repl", 1, true) and not line:find("=review", 1, true) then
          local folder = os.tmpname()
          os.remove(folder)
          local _, message, code = run(
            ("mkdir %s && cd %s && cp '%s/bcg.csv' trials.csv && cp '%s/decay.model' mine.model && "
              .. "{ %s; }"):format(folder, folder, data, data, line))
          assert.equal("", message, line)
          assert.equal(0, code, line)
          os.execute("rm -r " .. folder)
          count = count + 1
        end
      end
    end
    assert.is_true(count >= 16)
  end)

  it("refuses what it does not know, with exit code 2", function()
    local text, message, code = run("hepar lst")
    assert.equal("", text)
    assert.matches("Did you mean 'list'", message)
    assert.equal(2, code)
    local _
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
    local text, message, code = run("hepar list --year 1950")
    assert.equal("", text)
    assert.equal("hepar list: no record fits\n", message)
    assert.equal(1, code)
  end)

  it("searches the text of records", function()
    local text, _, code = run('hepar list --text "hepatic artery NEAR fibrosis" --format ids')
    assert.equal("fiore2018:t1:r12\nfiore2018:t1:r16\n", text)
    assert.equal(0, code)
    assert.equal("fiore2018:t1:r16\n",
      run('hepar list --text "hepatic artery" --subdesign rct --year 2016 --format ids'))
  end)

  it("has lines that fit a page, and columns that line up", function()
    local text = run("hepar list")
    local n = assert(text:find("  n  flags\n", 1, true)) + 2
    for line in text:gmatch("[^\n]+") do
      assert.is_true(utf8.len(line) <= 100, line)
      assert.is_truthy(line:sub(n, n):match("[%d%sn]"), line)
    end
  end)

  it("ends quietly when nobody reads on", function()
    local text, message, code = run("sh -c 'hepar list --format json | head -n 1 | cut -c 1'")
    assert.equal("{\n", text)
    assert.equal("", message)
    assert.equal(0, code)
    text, message = run([[sh -c 'trap "" PIPE; hepar list --format json | head -c 1']])
    assert.equal("{", text)
    assert.equal("", message)
  end)

  it("says when its answer cannot be written", function()
    local _, message, code = run("sh -c 'hepar list >/dev/full'")
    assert.equal("hepar list: No space left on device\n", message)
    assert.equal(3, code)
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
    assert.is_truthy(text:find("from        fiore2018, Table 1, row 16, lines 387-399", 1, true))
    assert.is_truthy(text:find("figures     4 of suk2016", 1, true))
    local claim = run("hepar show fiore2018:c001")
    assert.is_truthy(claim:find("lines 59-63", 1, true))
    assert.matches("SHA%-256 %x+\n", claim)
    assert.equal("fiore2018:c001",
      require("hepar.core").json.decode(run("hepar show fiore2018:c001 --json")).id)
    local json = run("hepar show fiore2018:t1:r16 --json")
    assert.equal("suk2016", require("hepar.core").json.decode(json).study)
    local _, message, missing = run("hepar show suk2061")
    assert.matches('did you mean "suk2016"', message)
    assert.equal(1, missing)
    text, message, code = run("hepar show fiore2018:c0001 fiore2018:c001")
    assert.equal(claim, text)
    assert.matches("is not a record, a study or a claim", message)
    assert.equal(1, code)
  end)

  it("checks", function()
    local text, _, code = run("hepar check --rule R2")
    assert.is_truthy(text:find("fiore2018:t1:r20", 1, true))
    assert.is_nil(text:find("fiore2018:t1:r16", 1, true))
    assert.is_true(code == 0 or code == 1)
    local all = run("hepar check")
    assert.is_truthy(all:find("SEED_CONFLICT", 1, true))
    assert.equal(24, select(2, all:gsub("is%s+printed%s+without%s+its%s+superscript", "")))
    assert.is_truthy(all:find("review2 lines 652-655: arms.n [15,12]; enrolment.n_total 27", 1,
      true))
    for line in all:gmatch("[^\n]+") do assert.is_true(utf8.len(line) <= 100, line) end
    local document, _, changed = run("hepar check --rule R15 --document fiore2018=LICENSE")
    assert.is_truthy(document:find("the file of fiore2018 is not the one on record", 1, true))
    assert.equal(1, changed)
    local _, usage, bad = run("hepar check --document LICENSE")
    assert.matches("ID=FILE", usage)
    assert.equal(2, bad)
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
    _, message, code = run("hepar list --evidence README.md")
    assert.matches("^hepar list: README%.md:1:", message)
    assert.equal(3, code)
    _, message, code = run("hepar repl --evidence no/such/file.json")
    assert.matches("no/such/file%.json", message)
    assert.equal(3, code)
  end)

  it("reads a store as well as a text", function()
    local path = os.tmpname()
    os.remove(path)
    assert(require("hepar").evidence.builtin():save(path))
    assert.equal("50\n", run(("hepar list --evidence %s --format ids | wc -l"):format(path)))
    assert.equal(0, select(3, run(("hepar show suk2016 --evidence %s"):format(path))))
    os.remove(path)
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
    assert.is_truthy(text:find("\n50\n", 1, true))
    text = run([[echo 'for name in pairs(hepar) do print(name) end' | hepar repl]])
    assert.is_truthy(text:find("\nmeta\n", 1, true)) -- there for completion
  end)
end)
