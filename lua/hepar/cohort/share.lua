-- Shares of a run: stretches of its parts, each computed by a process of its own that knows nothing
-- of the others. The file of a share has its parts one after the other; a part is added when it is
-- done, so nothing is lost with a process that is killed. Merged in order of the parts, the files
-- of all shares are the run.
local bytes = require("hepar.util.bytes")
local checkpoint = require("hepar.cohort.checkpoint")
local file = require("hepar.util.file")
local parts = require("hepar.cohort.parts")
local words = require("hepar.util.words")

local M = {}

local MAGIC = "hepar cohort share 2\n"
local CHUNK = 1 << 20

--- The first and last part of a share.
function M.range(count, number, of)
  return (number - 1) * count // of + 1, number * count // of
end

-- The next record of a file; nil at its end, and where it is damaged.
local function record(handle)
  local head = handle:read(8)
  if not head or #head < 8 then return nil end
  local size = string.unpack("<i8", head)
  if size < 0 then return nil end
  -- What is not there is not asked for: a damaged size may be any number.
  local here, last = handle:seek(), handle:seek("end")
  handle:seek("set", here)
  if size + bytes.SEAL > last - here then return nil end
  local text = handle:read(size)
  if handle:read(bytes.SEAL) ~= bytes.seal(text) then return nil end
  return text
end

local function as_record(text) return string.pack("<s8", text) .. bytes.seal(text) end

