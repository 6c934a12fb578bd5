-- The appendix that lets a reader trace and remake a report.
local argument = require("hepar.report.argument")
local report = require("hepar.report")

local M = {}

-- Refuses entries of an option that are no tables or lack a member.
local function check(where, options, name, members)
  for i, entry in ipairs(options[name] or {}) do
    if type(entry) ~= "table" then
      argument.fail(where, "entry %d of %s must be a table, got %s", i, name, type(entry))
    end
    for _, member in ipairs(members) do
      if entry[member] == nil then
        argument.fail(where, "entry %d of %s has no %s", i, name, member)
      end
    end
  end
end

-- Adds the heading and the tables to the report.
function M.write(r, options, where)
  check(where, options, "sources", { "source_id" })
  check(where, options, "parameters", { "name", "value" })
  check(where, options, "versions", { "name", "version" })
  r:heading(1, "Provenance", { id = "provenance" })
  if options.sources then
    local rows = {}
    for i, source in ipairs(options.sources) do
      rows[i] = { report.code(source.source_id), source.citation or source.note or "not printed",
        source.file and report.code(source.file) or "",
        source.sha256 and report.code(source.sha256) or "" }
    end
    r:table { caption = "Documents read, each with the SHA-256 of its file.",
      columns = { "Document", "Citation", "File", "SHA-256" }, rows = rows }
  end
  if options.parameters then
    local rows = {}
    for i, parameter in ipairs(options.parameters) do
      rows[i] = { parameter.name, parameter.value, parameter.origin or "assumed" }
    end
    r:table { caption = "Parameters and where each comes from.",
      columns = { "Parameter", { title = "Value", align = "right" }, "Origin" }, rows = rows }
  end
  local rows = { { "hepar", require("hepar")._VERSION }, { "Lua", (_VERSION:gsub("^Lua ", "")) } }
  for _, version in ipairs(options.versions or {}) do
    rows[#rows + 1] = { version.name, version.version }
  end
  if options.seed then rows[#rows + 1] = { "random seed", options.seed } end
  r:table { caption = "Versions.", columns = { "What", "Version" }, rows = rows }
  if options.commands then
    r:paragraph("To make this page again:")
    r:listing(options.commands)
  end
end

return M
