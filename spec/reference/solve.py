#!/usr/bin/env python3
"""Reference values for spec/solve_*.lua: SciPy's Radau (an implementation of Radau IIA of order 5 that shares
nothing with hepar) at relative tolerance 1e-12 or what is said beside a problem, and DOP853 for problems
that are not stiff. Run with Debian's python3-scipy (1.10): python3 spec/reference/solve.py > spec/reference/solve.json

The problems are the classics of Hairer and Wanner, Solving Ordinary Differential Equations II (1996), IV.10,
and of the Test Set for IVP Solvers (Mazzia and Magherini, University of Bari, release 2.4, 2008), whose
published end values are repeated here as `published`."""
import json
import numpy as np
from scipy.integrate import solve_ivp

out = {"made_by": "spec/reference/solve.py, SciPy 1.10"}


def radau(name, f, jac, y0, times, rtol=1e-12, atol=1e-16, method="Radau", published=None):
    s = solve_ivp(f, (0, times[-1]), y0, method=method, t_eval=times, rtol=rtol, atol=atol,
                  **({"jac": jac} if method == "Radau" else {}))
    assert s.success, s.message
    out[name] = {"times": list(times), "values": [[float(v) for v in row] for row in s.y.T],
                 "rtol": rtol, "method": method}
    if published is not None:
        out[name]["published"] = published


def robertson(t, y):
    a, b, c = 0.04 * y[0], 3e7 * y[1] ** 2, 1e4 * y[1] * y[2]
    return [-a + c, a - c - b, b]


def robertson_jac(t, y):
    return np.array([[-0.04, 1e4 * y[2], 1e4 * y[1]],
                     [0.04, -1e4 * y[2] - 6e7 * y[1], -1e4 * y[1]], [0, 6e7 * y[1], 0]])


radau("robertson", robertson, robertson_jac, [1, 0, 0], [0.4, 4e2, 4e5, 1e11], 1e-11, [1e-15, 1e-20, 1e-15],
      published=[0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050])


def hires(t, y):
    return [-1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007,
            1.71 * y[0] - 8.75 * y[1],
            -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4],
            8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
            -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6],
            -280 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
            280 * y[5] * y[7] - 1.81 * y[6],
            -280 * y[5] * y[7] + 1.81 * y[6]]


radau("hires", hires, None, [1, 0, 0, 0, 0, 0, 0, 0.0057], [5, 321.8122], 1e-11, 1e-16,
      published=[0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4,
                 0.1175651343283149e-2, 0.2386356198831331e-2, 0.6238968252742796e-2,
                 0.2849998395185769e-2, 0.2850001604814231e-2])

mu = 1e6


def vdp(t, y):
    return [y[1], ((1 - y[0] ** 2) * y[1] - y[0]) * mu]


def vdp_jac(t, y):
    return np.array([[0, 1], [(-2 * y[0] * y[1] - 1) * mu, (1 - y[0] ** 2) * mu]])


radau("vanderpol", vdp, vdp_jac, [2, 0], [0.5, 1, 2], 1e-11, 1e-13,
      published=[0.1706167732170483e1, -0.8928097010247975])


def oregonator(t, y):
    return [77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1])),
            (y[2] - (1 + y[0]) * y[1]) / 77.27, 0.161 * (y[0] - y[2])]


def oregonator_jac(t, y):
    return np.array([[77.27 * (1 - 2 * 8.375e-6 * y[0] - y[1]), 77.27 * (1 - y[0]), 0],
                     [-y[1] / 77.27, -(1 + y[0]) / 77.27, 1 / 77.27], [0.161, 0, -0.161]])


radau("oregonator", oregonator, oregonator_jac, [1, 2, 3], [30, 360], 1e-11, 1e-13,
      published=[0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3])


# E5 with y4 = y2 - y3 put in: the four equations keep that sum in exact arithmetic only, and what rounding
# leaves of it is soon larger than the states.
def e5(t, y):
    a, b, m, c = 7.89e-10 * y[0], 1.1e7 * y[0] * y[2], 1.13e9 * y[1] * y[2], 1.13e3 * (y[1] - y[2])
    return [-a - b, a - m, a - b - m + c]


def e5_jac(t, y):
    return np.array([[-7.89e-10 - 1.1e7 * y[2], 0, -1.1e7 * y[0]],
                     [7.89e-10, -1.13e9 * y[2], -1.13e9 * y[1]],
                     [7.89e-10 - 1.1e7 * y[2], -1.13e9 * y[2] + 1.13e3, -1.1e7 * y[0] - 1.13e9 * y[1] - 1.13e3]])


# The published value at 1e13 shows the same: its y2 - y3 is 1.3e-25, its y4 is 0.
radau("e5", e5, e5_jac, [1.76e-3, 0, 0], [10, 1e5, 1e9, 1e11, 1e13], 1e-10, 1e-30,
      published=[0.1152903278711829e-290, 0.8867655517642120e-22, 0.8854814626268838e-22])


def lorenz(t, y):
    return [10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8 / 3 * y[2]]


radau("lorenz", lorenz, None, [1, 1, 1], [1, 5], 1e-13, 1e-13, "DOP853")


def forced(t, y):
    return [y[1] + 0.3 * np.sin(3 * t) * y[0] ** 2, -2 * y[0] * y[1] - y[1] + np.cos(t)]


radau("forced", forced, None, [1, 0.5], [1.37, 3], 1e-13, 1e-14, "DOP853")
print(json.dumps(out, indent=1))
