-- An error unless `got` is within tolerance * |expected| + slack of `expected`; NaN never is.
return function(expected, got, tolerance, what, slack)
  local off = type(got) == "number" and math.abs(got - expected) or 0 / 0
  if off ~= off or off > tolerance * math.abs(expected) + (slack or 0) then
    error(("%s: expected %.17g, got %s"):format(what or "value", expected,
      type(got) == "number" and ("%.17g"):format(got) or tostring(got)), 2)
  end
end
