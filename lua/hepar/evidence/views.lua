--- Views: what every method of the evidence starts from. A view is a condition on a store that is
-- kept in the core; the tables here are handles. The methods are in ask.lua and write.lua.
-- @module hepar.evidence.views

local core = require("hepar.core")
local card = require("hepar.evidence.card")
local counts = require("hepar.evidence.counts")
local layout = require("hepar.evidence.layout")
local lists = require("hepar.evidence.lists")
local misuse = require("hepar.evidence.misuse")

local M = {}

local call, fail, show = misuse.call, misuse.fail, misuse.show

-- view -> {store, base, core, filters, root, stamp}: what a view hides from its user
local states = setmetatable({}, { __mode = "k" })

-- The methods of every view: name -> function.
M.methods = {}

-- The state of a view, or misuse.
local function state_of(view, name)
  local state = states[view]
  if not state then
    fail("hepar.evidence.%s: expects a view of the evidence (call it with a colon: view:%s), "
      .. "got %s", name, name, show(view))
  end
  if state.closed then fail("hepar.evidence.%s: the view is closed", name) end
  return state
end

local record_meta = { __name = "hepar.record", __tostring = card.text }

local function load_record(view, key, where)
  return setmetatable(call(view.record, view, key, where), record_meta)
end

-- A record that is read when it is first looked into: functions in filters rarely need all of it.
local function lazy_record(view, key, where)
  local function fill(self)
    setmetatable(self, nil)
    for name, value in pairs(load_record(view, key, where)) do self[name] = value end
    return setmetatable(self, record_meta)
  end
  return setmetatable({}, {
    __name = "hepar.record",
    __index = function(self, name) return rawget(fill(self), name) end,
    __pairs = function(self) return next, fill(self) end,
    __tostring = function(self) return card.text(fill(self)) end,
  })
end

