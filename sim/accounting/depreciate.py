"""Depreciation in a straight line over an asset's life, from cohorts put in service period by period."""

import numpy as np
import numpy.typing as npt

from sim.accounting.rounding import Floats


def of_cohorts(additions: npt.ArrayLike, life: float) -> Floats:
    """Total written off by the end of each period of what came into service in the periods, along the last axis.

    A period's additions are in service from its end on, and written off evenly over `life` periods.
    """
    cost = np.asarray(additions, dtype=np.float64)
    if not life > 0:
        return np.cumsum(cost, axis=-1)
    in_service = np.cumsum(cost, axis=-1)
    used = np.zeros_like(in_service)
    used[..., 1:] = np.cumsum(in_service, axis=-1)[..., :-1]
    before = np.arange(cost.shape[-1]) - life
    place = np.floor(before).astype(np.int64)
    first = int(np.searchsorted(before, 0.0, side="right"))  # by whose end anything has come to the end of its life
    here = place[first:]
    used[..., first:] -= used[..., here] + (before - place)[first:] * in_service[..., here]
    total: Floats = used / life
    return total


def of_even_fleet(cost: npt.ArrayLike, life: float, ages: npt.ArrayLike) -> Floats:
    """Total written off, from now to so many periods later, of a fleet whose ages are spread evenly over its life.

    Half of its cost is written off by now; nothing that reaches its end is replaced. The cost's axes come first.
    """
    past = np.clip(np.asarray(ages, dtype=np.float64) / life, 0.0, 1.0)
    total: Floats = np.asarray(cost, dtype=np.float64)[..., None] * (past - past**2 / 2)
    return total
