"""How well one figure tells two runs apart: the chance that it ranks one draw of each the right way round."""

import numpy as np

from sim.metrics.declared import Integers
from sim.statistics.intervals import LEVEL, Floats, Interval, mean_interval


def chance_above(values: Floats, others: Floats, level: float = LEVEL) -> Interval:
    """The chance that a draw of `values` exceeds one of `others`, ties counting one half, with its interval.

    It is the Mann-Whitney statistic over n²; its interval is that of the mean of both samples' placements in
    each other (DeLong, DeLong and Clarke-Pearson 1988), taken by pairs since the draws are common.
    """
    twice = 2 * len(others)
    placed = (twice + _halves_below(values, others) - _halves_below(others, values)) / max(twice, 1)
    interval = mean_interval(placed, level)
    return interval._replace(mean=interval.mean / 2)


def _halves_below(values: Floats, others: Floats) -> Integers:
    """For each value twice the number of others below it, and once that of those equal to it."""
    order = np.sort(others)
    counted: Integers = np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right")
    return counted
