"""Cells as people read them: true minus signs, half-widths, brackets where a difference is not settled."""

from math import isnan

from sim.plots.words import NO_VARIATION, plain, plus_minus, signed
from sim.report.cells import Cell, Row

UNITS = {"%": " %", "months": "", "GW": "", "$bn": "", "": ""}
NOTHING = "–"
SAME, NONE = "same", "none"


def value_text(cell: Cell, row: Row) -> str:
    """A cell's own number: `7.8 [7.4, 8.2]`, `2.20 ± 0.03`, `85 % ± 5`, `1.40, no variation`, or its words."""
    if cell.words:
        return cell.words + ("*" if cell.marked else "")
    if isnan(cell.value):
        return NOTHING
    if row.shown == "band":
        digits = three_digits(row)
        middle, low, high = (plain(value, digits) for value in (cell.value, cell.low, cell.high))
        return f"{middle} [{low}, {high}]"
    if row.shown == "mean" and cell.half_width == 0.0:
        return NONE if cell.value == 0.0 else plain(cell.value, row.digits) + UNITS[row.unit] + f", {NO_VARIATION}"
    return plain(cell.value, row.digits) + UNITS[row.unit] + plus_minus(cell.half_width, row.digits)


def three_digits(row: Row) -> int:
    """Digits after the point that leave about three in all; a band is no more exact than that."""
    largest = max((abs(cell.value) for cell in row.cells if not isnan(cell.value)), default=0.0)
    return max(0, min(row.digits, 2 - (largest >= 10) - (largest >= 100)))


def differs_from_nothing(row: Row) -> bool:
    """Whether the first scenario has none of it at all, so that a difference would only repeat the value."""
    first = row.cells[0]
    return row.shown == "mean" and first.value == 0 and first.half_width == 0


def difference_text(cell: Cell, row: Row) -> str:
    """By how much it differs from the first scenario: in brackets where the interval holds zero."""
    gap = cell.difference
    if gap is None or isnan(gap.mean):
        return ""
    if row.shown == "number":
        return SAME if gap.mean == 0 else signed(gap.mean, row.digits)
    if not gap.varies and gap.mean == 0:
        return SAME
    if not gap.varies and not isnan(gap.half_width):
        return f"{signed(gap.mean, row.digits)}, {NO_VARIATION}"
    text = signed(gap.mean, row.digits) + plus_minus(gap.half_width, row.digits)
    return f"({text})" if abs(gap.mean) <= gap.half_width else text


def row_label(row: Row, section_unit: str = "") -> str:
    """The row's label with its unit, unless the section's title states it or the cells do."""
    if row.unit in ("", "%", section_unit):
        return row.label
    return row.label if row.unit in row.label else f"{row.label}, {row.unit}"


def has_differences(row: Row) -> bool:
    """Whether any scenario differs from the first in this row."""
    texts = (difference_text(cell, row) for cell in row.cells)
    return not differs_from_nothing(row) and any(text not in ("", SAME) for text in texts)
