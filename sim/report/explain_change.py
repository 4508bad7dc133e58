"""What one item of a scenario changed in a replication: against the same draws, as if it were not there."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.metrics import catalogue
from sim.plots.words import plain, plus_minus, signed
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.report.bridge_text import SHOWN
from sim.report.explain_fields import mw_text
from sim.report.explain_text import Teller
from sim.runs.courses import Changed, Course, changed
from sim.runs.differences import first_unequal
from sim.runs.figures import value
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.paired import paired_difference

KW_PER_MW = 1_000
FIGURES = (
    "live_mw", "headroom_mw[grade=general]", "headroom_mw[grade=ai]", "released_mw", "deferred_mw",
    "taken_by_rivals_mw", "partner_at_operator_mw", "partner_elsewhere_mw", "unserved_mw", "call_capex_usd",
    "release_fees_usd",
)  # fmt: skip
"""What is told beside the things themselves: levels at the end of the horizon, flows over all of it."""
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
    lines = [f"The logs are equal to the bit for {at:,} rows. Then"]
    for side, teller in zip(SIDES, both, strict=True):
        lines += [f"  {side}: {line}" if place == 0 else f"      {line}"
                  for place, line in enumerate(_row(teller, at))]  # fmt: skip
    tranches, requests = changed(*books)
    return [*lines, *_block("Tranches", tranches, both, most), *_block("Requests", requests, both, most)]


def _row(teller: Teller, at: int) -> list[str]:
    if at >= len(teller.book.log):
        return ["nothing more"]
    entry = teller.book.entry(at)
    return [teller.line(entry), *teller.causes(entry)]


def _block(what: str, found: Sequence[Changed], both: Both, most: int) -> list[str]:
    if not found:
        return ["", f"{what} of which something else becomes: none"]
    lines = ["", f"{what} of which something else becomes: {len(found):,}, those that stand elsewhere for most "
                 "MW-months first"]  # fmt: skip
    for each in found[:most]:
        mw_months = each.kw_seconds / KW_PER_MW / SECONDS_PER_MONTH
        lines.append(f"  {each.name}: {mw_text(each.kw)}, {plain(mw_months, 0)} MW-months")
        for side, course, teller in zip(SIDES, (each.left, each.right), both, strict=True):
            lines += _steps(side, course, each.shared, teller)
    return [*lines, f"  and {len(found) - most:,} more"] if len(found) > most else lines


def _steps(side: str, course: Course, shared: int, teller: Teller) -> list[str]:
    """The steps of one side after those that both have."""
    steps = course.steps[shared:]
    head = f"      {side + ':':12}"
    if not steps:
        return [head + ("nothing more" if shared else "it is not there")]
    told = [teller.line(step, course.name) for step in steps[:MOST_STEPS]]
    if len(steps) > MOST_STEPS:
        told.append(f"and {len(steps) - MOST_STEPS} more")
    return [(head if place == 0 else " " * len(head)) + line for place, line in enumerate(told)]


def figures_text(given: Results, dropped: Results) -> list[str]:
    """The usual figures of one replication: with the item, without it, and the difference."""
    lines = ["", "Figures of this replication (levels at the end of the horizon, flows over all of it)"]
    wide = max(map(len, FIGURES))
    for figure in FIGURES:
        scale, unit, digits = _scale(figure)
        one, other = (float(value(run, figure)[0]) * scale for run in (given, dropped))
        told = f"{plain(one, digits)} with it, {plain(other, digits)} without it: {signed(one - other, digits)} {unit}"
        lines.append(f"  {figure:{wide}}  {told}")
    return lines


def paired_text(given: Sequence[Results], dropped: Sequence[Results]) -> list[str]:
    """The same figures of many replications: mean paired differences with half of their 95 % intervals."""
    n = sum(run.n for run in given)
    lines = ["", f"With it less without it, on the same draws: means ± half of a 95 % interval, n = {n:,}; in "
                 "brackets where the interval holds zero"]  # fmt: skip
    wide = max(map(len, FIGURES))
    for figure in FIGURES:
        scale, unit, digits = _scale(figure)
        one, other = (np.concatenate([value(run, figure) for run in runs]) * scale for runs in (given, dropped))
        gap = paired_difference(one, other)
        told = signed(gap.mean, digits) + plus_minus(gap.half_width, digits)
        lines.append(f"  {figure:{wide}}  {told if gap.is_clear or not gap.varies else f'({told})'} {unit}")
    return lines


def _scale(figure: str) -> tuple[float, str, int]:
    unit = catalogue()[Figure.parse(figure).metric].unit
    return SHOWN.get(unit, (1.0, unit, 3))
