"""A comparison's differences in words: how many figures are clear, by themselves and as a family, and which months."""

import re
import textwrap
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from sim.statistics.compare import Compared, Comparison
from sim.statistics.curve_differences import CurveDifference, spans
from sim.statistics.holm import FAMILY_WISE, METHOD
from sim.statistics.simultaneous import FEWEST_SAID
from sim.statistics.simultaneous import METHOD as BANDS

WIDTH = 120
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_SPANS = 4
"""Rows of months named of a curve; of more only how many there are."""
MOST_FIGURES = 8
"""Figures named that are clear by themselves only."""


def differences_text(compared: Comparison, curves: Sequence[CurveDifference]) -> str:
    """Some lines for each run but the first."""
    lines: list[str] = []
    by_run = groupby(curves, key=lambda each: each.place)
    for (place, of_run), name in zip(by_run, compared.runs[1:], strict=True):
        found = list(of_run)
        lines += [""] if place > 1 else []
        n = f"n = {compared.pairs or found[0].bands.n:,}"
        first = f" (in months the first {found[0].bands.n:,})" if compared.pairs else ""
        lines.append(f"{name} less {compared.runs[0]}, on the same draws, {n}{first}")
        lines += _indented(_figures(compared.of(place), compared.figures), 2)
        lines += _months(found)
    return "\n".join(lines) + "\n"


def _figures(rows: Sequence[Compared], size: int) -> str:
    """How many of the figures differ clearly, and which of them only as long as one does not look at the others."""
    counts = {sort: sum(row.clear == sort for row in rows) for sort in ("family", "alone", "no", "same", "")}
    alone = sorted((row for row in rows if row.clear == "alone"), key=lambda row: row.p_holm)
    said = (f"Of {size} figures {counts['family'] + counts['alone']} differ clearly each by itself (paired t-test, "
            f"5 %), {counts['family']} of them in the family of all {size} ({METHOD}, {100 * FAMILY_WISE:g} %); "
            f"{counts['same']} are the same in every replication")  # fmt: skip
    said += f", of {counts['']} nothing can be said." if counts[""] else "."
    if alone:
        names = [f"{row.figure} ({_p(row.difference.p_value)}, adjusted {_p(row.p_holm)})"
                 for row in alone[:MOST_FIGURES] if row.difference]  # fmt: skip
        more = f" and {len(alone) - len(names)} more" if len(alone) > len(names) else ""
        said += f" Clear by themselves only: {', '.join(names)}{more}."
    return said


def _p(value: float) -> str:
    return f"p {value:.2g}" if value >= 0.001 else "p <0.001"


def _months(curves: Sequence[CurveDifference]) -> list[str]:
    """Of each curve the months in which it differs, all its months being judged together."""
    bands = curves[0].bands
    wide = max(len(each.curve.title) for each in curves)
    said = (f"Months in which a curve differs clearly, all of its months together at {100 * bands.level:g} % ({BANDS}; "
            f"a month in which fewer than {FEWEST_SAID} differ is not judged):")  # fmt: skip
    lines = _indented(said, 2)
    for each in curves:
        text = f"{each.curve.title:{wide}}  {in_which(each)}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent=" " * (wide + 6))
    return lines


def in_which(each: CurveDifference) -> str:
    """The months in which a curve differs clearly, all of its months judged together."""
    bands = each.bands
    clear, count = bands.is_clear, len(each.months)
    if each.is_same:
        return "the same in every month and replication"
    signs = np.sign(bands.mean) * clear
    rows = sorted((*span, word) for sign, word in ((1, "higher"), (-1, "lower")) for span in spans(signs == sign))
    untold = int((bands.varies & np.isnan(bands.together)).sum())
    rest = f", {untold} not judged" if untold else ""
    if not rows:
        return f"none of {count} months{rest}"
    said = [f"{word} {_span(each, first, last)}" for first, last, word in rows[:MOST_SPANS]]
    said += [f"{len(rows) - MOST_SPANS} more spans"] if len(rows) > MOST_SPANS else []
    return f"{', '.join(said)} ({int(clear.sum())} of {count} months{rest})"


def _span(each: CurveDifference, first: int, last: int) -> str:
    begin, end = (f"{each.months[month]:%b %Y}" for month in (first, last))
    return begin if first == last else f"{begin} to {end}"


def _indented(text: str, spaces: int) -> list[str]:
    """Lines that leave a number and what it is of together."""
    bound = re.sub(r" (?=%)|(?<=\bp) (?=[<0-9])", NO_BREAK, text)
    lines = textwrap.wrap(bound, WIDTH, initial_indent=" " * spaces, subsequent_indent=" " * spaces)
    return [line.replace(NO_BREAK, " ") for line in lines]
