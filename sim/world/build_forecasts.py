"""Tables of what baselines' paths switch between, and of the errors of their forecasts, from a scenario."""

import math

import numpy as np

from sim.world import tables_demand as rows
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array


def states(n: Naming, lists: Lists, paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The states of switching paths, by id, and the growth that is expected from each; the paths' rows say where."""
    months = len(n.fiscal_years)
    made: list[tuple[float, float, int]] = []
    drifts: list[float] = []
    for row, baseline in zip(paths, n.baselines, strict=True):
        path = baseline.path
        if path.kind != "switching":
            continue
        listed = sorted(path.states, key=lambda state: state.id)
        chances = _chances(listed)
        row["first_state"], row["states"], row["drift"] = len(made), len(listed), len(drifts)
        row["state"] = [state.id for state in listed].index(path.first)
        for state, chance in zip(listed, chances, strict=True):
            knot, _ = lists.shares(dict(enumerate(chance)))
            made.append((math.log1p(state.rate) / 12, state.volatility / math.sqrt(12), knot))
        drifts += _drift(listed, chances, months)
    table = array(rows.State, len(made))
    table[:] = made
    return table, array(rows.Drift, len(drifts), ratio=drifts)


def _chances(listed) -> list[list[float]]:
    """Chances of a month to go from each state to each."""
    made = []
    for state in listed:
        stays = 1.0 - math.fsum(state.leaves.values())
        made.append([max(stays, 0.0) if other is state else state.leaves.get(other.id, 0.0) for other in listed])
    return made


def _drift(listed, chances: list[list[float]], months: int) -> list[float]:
    """Expected growth over 0, 1, 2 ... months, state by state: a month's chances, then growth in the state entered."""
    growth = [(1 + state.rate) ** (1 / 12) for state in listed]
    by_months = [[1.0] * len(listed)]
    for _ in range(months - 1):
        later = by_months[-1]
        by_months.append([math.fsum(c * g * v for c, g, v in zip(row, growth, later, strict=True)) for row in chances])
    return [expected[s] for s in range(len(listed)) for expected in by_months]


def errors(n: Naming, lists: Lists, paths: np.ndarray) -> np.ndarray:
    """A row a month for each path whose forecast errs; they are drawn in each replication."""
    count = 0
    for row, baseline in zip(paths, n.baselines, strict=True):
        row["errors"] = -1
        if baseline.forecast_error is not None:
            row["errors"], count = count, count + len(n.fiscal_years)
            row["bias"] = lists.dist(baseline.forecast_error.bias)
            row["error_volatility"] = baseline.forecast_error.volatility / math.sqrt(12)
    return array(rows.Error, count)
