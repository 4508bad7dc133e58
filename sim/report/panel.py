"""Scenarios side by side as lines of text: names, hashes, then a line or two for each row."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.text import Text

from sim.report.columns import GAP, Columns, Line, goes_beneath
from sim.report.compact import NONE
from sim.report.table import Comparison

HEAD, NOTE, CLEAR, OPEN = "bold", "italic dim", "cyan", "dim"


def panel(table: Comparison, lines: Sequence[Line], columns: Columns, shown: Sequence[int]) -> list[Text]:
    """The scenarios shown, the first of them that compared with; an empty line before each section."""
    texts = _names(table, columns, shown)
    for line in lines:
        texts += [Text("")] if line.opens else []
        texts += _row(line, columns, shown)
    for text in texts:
        text.rstrip()
    return texts


def _names(table: Comparison, columns: Columns, shown: Sequence[int]) -> list[Text]:
    names = [
        [Text(part, style=HEAD) for part in textwrap.wrap(table.names[column], columns.width(column))]
        for column in shown
    ]
    hashes = [[Text(table.hashes[column], style=NOTE)] for column in shown]
    widths = [columns.width(column) for column in shown]
    return [*_joined(Text(" " * columns.labels), names, widths), *_joined(Text(" " * columns.labels), hashes, widths)]


def _row(line: Line, columns: Columns, shown: Sequence[int]) -> list[Text]:
    beneath = goes_beneath(line.cells[1:], columns)
    cells = [_cell(line, column, columns, beneath) for column in shown]
    label = Text(line.label.ljust(columns.labels), style=HEAD if line.opens else "")
    return list(_joined(label, cells, [columns.width(column) for column in shown]))


def _cell(line: Line, column: int, columns: Columns, beneath: bool) -> list[Text]:
    """A cell's lines: words broken to its width, or a number with its difference beside or beneath."""
    cell = line.cells[column]
    if line.shown == "words":
        return [Text(part) for part in textwrap.wrap(cell.value, columns.width(column))]
    value = Text(cell.value, style=OPEN if cell.value == NONE else "")
    if column == 0:
        return [value]
    difference = Text(cell.difference, style=CLEAR if cell.settled else OPEN)
    if beneath:
        return [value, difference]
    if line.shown == "band" and len(cell.value) > columns.value:
        return [value]
    right = columns.cell - max(columns.value, len(cell.value))
    return [Text.assemble(value, " " * (right - len(cell.difference)), difference)]


def _joined(label: Text, cells: Sequence[Sequence[Text]], widths: Sequence[int]) -> Iterator[Text]:
    """Lines of several cells side by side, each flush right in its column."""
    for place in range(max(map(len, cells))):
        line = Text.assemble(label if place == 0 else " " * len(label))
        for cell, width in zip(cells, widths, strict=True):
            text = cell[place] if place < len(cell) else Text("")
            line.append(" " * (GAP + width - len(text)))
            line.append_text(text)
        yield line
