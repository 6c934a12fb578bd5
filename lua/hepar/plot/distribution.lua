--- Distribution functions that figures need for their bands and contours, to about 12 digits:
-- normal, Student's t, beta, chi-squared. (Series and continued fractions: NIST Digital Library of
-- Mathematical Functions 7.6, 7.9, 8.11, 8.17; quantiles by bisection.)
-- @module hepar.plot.distribution
-- @local

local M = {}

local HUGE = math.huge

-- Lanczos approximation of log gamma (g = 7, nine terms), for x > 0.
local lanczos = { 0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7 }
local function log_gamma(x)
  if x < 0.5 then
    return math.log(math.pi / math.sin(math.pi * x)) - log_gamma(1 - x)
  end
  x = x - 1
  local sum = lanczos[1]
  for i = 2, 9 do sum = sum + lanczos[i] / (x + i - 1) end
  local t = x + 7.5
  return 0.5 * math.log(2 * math.pi) + (x + 0.5) * math.log(t) - t + math.log(sum)
end

-- Lower regularised incomplete gamma function P(a, x) and its complement.
local function gamma_parts(a, x)
  if x <= 0 then return 0, 1 end
  if x > 1e8 + 2 * a then return 1, 0 end
  local front = math.exp(a * math.log(x) - x - log_gamma(a))
  if x < a + 1 then
    local term, sum, n = 1 / a, 1 / a, a
    repeat
      n = n + 1
      term = term * x / n
      sum = sum + term
    until term < sum * 1e-17
    return front * sum, 1 - front * sum
  end
  -- modified Lentz on the continued fraction of the upper function
  local b = x + 1 - a
  local c, d = 1e300, 1 / b
  local h = d
  for i = 1, 2000 do
    local an = -i * (i - a)
    b = b + 2
    d = an * d + b
    d = 1 / (d == 0 and 1e-300 or d)
    c = b + an / c
    c = c == 0 and 1e-300 or c
    h = h * d * c
    if math.abs(d * c - 1) < 1e-16 then break end
  end
  return 1 - front * h, front * h
end

-- Continued fraction of the incomplete beta function.
local function beta_fraction(a, b, x)
  local c, d = 1, 1 - (a + b) * x / (a + 1)
  d = 1 / (math.abs(d) < 1e-300 and 1e-300 or d)
  local h = d
  for m = 1, 5000 do
    for half = 1, 2 do
      local numerator = half == 1 and m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) or
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + numerator * d
      d = 1 / (math.abs(d) < 1e-300 and 1e-300 or d)
      c = 1 + numerator / c
      c = math.abs(c) < 1e-300 and 1e-300 or c
      h = h * d * c
    end
    if math.abs(d * c - 1) < 1e-16 then break end
  end
  return h
end

-- Distribution function of Beta(a, b).
function M.beta_cdf(x, a, b)
  if x <= 0 then return 0 elseif x >= 1 then return 1 end
  local front = math.exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * math.log(x) +
    b * math.log(1 - x))
  if x < (a + 1) / (a + b + 2) then return front * beta_fraction(a, b, x) / a end
  return 1 - front * beta_fraction(b, a, 1 - x) / b
end

-- Where a growing function reaches p, between two bounds.
local function invert(f, p, low, high)
  for _ = 1, 200 do
    local middle = 0.5 * (low + high)
    if middle == low or middle == high then break end
    if f(middle) < p then low = middle else high = middle end
  end
  return 0.5 * (low + high)
end

-- Quantile of Beta(a, b).
function M.beta_quantile(p, a, b)
  return invert(function(x) return M.beta_cdf(x, a, b) end, p, 0, 1)
end

-- Upper tail of the standard normal distribution.
function M.normal_upper(z)
  local _, upper = gamma_parts(0.5, 0.5 * z * z)
  return z >= 0 and 0.5 * upper or 1 - 0.5 * upper
end

-- Two-sided p value of a standard normal statistic.
function M.two_sided(z)
  local _, upper = gamma_parts(0.5, 0.5 * z * z)
  return upper
end

-- Quantile of the standard normal distribution.
function M.normal_quantile(p)
  if p <= 0 then return -HUGE elseif p >= 1 then return HUGE end
  if p > 0.5 then return -M.normal_quantile(1 - p) end
  return -invert(function(z) return -M.normal_upper(z) end, -p, 0, 40)
end

-- Quantile of Student's t with `df` degrees of freedom (nil or infinite: the normal one).
function M.t_quantile(p, df)
  if not df or df == HUGE or df ~= df then return M.normal_quantile(p) end
  if p < 0.5 then return -M.t_quantile(1 - p, df) end
  -- P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t^2)
  local x = M.beta_quantile(2 * (1 - p), df / 2, 0.5)
  return math.sqrt(df * (1 - x) / x)
end

-- Quantile of the chi-squared distribution.
function M.chisq_quantile(p, df)
  local high = df + 10
  while gamma_parts(df / 2, high / 2) < p do high = 2 * high end
  return invert(function(x) return (gamma_parts(df / 2, x / 2)) end, p, 0, high)
end

return M
