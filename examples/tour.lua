-- What a newcomer types at `hepar repl`, line by line, with what comes back.
-- Run from the root after `. build/env`:  lua5.4 examples/tour.lua
--
-- Each line below is typed as it stands; the prompt prints the value of an expression, as Lua does.
local lines = {
  [[ev = hepar.evidence.builtin()]],
  [[ev]],
  [[suk = ev["fiore2018:t1:r16"]
suk.product.routes[1], suk.enrolment.n_total, suk.results[1].text]],
  [[ev:where{desing = "clinical"}]],
  [[trials = ev:where{design = "clinical", source_id = "fiore2018"}
hepar.meta.directions(trials:results{outcome = "MELD"})]],
  [[deaths = hepar.meta.effects{measure = "RR", ai = {5, 2, 15}, n1i = {60, 28, 56},
  ci = {5, 4, 24}, n2i = {30, 30, 54}}
hepar.meta.fit(deaths, {method = "REML", test = "adhoc"}):predict{transf = "exp"}]],
  [[m = hepar.model "liver"
m.parameter.cells_half_effect]],
  [[s = hepar.scenario.read("examples/scenarios/suk2016.lua")
s:run{n = 50}]],
  [[hepar.trial.means{difference = 2, sd = 5, power = 0.9}]],
  [[hepar.help("scenario.patients")]],
}

local hepar = require "hepar"
local world = setmetatable({ hepar = hepar }, { __index = _G })

-- A line that Lua cannot read yet goes on in the next one, as at the prompt.
for _, text in ipairs(lines) do
  local typed
  for line in text:gmatch("[^\n]+") do
    print((typed and ">> " or "> ") .. line)
    typed = typed and typed .. "\n" .. line or line
    local chunk, message = load("return " .. typed, "=tour", "t", world)
    if not chunk then chunk, message = load(typed, "=tour", "t", world) end
    if chunk then
      typed = nil
      local results = table.pack(pcall(chunk))
      for i = 2, results.n do results[i] = tostring(results[i]):gsub("^[%w_/.]+:%d+: ", "") end
      if results.n > 1 then print(table.concat(results, "\t", 2, results.n)) end
    elseif not message:find("<eof>", 1, true) then
      error(message, 0)
    end
  end
end
