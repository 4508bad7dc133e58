"""A stored run as one Excel workbook: a sheet that says which run it is, then a sheet for each of its tables.

Texts are texts, whatever they begin with: no cell holds a formula or a link. A number has 16 digits, which is what the
file format's writer keeps; a number that is not known is an empty cell.
"""

import math
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.report.stored_tables import FORMULA_SIGNS, TABLES, NotExportedError, StoredTable, facts_of
from sim.runs.whole import put_whole

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
"""Of a sheet and of a cell, by Excel's specification; the first row of a sheet names its columns."""
MOST_DIGITS = 10**15
"""Whole numbers from here on are written as texts: a cell holds 15 digits."""
RICH = ("<r>", "</r>")
"""XlsxWriter writes a text between these as it is, for XML that it made itself."""
WIDTH, FACT_WIDTH = 14, 80


class Looks(NamedTuple):
    """How cells of a workbook are shown."""

    head: Format
    day: Format
    quoted: Format
    """Of a text that stays one even when somebody edits it."""


def write_workbook(run: Path, to: Path) -> Path:
    """`<name of the run's folder>.xlsx` in a folder, whole or not at all; NotExportedError where it does not fit."""
    tables = [StoredTable(run, name) for name in TABLES]
    for table in tables:
        _check(table)
    path = to / f"{run.resolve().name}.xlsx"
    to.mkdir(parents=True, exist_ok=True)
    put_whole(path, lambda draft: _write(draft, facts_of(run), tables))
    return path


def _check(table: StoredTable) -> None:
    rows, columns = table.count + 1, len(table.schema)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise NotExportedError(
            f"{table.name} has {rows:,} rows with its head and {columns:,} columns, and a sheet of Excel has "
            f"{MOST_ROWS:,} and {MOST_COLUMNS:,}: take --format csv")  # fmt: skip


def _write(draft: Path, facts: dict[str, Any], tables: list[StoredTable]) -> None:
    """All of a workbook; rows go to disk as they are written."""
    with TemporaryDirectory() as rows:
        book = Workbook(str(draft), {"constant_memory": True, "tmpdir": rows})
        book.set_properties({"title": facts["scenario"], "comments": f"run {facts['run']}",
                             "created": datetime.strptime(facts["made"], "%Y-%m-%dT%H:%M:%SZ")})  # fmt: skip
        book.set_custom_property("run", facts["run"], "text")
        looks = Looks(book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"}),
                      book.add_format({"quote_prefix": True}))  # fmt: skip
        _write_facts(_sheet(book, "run", facts["run"]), facts, looks)
        for table in tables:
            _write_table(_sheet(book, table.name, facts["run"]), table, looks)
        try:
            book.close()
        except XlsxFileError as error:
            raise _cause_of(error) from error


def _cause_of(error: XlsxFileError) -> Exception:
    """What XlsxWriter wraps: a full disk is told as everywhere."""
    cause = error.args[0] if error.args else error
    return cause if isinstance(cause, OSError) else NotExportedError(f"the workbook cannot be written: {error}")


def _sheet(book: Workbook, name: str, run: str) -> Worksheet:
    """An empty sheet; printed, every page of it says which run it is of."""
    sheet = book.add_worksheet(name)
    sheet.set_footer(f"&L{name}&Rrun {run}")
    return sheet


def _write_facts(sheet: Worksheet, facts: dict[str, Any], looks: Looks) -> None:
    sheet.set_column(0, 0, WIDTH)
    sheet.set_column(1, 1, FACT_WIDTH)
    for row, (name, fact) in enumerate(facts.items()):
        sheet.write_string(row, 0, name, looks.head)
        _put(sheet, row, 1, fact, looks)


def _write_table(sheet: Worksheet, table: StoredTable, looks: Looks) -> None:
    sheet.set_column(0, len(table.schema) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.schema.names):
        sheet.write_string(0, column, name, looks.head)
    row = 0
    for piece in table.pieces():
        for cells in zip(*(column.to_pylist() for column in piece.columns), strict=True):
            row += 1
            for column, value in enumerate(cells):
                _put(sheet, row, column, value, looks)


def _put(sheet: Worksheet, row: int, column: int, value: Any, looks: Looks) -> None:
    """A cell by the kind of its value; what is not known leaves it empty."""
    match value:
        case float() if math.isfinite(value):
            sheet.write_number(row, column, value)
        case None | "":
            pass
        case float():
            if math.isinf(value):
                _put_text(sheet, row, column, str(value), looks)
        case bool():
            sheet.write_boolean(row, column, value)
        case int() if abs(value) < MOST_DIGITS:
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, looks.day)
        case _:
            _put_text(sheet, row, column, str(value), looks)


def _put_text(sheet: Worksheet, row: int, column: int, text: str, looks: Looks) -> None:
    look = looks.quoted if text.startswith(FORMULA_SIGNS) else None
    if len(text) > MOST_CHARACTERS:
        raise NotExportedError(f"a text of {len(text):,} characters ({text[:20]!r}…) is longer than a cell of Excel "
                               f"holds, {MOST_CHARACTERS:,}: take --format csv")  # fmt: skip
    if text.startswith(RICH[0]) and text.endswith(RICH[1]):
        sheet.write_rich_string(row, column, text[:1], looks.quoted, text[1:])
    else:
        sheet.write_string(row, column, text, look)
