"""How each scenario stands when a rule that selects one has ended."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from sim.statistics.intervals import Floats, Interval, estimate
from sim.statistics.paired import Difference, paired_difference
from sim.statistics.selection import Rule

CHOSEN, LEADING, LEFT, PASSED, ELIMINATED, SAME = (
    "chosen", "leading", "not decided", "not chosen", "eliminated", "same mean")  # fmt: skip
ORDER = (CHOSEN, LEADING, LEFT, PASSED, SAME, ELIMINATED)


class Standing(NamedTuple):
    """One scenario among those that were selected from."""

    place: int
    outcome: str
    """One of ORDER; `same mean` as the chosen one, exactly."""
    n: int
    """Replications after which that was decided, or that there are."""
    by: int | None
    """The place of the one because of which it was eliminated."""
    interval: Interval
    """Of its mean over these replications."""
    difference: Difference | None
    """To the first of all, less that one, over the replications that both have by then; None for the first."""


def standings(rule: Rule, samples: Sequence[Floats], unit: str, is_least: bool = False) -> list[Standing]:
    """Every scenario, the chosen one first, or where none is the one that leads; then those that stayed longest.

    `samples` are values as they are; where the least is wanted the rule has had them with their signs changed.
    """
    sizes = [rule.decided_on(place, samples) for place in range(rule.question.count)]
    best = min if is_least else max
    first = rule.chosen
    if first is None:
        first = best(rule.in_play, key=lambda place: float(samples[place][: sizes[place]].mean()))
    found = []
    for place, n in enumerate(sizes):
        gone, both = rule.eliminated.get(place), min(n, sizes[first])
        difference = None if place == first else paired_difference(samples[place][:both], samples[first][:both])
        interval = estimate(samples[place][:n], unit)
        found.append(Standing(place, _outcome(rule, place, first), n, gone and gone.by, interval, difference))
    return sorted(found, key=lambda one: (one.place != first, -one.n, ORDER.index(one.outcome), one.place))


def _outcome(rule: Rule, place: int, first: int) -> str:
    if (gone := rule.eliminated.get(place)) is not None:
        return SAME if gone.is_tie else ELIMINATED
    if place == first:
        return LEADING if rule.chosen is None else CHOSEN
    return LEFT if rule.chosen is None else PASSED


def table(figure: tuple[str, str], names: Sequence[str], standing: Sequence[Standing]) -> pa.Table:
    """One line a scenario: what became of it, its mean, and its paired difference; the figure's name and unit first."""
    rows = []
    for rank, one in enumerate(standing, start=1):
        interval, gap = one.interval, one.difference
        rows.append({
            "metric": figure[0], "unit": figure[1], "rank": rank, "scenario": names[one.place], "outcome": one.outcome,
            "decided_at": one.n, "because_of": None if one.by is None else names[one.by], "mean": interval.mean,
            "half_width": interval.half_width, "level": interval.level, "n": interval.n,
            "difference_mean": gap and gap.mean, "difference_half_width": gap and gap.half_width,
            "difference_n": gap and gap.n, "correlation": gap and gap.correlation,
            "variance_ratio": gap and gap.variance_ratio,
        })  # fmt: skip
    return pa.Table.from_pylist(rows)
