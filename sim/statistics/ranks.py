"""How far an outcome rises with each key over design points in which all keys move, by their ranks."""

from collections.abc import Sequence

import numpy as np

from sim.statistics.intervals import Floats

NORMAL_975 = 1.96
"""The 97.5 % quantile of the standard normal distribution."""

NO_SPREAD = 1e-9
"""Of ranks: below it a key does not vary, once the others are taken out."""


def partial_rank_correlations(keys: Sequence[Sequence[float]], outcome: Sequence[float]) -> list[float]:
    """Of each key, the correlation of its ranks with the outcome's once those of all other keys are taken out of both.

    So keys that a small design happens to move alike are not taken for one another. NaN where a key or the outcome does
    not vary, or points are too few. Source: Marino et al. (2008), "A methodology for performing global uncertainty and
    sensitivity analysis in systems biology", section 3.2.
    """
    from scipy.stats import rankdata

    ranked = [rankdata(values) for values in keys]
    its = rankdata(outcome)
    return [_partial(key, [*ranked[:place], *ranked[place + 1 :]], its) for place, key in enumerate(ranked)]


def least_told(points: int, keys: int) -> float:
    """The partial rank correlation beyond which so many points tell it from none, at about 95 %: 1.96 / √(n - k)."""
    return float(NORMAL_975 / np.sqrt(max(points - keys, 1)))


def _partial(key: Floats, others: Sequence[Floats], outcome: Floats) -> float:
    if len(key) < len(others) + 4:
        return float("nan")
    ground = np.column_stack([np.ones(len(key)), *others])
    left = [ranks - ground @ np.linalg.lstsq(ground, ranks, rcond=None)[0] for ranks in (key, outcome)]
    spreads = [float(np.sqrt(rest @ rest)) for rest in left]
    if min(spreads) < NO_SPREAD * len(key):
        return float("nan")
    return float(left[0] @ left[1] / (spreads[0] * spreads[1]))
