"""What a results folder holds, and what of it nothing needs."""

import os
import shutil
import time

import numpy as np
import pytest

from sim.runs import claims, kept, manifest, points_file, run_sums, store, whole
from sim.statistics.summary import Summary
from tests.runs.small_runs import order


@pytest.fixture
def results(tmp_path):
    store.run(order(70), tmp_path / "runs", Summary)
    store.run(order(3, resolved="name: other\n", scenario={"seed": 8}), tmp_path / "runs", Summary)
    return tmp_path


def test_runs_are_listed_with_their_state(results, monkeypatch):
    broken = results / "runs" / "broken-0123456789"
    broken.mkdir()
    first, second, third = kept.runs_in(results)
    assert [first.folder.name, first.state] == [broken.name, "not finished"]
    assert "no manifest.json" in first.why
    assert second.state == third.state == "current"
    assert second.size > 10_000
    monkeypatch.setattr(kept, "sources_hash", lambda: "another")
    assert kept.runs_in(results)[1].state == "of another version"


def test_what_runs_are_made_of_is_needed(results):
    assert list(kept.unneeded(results)) == []


def test_chunks_of_a_run_that_is_gone_and_what_killed_processes_left_are_not(results):
    [gone] = [run.folder for run in kept.runs_in(results) if run.made and run.made["run"]["n"] == 70]
    shutil.rmtree(gone)
    [left] = [path.parent for path in (results / "cache").rglob("*-03.parquet")]
    here = whole.draft_name("").rpartition("-")[0]
    dead, living = left / f".x.parquet{here[1:]}-999999999", left / f".y.parquet{here[1:]}-{os.getppid()}"
    of_another_machine = left / f".x.parquet{whole.MARK}0123abcd-999999999"
    of_another_machine.write_text("")
    folder = results / "runs" / f".z{here[1:]}-999999999"
    dead.write_text("")
    living.write_text("")
    folder.mkdir()
    unneeded = set(kept.unneeded(results))
    assert {dead, folder} <= unneeded
    assert not {living, of_another_machine} & unneeded
    long_ago = time.time() - 8 * 86_400
    os.utime(of_another_machine, (long_ago, long_ago))
    os.utime(living, (long_ago, long_ago))
    unneeded = set(kept.unneeded(results))
    assert of_another_machine in unneeded, "nobody has written to it for a week"
    assert living not in unneeded
    assert sorted(path.name[64:] for path in unneeded - {dead, folder, of_another_machine}) == sorted(
        ["-64.parquet", "-64-tranches.parquet", "-06.parquet", "-06-tranches.parquet"])


def test_claims_of_design_points_whose_process_is_gone_are_not_needed(tmp_path):
    points = tmp_path / "sweeps" / "points"
    points.mkdir(parents=True)
    with claims.claimed(points / "held.parquet") as mine:
        assert mine
        left = points / f"left.parquet{claims.SUFFIX}"
        left.write_text("")
        assert list(kept.unneeded(tmp_path)) == [left]


def test_design_points_of_no_finished_sweep_are_not_needed(tmp_path):
    points = tmp_path / "sweeps" / "points"
    names = [points_file.name_of(key, ["live_mw"]) for key in "ab"]
    for name in names:
        points.mkdir(parents=True, exist_ok=True)
        points_file.write(points / name, ["live_mw"], np.ones((1, 3)))
        points_file.write_took(points / name, {"seconds": "1"})
    folder = tmp_path / "sweeps" / "one-0123456789"
    folder.mkdir()
    manifest.seal(folder, {"sources": "", "sweep": {"kept": names[:1]}})
    assert set(kept.unneeded(tmp_path)) == {points / names[1], points_file.took_of(points / names[1])}


def test_folders_of_something_else_among_runs_and_sweeps_are_told(results):
    for place, facts in (("runs", {"exported": {}}), ("sweeps", {"run": {}}), ("comparisons", {})):
        folder = results / place / "export-0123456789"
        folder.mkdir(parents=True)
        manifest.seal(folder, facts)
    assert [run.why for run in kept.runs_in(results)].count("its manifest.json is of something else") == 1
    assert [each.state for each in (*kept.sweeps_in(results), *kept.comparisons_in(results))] == ["not finished"] * 2
    assert list(kept.unneeded(results)) == []


@pytest.mark.parametrize("place", [
    "bridges/x", "bridges/x/figures", "comparisons/x", "sweeps", "sweeps/x", "runs/x", ".",
])  # fmt: skip
def test_drafts_of_killed_processes_are_not_needed_wherever_they_lie(tmp_path, place):
    here = whole.draft_name("").rpartition("-")[0]
    folder = tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    dead, living = (folder / f".a.csv{here[1:]}-{process}" for process in (999999999, os.getppid()))
    dead.write_text("")
    living.write_text("")
    assert list(kept.unneeded(tmp_path)) == [dead]


def test_sums_of_fewer_replications_are_needed_as_long_as_those_that_they_lie_beside(results, monkeypatch):
    monkeypatch.setattr(kept, "comparisons_in", lambda root: [kept.Kept(root, {"pair_sums": ["ab12"]})])
    for name in ("ab12", "ab12-5", "cd34", "cd34-5"):
        path = run_sums.path_of(results / "cache", name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    assert sorted(path.stem for path in kept.unneeded(results)) == ["cd34", "cd34-5"]
