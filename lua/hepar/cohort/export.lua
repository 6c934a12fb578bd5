-- Every patient, arm and time as CSV, written while the run goes on.
local file = require("hepar.util.file")

local M = {}

local function number(x)
  if x ~= x then return "NA" end
  local text = ("%.15g"):format(x)
  return tonumber(text) == x and text or ("%.17g"):format(x)
end

-- A name as a cell.
local function cell(text)
  if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

-- Calls run(sink) with a sink that writes options.export; what run returns, or nil, message, "io".
function M.while_running(options, where, run)
  local path = options.export
  local part = type(path) == "string" and path ~= "" and not path:find("\0", 1, true) and
    file.beside(path)
  if not part then return run(nil) end
  local handle, message = io.open(part, "wb")
  if not handle then return file.failed(where, path, part, message) end
  local head = false
  local function sink(self, arm, patients, result)
    local spec, rows = self.spec, {}
    local weighted = spec.match and spec.match.method == "weights"
    if not head then
      local names = { "patient", "arm", "time" }
      if weighted then names[#names + 1] = "weight" end
      for _, name in ipairs(spec.outputs) do names[#names + 1] = cell(name) end
      rows[1], head = table.concat(names, ","), true
    end
    local name, times = cell(spec.arms[arm].name), #spec.times
    for i = 1, #patients.numbers do
      for t = 1, times do
        local cells = { ("%d"):format(math.tointeger(patients.numbers[i])), name,
          number(spec.times[t]) }
        if weighted then cells[#cells + 1] = number(patients.weights[i]) end
        for _, output in ipairs(spec.outputs) do
          cells[#cells + 1] = number(result.columns[output][(i - 1) * times + t])
        end
        rows[#rows + 1] = table.concat(cells, ",")
      end
    end
    rows[#rows + 1] = ""
    local ok, why = handle:write(table.concat(rows, "\n"))
    if not ok then return nil, why end
    return true
  end
  local ok, result, why, code = pcall(run, sink)
  local closed, close_message = handle:close()
  if not ok then
    os.remove(part)
    error(result, 0)
  end
  if result and not closed then
    result, why, code = file.failed(where, path, part, close_message)
  end
  if not result then
    os.remove(part)
    return nil, why, code
  end
  ok, why, code = file.move(part, path, where)
  if not ok then return nil, why, code end
  return result
end

return M
