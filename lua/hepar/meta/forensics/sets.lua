--- Checks across rows: the same numbers twice, the same patients twice, one row unlike the others.
-- @module hepar.meta.forensics.sets
-- @local

local printed = require "hepar.meta.forensics.printed"

local M = {}

local read, show = printed.read, printed.show

-- What tells rows of one measurement together: outcome, unit.
local function topic(row)
  return tostring(row.outcome or "") .. "|" .. tostring(row.unit or "")
end

local function name(row)
  local parts = { tostring(row.study or "a study") }
  if row.arm then parts[#parts + 1] = tostring(row.arm) end
  if row.source then parts[#parts + 1] = "in " .. tostring(row.source) end
  return table.concat(parts, " ")
end

local function median(values)
  table.sort(values)
  local half = #values // 2
  if #values % 2 == 1 then return values[half + 1] end
  return (values[half] + values[half + 1]) / 2
end

-- How many digits a mean and an SD give together: few digits meet by chance.
local function digits(mean, sd)
  local function count(x) return #(string.format("%.12g", math.abs(x)):gsub("[^%d]", "")) end
  return count(mean) + count(sd)
end

-- Identical n, mean and SD in two places.
local function duplicates(rows, report)
  local seen = {}
  for i, row in ipairs(rows) do
    local mean, sd, n = read(row.mean), read(row.sd), read(row.n)
    if mean and sd and sd > 0 and mean ~= 0 then
      local key = string.format("%s|%.12g|%.12g|%s|%s", topic(row), mean, sd, n or "",
        row.source or "")
      local first = seen[key]
      local other = rows[first]
      if not first then
        seen[key] = i
      elseif other.study ~= row.study then
        if digits(mean, sd) >= 5 then
          report("duplicate", "warning", { first, i }, string.format("%s and %s have the same mean "
            .. "%s and SD %s", name(other), name(row), show(mean), show(sd)))
        end
      elseif other.timepoint == row.timepoint then
        report("duplicate", "warning", { first, i }, other.arm == row.arm
          and string.format("%s stands there twice: mean %s, SD %s", name(row), show(mean),
            show(sd))
          or string.format("%s and %s have the same mean %s and SD %s", name(other),
            name(row), show(mean), show(sd)))
      end
    end
  end
end

-- The rows of each topic, as lists by study, in the order of the rows.
local function by_study(rows, fits)
  local topics, order = {}, {}
  for i, row in ipairs(rows) do
    if fits(row) then
      local key = topic(row)
      if not topics[key] then
        topics[key] = {}
        order[#order + 1] = topics[key]
      end
      local group = topics[key]
      local study = row.study == nil and "row " .. i or tostring(row.study)
      if not group[study] then
        group[study] = { study = study }
        group[#group + 1] = group[study]
      end
      table.insert(group[study], i)
    end
  end
  return order
end

-- SDs of a study far below the others', that times sqrt(n) would be like them.
local function se_as_sd(rows, report)
  local function fits(row)
    local sd, n = read(row.sd), read(row.n)
    return sd and sd > 0 and n and n >= 4
  end
  for _, group in ipairs(by_study(rows, fits)) do
    for _, one in ipairs(group) do
      local sds, ns = {}, {}
      for k, i in ipairs(one) do
        sds[k], ns[k] = read(rows[i].sd), read(rows[i].n)
      end
      one.sd, one.n = median(sds), median(ns)
    end
    for _, one in ipairs(group) do
      local others = {}
      for _, other in ipairs(group) do
        if other ~= one then others[#others + 1] = other.sd end
      end
      local grown = one.sd * math.sqrt(one.n)
      local typical = #others >= 3 and median(others)
      if typical and one.sd < typical / 2.5 and grown > typical / 2 and grown < typical * 2 then
        local places = table.move(one, 1, #one, 1, {})
        local outcome = rows[one[1]].outcome
        report("se_as_sd", "warning", places, string.format("the %s of %s%s is a fraction of the "
          .. "other studies' (median %s); as an SE it would mean an SD of %.3g",
          #one == 1 and "SD " .. show(one.sd) or "median SD " .. show(one.sd), tostring(one.study),
          outcome and " for " .. tostring(outcome) or "", show(typical), grown))
      end
    end
  end
end

-- An effect that would be like the others with its sign turned.
local function turned(rows, report)
  local groups, order = {}, {}
  for i, row in ipairs(rows) do
    local yi, vi = read(row.yi), read(row.vi)
    if yi and vi and vi > 0 then
      local key = topic(row)
      if not groups[key] then
        groups[key] = {}
        order[#order + 1] = key
      end
      table.insert(groups[key], { row = i, yi = yi, se = math.sqrt(vi) })
    end
  end
  for _, key in ipairs(order) do
    for _, one in ipairs(groups[key]) do
      local others, ses = {}, {}
      for _, other in ipairs(groups[key]) do
        if other.row ~= one.row then
          others[#others + 1] = other.yi
          ses[#ses + 1] = other.se
        end
      end
      if #others >= 3 then
        local typical = median(others)
        local se = math.sqrt(one.se ^ 2 + median(ses) ^ 2)
        if math.abs(one.yi - typical) > 3 * se and math.abs(-one.yi - typical) < se then
          report("sign", "warning", { one.row }, string.format("%s has %s where the others lie "
            .. "about %s: is the sign turned?", name(rows[one.row]), show(one.yi), show(typical)))
        end
      end
    end
  end
end

-- Whether b / a is 10, 100, 1000 … or their inverse.
local function power_of_ten(a, b)
  if a <= 0 or b <= 0 then return nil end
  local power = math.log(b / a, 10)
  local whole = math.floor(power + 0.5)
  if whole ~= 0 and math.abs(power - whole) < 1e-9 then return whole end
  return nil
end

local compared = { "year", "n", "n1i", "n2i", "dose", "cells", "design" }

-- Two sources on one study.
local function between_sources(rows, report)
  local first = {}
  for i, row in ipairs(rows) do
    if row.study ~= nil and row.source ~= nil then
      local key = tostring(row.study) .. "|" .. topic(row) .. "|" .. tostring(row.arm or "")
      local j = first[key]
      if j and rows[j].source ~= row.source then
        local a, b = rows[j], row
        local swapped = a.n1i and b.n1i and a.n1i == b.n2i and a.n2i == b.n1i and a.n1i ~= a.n2i
        if swapped then
          report("sources", "warning", { j, i }, string.format("%s: the arms are %g and %g in %s, "
            .. "the other way round in %s", row.study, a.n1i, a.n2i, a.source, b.source))
        end
        for _, field in ipairs(compared) do
          local x, y = a[field], b[field]
          local arm = field == "n1i" or field == "n2i"
          if x ~= nil and y ~= nil and x ~= y and not (swapped and arm) then
            local power = type(x) == "number" and type(y) == "number" and not arm
              and power_of_ten(x, y)
            report("sources", "warning", { j, i }, string.format("%s: %s is %s in %s, %s in %s%s",
              row.study, field, show(x), a.source, show(y), b.source,
              power and string.format(" (a factor of ten to the %d)", math.abs(power)) or ""))
          end
        end
      end
      first[key] = j or i
    end
  end
end

-- Studies that may share patients: the same place at the same time.
local function overlaps(rows, report)
  local seen, order = {}, {}
  for i, row in ipairs(rows) do
    if row.site ~= nil and row.study ~= nil and not seen[row.study] then
      seen[row.study] = i
      order[#order + 1] = i
    end
  end
  for a = 1, #order do
    for b = a + 1, #order do
      local x, y = rows[order[a]], rows[order[b]]
      if x.site == y.site then
        local x1, x2, y1, y2 = read(x.from), read(x.to), read(y.from), read(y.to)
        if x1 and x2 and y1 and y2 then
          if x1 <= y2 and y1 <= x2 then
            report("overlap", "warning", { order[a], order[b] }, string.format("%s and %s enrolled "
              .. "at %s at the same time (%g to %g, %g to %g): do they share patients?", x.study,
              y.study, x.site, x1, x2, y1, y2))
          end
        else
          report("overlap", "note", { order[a], order[b] }, string.format("%s and %s come from %s; "
            .. "when they enrolled is not given", x.study, y.study, x.site))
        end
      end
    end
  end
end

-- All checks across rows; report(check, severity, places, text).
function M.check(rows, report)
  duplicates(rows, report)
  se_as_sd(rows, report)
  turned(rows, report)
  between_sources(rows, report)
  overlaps(rows, report)
end

return M
