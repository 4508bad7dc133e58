"""A sweep's tables say of each design point what moves, its figures, and how they differ from the first point's."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from numpy.random import default_rng
from scipy import stats

from sim.runs import manifest
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.sweep import Simulation
from sim.statistics import sweep_table as tables
from sim.statistics.intervals import wilson
from tests.runs.test_sweep import BASE

SWEEP = """
schema: 1
name: two-levers
title: Two levers
scenario: base.yaml
replications: 40
levers:
  - {key: operator.reserve, values: [0 %, 20 %], label: Reserve}
  - {key: costs.land, values: [$170/kW, $340/kW]}
metrics: ["live_mw@FY2025", headroom_mw]
"""
POINTS = [("0 %", "$170/kW"), ("0 %", "$340/kW"), ("20 %", "$170/kW"), ("20 %", "$340/kW")]


@pytest.fixture
def made(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP)
    return prepare(tmp_path / "two.yaml")


def drawn(sizes=(40, 40, 40, 40)):
    """Values by point, of shape (figure, replication): noise that points share, and some of their own."""
    shared = default_rng(1).normal(100.0, 10.0, (2, max(sizes)))
    return [shared[:, :n] + default_rng(place + 2).normal(5.0 * place, 1.0, (2, n)) for place, n in enumerate(sizes)]


@pytest.fixture
def asked(monkeypatch):
    """What was asked of those who run design points, who here have their values at hand."""
    calls = []

    def run_points(*arguments):
        calls.append(arguments)
        return drawn()

    monkeypatch.setattr(tables, "run_points", run_points)
    return calls


def half_width(values, level=0.95):
    """As a textbook has it."""
    low, high = stats.t.interval(level, len(values) - 1, values.mean(), stats.sem(values))
    return (high - low) / 2


def test_each_point_has_a_line_for_each_figure_with_what_moves(made):
    found = tables.sweep_table(made, drawn()).to_pylist()
    assert [(row["design_point"], row["lever: Reserve"], row["lever: costs.land"]) for row in found] == [
        (place + 1, *POINTS[place]) for place in range(4) for _ in range(2)]  # fmt: skip
    assert [(row["metric"], row["unit"]) for row in found] == [("live_mw@FY2025", "MW"), ("headroom_mw", "MW")] * 4
    assert list(found[0])[:3] == ["design_point", "lever: Reserve", "lever: costs.land"]
    assert list(found[0])[-4:] == ["difference_mean", "difference_half_width", "correlation", "variance_ratio"]


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_a_line_has_the_figure_s_mean_and_its_paired_difference_to_the_first_point(made, level):
    values = drawn()
    found = tables.sweep_table(made, values, level).to_pylist()
    for row, (place, m) in zip(found, [(place, m) for place in range(4) for m in range(2)], strict=True):
        gaps = values[place][m] - values[0][m]
        assert row["mean"] == pytest.approx(values[place][m].mean())
        assert row["half_width"] == pytest.approx(half_width(values[place][m], level))
        assert row["difference_mean"] == pytest.approx(gaps.mean(), abs=1e-12)
        if place:
            assert row["difference_half_width"] == pytest.approx(half_width(gaps, level))
            assert row["correlation"] == pytest.approx(stats.pearsonr(values[place][m], values[0][m])[0])
            spread = values[place][m].var(ddof=1) + values[0][m].var(ddof=1)
            assert row["variance_ratio"] == pytest.approx(gaps.var(ddof=1) / spread)


@pytest.mark.parametrize("first", [40, 60])
def test_where_points_have_other_numbers_of_replications_those_that_both_have_are_paired(made, first):
    sizes = (first, 50, 50, 50)
    points = tuple(replace(point, replications=n) for point, n in zip(made.points, sizes, strict=True))
    values, both = drawn(sizes), min(first, 50)
    found = tables.sweep_table(replace(made, points=points), values).to_pylist()
    for place in range(1, 4):
        row = found[2 * place + 1]
        assert row["n"] == 50
        assert row["difference_mean"] == pytest.approx((values[place][1, :both] - values[0][1, :both]).mean())
    listed = tables.points_table(replace(made, points=points), tables.sweep_table(made, values))
    assert listed["replications"].to_pylist() == [*sizes]


def test_the_lines_are_the_same_where_processes_share_the_points_out(made):
    assert tables.sweep_table(made, drawn(), jobs=2) == tables.sweep_table(made, drawn())


@pytest.mark.parametrize(("many", "workers", "jobs"), [(True, 3, 3), (False, 3, 1), (True, 0, 1)])
def test_many_points_are_shared_out_among_as_many_processes_as_simulate(
    made, asked, tmp_path, monkeypatch, many, workers, jobs
):
    run, seen = Simulation(Workers(jobs=workers)) if workers else "run", []
    monkeypatch.setattr(tables, "worth_it", lambda sweep, points: many and sweep is made and points is made.points)
    monkeypatch.setattr(tables, "shared_out", lambda work, pieces, n: (seen.append(n), map(work, pieces))[1])
    tables.sweep(made, tmp_path, run)
    tables.sweep_table(made, drawn())
    assert seen == [jobs, 1]


def test_the_list_of_points_has_one_line_each_where_there_is_one_figure(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP.replace(", headroom_mw]", "]"))
    made = prepare(tmp_path / "two.yaml")
    table = tables.sweep_table(made, [values[:1] for values in drawn()])
    assert tables.points_table(made, table)["lever: Reserve"].to_pylist() == [reserve for reserve, _ in POINTS]


def test_the_list_of_points_has_one_line_each_with_means_and_half_widths(made):
    values = drawn()
    found = tables.points_table(made, tables.sweep_table(made, values)).to_pylist()
    assert list(found[0]) == ["design_point", "lever: Reserve", "lever: costs.land", "replications", "live_mw@FY2025",
                              "live_mw@FY2025 half_width", "headroom_mw", "headroom_mw half_width"]  # fmt: skip
    for place, row in enumerate(found):
        assert list(row.values())[:4] == [place + 1, *POINTS[place], 40]
        assert row["live_mw@FY2025"] == pytest.approx(values[place][0].mean())
        assert row["headroom_mw"] == pytest.approx(values[place][1].mean())
        assert row["headroom_mw half_width"] == pytest.approx(half_width(values[place][1]))


def test_a_finished_sweep_has_its_tables_its_design_and_where_it_comes_from(made, asked, tmp_path):
    folder = tables.sweep(made, tmp_path, "run", on_done="heard")
    assert folder == tmp_path / made.folder_name
    assert asked == [(made, tmp_path, "run", False, "heard")]
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "points.csv", "sweep.csv", "sweep.parquet"}
    stored = pq.read_table(folder / "sweep.parquet")
    assert stored.schema.metadata[b"sweep"] == made.hash.encode()
    assert stored.replace_schema_metadata() == tables.sweep_table(made, drawn())
    read = pa_csv.read_csv(folder / "sweep.csv")
    assert read["mean"].to_pylist() == pytest.approx(stored["mean"].to_pylist())
    assert read["lever: Reserve"].to_pylist() == stored["lever: Reserve"].to_pylist()
    assert pa_csv.read_csv(folder / "points.csv").num_rows == 4


def test_the_manifest_tells_the_design_and_what_was_run(made, asked, tmp_path):
    folder = tables.sweep(made, tmp_path / "not" / "there", "run")
    told = manifest.checked(folder)
    said = told["sweep"]
    assert said["hash"] == made.hash
    assert said["design_points"] == [
        {"operator.reserve": reserve, "costs.land": land} for reserve, land in POINTS]  # fmt: skip
    assert said["runs"] == [point.hash for point in made.points]
    assert said["kept"] == [made.kept_name(point) for point in made.points]
    assert said["units"] == ["MW", "MW"]
    assert (said["replications"], said["simulated"]) == (40, 160)
    assert said["name"] == "two-levers"
    assert said["levers"][0].items() >= {"key": "operator.reserve", "label": "Reserve", "scale": "linear"}.items()
    assert "source" not in said, "what the file does not say is not told"
    assert told["inputs"] == dict(made.inputs)
    assert 0 <= told["seconds"] < 60
    assert set(told["files"]) == {"sweep.csv", "points.csv", "sweep.parquet"}


def test_what_is_finished_is_not_made_again_unless_it_is_asked_for(made, asked, tmp_path):
    folder = tables.sweep(made, tmp_path, "run")
    (folder / "mine.txt").write_text("a note")
    assert tables.sweep(made, tmp_path, "run") == folder
    assert len(asked) == 1
    tables.sweep(made, tmp_path, "run", again=True)
    assert asked[1] == (made, tmp_path, "run", True, None)
    assert not (folder / "mine.txt").exists(), "the folder is made anew"


@pytest.mark.parametrize("spoil", ["manifest.json", "sweep.csv"])
def test_what_is_damaged_is_made_again(made, asked, tmp_path, spoil):
    folder = tables.sweep(made, tmp_path, "run")
    (folder / spoil).write_text("{}")
    tables.sweep(made, tmp_path, "run")
    assert len(asked) == 2
    assert manifest.checked(folder)["sweep"]["hash"] == made.hash


def test_the_clock_is_read_to_the_millisecond(made, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "time", SimpleNamespace(monotonic=iter([10.0, 11.23456]).__next__))
    assert manifest.checked(tables.sweep(made, tmp_path, "run"))["seconds"] == 1.235


def test_what_was_never_made_is_made_where_all_is_asked_for_again(made, asked, tmp_path):
    folder = tables.sweep(made, tmp_path, "run", again=True)
    assert manifest.checked(folder)["sweep"]["hash"] == made.hash


@pytest.mark.parametrize("told", [{}, {"sweep": {"kept": []}}, {"sweep": {"hash": "another", "kept": []}}, "no kept"])
def test_a_folder_that_tells_of_another_sweep_or_of_none_is_made_anew(made, asked, tmp_path, told):
    folder = tmp_path / made.folder_name
    folder.mkdir()
    (folder / "mine.txt").write_text("a note")
    manifest.seal(folder, {"sweep": {"hash": made.hash}} if told == "no kept" else told)
    assert tables.sweep(made, tmp_path, "run") == folder
    said = manifest.checked(folder)
    assert said["sweep"]["hash"] == made.hash
    assert set(said["files"]) == {"sweep.csv", "points.csv", "sweep.parquet"}, "a note of someone's is not its own"


def test_files_of_others_say_which_sweep_a_line_is_of(made, asked, tmp_path):
    folder = tables.sweep(made, tmp_path, "run")
    for name in ("sweep.csv", "points.csv"):
        assert set(pa_csv.read_csv(folder / name)["folder"].to_pylist()) == {made.folder_name}


def test_a_single_point_is_a_sweep(made, monkeypatch, tmp_path):
    alone = replace(made, points=made.points[:1])
    monkeypatch.setattr(tables, "run_points", lambda *_: drawn((40,)))
    assert pq.read_table(tables.sweep(alone, tmp_path, "run") / "sweep.parquet").num_rows == 2


def test_the_design_is_told_as_a_file_writes_it_and_with_the_fewest_replications(made):
    sizes = (64, 32, 48, 50)
    points = tuple(replace(point, replications=n) for point, n in zip(made.points, sizes, strict=True))
    said = tables._described(replace(made, points=points))
    assert (said["replications"], said["simulated"]) == (32, sum(sizes))
    assert said["schema"] == 1


def test_a_chance_has_wilsons_interval_in_the_list_of_points(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP.replace("headroom_mw]", "window_over_1_gw]"))
    seen = [np.tile([1.0] * place + [0.0] * (40 - place), (2, 1)) for place in range(4)]
    made = prepare(tmp_path / "two.yaml")
    found = tables.points_table(made, tables.sweep_table(made, seen))["window_over_1_gw half_width"].to_pylist()
    assert found == pytest.approx([wilson(place, 40).half_width for place in range(4)])
