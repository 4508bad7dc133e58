"""One screen in the terminal: scenarios across, in each cell the number and its difference from the first."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.report.brief import brief
from sim.report.capacity_rows import NO_YEAR
from sim.report.columns import columns_of, lines_of
from sim.report.panel import NOTE, panel
from sim.report.table import Comparison
from sim.report.telling_apart import CARRIES
from sim.runs.results import Results

NARROWEST, WIDEST = 100, 160
LINES = 62
"""What one screen holds; where there is room in it, an empty line sets sections apart."""
ASCII = {"−": "-", "±": "+-", "–": "-", "≥": ">=", "·": "."}
"""For streams that hold no more."""


def print_screen(runs: Sequence[Results], console: Console | None = None, complete: Path | None = None) -> None:
    """Shows the comparison of these runs, the first being compared with; colour only on a terminal.

    `complete` is the file that it names for every row and year.
    """
    console = console or Console()
    width = min(WIDEST, max(NARROWEST, console.width if console.is_terminal else WIDEST))
    for line in screen(brief(runs), width, complete, "utf" in console.encoding.lower()):
        if console.is_terminal:
            console.print(line, width=width, crop=False, no_wrap=True, overflow="ignore")
        else:
            console.file.write(line.plain + "\n")


def screen_text(runs: Sequence[Results], width: int = WIDEST, complete: Path | None = None) -> str:
    """The same as plain text, for a file or a pipe."""
    return "".join(line.plain + "\n" for line in screen(brief(runs), width, complete))


def screen(table: Comparison, width: int, complete: Path | None = None, unicode: bool = True) -> list[Text]:
    """Headline, scenarios across as far as the width goes, notes."""
    said = str if unicode else in_ascii
    head = [Text(line) for line in _wrapped(said(headline(table)), width)]
    notes = [Text(line, style=NOTE) for line in _wrapped(said(note(table)), width)]
    notes += [Text(said(f"All rows, all years: {complete}"))] if complete else []
    lines = [line.said(said) for line in lines_of(table)]
    columns = columns_of(lines, len(table.names) - 1, width)
    panels = [panel(table, lines, columns, shown) for shown in _shown(len(table.names), columns.most(width))]
    if max(map(len, panels)) > LINES - len(head) - len(notes):
        panels = [[line for line in lines if line.plain] for lines in panels]
    first, *more = panels
    body = [*first, *(line for lines in more for line in (Text(""), *lines))]
    return [*head, *body, *notes]


def in_ascii(words: str) -> str:
    """Without what a plain stream can't hold; what has no likeness becomes a question mark."""
    for symbol, likeness in ASCII.items():
        words = words.replace(symbol, likeness)
    return words.encode("ascii", "replace").decode()


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_on_hyphens=False)


def _shown(count: int, most: int) -> list[list[int]]:
    """Columns of each panel; each begins with the first scenario again."""
    others = list(range(1, count))
    return [[0, *others[at : at + most]] for at in range(0, max(1, len(others)), most)]


def headline(table: Comparison) -> str:
    """On how many draws, and how to read a cell."""
    n = f"n = {table.n:,} replication" + ("s" if table.n != 1 else "")
    sure = "± half a 95 % interval" if table.n > 1 else "which says nothing of how sure"
    if len(table.names) == 1:
        return f"{n}, seed {table.seed}; {sure}."
    return (
        f"{n}, seed {table.seed}; {sure}; beside or beneath: difference from {table.names[0]}, same draws, "
        "(bracketed) if its interval holds 0."
    )


def note(table: Comparison) -> str:
    """How the rows are meant; the notes of the complete table say it at length."""
    parts = [] if table.sections[0].rows else [NO_YEAR]
    parts += [
        "(1) P10 P50 P90, else means of the vintage's year, the next, the third after.",
        "Short: P(short) > 50 %.",
        "(3) By decision; P: with deferrals and attrition in the six months to the vintage.",
        "P(≥ plan): own envelope.",
        f"(8) Beyond {table.names[0]}'s idle.",
    ]
    if len(table.names) > 1:
        parts.append(f"(9) First public figure whose P10-P90 parts (n ≥ {CARRIES}); %: it ranks two draws rightly.")
    return " ".join(parts)
