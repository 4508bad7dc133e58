"""Where the columns of one screen stand: how wide they are, how many fit side by side, what goes beneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.report.cells import Row
from sim.report.compact import Short, short
from sim.report.table import Comparison

GAP = 2
INDENT = 4
NARROWEST_NAME, WIDEST_NAME = 10, 20
NARROWEST_CELL = 16


@dataclass(frozen=True)
class Line:
    """A row of the screen: its label, whether it opens a section, and a cell for each scenario."""

    label: str
    opens: bool
    shown: str
    cells: tuple[Short, ...]

    def said(self, how: Callable[[str], str]) -> "Line":
        """The same with every text said in another way."""
        cells = tuple(replace(cell, value=how(cell.value), difference=how(cell.difference)) for cell in self.cells)
        return replace(self, label=how(self.label), cells=cells)


@dataclass(frozen=True)
class Columns:
    """Widths in characters."""

    labels: int
    first: int
    """The scenario compared with: it has no differences."""
    cell: int
    """Each of the others."""
    difference: int
    """The right part of a cell, where the difference stands beside the value."""

    @property
    def value(self) -> int:
        """The left part of a cell, or all of it where no scenario differs."""
        return max(0, self.cell - self.difference - (self.difference > 0))

    def width(self, column: int) -> int:
        """That of a scenario's column."""
        return self.first if column == 0 else self.cell

    def most(self, width: int) -> int:
        """How many others fit side by side, one at least."""
        return max(1, (width - self.labels - self.first - GAP) // (self.cell + GAP))


def lines_of(table: Comparison) -> list[Line]:
    """Every row in short; the first of a section bears its number and title."""
    return [
        Line(_label(section.number, section.title, row, place), place == 0, row.shown,
             tuple(short(cell, row) for cell in row.cells))
        for section in table.sections
        for place, row in enumerate(section.rows)
    ]  # fmt: skip


def _label(number: int, title: str, row: Row, place: int) -> str:
    return f"({number}) {title}{row.label}" if place == 0 else " " * INDENT + row.label


def columns_of(lines: Sequence[Line], others: int, width: int) -> Columns:
    """Cells as wide as their value and difference beside each other want, as far as there is room for that.

    With less room a difference that does not fit beside its value stands beneath; with less than the widest
    number needs, fewer than all the others stand side by side.
    """
    labels = max(len(line.label) for line in lines)
    numbers = [line for line in lines if line.shown != "words"]
    first = max(NARROWEST_NAME, *(len(line.cells[0].value) for line in numbers))
    if not others:
        return Columns(labels, max(first, WIDEST_NAME), NARROWEST_CELL, 0)
    cells = [cell for line in numbers for cell in line.cells[1:]]
    difference = max(len(cell.difference) for cell in cells)
    wanted = difference + 1 + max((len(cell.value) for cell in cells if cell.difference), default=0)
    least = max(NARROWEST_CELL, *(max(len(cell.value), len(cell.difference)) for cell in cells))
    abreast = min(others, Columns(labels, first, least, difference).most(width))
    room = (width - labels - first - GAP) // abreast - GAP
    return Columns(labels, first, max(least, min(wanted, room)), difference)


def goes_beneath(cells: Sequence[Short], columns: Columns) -> bool:
    """Whether a row's differences find no room beside their values."""
    return any(cell.difference and len(cell.value) + 1 + len(cell.difference) > columns.cell for cell in cells)
