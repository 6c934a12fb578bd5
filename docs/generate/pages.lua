-- lua/hepar/reference.lua, what hepar.help prints, and docs/reference.md, the same for reading.

local source = require "generate.source"

local M = {}

-- The text of the module that hepar.help reads.
function M.reference(model)
  local out = {
    "-- What hepar.help prints. Made by docs/generate.lua from the comments of the sources:",
    "-- do not edit.",
    "-- luacheck: ignore 631",
    "",
    "return {",
  }
  local function add(...) out[#out + 1] = string.format(...) end

  local function add_entry(entry, indent, call)
    add("%s{name = %q, call = %q,", indent, entry.full, call)
    add("%s  summary = %q,", indent, entry.summary)
    add("%s  params = {", indent)
    for _, param in ipairs(entry.params) do
      add("%s    {%q, %q, %q, %s},", indent, param.name, source.words_type(param.kind),
        param.about, tostring(param.optional))
    end
    add("%s  },", indent)
    add("%s  returns = {", indent)
    for _, ret in ipairs(entry.returns) do
      add("%s    {%q, %q},", indent, source.words_type(ret.kind), ret.about)
    end
    add("%s  },", indent)
    add("%s  raises = {", indent)
    for _, raise in ipairs(entry.raises) do add("%s    %q,", indent, raise) end
    add("%s  },", indent)
    add("%s  usage = {", indent)
    for _, usage in ipairs(entry.usage) do add("%s    %q,", indent, usage) end
    add("%s  }},", indent)
  end

  add("  pages = {")
  for _, page in ipairs(model.pages) do
    add("    {module = %q, summary = %q, usage = %q, entries = {", page.module, page.summary,
      page.usage[1] or "")
    for _, entry in ipairs(page.functions) do
      add_entry(entry, "      ", source.signature(entry))
    end
    add("    }},")
  end
  add("  },")
  add("  classes = {")
  for _, class in ipairs(model.classes) do
    add("    {name = %q, page = %q, summary = %q,", class.name, class.page, class.summary)
    add("      fields = {")
    for _, field in ipairs(class.fields) do
      add("        {%q, %q, %q, %s},", field.name, source.words_type(field.kind), field.about,
        tostring(field.optional))
    end
    add("      },")
    add("      operators = {")
    for _, entry in ipairs(class.operators) do
      add("        {%q, %q},", source.notation(entry), entry.summary)
    end
    add("      },")
    add("      entries = {")
    for _, entry in ipairs(class.methods) do
      add_entry(entry, "        ", source.signature(entry))
    end
    add("      }},")
  end
  add("  },")
  add("}")
  -- %q writes a newline as backslash-newline; \n keeps one entry on one line.
  return (table.concat(out, "\n"):gsub("\\\n", "\\n")) .. "\n"
end

-- The name of a heading as a link of the page: GitHub's rule.
local function anchor(heading)
  return "#" .. heading:lower():gsub("[^%w%s_%-]", ""):gsub("%s", "-")
end

-- The reference as Markdown.
function M.markdown(model)
  local out = {
    "# Reference",
    "",
    "Made by `docs/generate.lua` from the comments of the sources. At a prompt,",
    "`hepar.help(\"evidence.where\")` and `hepar.help(object)` print the same.",
    "",
  }
  local function add(line) out[#out + 1] = line end
  local function blank() if out[#out] ~= "" then add("") end end

  for _, page in ipairs(model.pages) do
    if #page.functions > 0 then
      local colon = #page.classes > 0 and ":" or ""
      add(("- [%s](%s)%s"):format(page.module, anchor(page.module), colon))
      for i, class in ipairs(page.classes) do
        add(("  [%s](%s)%s"):format(class.name, anchor("object " .. class.name),
          i < #page.classes and "," or ""))
      end
    end
  end
  blank()

  local function add_entry(entry, level)
    add(("%s `%s`"):format(("#"):rep(level), source.signature(entry)))
    add("")
    add(entry.summary)
    blank()
    for _, param in ipairs(entry.params) do
      add(("- `%s` (%s%s) %s"):format(param.name, source.words_type(param.kind),
        param.optional and ", optional" or "", param.about))
    end
    for _, ret in ipairs(entry.returns) do
      add(("- returns %s: %s"):format(source.words_type(ret.kind), ret.about))
    end
    for _, raise in ipairs(entry.raises) do add("- raises " .. raise) end
    blank()
    for _, usage in ipairs(entry.usage) do
      add("```lua")
      add(usage)
      add("```")
      add("")
    end
  end

  local function add_class(class)
    add("### object " .. class.name)
    add("")
    add(class.summary)
    blank()
    for _, field in ipairs(class.fields) do
      add(("- `.%s` (%s%s) %s"):format(field.name, source.words_type(field.kind),
        field.optional and ", may be absent" or "", field.about))
    end
    for _, entry in ipairs(class.operators) do
      add(("- `%s` %s"):format(source.notation(entry), entry.summary))
    end
    blank()
    for _, entry in ipairs(class.methods) do add_entry(entry, 4) end
  end

  for _, page in ipairs(model.pages) do
    add("## " .. page.module)
    add("")
    add(page.summary)
    blank()
    if page.usage[1] then
      add("```lua\n" .. page.usage[1] .. "\n```")
      add("")
    end
    for _, field in ipairs(page.fields) do add(("- `%s` %s"):format(field.full, field.summary)) end
    blank()
    for _, entry in ipairs(page.functions) do add_entry(entry, 3) end
    for _, class in ipairs(page.classes) do add_class(class) end
  end
  while out[#out] == "" do out[#out] = nil end
  add("")
  for i, line in ipairs(out) do out[i] = line:gsub("%s+$", "") end
  return (table.concat(out, "\n"):gsub("`%.%[", "`["))
end

return M
