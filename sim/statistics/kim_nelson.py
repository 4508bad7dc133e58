"""Kim and Nelson's fully sequential selection: after each replication, scenarios that fall too far behind are let go.

Source: Kim and Nelson (2001), "A fully sequential procedure for indifference-zone selection in simulation", ACM
Transactions on Modeling and Computer Simulation 11: 251-273, with c = 1 and common random numbers. For normal values,
independent from one replication to the next, whatever the variances and the correlations between scenarios, it selects
the one with the largest mean with at least the stated probability wherever that mean exceeds all others by at least the
indifference zone.
"""

from collections.abc import Sequence
from math import floor

import numpy as np

from sim.statistics.intervals import Floats
from sim.statistics.selection import Eliminated, Question, refuse_unknown


def eta(count: int, first_stage: int, miss: float) -> float:
    """The constant η of so many scenarios and replications of the first stage, for a probability of a wrong selection.

    η = ((2 α / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2, the solution of their g(η) = α / (k - 1) for c = 1.
    """
    return float(((2 * miss / (count - 1)) ** (-2 / (first_stage - 1)) - 1) / 2)


def variances_of_differences(values: Floats) -> Floats:
    """S² of the paired differences of each two scenarios: from shape (scenario, replication) a square."""
    return np.stack([(one - values).var(axis=1, ddof=1) for one in values])


class KimNelson:
    """The rule: it ends once a single scenario is left, or after as many replications as there are at most."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.chosen: int | None = None
        self.in_play = list(range(question.count))
        self.eliminated: dict[int, Eliminated] = {}
        self.estimate: float | None = None
        self.n = 0
        """Replications that have been decided on."""
        self._sums: Floats = np.zeros(question.count)
        self._reach: Floats = np.zeros((question.count, question.count))
        """h² S² / δ² of each two: after so many replications one that is behind is let go, however little."""

    @property
    def h_squared(self) -> float:
        """The constant h² = 2 c η (n0 - 1)."""
        asked = self.question
        return 2 * eta(asked.count, asked.first_stage, 1 - asked.probability) * (asked.first_stage - 1)

    @property
    def latest(self) -> int | None:
        """After how many replications it is decided at the latest; None before the first stage is over."""
        if self.n == 0:
            return None
        reach = float(self._reach[np.ix_(self.in_play, self.in_play)].max())
        return max(self.n, floor(reach) + 1)

    def decided_on(self, place: int, samples: Sequence[Floats]) -> int:
        """Up to where it was let go, or to the last that was decided on: more may be known."""
        return self.eliminated[place].n if place in self.eliminated else min(self.n, len(samples[place]))

    def wanted(self, samples: Sequence[Floats]) -> list[int]:
        """One more chunk of each scenario in play, once what is known has been decided on."""
        known = min(len(samples[place]) for place in self.in_play)
        if self.n == 0 and known >= self.question.first_stage:
            self._begin(samples)
        while self.n and self.chosen is None and self.n < known:
            refuse_unknown(samples, self.in_play, range(self.n, self.n + 1))
            self._sums[self.in_play] += [samples[place][self.n] for place in self.in_play]
            self.n += 1
            self._screen()
        sizes = [*map(len, samples)]
        for place in self.in_play if self.chosen is None else []:
            sizes[place] = self.question.next_chunk(known)
        return sizes

    def _begin(self, samples: Sequence[Floats]) -> None:
        """The first stage: variances of differences, and what they decide at once."""
        n = self.question.first_stage
        refuse_unknown(samples, self.in_play, range(n))
        first = np.stack([values[:n] for values in samples])
        self._reach = self.h_squared * variances_of_differences(first) / self.question.indifference**2
        self._sums, self.n = np.add.accumulate(first, axis=1)[:, -1], n  # one by one, as those that follow
        self._screen()

    def _screen(self) -> None:
        """Lets go whoever's sum lies behind that of another by more than W = max(0, δ / (2 c) (h² S² / δ² - r))."""
        alive = np.array(self.in_play)
        sums, reach = self._sums[alive], self._reach[np.ix_(alive, alive)]
        slack = np.maximum(0.0, self.question.indifference / 2 * (reach - self.n))
        short = sums[:, None] - sums[None, :] + slack
        for i in np.flatnonzero((short < 0).any(axis=1)):
            self._let_go(int(alive[i]), int(alive[np.argmin(short[i])]))
        if self._reach[np.ix_(self.in_play, self.in_play)].max() <= self.n:  # whoever is left has the same mean
            for place in self.in_play[1:]:
                self._let_go(place, self.in_play[0], is_tie=True)
        if len(self.in_play) == 1:
            [self.chosen] = self.in_play

    def _let_go(self, place: int, by: int, is_tie: bool = False) -> None:
        self.in_play = [other for other in self.in_play if other != place]
        self.eliminated[place] = Eliminated(self.n, by, is_tie)
