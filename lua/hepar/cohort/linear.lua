-- Least squares, Cholesky factors and eigenvectors of a few parameters, as lists of rows.
local M = {}

--- Householder QR of the rows of `a` (m by n, m >= n; changed), applied to `b` (changed): gives R
-- in the first n rows of a, and whether it has full rank to rounding.
function M.qr(a, b, n)
  local m, largest, full = #a, 0, true
  for k = 1, n do
    local norm, scale = 0, 0
    for i = k, m do scale = math.max(scale, math.abs(a[i][k])) end
    if scale > 0 then
      for i = k, m do norm = norm + (a[i][k] / scale) ^ 2 end
      norm = scale * math.sqrt(norm)
    end
    largest = math.max(largest, norm)
    if norm <= 1e-14 * largest or norm == 0 then
      full = false
    else
      if a[k][k] > 0 then norm = -norm end
      local v, square = {}, 0
      for i = k, m do v[i] = a[i][k] end
      v[k] = v[k] - norm
      for i = k, m do square = square + v[i] * v[i] end
      for j = k, n do
        local sum = 0
        for i = k, m do sum = sum + v[i] * a[i][j] end
        sum = 2 * sum / square
        for i = k, m do a[i][j] = a[i][j] - sum * v[i] end
      end
      local sum = 0
      for i = k, m do sum = sum + v[i] * b[i] end
      sum = 2 * sum / square
      for i = k, m do b[i] = b[i] - sum * v[i] end
    end
  end
  return full
end

--- Solves R x = b for the R of `qr`.
function M.back(r, b, n)
  local x = {}
  for k = n, 1, -1 do
    local sum = b[k]
    for j = k + 1, n do sum = sum - r[k][j] * x[j] end
    x[k] = r[k][k] ~= 0 and sum / r[k][k] or 0
  end
  return x
end

--- (JᵀJ)⁻¹ of the rows of J, or nil when it is singular to rounding.
function M.covariance(jacobian, n)
  local a, b = {}, {}
  -- columns of very different sizes are scaled alike first
  local scale = {}
  for j = 1, n do
    local sum = 0
    for i = 1, #jacobian do sum = sum + jacobian[i][j] ^ 2 end
    if sum <= 0 or sum ~= sum then return nil end
    scale[j] = math.sqrt(sum)
  end
  for i = 1, #jacobian do
    a[i], b[i] = {}, 0
    for j = 1, n do a[i][j] = jacobian[i][j] / scale[j] end
  end
  if #a < n or not M.qr(a, b, n) then return nil end
  for j = 1, n do
    if math.abs(a[j][j]) < 1e-10 then return nil end
  end
  local inverse = {}
  for j = 1, n do
    local e = {}
    for i = 1, n do e[i] = i == j and 1 or 0 end
    inverse[j] = M.back(a, e, n)
  end
  local c = {}
  for i = 1, n do
    c[i] = {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + inverse[k][i] * inverse[k][j] end
      c[i][j] = sum / (scale[i] * scale[j])
    end
  end
  return c
end

--- The lower Cholesky factor of a matrix, or nil when it is not positive definite.
function M.cholesky(a)
  local l = {}
  for i = 1, #a do
    l[i] = {}
    for j = 1, i do
      local sum = a[i][j]
      for k = 1, j - 1 do sum = sum - l[i][k] * l[j][k] end
      if i == j then
        if sum <= 0 or sum ~= sum then return nil end
        l[i][j] = math.sqrt(sum)
      else
        l[i][j] = sum / l[j][j]
      end
    end
  end
  return l
end

--- Eigenvalues of a symmetric matrix, the largest first, and their unit vectors (Jacobi's
-- rotations; the largest weight of a vector is positive).
function M.eigen(matrix)
  local n, a, v = #matrix, {}, {}
  for i = 1, n do
    a[i], v[i] = table.move(matrix[i], 1, n, 1, {}), {}
    for j = 1, n do v[i][j] = i == j and 1.0 or 0.0 end
  end
  for _ = 1, 100 do
    local off, on = 0, 0
    for i = 1, n do
      on = on + a[i][i] ^ 2
      for j = i + 1, n do off = off + a[i][j] ^ 2 end
    end
    if off <= 1e-30 * on then break end
    for p = 1, n - 1 do
      for q = p + 1, n do
        if a[p][q] ~= 0 then
          local theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          local t = (theta >= 0 and 1 or -1) / (math.abs(theta) + math.sqrt(theta * theta + 1))
          local c = 1 / math.sqrt(t * t + 1)
          local s = t * c
          for k = 1, n do
            local x, y = a[k][p], a[k][q]
            a[k][p], a[k][q] = c * x - s * y, s * x + c * y
          end
          for k = 1, n do
            local x, y = a[p][k], a[q][k]
            a[p][k], a[q][k] = c * x - s * y, s * x + c * y
            x, y = v[k][p], v[k][q]
            v[k][p], v[k][q] = c * x - s * y, s * x + c * y
          end
        end
      end
    end
  end
  local order = {}
  for j = 1, n do order[j] = j end
  table.sort(order, function(i, j)
    if a[i][i] ~= a[j][j] then return a[i][i] > a[j][j] end
    return i < j
  end)
  local values, vectors = {}, {}
  for place, j in ipairs(order) do
    local vector, largest = {}, 1
    for i = 1, n do
      vector[i] = v[i][j]
      if math.abs(vector[i]) > math.abs(vector[largest]) + 1e-12 then largest = i end
    end
    if vector[largest] < 0 then
      for i = 1, n do vector[i] = -vector[i] end
    end
    values[place], vectors[place] = a[j][j], vector
  end
  return values, vectors
end

return M