-- The head of a file, read from its open handle; nil when it is none of a share.
local function head_of(handle)
  if handle:read(#MAGIC) ~= MAGIC then return nil end
  local text = record(handle)
  local ok, head = pcall(bytes.read, text or "")
  return ok and type(head) == "table" and math.type(head.of) == "integer" and
    math.type(head.share) == "integer" and head or nil
end

local function no_share(where, path)
  return nil, ("%s: %s is no file of a share, or it is damaged"):format(where, words.show(path)),
    "format"
end

local function other_run(where, path)
  return nil, ("%s: %s belongs to another scenario, number of patients or model"):format(where,
    words.show(path)), "conflict"
end

-- ---- writing ----

local Keeper = {}
Keeper.__index = Keeper

--- Keeps the parts of a run in the file of its option checkpoint.
function M.keeper(run)
  return setmetatable({ run = run, path = run.options.checkpoint }, Keeper)
end

-- Cuts a file off after what is whole.
local function cut(path, size, where)
  local beside, to = file.beside(path), nil
  local from, message = io.open(path, "rb")
  if from then to, message = io.open(beside, "wb") end
  if not to then return file.failed(where, path, beside, message) end
  local ok = true
  while ok and size > 0 do
    local text = from:read(math.min(CHUNK, size))
    if text then ok, message = to:write(text) else ok, message = nil, "it cannot be read" end
    size = size - CHUNK
  end
  from:close()
  ok = to:close() and ok
  if not ok then
    os.remove(beside)
    return file.failed(where, path, beside, message or "it cannot be copied")
  end
  return file.move(beside, path, where)
end

function Keeper:resume()
  local run, where, path = self.run, self.run.where, self.path
  local number, of = table.unpack(run.options.share)
  local handle = io.open(path, "rb")
  if not handle then
    local fit = run.fit and { method = run.fit.method, fitted = run.fit.fitted,
      acceptance = run.fit.acceptance, effective = run.fit.effective, rows = run.fit.rows }
    local head = { identity = run.identity, n = run.spec.n, seed = run.spec.seed,
      sample = run.options.sample, share = number, of = of, fit = fit or nil }
    return file.write(path, MAGIC .. as_record(bytes.write(head)), where)
  end
  local head = head_of(handle)
  if not head then
    handle:close()
    return no_share(where, path)
  end
  if head.identity ~= run.identity then
    handle:close()
    return other_run(where, path)
  end
  if head.share ~= number or head.of ~= of then
    handle:close()
    return nil, ("%s: %s is share %d of %d, not %d of %d"):format(where, words.show(path),
      head.share, head.of, number, of), "conflict"
  end
  local whole = handle:seek()
  repeat
    local text = record(handle)
    local part = text and parts.unpack(run.spec, text)
    local next_ = part and part.number == run.state.parts + 1 and part.number <= run.last_part
    if next_ then
      local ok, message, code = parts.merge(run, part)
      part.summary:close()
      if not ok then
        handle:close()
        return nil, message, code
      end
      run.state.parts, whole = part.number, handle:seek()
    end
  until not next_
  local size = handle:seek("end")
  handle:close()
  -- What a process that was killed left half written is computed again.
  if size > whole then return cut(path, whole, where) end
  return true
end

function Keeper:part(part)
  local path, where = self.path, self.run.where
  if not self.handle then
    local message
    self.handle, message = io.open(path, "ab")
    if not self.handle then return file.failed(where, path, path, message) end
  end
  local ok, message = self.handle:write(as_record(parts.pack(part)))
  if ok then ok, message = self.handle:flush() end
  if not ok then return file.failed(where, path, path, message) end
  return true
end

function Keeper:finish()
  local handle = self.handle
  self.handle = nil
  if not handle then return true end
  local ok, message = handle:close()
  if not ok then return file.failed(self.run.where, self.path, self.path, message) end
  return true
end

-- ---- merging ----

local function listed(numbers)
  local last = numbers[#numbers]
  if #numbers == 1 then return "share " .. last end
  return ("shares %s and %s"):format(table.concat(numbers, ", ", 1, #numbers - 1), last)
end

-- The heads of some files by share, after checking that they belong together.
local function heads(spec, files, where)
  local by, first = {}, nil
  for _, path in ipairs(files) do
    local handle = io.open(path, "rb")
    if handle then
      local head = head_of(handle)
      local from = head and handle:seek()
      handle:close()
      if not head then return no_share(where, path) end
      if not first then
        first = head
        local as = setmetatable({ n = head.n, seed = head.seed }, { __index = spec })
        if checkpoint.identity(as, head.sample) ~= head.identity then
          return other_run(where, path)
        end
        first.path, first.spec = path, as
      elseif head.identity ~= first.identity or head.of ~= first.of then
        return nil, ("%s: %s and %s are not shares of one run"):format(where,
          words.show(first.path), words.show(path)), "conflict"
      end
      if by[head.share] then
        return nil, ("%s: %s and %s are the same share, %d of %d"):format(where,
          words.show(by[head.share].path), words.show(path), head.share, head.of), "conflict"
      end
      by[head.share] = { path = path, from = from }
    end
  end
  if not first then
    return nil, ("%s: none of the files is there, %s the first of them"):format(where,
      words.show(files[1])), "not_found"
  end
  return by, first
end

--- The run of a scenario out of the files of its shares: its head and total {state, summary}; or
-- nil, message, code, and the numbers of the shares that are missing.
function M.merge(spec, files, where)
  local by, head, code = heads(spec, files, where)
  if not by then return nil, head, code end
  local _, count = parts.layout(head.n)
  local as = head.spec
  local total = { state = parts.state(as), summary = parts.summary(as) }
  local absent, short, lost = {}, {}, {}
  for share = 1, head.of do
    local first, last = M.range(count, share, head.of)
    local next_ = first
    if by[share] then
      local handle = io.open(by[share].path, "rb")
      if handle then handle:seek("set", by[share].from) end
      while handle and next_ <= last do
        local text = record(handle)
        local part = text and parts.unpack(as, text)
        if not part or part.number ~= next_ then break end
        -- After a share that is missing, it is only counted what is there.
        if #lost == 0 then
          local ok, message
          ok, message, code = parts.merge(total, part)
          part.summary:close()
          if not ok then
            handle:close()
            return nil, message, code
          end
        end
        next_ = next_ + 1
      end
      if handle then handle:close() end
    end
    if next_ <= last then
      lost[#lost + 1] = share
      if by[share] then
        short[#short + 1] = ("share %d (%s) has %d of %d parts"):format(share,
          words.show(by[share].path), next_ - first, last - first + 1)
      else
        absent[#absent + 1] = share
      end
    end
  end
  if #lost > 0 then
    if #absent > 0 then
      table.insert(short, 1, ("%s of %d %s missing"):format(listed(absent), head.of,
        #absent == 1 and "is" or "are"))
    end
    return nil, ("%s: %s; run what is missing again"):format(where, table.concat(short, "; ")),
      "not_found", lost
  end
  total.state.parts = count
  return head, total
end

return M
