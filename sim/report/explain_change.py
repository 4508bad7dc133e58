"""What one item of a scenario changed in a replication: against the same draws, as if it were not there."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.metrics import catalogue
from sim.metrics.declared import Unit
from sim.plots.words import plain, plus_minus, signed
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW
from sim.quantities.shown import Shown
from sim.report.explain_fields import mw_text
from sim.report.explain_text import Teller
from sim.runs.courses import Changed, Course, changed, own_rows
from sim.runs.differences import first_unequal
from sim.runs.figures import value
from sim.runs.logbook import Entry
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.intervals import Floats
from sim.statistics.paired import paired_difference
from sim.statistics.said import SCALES

FIGURES = (
    "live_mw", "headroom_mw[grade=general]", "headroom_mw[grade=ai]", "released_mw", "deferred_mw",
    "taken_by_rivals_mw", "partner_at_operator_mw", "partner_elsewhere_mw", "unserved_mw", "call_capex_usd",
    "release_fees_usd",
)  # fmt: skip
"""What is told beside the things themselves: levels at the end of the horizon, flows over all of it."""
WIDE = max(map(len, FIGURES))
MOST_ROWS = 3
"""Rows of a side that are told of those that the other log has not."""
MOST_STEPS = 5
"""Steps of one thing that are told of a side."""
SIDES = ("with it", "without it")


class Both(NamedTuple):
    """A replication with the item and without it."""

    given: Teller
    dropped: Teller


def change_text(both: Both, most: int) -> list[str]:
    """The first difference, then each tranche and request of which something else becomes, the largest first."""
    books = both.given.book, both.dropped.book
    at = first_unequal(books[0].log, books[0].layout, books[1].log, books[1].layout)
    if at is None:
        return ["It changes nothing here: the logs are equal to the bit."]
    lines = [f"The logs are equal to the bit for {at:,} rows. The first rows after them that the other log has not:"]
    for side, teller, other in zip(SIDES, both, reversed(both), strict=True):
        lines += _own_rows(side, teller, own_rows(teller.book, other.book, at, MOST_ROWS))
    tranches, requests = changed(*books)
    return [*lines, *_block("Tranches", tranches, both, most), *_block("Requests", requests, both, most)]


def _own_rows(side: str, teller: Teller, found: Sequence[int]) -> list[str]:
    """Rows of one side, with their causes; those that stand above already are only named."""
    if not found:
        return [f"  {side}: none"]
    lines = [f"  {side}:"]
    for place, at in enumerate(found):
        entry = teller.book.entry(at)
        lines += [f"    {teller.line(entry)}", *(f"        {line}" for line in teller.causes(entry, found[:place]))]
    return lines


def _block(what: str, found: Sequence[Changed], both: Both, most: int) -> list[str]:
    if not found:
        return ["", f"{what} of which something else becomes: none"]
    lines = ["", f"{what} of which something else becomes: {len(found):,}, those that stand elsewhere for most "
                 "MW-months first"]  # fmt: skip
    for each in found[:most]:
        mw_months = each.kw_seconds / KW_PER_MW / SECONDS_PER_MONTH
        lines.append(f"  {each.name}: {mw_text(each.kw)}, {mw_months:,.0f} MW-months")
        for side, course, teller in zip(SIDES, (each.left, each.right), both, strict=True):
            lines += _steps(side, course, each.shared, teller)
    return [*lines, f"  and {len(found) - most:,} more"] if len(found) > most else lines


def _steps(side: str, course: Course, shared: int, teller: Teller) -> list[str]:
    """The steps of one side after those that both have."""
    steps = course.steps[shared:]
    head = f"      {side + ':':12}"
    if not steps:
        return [head + ("nothing more" if shared else "it is not there")]
    told = [line for step in steps[:MOST_STEPS] for line in _step(step, course.name, teller)]
    if len(steps) > MOST_STEPS:
        told.append(f"and {len(steps) - MOST_STEPS} more")
    return [(head if place == 0 else " " * len(head)) + line for place, line in enumerate(told)]


def _step(step: Entry, name: str, teller: Teller) -> list[str]:
    """A step, and its cause where that is about something else."""
    causes = (teller.book.entry(at) for at in teller.book.causes(step.position, 1))
    told = (f"    because of {teller.line(cause)}" for cause in causes if cause.about != name)
    return [teller.line(step, name), *told]


def figures_text(given: Results, dropped: Results) -> list[str]:
    """The usual figures of one replication: with the item, without it, and the difference."""
    lines, same = [], []
    for figure in FIGURES:
        unit, of_given, of_dropped = _values(figure, [given], [dropped])
        one, other = (float(values[0]) / SCALES[unit] for values in (of_given, of_dropped))
        if one == other:
            same.append(figure)
            continue
        shown = Shown.of(unit, (one, other), [abs(one - other) / 10])  # so that the difference has three digits
        one, other = one * shown.scale, other * shown.scale
        told = (f"{plain(one, shown.digits)} with it, {plain(other, shown.digits)} without it: "
                f"{signed(one - other, shown.digits)} {shown.unit}")  # fmt: skip
        lines.append(f"  {figure:{WIDE}}  {told}")
    head = "Figures of this replication, levels at the end of the horizon, flows over all of it"
    return ["", head, *lines, *_same(same)]


def paired_text(given: Sequence[Results], dropped: Sequence[Results]) -> list[str]:
    """The same figures of many replications: mean paired differences with half of their 95 % intervals."""
    n = sum(run.n for run in given)
    lines, same = [], []
    for figure in FIGURES:
        unit, one, other = _values(figure, given, dropped)
        if (one == other).all():
            same.append(figure)
            continue
        gap = paired_difference(one, other)
        mean, half = gap.mean / SCALES[unit], gap.half_width / SCALES[unit]
        shown = Shown.of(unit, [mean], [half])
        told = signed(mean * shown.scale, shown.digits) + plus_minus(half * shown.scale, shown.digits)
        lines.append(f"  {figure:{WIDE}}  {told if gap.is_clear or not gap.varies else f'({told})'} {shown.unit}")
    head = (f"With it less without it, on the same draws: means ± half of a 95 % interval, n = {n:,}; in brackets "
            "where the interval holds zero")  # fmt: skip
    return ["", head, *lines, *_same(same)]


def _values(figure: str, given: Sequence[Results], dropped: Sequence[Results]) -> tuple[Unit, Floats, Floats]:
    """The unit of a figure, and its values by replication in whole watts and dollars, so that equal ones are equal to
    the bit.
    """
    unit = catalogue()[Figure.parse(figure).metric].unit
    one, other = (np.rint(np.concatenate([value(run, figure) for run in runs]) * SCALES[unit])
                  for runs in (given, dropped))  # fmt: skip
    return unit, one, other


def _same(figures: Sequence[str]) -> list[str]:
    return [f"  the same with it and without it: {', '.join(figures)}"] if figures else []
