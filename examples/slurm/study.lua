-- A study whose patients are too many for one machine, in shares that know nothing of each other.
--   lua5.4 study.lua share 3 16 FOLDER    computes the third of sixteen shares, or goes on with it
--   lua5.4 study.lua missing 16 FOLDER    prints which shares are not complete, such as 3,7
--   lua5.4 study.lua merge 16 FOLDER      the cohort out of the files of all shares
--   lua5.4 study.lua whole                the same in one process, to the bit
-- PATIENTS says how many (2,000).
local hepar = require "hepar"

local s = hepar.scenario {
  title = "MSC through the hepatic artery, once or twice, in cirrhosis",
  model = "liver",
  disease = { name = "cirrhosis", etiology = "alcohol", years = 8 },
  cohort = { n = tonumber(os.getenv("PATIENTS") or 2000), seed = 2016 },
  arms = {
    control = {},
    one = { { product = "MSC", source = "BM", dose = 5e7, route = "HA", at = { weeks = 4 } } },
    two = { { product = "MSC", source = "BM", dose = 5e7, route = "HA",
      at = { weeks = { 4, 8 } } } },
  },
  horizon = { months = 6 }, outputs = { "collagen", "MELD" },
}

-- The files of all shares.
local function files_of(shares, folder)
  local files = {}
  for i = 1, shares do files[i] = ("%s/share-%d.hepar"):format(folder, i) end
  return files
end

-- What is said of a cohort, with every digit.
local function tell(c)
  print(c)
  print(c:survival())
  for _, row in ipairs(c:summary("MELD", { months = 6 }, { kind = "contrast" })) do
    print(("%s: MELD %.17g (SE %.17g), median %.17g"):format(row.arm, row.mean, row.se,
      row.median))
  end
end

local tasks = {}

function tasks.share(which, of, folder)
  local path = files_of(of, folder)[which]
  local c = assert(s:run { share = { which, of }, checkpoint = path })
  print(("share %d of %d: %d patients%s"):format(which, of, #c,
    c.interrupted and ", interrupted" or ""))
  os.exit(not c.interrupted, true)
end

function tasks.missing(of, folder)
  local c, message, code, lost = hepar.cohort.merge(s, files_of(of, folder))
  if c then return end
  if code ~= "not_found" then error(message, 0) end
  if not lost then
    lost = {}
    for i = 1, of do lost[i] = i end
  end
  print(table.concat(lost, ","))
end

function tasks.merge(of, folder)
  local c, message = hepar.cohort.merge(s, files_of(of, folder))
  if not c then
    io.stderr:write(message, "\n")
    os.exit(1, true)
  end
  tell(c)
end

function tasks.whole() tell(assert(s:run { threads = 0 })) end

local task = tasks[arg[1]]
if not task then error("say share, missing, merge or whole", 0) end
local given = {}
for i = 2, #arg do given[i - 1] = math.tointeger(arg[i]) or arg[i] end
task(table.unpack(given))
