"""Elementary effects of a `morris` design: how much a figure moves with each key, and whether evenly.

Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33: 161-174; μ* by
Campolongo, Cariboni and Saltelli (2007), "An effective screening design for sensitivity analysis of large models",
Environmental Modelling and Software 22: 1509-1518.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.statistics.intervals import LEVEL, Floats, Interval
from sim.statistics.noise import FEWEST, Product, jackknifed


class Effects(NamedTuple):
    """Of one figure and each key, over trajectories; in the figure's unit, for a key's whole way."""

    mu: list[Interval]
    """Mean effect: nearly none of a key that raises the figure here and lowers it there."""
    mu_star: list[Interval]
    """Mean size of the effect: what keys are ranked by."""
    sigma: list[Interval]
    """Standard deviation of the effect, without what replications add to it: over none of a key whose effect depends on
    its own level or on other keys.
    """
    noise: Floats
    """Standard error of a single effect by its replications, root mean square over trajectories; NaN of one. Of a key
    with no effect μ* is expected at 0.8 of it.
    """

    def scaled(self, scale: float) -> "Effects":
        """The same in another unit."""
        def of(found: list[Interval]) -> list[Interval]:
            return [each._replace(mean=each.mean * scale, half_width=each.half_width * scale) for each in found]

        return Effects(of(self.mu), of(self.mu_star), of(self.sigma), self.noise * scale)


def elementary_effects(values: Floats, levels: Sequence[Sequence[Sequence[int]]], count: int,
                       level: float = LEVEL) -> Effects:  # fmt: skip
    """From a figure by design point, in the order of the design, and replication; the levels of each key at each point
    of each trajectory, and how many levels there are.
    """
    places = np.asarray(levels)
    by_point = values.reshape(*places.shape[:2], -1)
    moved = np.diff(places, axis=1)  # one key at each step
    which = np.abs(moved).argmax(axis=2)
    signed = np.take_along_axis(moved, which[:, :, None], axis=2) / (count - 1)
    in_turn = np.diff(by_point, axis=1) / signed
    order = np.argsort(which, axis=1)
    effects = np.moveaxis(np.take_along_axis(in_turn, order[:, :, None], axis=1), 2, 0)
    return _summed_up(effects, level)


def _summed_up(effects: Floats, level: float) -> Effects:
    """From shape (replication, trajectory, key)."""
    m, _, keys = effects.shape
    parts = _Parts(effects)
    whole, by_row = parts.estimates(None)
    found = jackknifed(whole, by_row, _without(parts, m), level)
    noise = np.sqrt(effects.var(axis=0, ddof=1).mean(axis=0) / m) if m > 1 else np.full(keys, np.nan)
    return Effects(found[:keys], found[keys : 2 * keys], found[2 * keys :], noise)


def _without(parts: "_Parts", m: int) -> Iterator[tuple[Floats, Floats]]:
    for r in range(m if m >= FEWEST else 0):
        yield parts.estimates(r)


class _Parts:
    """What μ, μ* and σ are made of, of all replications or all but one."""

    def __init__(self, effects: Floats) -> None:
        sums = effects.sum(axis=1, keepdims=True)
        self._effects = effects
        self._squares, self._whole = Product(effects, effects), Product(sums, sums)
        self._others = Product(sums - effects, sums - effects)

    def estimates(self, r: int | None) -> tuple[Floats, Floats]:
        """Of all trajectories, and without each: μ, then μ*, then σ of each key."""
        m, n, _ = self._effects.shape
        total = self._effects.sum(axis=0)
        means = total / m if r is None else (total - self._effects[r]) / (m - 1)
        squares, whole, others = (each.of_all() if r is None else each.without(r)
                                  for each in (self._squares, self._whole, self._others))  # fmt: skip
        all_squares = squares.sum(axis=0)
        sigma = np.sqrt(np.maximum(all_squares - whole[0] / n, 0.0) / (n - 1))
        sigmas = np.sqrt(np.maximum(all_squares - squares - others / (n - 1), 0.0) / max(n - 2, 1))
        sizes = np.abs(means)
        return (np.concatenate([means.mean(axis=0), sizes.mean(axis=0), sigma]),
                np.concatenate([(means.sum(axis=0) - means) / (n - 1), (sizes.sum(axis=0) - sizes) / (n - 1), sigmas],
                               axis=1))  # fmt: skip
