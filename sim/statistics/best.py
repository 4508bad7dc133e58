"""Which of several runs on the same random draws is the best: Hsu's multiple comparison with the best.

Of each run the interval says how far its mean lies from the best mean of the others. All intervals hold together at the
level. They are constrained: the end on the winning side is never below zero, that on the losing side never above it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.runs.figures import value
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.intervals import LEVEL, Floats, Interval, estimate, half_width, students_t
from sim.statistics.paired import check_pairing, labels_of, less
from sim.statistics.valued import refuse_without_value

METHOD = "Hsu's multiple comparison with the best, by paired t with Bonferroni's inequality"


class Standing(NamedTuple):
    """One run against the best of the others; all in the figure's unit, as it is measured."""

    run: str
    mean: Interval
    difference: float
    """Its mean less that of the best of the others, as they were seen."""
    low: float
    """Ends of the interval of the true difference, all runs together; at the side that is settled the end is 0."""
    high: float
    may_be_best: bool
    """False where the interval rules it out."""


class Ranking(NamedTuple):
    """All runs, in their order."""

    figure: str
    unit: str
    least: bool
    """Whether the least is the best."""
    level: float
    n: int
    """Replications."""
    standings: tuple[Standing, ...]

    @property
    def candidates(self) -> list[str]:
        """Runs that may be the best: at this level the best is among them."""
        return [standing.run for standing in self.standings if standing.may_be_best]


def rank(runs: Sequence[Results], figure: str, least: bool = False, level: float = LEVEL) -> Ranking:
    """Which run may have the greatest mean of a figure, or the least; NotPairedError unless runs share their draws.

    NoValueError where a run does not have the figure in every replication, ValueError for fewer than two runs or
    replications.
    """
    check_pairing(*runs)
    values = np.stack([value(run, figure) for run in runs])
    unit = runs[0].metric(Figure.parse(figure).metric).unit
    refuse_without_value(figure, values)
    standings = with_the_best(labels_of(runs), values, unit, least, level)
    return Ranking(figure, unit, least, level, values.shape[1], standings)


def with_the_best(names: Sequence[str], values: Floats, unit: str = "", least: bool = False, level: float = LEVEL
                  ) -> tuple[Standing, ...]:  # fmt: skip
    """Hsu's constrained intervals for paired values, shape (run, replication).

    Were the best known, its leads over the k - 1 others would be bounded from above by one-sided intervals that hold
    together. So each run's lead over each other gets such a bound, with Student's t at 1 - (1 - level) / (k - 1) for
    the paired differences (Bonferroni: their correlation may be any). A run may be the best if none of its bounds is
    below zero; the best itself is one of these at the level, whichever it is. From them follow the intervals (Hsu 1984,
    Annals of Statistics 12: 1136-1144; Hsu 1996, Multiple Comparisons, section 4.2; with paired differences as in Yang
    and Nelson 1991, Operations Research 39: 583-591, and Nelson and Matejcik 1995, Management Science 41: 1935-1945).
    Differences that do not vary are taken for known. ValueError for fewer than two runs or replications.
    """
    k, n = values.shape
    if k < 2 or n < 2:
        raise ValueError(f"which is the best takes two runs and two replications at least, not {k} and {n}")
    t = students_t(1 - 2 * (1 - level) / (k - 1), n)
    lead = (-1.0 if least else 1.0) * np.array([[less(one, other) for other in values] for one in values])
    mean, half = lead.mean(axis=2), half_width(t, lead.std(axis=2, ddof=1), n)
    half[np.ptp(lead, axis=2) == 0] = 0.0
    np.fill_diagonal(mean, np.inf)  # a run is not compared with itself
    most = (mean + half).min(axis=1)
    may = most >= 0
    found = []
    for place, name in enumerate(names):
        rivals = [other for other in range(k) if may[other] and other != place]
        worst = min((float(mean[place, other] - half[place, other]) for other in rivals), default=0.0)
        low, high, seen = min(0.0, worst), max(0.0, float(most[place])), float(mean[place].min())
        if least:
            low, high, seen = 0.0 - high, 0.0 - low, 0.0 - seen
        found.append(Standing(name, estimate(values[place], unit, level), seen, low, high, bool(may[place])))
    return tuple(found)
