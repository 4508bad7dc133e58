"""The tables of a stored run as other programs take them: piece by piece, with what the run is."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.runs import manifest
from sim.runs.folders import FOLDER, named

TABLES = ("summary", "curves", "scalars")
"""summary.csv, and two Parquet files."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a text that begins with one of them, typed or out of a CSV, for a formula."""
SUMMARY_TEXTS = ("metric", "unit", FOLDER)
PIECE = 10_000
"""Rows in memory at a time."""


class NotExportedError(Exception):
    """A run whose tables do not go where they are asked to; the text says why, and what does."""


class StoredTable:
    """A table of a run's folder."""

    def __init__(self, run: Path, name: str) -> None:
        self.name = name
        if name == "summary":
            table = _summary_of(run)
            self.schema, self.count = table.schema, len(table)
            self._pieces = partial(table.to_batches, max_chunksize=PIECE)
        else:
            file, folder = pq.ParquetFile(run / f"{name}.parquet"), facts_of(run)["folder"]
            self.schema, self.count = file.schema_arrow.append(pa.field(FOLDER, pa.string())), file.metadata.num_rows
            self._pieces = partial(_pieces_of, file, folder)

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """Its rows, in order."""
        yield from self._pieces()


def _pieces_of(file: pq.ParquetFile, folder: str) -> Iterator[pa.RecordBatch]:
    """The rows of a file, each with the name of the folder that they leave."""
    for piece in file.iter_batches(batch_size=PIECE):
        yield piece.append_column(FOLDER, pa.repeat(folder, len(piece)))


def _summary_of(run: Path) -> pa.Table:
    """summary.csv, with its numbers as numbers: a column without any known value would else be read as none."""
    with (run / "summary.csv").open(encoding="utf-8") as file:
        names = file.readline().replace('"', "").strip().split(",")
    types = {name: pa.string() if name in SUMMARY_TEXTS else pa.float64() for name in names} | {"n": pa.int64()}
    return pa_csv.read_csv(run / "summary.csv", convert_options=pa_csv.ConvertOptions(column_types=types))


def facts_of(run: Path) -> dict[str, Any]:
    """What a run is and what made it, as people read it."""
    made = manifest.read(run)
    info, inputs = manifest.info_of(made), made.get("inputs", {})
    told: dict[str, Any] = {
        "scenario": info.name, "title": info.title, "folder": named(info.name, info.hash), "run": info.hash,
        "digest": made["digest"], "seed": str(info.seed),
        "replications": info.simulated, "engine": made["engine"], "sources": made["sources"], "made": made["made"],
        "versions": ", ".join(f"{name} {version}" for name, version in made["versions"].items()),
    }  # fmt: skip
    if command := made.get("command"):
        told["command"] = command
    if inputs:
        unsourced = f"{len(inputs['without_source']):,} of {inputs['numbers']:,} numbers name no source"
        told["inputs"] = f"{', '.join(inputs['files'])}: {unsourced}"
    return told
