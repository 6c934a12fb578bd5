--- Reads two-by-two tables and rates from named columns, and refuses impossible ones by row.
-- @module hepar.meta.tables_input
-- @local

local check = require "hepar.meta.check"
local column = require "hepar.column"

local M = {}

local adds = { "none", "all", "only0", "if0all" }

-- One column of counts, times or sizes: numbers of 0 or more, or NaN for missing.
local function read_column(where, name, values)
  if type(values) ~= "table" and not column.is(values) then
    check.fail(where, "%s must be a column or an array of numbers, got %s", name,
      check.show(values))
  end
  for i = 1, #values do
    local value = values[i]
    if type(value) ~= "number" then
      check.fail(where, "%s[%d] must be a number (NaN when missing), got %s", name, i,
        check.show(value))
    elseif value < 0 then
      check.fail(where, "%s[%d] must not be negative, got %s", name, i, check.show(value))
    elseif value == math.huge then
      check.fail(where, "%s[%d] must be finite", name, i)
    end
  end
  return values
end

-- Reads the columns `names` of `options`; all must be there and of one length.
local function read_columns(where, options, names, measure)
  local columns = {}
  for i, name in ipairs(names) do
    if options[name] == nil then
      check.fail(where, "measure %s needs %s: %s is missing", measure,
        table.concat(names, ", "), name)
    end
    columns[i] = read_column(where, name, options[name])
    if #columns[i] ~= #columns[1] then
      check.fail(where, "all columns must be equally long: %s has %d values, %s has %d", names[1],
        #columns[1], name, #columns[i])
    end
  end
  return columns
end

-- Refuses columns that the measure does not use, as one of them would silently be ignored.
local function refuse(where, options, used, all, measure)
  local wanted = {}
  for _, name in ipairs(used) do wanted[name] = true end
  for _, name in ipairs(all) do
    if options[name] ~= nil and not wanted[name] then
      check.fail(where, "measure %s does not use %s (it takes %s)", measure, name,
        table.concat(used, ", "))
    end
  end
end

-- The other column of a group: total minus count.
local function rest_of(where, total, count, totals, counts)
  local rest = column(#totals, 0)
  for i = 1, #totals do
    if counts[i] > totals[i] then
      check.fail(where, "%s[%d] = %s is more than %s[%d] = %s", count, i, check.show(counts[i]),
        total, i, check.show(totals[i]))
    end
    rest[i] = totals[i] - counts[i]
  end
  return rest
end

-- Non-events of one group: given, or from its size. Returns the column and the name it came under.
local function non_events(where, options, count, other, total, counts)
  local name = options[other] ~= nil and other or total
  local values = options[name]
  if values == nil then
    check.fail(where, "%s needs %s or %s beside it", count, other, total)
  end
  values = read_column(where, name, values)
  if #values ~= #counts then
    check.fail(where, "all columns must be equally long: %s has %d values, %s has %d", count,
      #counts, name, #values)
  end
  if name == other then
    if options[total] ~= nil then
      local totals = read_column(where, total, options[total])
      for i = 1, #totals do
        if counts[i] + (values[i] or 0) ~= totals[i] and totals[i] == totals[i]
          and counts[i] == counts[i] and values[i] == values[i] then
          check.fail(where, "%s[%d] + %s[%d] is not %s[%d]", count, i, other, i, total, i)
        end
      end
    end
    return values
  end
  return rest_of(where, total, count, values, counts)
end

-- Times and group sizes have to be above 0.
local function positive(where, name, values)
  for i = 1, #values do
    if values[i] == 0 then
      check.fail(where, "%s[%d] must be above 0, got 0", name, i)
    end
  end
end

M.counts = { "ai", "bi", "ci", "di", "n1i", "n2i" }
M.rates = { "x1i", "t1i", "x2i", "t2i" }
M.proportions = { "xi", "mi", "ni" }
M.singles = { "xi", "ti" }
M.all = { "ai", "bi", "ci", "di", "n1i", "n2i", "x1i", "t1i", "x2i", "t2i", "xi", "mi", "ni", "ti" }

-- The four columns of the core for a measure of two groups, or two for a measure of one group.
function M.columns(where, options, measure)
  if measure == "IRR" or measure == "IRD" then
    refuse(where, options, M.rates, M.all, measure)
    local columns = read_columns(where, options, M.rates, measure)
    positive(where, "t1i", columns[2])
    positive(where, "t2i", columns[4])
    return columns
  elseif measure == "IRLN" then
    refuse(where, options, M.singles, M.all, measure)
    local columns = read_columns(where, options, M.singles, measure)
    positive(where, "ti", columns[2])
    return columns
  elseif measure == "PLO" then
    refuse(where, options, M.proportions, M.all, measure)
    local x = read_columns(where, options, { "xi" }, measure)[1]
    return { x, non_events(where, options, "xi", "mi", "ni", x) }
  end
  refuse(where, options, M.counts, M.all, measure)
  local cells = read_columns(where, options, { "ai", "ci" }, measure)
  local b = non_events(where, options, "ai", "bi", "n1i", cells[1])
  local d = non_events(where, options, "ci", "di", "n2i", cells[2])
  for i = 1, #b do
    if cells[1][i] + b[i] == 0 or cells[2][i] + d[i] == 0 then
      check.fail(where, "row %d has a group without a single person", i)
    end
  end
  return { cells[1], b, cells[2], d }
end

-- Study labels: `slab`, checked, or "1", "2" …
function M.labels(where, options, k)
  local labels = {}
  if options.slab ~= nil then
    if type(options.slab) ~= "table" then
      check.fail(where, "slab must be an array of strings, got %s", check.show(options.slab))
    elseif #options.slab ~= k then
      check.fail(where, "slab has %d labels for %d rows", #options.slab, k)
    end
  end
  for i = 1, k do
    local label = options.slab and options.slab[i] or string.format("%d", i)
    if type(label) == "number" then label = string.format("%.14g", label) end
    if type(label) ~= "string" then
      check.fail(where, "slab[%d] must be a string, got %s", i, check.show(label))
    end
    labels[i] = label
  end
  return labels
end

-- Rows with a missing cell: {row, slab}.
function M.missing(columns, labels)
  local left_out = {}
  for i = 1, #columns[1] do
    for _, values in ipairs(columns) do
      if values[i] ~= values[i] then
        left_out[#left_out + 1] = { row = i, slab = labels[i], reason = "a cell is missing" }
        break
      end
    end
  end
  return left_out
end

-- One value or two of an option, for effect sizes and for pooling.
local function pair(where, name, value, default, second, test)
  if value == nil then return { default, second } end
  if type(value) ~= "table" then return { test(value), second } end
  if #value ~= 2 then check.fail(where, "%s takes one value or two, got %d", name, #value) end
  return { test(value[1]), test(value[2]) }
end

-- add, to and drop00, each for the effect sizes and for the pooling.
function M.empty_cells(where, options)
  return {
    add = pair(where, "add", options.add, 0.5, 0, function(value)
      if type(value) ~= "number" or not (value >= 0 and value < math.huge) then
        check.fail(where, "add must be a number of 0 or more, got %s", check.show(value))
      end
      return value
    end),
    to = pair(where, "to", options.to, "only0", "none", function(value)
      return check.word(where, "to", value, adds)
    end),
    drop00 = pair(where, "drop00", options.drop00, true, false, function(value)
      if type(value) ~= "boolean" then
        check.fail(where, "drop00 must be true or false, got %s", check.show(value))
      end
      return value
    end),
  }
end

-- true or false, or the default.
function M.flag(where, name, value, default)
  if value == nil then return default end
  if type(value) ~= "boolean" then
    check.fail(where, "%s must be true or false, got %s", name, check.show(value))
  end
  return value
end

return M
