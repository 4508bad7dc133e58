"""Closed formulas that the simulated world is held against, each with its source."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm


def erlang_b(load: float, servers: int) -> float:
    """Share of Poisson requests lost by `servers` at an offered load (Erlang 1917; recursion by servers)."""
    lost = 1.0
    for k in range(1, servers + 1):
        lost = load * lost / (k + load * lost)
    return lost


def erlang_c(load: float, servers: int) -> float:
    """Share of Poisson requests that find all servers busy and wait, exponential holding times, load < servers.

    Erlang 1917, by way of the loss: Cooper, Introduction to Queueing Theory (1981), section 3.4.
    """
    lost = erlang_b(load, servers)
    return servers * lost / (servers - load * (1 - lost))


def overflow(load: float, servers: int) -> tuple[float, float]:
    """Mean and variance of the number in an unlimited group that takes what `servers` lose.

    Riordan's formulas, in Wilkinson, Theories for Toll Traffic Engineering in the U.S.A., BSTJ 35 (1956).
    """
    mean = load * erlang_b(load, servers)
    return mean, mean * (1 - mean + load / (servers + 1 - load + mean))


def kaufman_roberts(capacity: int, sizes: Sequence[int], loads: Sequence[float]) -> tuple[float, ...]:
    """Share of each class's Poisson requests lost, where classes of several sizes share a capacity and nobody waits.

    `loads` are requests in service if there were room for all, by class. Kaufman, Blocking in a Shared Resource
    Environment, IEEE Transactions on Communications 29 (1981); Roberts (1981): n q(n) is the sum over classes of
    load × size × q(n - size).
    """
    weights = np.zeros(capacity + 1)
    weights[0] = 1.0
    for n in range(1, capacity + 1):
        terms = [load * size * weights[n - size] for size, load in zip(sizes, loads, strict=True) if size <= n]
        weights[n] = math.fsum(terms) / n
    weights /= weights.sum()
    return tuple(math.fsum(weights[max(capacity - size + 1, 0) :]) for size in sizes)


def stages_from_empty(rate: float, means: Sequence[float], advances: Sequence[float],
                      t: float) -> npt.NDArray[np.float64]:  # fmt: skip
    """Mean number in each stage at time `t` of a Poisson stream through exponential stages, empty at 0.

    A stage's last share `1 - advance` leaves. The numbers are independent Poisson variables (tandem of infinite
    servers: Eick, Massey and Whitt, The Physics of the Mt/G/infinity Queue, Operations Research 41, 1993), so each
    mean is also the variance. The means solve n' = flow n + rate e1: a matrix exponential.
    """
    count = len(means)
    flow = np.zeros((count + 1, count + 1))
    for stage, mean in enumerate(means):
        flow[stage, stage] = -1 / mean
        if stage > 0:
            flow[stage, stage - 1] = advances[stage - 1] / means[stage - 1]
    flow[0, count] = rate
    numbers: npt.NDArray[np.float64] = expm(flow * t)[:count, count]
    return numbers
