"""A workbook holds every row of a run's tables, says which run it is, and takes names as words."""

import errno
import os
import time
import zipfile

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from xlsxwriter import Workbook

from sim.report import workbook
from sim.report.stored_tables import NotExportedError
from sim.report.workbook import write_workbook
from sim.runs import manifest
from sim.runs.folders import of_folder
from tests.report.exported_runs import altered, curves, sheets_of, stored_run

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.invalid", "mailto:a@b", "<r><t>x</t></r>",
            '<r><t>"&</t></r>', " a<b>&c ", "_x0041_", "true", "1e5"]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return stored_run(tmp_path_factory.mktemp("small"))


def test_the_first_sheet_says_which_run_it_is(small, tmp_path):
    path = write_workbook(small, tmp_path)
    assert path == tmp_path / f"{small.name}.xlsx"
    made = manifest.read(small)
    sheets = sheets_of(path)
    assert list(sheets) == ["run", "summary", "curves", "scalars"]
    said = {row["A"].text: row["B"].text for row in sheets["run"]}
    assert said["run"] == made["run"]["hash"]
    assert said["digest"] == made["digest"]
    assert said["replications"] == "3"
    assert said["made"] == made["made"]
    assert {"scenario", "title", "seed", "versions"} <= said.keys()
    with zipfile.ZipFile(path) as book:
        parts = [name for name in book.namelist() if "sheets/sheet" in name]
        assert len(parts) == 4
        for part in ("docProps/custom.xml", "docProps/core.xml", *parts):
            assert made["run"]["hash"].encode() in book.read(part)


def test_every_number_of_every_table_is_there_to_16_digits(small, tmp_path):
    sheets = sheets_of(write_workbook(small, tmp_path))
    tables = {"summary": pa_csv.read_csv(small / "summary.csv"), "curves": pq.read_table(small / "curves.parquet"),
              "scalars": pq.read_table(small / "scalars.parquet")}  # fmt: skip
    for name in ("curves", "scalars"):
        tables[name] = of_folder(tables[name], small.name)
    for name, table in tables.items():
        head, *rows = sheets[name]
        assert [cell.text for cell in head.values()] == table.column_names
        assert len(rows) == len(table) > 0
        for letter, column in zip(head, table.columns, strict=True):
            shown, kept = [row.get(letter) for row in rows], column.to_pylist()
            for cell, value in zip(shown, kept, strict=True):
                if isinstance(value, int | float) and not np.isnan(value):
                    assert cell.kind == "n"
                    assert float(cell.text) == pytest.approx(value, rel=1e-15)
                elif isinstance(value, str) and value:
                    assert (cell.kind, cell.text) == ("inlineStr", value)


def test_names_are_texts_whatever_they_begin_with(tmp_path):
    run = altered(stored_run(tmp_path), "=HYPERLINK(1)", curves=curves(FORMULAS, [1.0] * len(FORMULAS)))
    sheets = sheets_of(write_workbook(run, tmp_path))
    cells = [row["B"] for row in sheets["curves"][1:]]
    assert {cell.kind for cell in cells} == {"inlineStr"}
    shown = [cell.text.replace("_x005F_x0041_", "_x0041_").replace("_x0009_", "\t") for cell in cells]
    assert shown == FORMULAS
    assert len({cell.look for cell in cells[:5]} - {cell.look for cell in cells[5:6]}) == 1  # a text, even once edited
    assert [row["B"].text for row in sheets["run"] if row["A"].text == "title"] == ["=HYPERLINK(1)"]


def test_days_are_days_and_what_is_not_known_is_empty(tmp_path):
    values = [float("nan"), float("inf"), float("-inf"), 0.1, None]
    rows = curves(["a", "b", "c", "d", ""], values)
    run = altered(stored_run(tmp_path), curves=rows.append_column("seed", [[2**62, 5, -(10**15), 0, None]]))
    rows = sheets_of(write_workbook(run, tmp_path))["curves"][1:]
    assert {(row["A"].text, row["A"].kind) for row in rows} == {("45717", "n")}  # days since 1899-12-30: 2025-03-01
    assert all(row["A"].look for row in rows)
    assert "C" not in rows[0]
    assert [rows[place]["C"][:2] for place in (1, 2, 3)] == [("inf", "inlineStr"), ("-inf", "inlineStr"), ("0.1", "n")]
    assert [row["D"][:2] for row in rows[:4]] == [
        (str(2**62), "inlineStr"), ("5", "n"), (str(-(10**15)), "inlineStr"), ("0", "n")]  # fmt: skip
    assert rows[4].keys() == {"A", "E"}


def test_the_same_run_gives_the_same_bytes_on_another_day_and_in_another_time_zone(small, tmp_path, monkeypatch):
    first = write_workbook(small, tmp_path / "a").read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    time.sleep(2.1)  # two seconds are what a zip file tells apart
    try:
        assert write_workbook(small, tmp_path / "b").read_bytes() == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_table_longer_than_a_sheet_is_refused_before_anything_is_written(small, tmp_path, monkeypatch):
    rows = len(pq.read_table(small / "curves.parquet"))
    monkeypatch.setattr(workbook, "MOST_ROWS", rows)
    with pytest.raises(NotExportedError, match=f"curves has {rows + 1:,} rows with its head .* take --format csv"):
        write_workbook(small, tmp_path / "to")
    assert not (tmp_path / "to").exists()
    monkeypatch.setattr(workbook, "MOST_ROWS", rows + 1)
    assert write_workbook(small, tmp_path / "to").exists()


def test_a_text_longer_than_a_cell_is_refused_and_leaves_nothing(tmp_path):
    run = altered(stored_run(tmp_path), curves=curves(["x" * 32_767], [1.0]))
    assert sheets_of(write_workbook(run, tmp_path / "to"))["curves"][1]["B"].text == "x" * 32_767
    altered(run, curves=curves(["x" * 32_768], [1.0]))
    with pytest.raises(NotExportedError, match="32,768 characters"):
        write_workbook(run, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_full_disk_is_told_as_one_and_leaves_what_was_there(small, tmp_path, monkeypatch):
    path = write_workbook(small, tmp_path)
    before = path.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Workbook, "_store_workbook", full)
    with pytest.raises(OSError, match="No space left") as told:
        write_workbook(small, tmp_path)
    assert told.value.errno == errno.ENOSPC
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
