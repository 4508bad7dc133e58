"""Stored runs of the small world whose names and numbers are anything at all, and workbooks read cell by cell."""

import datetime
import json
import re
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import manifest, store
from sim.statistics.summary import Summary
from tests.runs.small_runs import order

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def stored_run(root: Path, replications: int = 3) -> Path:
    """The folder of a small run."""
    return store.run(order(replications), root / "runs", Summary).folder


def curves(regions: list[str], values: list[float]) -> pa.Table:
    """Rows of curves.parquet with these names and numbers."""
    days = pa.array([datetime.date(2025, 3, 1)] * len(regions))
    return pa.table({"month": days, "region": pa.array(regions).dictionary_encode(), "mean": values})


def altered(run: Path, title: str | None = None, **tables: pa.Table) -> Path:
    """A run with another title or other tables, sealed again."""
    for name, table in tables.items():
        pq.write_table(table, run / f"{name}.parquet")
    made = json.loads((run / manifest.FILE).read_text())
    made["run"]["title"] = title or made["run"]["title"]
    manifest.seal(run, {key: made[key] for key in made if key not in manifest.OWN})
    return run


class Cell(NamedTuple):
    """What a cell of a sheet holds."""

    text: str
    kind: str
    """`n` for a number, `inlineStr` for a text."""
    look: int


def sheets_of(path: Path) -> dict[str, list[dict[str, Cell]]]:
    """Rows of each sheet by the letter of their columns; no cell may hold anything but its value."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        assert not [name for name in book.namelist() if re.search("vba|external|connections", name, re.IGNORECASE)]
        listed = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in listed.iter(f"{MAIN}sheet")]
        pages = [ElementTree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, len(names) + 1)]
    assert not [page for page in pages for found in ("f", "hyperlink") if page.find(f".//{MAIN}{found}") is not None]
    return {name: [_row(row) for row in page.iter(f"{MAIN}row")] for name, page in zip(names, pages, strict=True)}


def _row(row: ElementTree.Element) -> dict[str, Cell]:
    cells = {cell.get("r").rstrip("0123456789"): cell for cell in row}
    return {letter: Cell("".join(cell.itertext()), cell.get("t", "n"), int(cell.get("s", 0)))
            for letter, cell in cells.items()}  # fmt: skip
