-- Reference values of spec/bench/liver20.model, from the files that `sh spec/bench/solver.sh
-- FOLDER` leaves: CVODE 6.4.1 (BDF, dense, analytic Jacobian) at rtol 1e-10, atol 1e-13.
--   lua5.4 spec/reference/liver20.lua FOLDER/solver > spec/reference/liver20.json
local folder = arg[1]

local function read(name)
  local file = assert(io.open(folder .. "/" .. name, "rb"))
  local data = file:read "a"
  file:close()
  return data
end

local parameters, values = read "parameters.bin", read "reference.bin"
local function numbers(data, first, count)
  local list = {}
  for i = 1, count do
    list[i] = ("%.17g"):format((string.unpack("<d", data, (first + i - 1) * 8 + 1)))
  end
  return "[" .. table.concat(list, ", ") .. "]"
end

local patients = {}
for i = 0, 2 do
  local rows = {}
  for k, week in ipairs {0, 1, 4, 8, 12, 24, 48} do
    rows[k] = "    " .. numbers(values, (i * 49 + week) * 20, 20)
  end
  patients[i + 1] = ('  {"parameters": %s,\n   "values": [\n%s]}'):format(
    numbers(parameters, i * 52, 52),
    table.concat(rows, ",\n"))
end
print(('{"made_by": "spec/reference/liver20.lua from CVODE 6.4.1, BDF, rtol 1e-10, atol 1e-13",\n'
  .. ' "weeks": [0, 1, 4, 8, 12, 24, 48],\n "patients": [\n%s]}'):format(
    table.concat(patients, ",\n")))
