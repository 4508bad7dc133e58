"""A stored run as a folder of CSV files: plain tables, and beside them a manifest that says which run they are of."""

import os
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from sim.report.stored_tables import FORMULA_SIGNS, TABLES, NotExportedError, StoredTable, facts_of
from sim.runs import manifest
from sim.runs.whole import draft_of

EXPORTED = "exported"
"""What the manifest of such a folder says of the run."""
FORMULA = f"^[{re.escape(''.join(FORMULA_SIGNS))}]"


def write_csv_folder(run: Path, to: Path) -> list[Path]:
    """`<name of the run's folder>/` in a folder, with its files, all of them or none; an earlier one is replaced.

    NotExportedError where something else lies there, or a spreadsheet would take a text of it for a formula.
    """
    place = to / run.resolve().name
    if place.exists() and not _is_export(place):
        raise NotExportedError(f"{place} is there already, and is no export of a run: name another folder by --to")
    tables = [StoredTable(run, name) for name in TABLES]
    for table in tables:
        _check(table)
    draft = draft_of(place)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        for table in tables:
            _write(table, run, draft / f"{table.name}.csv")
        manifest.seal(draft, {EXPORTED: facts_of(run)})
        for path in draft.iterdir():
            with path.open("rb") as written:
                os.fsync(written.fileno())
        shutil.rmtree(place, ignore_errors=True)
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sorted(place.iterdir())


def _is_export(folder: Path) -> bool:
    """Whether a folder is an earlier export, whole, with nothing else in it."""
    try:
        made = manifest.read(folder)
    except manifest.IncompleteError:
        return False
    return EXPORTED in made and {path.name for path in folder.iterdir()} == {manifest.FILE, *made["files"]}


def _write(table: StoredTable, run: Path, path: Path) -> None:
    if (run / path.name).exists():  # summary.csv: every digit as it stands there
        shutil.copyfile(run / path.name, path)
        return
    with pa_csv.CSVWriter(path, table.schema) as file:
        for piece in table.pieces():
            file.write_batch(piece)


def _check(table: StoredTable) -> None:
    """Nothing in CSV tells a text from a formula: one that would be taken for it is refused, never altered."""
    for piece in table.pieces():
        for name, column in zip(piece.schema.names, piece.columns, strict=True):
            texts = column.dictionary if pa.types.is_dictionary(column.type) else column
            if pa.types.is_string(texts.type) and len(found := texts.filter(pc.match_substring_regex(texts, FORMULA))):
                raise NotExportedError(
                    f"{table.name}: a spreadsheet that opens a CSV file would take {found[0].as_py()!r} in the column "
                    f"{name} for a formula: take --format xlsx, where it is a text")  # fmt: skip
