"""Questions in SQL to stored runs, sweeps and comparisons: their tables, as those of a database in memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.runs.folders import FOLDER

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = {
    "summary": "summary.csv", "curves": "curves.parquet", "scalars": "scalars.parquet", "events": "events.parquet",
    "tranches": "tranches/*.parquet", "sweep": "sweep.parquet", "points": "points.csv", "comparison": "comparison.csv",
    "differences": "differences.csv", "bridge": "bridge.csv", "apart": "apart.csv", "selection": "selection.csv",
}  # fmt: skip
"""Tables by name, with the files of a folder that they are read from."""


class QueryRefusedError(ValueError):
    """A question that has no answer; the text says why."""


def ask(folders: Sequence[Path], question: str) -> "pa.Table":
    """The answer to a question in SQL; each table has the rows of all folders that hold it, and their folders' names.

    Nothing but these files can be read, and nothing written. QueryRefusedError where it cannot be answered.
    """
    import duckdb

    try:
        kinds = [statement.type for statement in duckdb.extract_statements(question)]
    except duckdb.Error as error:
        raise QueryRefusedError(str(error)) from error
    if kinds != [duckdb.StatementType.SELECT]:
        raise QueryRefusedError("a question is one statement that reads: SELECT …, FROM …, WITH …, SHOW TABLES")
    with duckdb.connect() as database:
        for name, file in TABLES.items():
            if parts := [_rows_of(folder, file) for folder in folders if any(folder.glob(file))]:
                database.execute(f"CREATE VIEW {name} AS {' UNION ALL BY NAME '.join(parts)}")
        places = ", ".join(_quoted(f"{folder.resolve()}/") for folder in folders)
        database.execute(f"SET allowed_directories = [{places}]; SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        try:
            return database.sql(question).to_arrow_table()
        except duckdb.Error as error:
            raise QueryRefusedError(str(error)) from error


def _rows_of(folder: Path, file: str) -> str:
    """What reads a table of one folder; CSV files say themselves which folder they are of."""
    reader = "read_csv" if file.endswith(".csv") else "read_parquet"
    place = _quoted(str(folder.resolve() / file))
    named = "" if reader == "read_csv" else f", {_quoted(folder.resolve().name)} AS {FOLDER}"
    return f"(SELECT *{named} FROM {reader}({place}))"


def _quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