-- The records of view for one of whose values f(value, record) is true.
local function apply(view, filter, where)
  local name, f = filter[1], filter[2]
  local about = debug.getinfo(f, "u")
  local wants_record = about.isvararg or about.nparams > 1
  local keys, values = call(view.columns, view, "values", { field = name }, where)
  local kept, last = {}, nil -- keys come in order
  for i, key in ipairs(keys) do
    if key ~= last then
      local record = wants_record and lazy_record(view, key, where) or nil
      if f(values[i], record) then
        kept[#kept + 1] = key
        last = key
      end
    end
  end
  return call(view.only, view, kept, where)
end

-- The core view of a state, made anew when functions chose from a store that has changed since.
local function refresh(state, where)
  if #state.filters == 0 then return state.core end
  local stamp = call(state.base.stamp, state.base, where)
  if stamp ~= state.stamp then
    local view = state.base
    for _, filter in ipairs(state.filters) do view = apply(view, filter, where) end
    state.core, state.stamp = view, stamp
  end
  return state.core
end

-- State and core view for a method of that name.
local function enter(view, name)
  local state = state_of(view, name)
  local where = "hepar.evidence." .. name
  return refresh(state, where), where, state
end

-- Rows of an answer as a list of that kind; nil, message, code when the world failed.
local function ask(view, what, options, where, kind)
  local rows, message, code = call(view.rows, view, what, options, where)
  if not rows then return nil, message, code end
  local finish = lists.finish[what]
  if finish then
    for _, row in ipairs(rows) do finish(row) end
  end
  return lists.make(kind or what, rows)
end

-- The record at a key, or nil.
local function record_or_nil(view, key, where)
  if key then return load_record(view, key, where) end
  return nil
end

-- Keys of the records of view with that value in a text field.
local function find(view, field, value, where)
  if #value == 0 or value:find("%z") or not utf8.len(value) then return {} end
  return call(view.keys, call(view.where, view, { [field] = value }, where), where)
end

-- ---- how a view looks ----

local function parts_of(view, field, where, most)
  local out = {}
  local tally = counts.tally(field, "records",
    call(view.tally, view, field, nil, "records", where))
  for i = 1, math.min(#tally.rows, most) do
    local row = tally.rows[i]
    if not row.missing then out[#out + 1] = ("%s %d"):format(tostring(row.code), row.n) end
  end
  if #tally.rows > most then out[#out + 1] = "…" end
  return table.concat(out, ", ")
end

local function summary(view)
  local state = states[view]
  if state.closed or state.store:about().closed then return "evidence (closed)" end
  local where = "hepar.evidence.tostring"
  local inner = refresh(state, where)
  local n = call(inner.count, inner, where)
  local studies = call(inner.tally, inner, "design", nil, "studies", where).total
  local lines = { ("evidence: %s of %s"):format(layout.count(n, "record"),
    layout.count(studies, "study", "studies")) }
  local function add(name, text)
    if text and text ~= "" then lines[#lines + 1] = ("  %-9s %s"):format(name, text) end
  end
  if n > 0 then
    add("sources", parts_of(inner, "source_id", where, 6))
    add("design", parts_of(inner, "design", where, 6))
    add("cells", parts_of(inner, "source", where, 8))
    add("disease", parts_of(inner, "disease", where, 8))
  end
  if inner:whole() then
    local also = call(inner.rows, inner, "contents", nil, where)[1]
    add("also", layout.count(also.claims, "claim") .. ", " ..
      layout.count(also.quantities, "figure"))
  end
  if n > 0 then
    add("next", ':where{design = "clinical"}  :tally("route")  :cross("source", "disease")')
    add("", ':results{outcome = "MELD"}  :search("fibrosis")  :check()  [1]  hepar.help(ev)')
  else
    add("next", ':import("records.json")  hepar.help(ev)')
  end
  return table.concat(lines, "\n")
end

-- ---- making views ----

--- A view of the records of a store.
-- @type evidence
local shared = {}

--- How many records the view has.
-- @function __len
-- @treturn integer a count
function shared.__len(view)
  local inner, where = enter(view, "len")
  return call(inner.count, inner, where)
end

--- Go through places and records: `for i, record in pairs(ev)`.
-- @function __pairs
function shared.__pairs(view)
  local inner, where = enter(view, "pairs")
  local keys, i = call(inner.keys, inner, where), 0
  return function()
    i = i + 1
    local record = record_or_nil(inner, keys[i], where)
    if record then return i, record end
    return nil
  end
end

function shared.__newindex(_, name)
  fail("hepar.evidence: a view cannot be changed (%s); use import or amend", tostring(name))
end

--- A summary with the next things to ask.
-- @function __tostring
-- @treturn string some lines
shared.__tostring = summary
--- Close the view at the end of the block.
-- @function __close
shared.__close = function(view) M.close(view) end
shared.__gc = function() end -- the store closes itself when the last view of it is gone

-- view[i] and view[id]
local function index(view, key)
  local kind = type(key)
  if kind == "number" then
    local i = math.tointeger(key)
    if not i then return nil end
    local inner, where = enter(view, "index")
    return record_or_nil(inner, call(inner.key, inner, i, where), where)
  end
  if kind ~= "string" then return nil end
  local inner, where = enter(view, "index")
  return record_or_nil(inner, find(inner, "id", key, where)[1], where)
end

-- Each view has its methods in a plain table of its own, where completion at a prompt finds them;
-- what is not there is looked up among the records.
local function make(state)
  local view, methods = {}, {}
  for name, method in pairs(M.methods) do methods[name] = method end
  local weak = setmetatable({ view }, { __mode = "v" })
  setmetatable(methods, { __index = function(_, key) return index(weak[1], key) end })
  local meta = { __name = "hepar.evidence", __index = methods }
  for name, f in pairs(shared) do meta[name] = f end
  states[view] = state
  return setmetatable(view, meta)
end

-- The view of all records of a store that was just opened.
function M.whole(store, where)
  local base, message, code = call(core.evidence.view, store, where)
  if not base then return nil, message, code end
  return make({ store = store, base = base, core = base, filters = {} })
end

-- Close a view, and with the first view of a store the store.
function M.close(view)
  local state = states[view]
  if not state then state_of(view, "close") end
  if state.closed then return end
  state.closed = true
  if not state.root then state.store:close() end
end

M.apply, M.ask, M.enter, M.find, M.make = apply, ask, enter, find, make
M.load_record, M.record_or_nil = load_record, record_or_nil

return M
