#!/usr/bin/env python3
"""Coefficients and reference values of hepar's own exp, log, pow, erf and kin (mpmath 1.3, 60 digits).

    lane_math.py coefficients      the polynomials of csrc/base/lane_math_template.h
    lane_math.py values            spec/reference/lane_math.json: arguments as hexadecimal doubles, the
                                   exact value as a double and what is left after it
"""
import json
import random
import sys
from mpmath import mp, mpf, sqrt, pi, exp, erf, erfc, cos, factorial, log

mp.dps = 60


def chebyshev(f, low, high, n):
    """Monomial coefficients of degree n - 1 in the variable scaled to -1 .. 1 (interpolation)."""
    points = [cos(pi * (k + mpf(1) / 2) / n) for k in range(n)]
    values = [f((low + high) / 2 + (high - low) / 2 * p) for p in points]
    c = [2 * sum(values[k] * cos(pi * j * (k + mpf(1) / 2) / n) for k in range(n)) / n
         for j in range(n)]
    c[0] /= 2
    total, before, now = [mpf(0)] * n, [mpf(1)], [mpf(0), mpf(1)]
    for j in range(n):
        t = before if j == 0 else now
        for i, v in enumerate(t):
            total[i] += c[j] * v
        if j >= 1:
            nxt = [mpf(0)] + [2 * v for v in now]
            for i, v in enumerate(before):
                nxt[i] -= v
            before, now = now, nxt
    return total


def scaled_erfcx(t):
    """(1 + 2 x) exp(x^2) erfc(x) at x = 3.75 (1 + t) / (1 - t): Shepherd and Laframboise 1981."""
    if t >= 1 - mpf(10) ** -25:
        return 2 / sqrt(pi)
    x = mpf(15) / 4 * (1 + t) / (1 - t)
    if x < 80:
        with mp.workdps(60 + int(x * x / 2)):
            return exp(x * x) * erfc(x) * (1 + 2 * x)
    total, term = mpf(1), mpf(1)
    for k in range(1, 20):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return total / (sqrt(pi) * x) * (1 + 2 * x)


def erf_small(z):
    """erf(x) / x - 2 / sqrt(pi) over z = x^2, divided by z."""
    if z == 0:
        return -2 / (3 * sqrt(pi))
    x = sqrt(z)
    return (erf(x) / x - 2 / sqrt(pi)) / z


def two(x):
    """A number as the sum of two doubles."""
    high = float(x)
    return high, float(mpf(x) - mpf(high))


def coefficients():
    print("erfcx, in t, from the constant up:")
    for c in chebyshev(scaled_erfcx, mpf(-1), mpf(1), 32):
        print("  %r, %r" % two(c))
    print("erf, in z = x^2 scaled from 0 .. 0.25 to -1 .. 1 and back to z:")
    n = 12
    c = chebyshev(erf_small, mpf(0), mpf(1) / 4, n)
    # p(u), u = 8 z - 1, expanded in z
    poly = [mpf(0)] * n
    power = [mpf(1)]
    for j in range(n):
        for i, v in enumerate(power):
            poly[i] += c[j] * v
        nxt = [mpf(0)] * (len(power) + 1)
        for i, v in enumerate(power):
            nxt[i] -= v
            nxt[i + 1] += 8 * v
        power = nxt
    for v in poly:
        print("  %r, %r" % two(v))
    print("2/sqrt(pi)", two(2 / sqrt(pi)), "ln2", two(log(2)), "1/3", two(mpf(1) / 3))


def spread(count, low, high, seed):
    """Arguments: uniform, and log-uniform near zero, both signs where the range has them."""
    r = random.Random(seed)
    out = []
    for i in range(count):
        if i % 2 == 0:
            out.append(r.uniform(low, high))
        else:
            size = 10 ** r.uniform(-12, 0) * max(abs(low), abs(high))
            out.append(-size if low < 0 and r.random() < 0.5 else size)
    return [x for x in out if low <= x <= high]


def values():
    functions = {
        "exp": (mp.exp, -708, 709), "expm1": (mp.expm1, -40, 709), "log": (mp.log, 5e-300, 1e3),
        "log1p": (mp.log1p, -0.999, 1e3), "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), -1e3, 1e3),
        "sin": (mp.sin, -1e4, 1e4), "cos": (mp.cos, -1e4, 1e4), "tanh": (mp.tanh, -20, 20),
        "erf": (mp.erf, -6, 6), "erfc": (mp.erfc, -6, 26),
    }
    out = {"about": "mpmath 1.3.0, 60 digits; made by spec/reference/lane_math.py values"}
    for seed, (name, (f, low, high)) in enumerate(sorted(functions.items())):
        rows = []
        for x in spread(600, low, high, seed):
            with mp.workdps(400 if name in ("erfc", "sin", "cos") else 60):
                rows.append([x.hex(), *(v.hex() for v in two(f(mpf(x))))])
        out[name] = rows
    r = random.Random(99)
    rows = []
    while len(rows) < 1200:
        kind = len(rows) % 3
        x = 10 ** r.uniform(-8, 8) if kind else 1 + r.uniform(-1, 1) * 10 ** r.uniform(-9, -0.4)
        y = r.uniform(-30, 30) if kind < 2 else r.uniform(-3, 3)
        if kind == 0:
            y = r.uniform(-500, 500)
        value = mpf(x) ** mpf(y)
        if mpf(10) ** -290 < value < mpf(10) ** 300:
            rows.append([x.hex(), y.hex(), *(v.hex() for v in two(value))])
    out["pow"] = rows
    with open("spec/reference/lane_math.json", "w") as f:
        f.write("{\n")
        for i, (k, v) in enumerate(sorted(out.items())):
            f.write(' %s: ' % json.dumps(k))
            if isinstance(v, str):
                f.write(json.dumps(v))
            else:
                f.write("[\n" + ",\n".join("  " + json.dumps(row) for row in v) + "]")
            f.write(",\n" if i + 1 < len(out) else "\n")
        f.write("}\n")


if __name__ == "__main__":
    {"coefficients": coefficients, "values": values}[sys.argv[1]]()
