-- The rows of spec/data/results_long.csv: one per direction that the tables of the two reviews
-- print (codes, and cells of up to eight words), as `ev:results()` gives them. No cell has a comma.

local M = {}

-- The rows that `keep` accepts (all without it).
function M.results(keep)
  local rows, names = {}, nil
  for line in io.lines("spec/data/results_long.csv") do
    local cells = {}
    for cell in (line .. ","):gmatch("([^,]*),") do cells[#cells + 1] = cell end
    if not names then
      names = cells
    else
      local row = {}
      for i, name in ipairs(names) do
        if cells[i] ~= "" then row[name] = cells[i] end
      end
      row.n_total, row.year = math.tointeger(row.n_total), math.tointeger(row.year)
      if row.controlled then row.controlled = row.controlled == "true" end
      if not keep or keep(row) then rows[#rows + 1] = row end
    end
  end
  return rows
end

return M
