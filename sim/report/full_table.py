"""The complete table as plain text: every row and year, the difference from the first with its half-width beneath."""

import io
import textwrap
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.cells import Row, Section
from sim.report.table import Comparison, comparison
from sim.report.texts import difference_text, has_differences, row_label, value_text
from sim.runs.results import Results

WIDTH = 160
LABELS = 34
GAP = 2


def full_text(runs: Sequence[Results], width: int = WIDTH) -> str:
    """The complete table of these runs, the first being compared with."""
    return _text(comparison(runs), width)


def _text(table: Comparison, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, no_color=True, force_terminal=False, color_system=None)
    with console.capture() as capture:
        console.print(*_renderables(table, width), sep="\n", crop=False)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _renderables(table: Comparison, width: int) -> Iterator[Table | Text]:
    """Headline, then for each set of columns that fit side by side all sections, then the notes."""
    others, first = ", ".join(table.names[1:]), table.names[0]
    yield Text(f"{others} against {first}" if others else first)
    n = f"n = {table.n:,} replication" + ("s" if table.n != 1 else "")
    how = f"; beneath, differences from {first} on the same draws, in brackets where the interval holds zero"
    yield from _note(f"{n}, seed {table.seed}; ± half of a 95 % interval{how if others else ''}.", width)
    cell_width = _cell_width(table)
    for columns in _panels(table, width, cell_width):
        yield Text("")
        yield _head(table, columns, cell_width)
        for section in table.sections:
            yield Text(f"\n({section.number}) {section.title}")
            yield _panel(section, columns, cell_width)
    yield Text("")
    for section in table.sections:
        if section.note:
            yield from _note(f"({section.number}) {section.note}", width)


def _note(text: str, width: int) -> Iterator[Text]:
    for line in textwrap.wrap(text, width):
        yield Text(line)


def _panels(table: Comparison, width: int, cell_width: int) -> list[list[int]]:
    """Columns side by side as far as the width goes; each panel begins with the first scenario again."""
    most = max(1, (width - LABELS) // (cell_width + GAP) - 1)
    others = list(range(1, len(table.names)))
    return [[0, *others[at : at + most]] for at in range(0, max(1, len(others)), most)]


def _cell_width(table: Comparison) -> int:
    rows = [row for section in table.sections for row in section.rows]
    texts = [show(cell, row) for row in rows for cell in row.cells for show in (value_text, difference_text)]
    return max(12, *(len(text) for text in texts))


def _grid(columns: Sequence[int], cell_width: int) -> Table:
    grid = Table(box=None, padding=(0, GAP, 0, 0), show_header=False, show_edge=False, pad_edge=False)
    grid.add_column(width=LABELS - GAP)
    for _ in columns:
        grid.add_column(width=cell_width, justify="right")
    return grid


def _head(table: Comparison, columns: Sequence[int], cell_width: int) -> Table:
    """Names of the scenarios and hashes of their runs."""
    grid = _grid(columns, cell_width)
    names = ("\n".join(textwrap.wrap(table.names[column], cell_width)) for column in columns)
    grid.add_row("", *(Text(name) for name in names))
    grid.add_row("", *(Text(table.hashes[column]) for column in columns))
    return grid


def _panel(section: Section, columns: Sequence[int], cell_width: int) -> Table:
    grid = _grid(columns, cell_width)
    for row in section.rows:
        label = textwrap.wrap(row_label(row, section.unit), LABELS - GAP - 2)
        indented = "\n".join(("  " if line is label[0] else "    ") + line for line in label)
        grid.add_row(Text(indented), *(_cell(row, column) for column in columns))
    return grid


def _cell(row: Row, column: int) -> Text:
    cell = row.cells[column]
    text = Text(value_text(cell, row))
    difference = difference_text(cell, row)
    if difference and has_differences(row):
        text.append("\n" + difference)
    return text
