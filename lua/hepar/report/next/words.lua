-- Protocols and weights in the words of a clinician.
local M = {}

local routes = { HA = "through the hepatic artery", IV = "into a vein of the arm",
  PV = "into the portal vein", IH = "injected into the liver", IS = "into the spleen" }
local sources = { BM = "bone-marrow", UC = "umbilical-cord", AT = "fat" }
local numbers = { "one dose", "two doses", "three doses", "four doses" }

-- 5e7 -> "50 million", 1e12 -> "1,000 billion".
local function many(x)
  if x >= 1e12 then return ("%g trillion"):format(x / 1e12) end
  if x >= 1e9 then return ("%g billion"):format(x / 1e9) end
  return ("%g million"):format(x / 1e6)
end

--- One protocol of a search.
function M.protocol(row)
  local v = row.settings
  local number = v.number or 1
  local parts = { numbers[number] or number .. " doses", " of ", many(v.dose or 0), " " }
  if v.product == "EV" then
    parts[#parts + 1] = "vesicles"
  else
    if v.conditioning then parts[#parts + 1] = "hypoxic " end
    parts[#parts + 1] = (v.donor == "autologous" and "own " or "donor ")
      .. (sources[v.source] or v.source or "") .. " cells"
  end
  parts[#parts + 1] = " " .. routes[v.route or "IV"]
  if number > 1 then
    local weeks = math.tointeger(v.interval / 7)
    parts[#parts + 1] = weeks == 1 and ", a week apart" or
      (", %d weeks apart"):format(weeks or 0)
  end
  return table.concat(parts)
end

--- What an assumption is about: "source BM" is the source, bone marrow.
function M.assumption(what)
  local evidence = require("hepar.evidence")
  local field, code = what:match("^(%l+) (%S+)$")
  if not field then field, code = "etiology", what end
  local known = { source = "source", donor = "donor", conditioning = "conditioning",
    etiology = "etiology" }
  for _, row in ipairs(known[field] and evidence.vocabulary(known[field]) or {}) do
    if row.code == code then
      return (what ~= code and field .. ": " or "") .. row.label
    end
  end
  return what
end

--- Abbreviations of a sentence in full.
function M.spelt(text)
  return (text:gsub("%f[%u]CV%f[%U]", "coefficient of variation"):gsub("%f[%u]SD%f[%U]",
    "standard deviation"))
end

local weights = { IV = "infusion into a vein of the arm", HA = "catheter in the hepatic artery",
  PV = "puncture of the portal vein", IH = "injection into the liver", IS = "into the spleen",
  procedure = "dose without a route", cells = "100 million cells in all",
  particles = "100 billion vesicles in all", harvest = "taking the patient's own cells",
  conditioning = "conditioning of the cells", gene = "changed gene", cargo = "loaded vesicles",
  drug = "further medicine", amount = "unit of another dose" }

function M.weight(name) return weights[name] or name end

return M
