"""A folder of CSV files is whole, says which run it is of, and overwrites nothing but its like."""

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from sim.report.csv_folder import write_csv_folder
from sim.report.stored_tables import NotExportedError
from sim.runs import manifest
from tests.report.exported_runs import altered, curves, stored_run


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return stored_run(tmp_path_factory.mktemp("small"))


def test_tables_are_plain_and_the_manifest_beside_them_says_which_run_they_are_of(small, tmp_path):
    written = write_csv_folder(small, tmp_path)
    place = tmp_path / small.name
    assert written == [place / name for name in ("curves.csv", "manifest.json", "scalars.csv", "summary.csv")]
    assert (place / "summary.csv").read_bytes() == (small / "summary.csv").read_bytes()
    for name in ("curves", "scalars"):
        kept, read = pq.read_table(small / f"{name}.parquet"), pa_csv.read_csv(place / f"{name}.csv")
        assert read.column_names == [*kept.column_names, "folder"]
        assert set(read["folder"].to_pylist()) == {small.name}
        assert len(read) == len(kept) > 0
    made = manifest.read(place)
    assert made["exported"]["run"] == manifest.read(small)["run"]["hash"]
    assert set(made["hashes"]) == {"curves.csv", "scalars.csv", "summary.csv"}


def test_an_earlier_export_is_replaced_and_nothing_else_is(small, tmp_path):
    write_csv_folder(small, tmp_path)
    first = {path.name: path.read_bytes() for path in (tmp_path / small.name).iterdir()}
    write_csv_folder(small, tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / small.name).iterdir()} == first
    (tmp_path / small.name / "notes.txt").write_text("mine")
    with pytest.raises(NotExportedError, match="no export"):
        write_csv_folder(small, tmp_path)
    with pytest.raises(NotExportedError, match="no export"):
        write_csv_folder(small, small.parent)  # the run itself
    assert (tmp_path / small.name / "notes.txt").read_text() == "mine"
    manifest.read(small)
    assert [path.name for path in tmp_path.iterdir()] == [small.name]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_would_be_a_formula_is_refused_and_nothing_is_written(tmp_path, name):
    run = altered(stored_run(tmp_path), curves=curves(["a", name], [-1.0, 2.0]))
    with pytest.raises(NotExportedError, match=r"in the column region for a formula: take --format xlsx"):
        write_csv_folder(run, tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_signs_within_a_text_and_negative_numbers_are_no_formulas(tmp_path):
    run = altered(stored_run(tmp_path), curves=curves(["a=1", "b-c@d"], [-1.0, float("nan")]))
    assert "b-c@d" in write_csv_folder(run, tmp_path)[0].read_text()
