"""Cells in as few characters as they can be read in: `6.8±.1`, `−.22±.05`, `27.6 29.2 30.6`.

A half-width is given to its first figure, what it belongs to as exactly, and neither with a leading zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isnan, log10

from sim.plots.words import NO_VARIATION, plain, signed
from sim.report.cells import Cell, Row
from sim.report.texts import NONE, NOTHING, SAME, has_differences, three_digits


@dataclass(frozen=True)
class Short:
    """A cell ready to be laid out."""

    value: str
    difference: str = ""
    """From the first scenario; in brackets where the interval holds zero."""
    settled: bool = False
    """Whether the difference's interval leaves zero out."""


def short(cell: Cell, row: Row) -> Short:
    """A cell's own number, and its difference where any scenario differs in this row."""
    value = short_value(cell, row)
    if row.shown == "words" or cell.difference is None or not has_differences(row):
        return Short(value)
    return Short(value, *short_difference(cell, row))


def short_value(cell: Cell, row: Row) -> str:
    """P10, P50 and P90, or a number with its half-width; `none` where there is none in any replication."""
    if cell.words:
        return cell.words
    if isnan(cell.value):
        return NOTHING
    if row.shown == "band":
        digits = three_digits(row)
        return " ".join(plain(value, digits) for value in (cell.low, cell.value, cell.high))
    if row.shown == "number":
        return plain(cell.value, row.digits)
    if cell.half_width == 0.0:
        return NONE if cell.value == 0.0 else f"{plain(cell.value, three_digits(row))} {NO_VARIATION}"
    digits = min(three_digits(row), digits_of((other.half_width for other in row.cells), row.digits))
    return _bare(plain(cell.value, digits)) + plus_minus(cell.half_width, digits)


def short_difference(cell: Cell, row: Row) -> tuple[str, bool]:
    """The mean difference with its half-width, and whether it is settled."""
    gap = cell.difference
    if gap is None or isnan(gap.mean):
        return "", False
    if gap.mean == 0.0 and not gap.varies:
        return SAME, False
    if row.shown == "number" or isnan(gap.half_width):
        return _bare(signed(gap.mean, row.digits)), True
    if not gap.varies:
        return f"{signed(gap.mean, row.digits)} {NO_VARIATION}", True
    digits = digits_of([gap.half_width], row.digits)
    text = _bare(signed(gap.mean, digits)) + plus_minus(gap.half_width, digits)
    settled = abs(gap.mean) > gap.half_width
    return (text if settled else f"({text})"), settled


def digits_of(half_widths: Iterable[float], most: int) -> int:
    """Digits after the point that show the first figure of the largest half-width, none to `most`."""
    largest = max((half for half in half_widths if half > 0.0), default=0.0)
    if not largest:
        return most
    return max(0, min(most, -floor(log10(largest))))


def plus_minus(half: float, digits: int) -> str:
    """Half an interval; nothing where one replication says nothing of it."""
    if isnan(half):
        return ""
    least = 10.0**-digits
    return "±" + (_bare(f"{half:.{digits}f}") if half >= least / 2 else "<" + _bare(f"{least:.{digits}f}"))


def _bare(number: str) -> str:
    """Without the zero before the point."""
    unsigned = number.lstrip("+−")
    return number[: len(number) - len(unsigned)] + (unsigned[1:] if unsigned.startswith("0.") else unsigned)
