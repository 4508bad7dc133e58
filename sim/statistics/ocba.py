"""Optimal computing budget allocation: more replications to scenarios that could be mistaken for the best.

Source: Chen, Lin, Yücesan and Chick (2000), "Simulation budget allocation for further enhancing the efficiency of
ordinal optimization", Discrete Event Dynamic Systems 10: 251-270. With an indifference zone, as in Branke, Chick and
Schmidt (2007), "Selecting a selection procedure", Management Science 53: 1916-1932, differences from the best count as
larger by it, and what is estimated is the chance that none is better than the selected one by more than that.
"""

from collections.abc import Sequence
from math import fsum, sqrt

import numpy as np

from sim.statistics.intervals import Floats
from sim.statistics.selection import Eliminated, Question, refuse_unknown


def allocation(means: Floats, spreads: Floats, total: float, indifference: float = 0.0) -> Floats:
    """How a total is shared out among scenarios, by their means (the more, the better) and standard deviations.

    N_i / N_j = ((s_i / d_i) / (s_j / d_j))² for all but the best, b, from which d are the differences, and
    N_b = s_b √(Σ N_i² / s_i²). In equal parts where none varies. ValueError where d is zero: two share the first place.
    """
    best = int(np.argmax(means))
    others = np.arange(len(means)) != best
    apart = means[best] - means[others] + indifference
    if not (apart > 0).all():
        raise ValueError("two scenarios share the first place, and no indifference zone parts them")
    weights = np.zeros(len(means))
    weights[others] = (spreads[others] / apart) ** 2
    weights[best] = spreads[best] * np.sqrt(np.sum((spreads[others] / apart**2) ** 2))
    if not weights.any():
        weights += 1.0
    shared: Floats = total * weights / weights.sum()
    return shared


def variance_of_difference(one: Floats, other: Floats) -> float:
    """Of the difference of two means on the same draws, where one may be of more replications than the other.

    Var = s²/n + s'²/n' - 2 cov / max(n, n'), each estimated from the replications that both have.
    """
    n = min(len(one), len(other))
    both = np.cov(one[:n], other[:n])
    found = both[0, 0] / len(one) + both[1, 1] / len(other) - 2 * both[0, 1] / max(len(one), len(other))
    return max(float(found), 0.0)


def chance_of_selection(samples: Sequence[Floats], indifference: float = 0.0) -> float:
    """Estimate of the chance that the scenario with the largest mean is the best, or not worse by more than the zone.

    By Bonferroni's inequality (their APCS-B): 1 - Σ Φ(-(d_i + zone) / σ_i), σ_i² being the variance of the difference.
    """
    from scipy.special import ndtr

    means = np.array([values.mean() for values in samples])
    best = int(np.argmax(means))
    missed = []
    for place, values in enumerate(samples):
        apart = float(means[best] - means[place]) + indifference
        spread = sqrt(variance_of_difference(samples[best], values))
        if place != best:
            missed.append(float(ndtr(-apart / spread)) if spread > 0 else (0.0 if apart > 0 else 0.5))
    return max(0.0, 1.0 - fsum(missed))


class Ocba:
    """The rule: chunks to where they tell most, until the estimated chance is reached or there are to be no more."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.chosen: int | None = None
        self.in_play = list(range(question.count))
        self.eliminated: dict[int, Eliminated] = {}
        self.estimate: float | None = None
        """Of the chance that the one that leads is the best, or within the indifference zone."""
        self.latest: int | None = None

    def decided_on(self, place: int, samples: Sequence[Floats]) -> int:
        """All there are."""
        return len(samples[place])

    def wanted(self, samples: Sequence[Floats]) -> list[int]:
        """A chunk for each scenario that may have more, shared out among them by the allocation."""
        asked = self.question
        if min(map(len, samples)) < asked.first_stage:
            return [asked.next_chunk(0)] * asked.count
        for place, values in enumerate(samples):
            refuse_unknown(samples, [place], range(len(values)))
        self.estimate = chance_of_selection(samples, asked.indifference)
        means = np.array([values.mean() for values in samples])
        if self.estimate >= asked.probability:
            self.chosen = int(np.argmax(means))
            return [*map(len, samples)]
        return self._shared_out([*map(len, samples)], means, np.array([values.std(ddof=1) for values in samples]))

    def _shared_out(self, sizes: list[int], means: Floats, spreads: Floats) -> list[int]:
        """Chunks one by one to who lacks most of its allocation; the first of them where two lack as much."""
        asked = self.question
        more = sum(n < asked.most for n in sizes)
        grown = sum(sizes) + sum(asked.next_chunk(n) - n for n in sizes if n < asked.most)
        ideal = allocation(means, spreads, grown, asked.indifference)
        for _ in range(more):
            lacks = {place: ideal[place] - n for place, n in enumerate(sizes) if n < asked.most}
            if not lacks:
                break
            place = max(lacks, key=lambda each: lacks[each])
            sizes[place] = asked.next_chunk(sizes[place])
        return sizes
