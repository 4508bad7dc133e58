"""Closed formulas that the simulated world is held against, each with its source."""

import numpy as np
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


def stages_from_empty(rate: float, means: list[float], advances: list[float], t: float) -> np.ndarray:
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
    return expm(flow * t)[:count, count]
