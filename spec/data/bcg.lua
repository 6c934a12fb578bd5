-- Thirteen trials of BCG vaccine against tuberculosis: Colditz and others (1994), JAMA 271:698,
-- doi 10.1001/jama.1994.03510330076038; the counts as in dat.bcg of metadat 1.2-0.
-- Study, cases and number of the vaccinated, of the controls, latitude, allocation.
local trials = {
  { "Aronson 1948", 4, 123, 11, 139, 44, "random" },
  { "Ferguson & Simes 1949", 6, 306, 29, 303, 55, "random" },
  { "Rosenthal et al 1960", 3, 231, 11, 220, 42, "random" },
  { "Hart & Sutherland 1977", 62, 13598, 248, 12867, 52, "random" },
  { "Frimodt-Moller et al 1973", 33, 5069, 47, 5808, 13, "alternate" },
  { "Stein & Aronson 1953", 180, 1541, 372, 1451, 44, "alternate" },
  { "Vandiviere et al 1973", 8, 2545, 10, 629, 19, "random" },
  { "TPT Madras 1980", 505, 88391, 499, 88391, 13, "random" },
  { "Coetzee & Berjak 1968", 29, 7499, 45, 7277, 27, "random" },
  { "Rosenthal et al 1961", 17, 1716, 65, 1665, 42, "systematic" },
  { "Comstock et al 1974", 186, 50634, 141, 27338, 18, "systematic" },
  { "Comstock & Webster 1969", 5, 2498, 3, 2341, 33, "systematic" },
  { "Comstock et al 1976", 27, 16913, 29, 17854, 33, "systematic" },
}

local data = { measure = "RR", slab = {}, ai = {}, n1i = {}, ci = {}, n2i = {}, ablat = {},
  alloc = {}, yi = {}, vi = {} }
for i, t in ipairs(trials) do
  data.slab[i], data.ai[i], data.n1i[i], data.ci[i], data.n2i[i] = table.unpack(t)
  data.ablat[i], data.alloc[i] = t[6], t[7]
  data.yi[i] = math.log(t[2] / t[3]) - math.log(t[4] / t[5])
  data.vi[i] = 1 / t[2] - 1 / t[3] + 1 / t[4] - 1 / t[5]
end
return data
