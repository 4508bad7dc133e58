"""Distributions and lists of a scenario, gathered into shared tables that rows refer to by index."""

from math import fsum

from sim.scenario.distribution_base import Distribution
from sim.scenario.distributions_mixed import Mixture
from sim.streams import CODES, EMPIRICAL, FIXED
from sim.world.naming import Naming


class Lists:
    """Grows while a scenario is built; rows hold indexes into it."""

    def __init__(self, n: Naming) -> None:
        self.n = n
        self.dists: list[tuple] = []
        self.knots: list[tuple[float, float]] = []
        self.entries: list[int] = []

    def dist(self, drawn: Distribution) -> int:
        """Index of a distribution; the same one is kept once."""
        numbers, mean = drawn.parameters(), self.n.mean(drawn)
        scale = -1 if drawn.scaled_by is None else self.n.index["uncertainties"][drawn.scaled_by]
        code = CODES[drawn.distribution]
        if isinstance(drawn, Mixture):
            first, count = self.shares({self.dist(part): weight for weight, part in drawn.drawn()})
            row: tuple[float, ...] = (code, 0.0, 0.0, 0.0, 0.0, first, count, mean, scale)
        elif code == EMPIRICAL:
            half = len(numbers) // 2
            first = self.points(numbers[:half], numbers[half:])
            row = (code, 0.0, 0.0, 0.0, 0.0, first, half, mean, scale)
        else:
            p = (*numbers, 0.0, 0.0, 0.0, 0.0)[:4]
            row = (code, *p, 0, 0, mean, scale)
        if row not in self.dists:
            self.dists.append(row)
        return self.dists.index(row)

    def fixed(self, value: float) -> int:
        """Index of a distribution that always gives one value."""
        row = (FIXED, float(value), 0.0, 0.0, 0.0, 0, 0, float(value), -1)
        if row not in self.dists:
            self.dists.append(row)
        return self.dists.index(row)

    def points(self, values, cumulated) -> int:
        """First knot of a list of values with cumulated shares."""
        first = len(self.knots)
        self.knots.extend(zip(map(float, values), map(float, cumulated), strict=True))
        return first

    def shares(self, weights: dict[int, float]) -> tuple[int, int]:
        """First knot and count of categories with cumulated shares, in the order given."""
        total, running, cumulated = fsum(weights.values()), 0.0, []
        for weight in weights.values():
            running += weight
            cumulated.append(running / total)
        cumulated[-1] = 1.0
        return self.points(weights.keys(), cumulated), len(weights)

    def numbers(self, values) -> tuple[int, int]:
        """First entry and count of a list of integers."""
        first = len(self.entries)
        self.entries.extend(values)
        return first, len(self.entries) - first
