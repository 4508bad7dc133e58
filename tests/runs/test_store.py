"""A run is in the store as a whole or not at all, and says the same when it is read back."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.compute as pc
import pytest

from sim.events import kinds
from sim.events.row import ROW
from sim.metrics import measure
from sim.runs import events_file, identity, store, whole
from sim.runs.manifest import IncompleteError
from sim.runs.names import Names
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.statistics.summary import Summary
from sim.world import engines
from sim.world.model import build
from tests.metrics.small_world import layout
from tests.metrics.test_fold import same
from tests.metrics.worlds import WORLDS, come_to_nothing, come_to_something, model_of, replications_of
from tests.runs.small_runs import files_of, order, simulate

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios" / "validation" / "small-world.yaml"
FILES = {
    "manifest.json", "scenario.yaml", "summary.csv", "curves.parquet", "scalars.parquet", "events.parquet",
    "tranches", "series",
}  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return store.run(order(logs=20), tmp_path_factory.mktemp("runs"), Summary)


def test_a_finished_run_is_one_folder_with_every_file(stored):
    assert files_of(stored.folder) == FILES
    assert files_of(stored.folder.parent) == {stored.folder.name}
    assert stored.folder.name == f"small-{stored.hash10}"
    assert (stored.folder / "scenario.yaml").read_text() == order().resolved


def test_what_is_read_back_is_what_was_simulated(stored):
    fresh = store.simulated(order())
    assert stored.info == fresh.info
    assert stored.keys == fresh.keys
    for metric in {key.metric for key in fresh.keys}:
        assert np.array_equal(stored.measured.of(metric), fresh.measured.of(metric))
    assert stored.scalars.keys() == fresh.scalars.keys()
    for name, values in fresh.scalars.items():
        assert np.array_equal(stored.scalars[name], values, equal_nan=True)


def test_a_stored_log_says_what_its_sites_are_called(stored):
    assert stored.logged == list(range(20))
    told = events_file.decoded(stored.log(3), Names(layout()))
    born = told.filter(pc.equal(told["event"], kinds.TRANCHE_DECLARED))
    named = dict(zip(born["other"].to_pylist(), born["other_name"].to_pylist(), strict=True))
    assert stored.site_names(3) == named
    assert len(named) > 3
    assert stored.site_names(20) == {}, "there is no such log"
    in_memory = store.simulated(order())
    assert (in_memory.logged, in_memory.site_names(0)) == ([0], {})


def test_a_stored_log_is_the_log_and_gives_the_same_measures(stored):
    for replication in (0, 11, 19):
        log = stored.log(replication)
        assert log.dtype == ROW
        assert np.array_equal(log, simulate(replication))
        same(measure(log, layout()), measure(simulate(replication), layout()))


def test_stored_logs_give_the_same_measures_as_their_runs_of_every_metric(tmp_path):
    """From disk come the log, and beside it the series and scalars that were measured as it was written."""
    compared: set[str] = set()
    for world in WORLDS:
        model, replications = model_of(world), replications_of(world)
        asked = store.Order(model, f"name: {world}\n", replications.stop, Workers(jobs=1), logs=replications.stop)
        results = store.run(asked, tmp_path, Summary)
        for replication in replications:
            log = results.log(replication)
            assert np.array_equal(log, engines.simulate(model, replication))
            found = measure(log, model.layout)
            stored_cells = zip(results.keys, by_cell(results, replication), strict=True)
            cells = {key: row for key, row in stored_cells if row.any()}
            assert cells.keys() == {found.keys[cell] for cell in found.active}
            assert all(np.array_equal(cells[found.keys[cell]], row)
                       for cell, row in zip(found.active, found.values, strict=True))  # fmt: skip
            stored_scalars = {name: float(values[replication]) for name, values in results.scalars.items()}
            assert stored_scalars == pytest.approx(found.scalars, rel=0, abs=0, nan_ok=True)
            compared |= come_to_something(found)
    assert come_to_nothing(compared) == []


def by_cell(results, replication):
    """Stored series of a replication, in the order of its keys, the opening state first."""
    metrics = dict.fromkeys(key.metric for key in results.keys)
    return np.concatenate([results.measured.of(metric)[replication] for metric in metrics])


def test_stored_events_say_their_names_days_and_mw(stored):
    events = stored.folder / "events.parquet"
    found = duckdb.sql(f"""
        select event_name, entity_name, other_name, region_name, stage_name, reason_name, mw * 1000 = kw, day
        from '{events}' where event_name = 'LeaseLapsed' and replication = 2""").fetchall()
    assert [row[:-1] for row in found] == [
        ("LeaseLapsed", "40", "leases-0004", "east", "loi", "review", True)
    ]
    assert str(found[0][-1]) == "2023-11-09"
    live = duckdb.sql(
        f"select distinct entity_name from '{events}' where event_name = 'TrancheLive'"
    ).fetchall()
    assert ("leases-0000/0",) in live


def test_the_summary_holds_mean_half_width_and_band(stored):
    with (stored.folder / "summary.csv").open() as file:
        rows = {row["metric"]: row for row in csv.DictReader(file)}
    assert list(rows["live_mw@FY2024"]) == [
        "metric",
        "unit",
        "mean",
        "half_width",
        "level",
        "p10",
        "p50",
        "p90",
        "p_error",
        "n",
        *(f"{quantile}_{end}" for quantile in ("p10", "p50", "p90") for end in ("low", "high")),
        "folder",
    ]
    assert {row["folder"] for row in rows.values()} == {stored.folder.name}
    live = stored.series("live_mw")[:, 11]
    assert float(rows["live_mw@FY2024"]["mean"]) == pytest.approx(live.mean())
    assert float(rows["live_mw@FY2024"]["p90"]) == pytest.approx(np.quantile(live, 0.9))
    assert rows["live_mw@FY2024"]["n"] == "20"
    over = stored.scalar("window_over_1_gw").mean()
    assert float(rows["window_over_1_gw"]["mean"]) == pytest.approx(over)
    assert float(rows["programme_reached@FY2024"]["mean"]) == 1.0


def test_the_curves_hold_the_band_of_each_cell_and_of_sums(stored):
    curves = stored.folder / "curves.parquet"
    found = duckdb.sql(f"""
        select mean, p10, p50, p90 from '{curves}'
        where metric = 'live_mw' and grade = 'ai' and region = 'all' order by month""").fetchall()
    live = stored.series("live_mw", grade="ai")
    expected = np.array([live.mean(axis=0), *np.quantile(live, [0.1, 0.5, 0.9], axis=0)]).T
    assert np.array(found) == pytest.approx(expected)
    [(cells,)] = duckdb.sql(f"""
        select count(*) from '{curves}' where metric = 'live_mw' and month = date '2024-01-01'""").fetchall()
    assert cells == 9  # four cells, two sums by region, two by grade, one total


def test_a_finished_run_is_used_again(stored, monkeypatch):
    monkeypatch.setattr(store, "_simulate", None)
    again = store.run(order(), stored.folder.parent, Summary)
    assert again.folder == stored.folder


def test_asked_for_again_a_run_is_replaced(tmp_path):
    first = store.run(order(2), tmp_path, Summary)
    (first.folder / "note").write_text("old")
    store.run(order(2), tmp_path, Summary, again=True)
    assert files_of(first.folder) == FILES


@pytest.mark.parametrize("change", [
    {"resolved": "name: other\n"}, {"replications": 3}, {"scenario": {"seed": 8}},
])  # fmt: skip
def test_what_changes_the_numbers_changes_the_hash(change):
    base = {"replications": 2, "resolved": "name: small\n"}
    assert order(**base).hash != order(**base | change).hash


def test_a_run_that_fails_leaves_nothing(tmp_path):
    def fails(results):
        raise ArithmeticError("broken")

    with pytest.raises(ArithmeticError):
        store.run(order(2), tmp_path, fails)
    assert files_of(tmp_path) == set()


KILLED = """
import os
from pathlib import Path
from sim.runs import manifest, store
from sim.statistics.summary import Summary
from tests.runs.small_runs import order
manifest.seal = lambda *_: os._exit(9)
store.run(order(2), Path({root!r}), Summary)
"""


def test_a_run_killed_before_its_manifest_leaves_nothing_that_loads(tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED.format(root=str(tmp_path))], cwd=ROOT, check=False)
    assert killed.returncode == 9
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".small-")
    assert files_of(left) == FILES - {"manifest.json"}
    with pytest.raises(IncompleteError, match="no finished run"):
        Results.load(left)
    finished = store.run(order(2), tmp_path, Summary)
    assert files_of(tmp_path) == {finished.folder.name}


def test_the_folder_of_a_run_under_way_is_left_alone(tmp_path):
    under_way = tmp_path / whole.draft_name("small-0123456789").replace(str(os.getpid()), str(os.getppid()))
    under_way.mkdir()
    store.clean(tmp_path)
    assert under_way.exists()


def test_a_file_cut_short_is_noticed(tmp_path):
    folder = store.run(order(2), tmp_path, Summary).folder
    with (folder / "series" / "00000000.parquet").open("r+b") as file:
        file.truncate(100)
    with pytest.raises(IncompleteError, match="not the"):
        Results.load(folder)


def test_an_altered_byte_is_noticed_where_a_run_is_read_and_the_run_is_made_anew(tmp_path):
    folder = store.run(order(3), tmp_path, Summary).folder
    whole = {path: path.read_bytes() for path in folder.rglob("*.*")}
    for name in ("summary.csv", "scalars.parquet", "series/00000000.parquet"):
        path = folder / name
        alter(path)
        with pytest.raises(IncompleteError, match=f"{name} is not what was written"):
            Results.load(folder)
        store.run(order(3), tmp_path, Summary)
        assert path.read_bytes() == whole[path]


def alter(path):
    """Another byte in the middle, and the same size."""
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.unlink()  # what has another name too keeps its bytes
    path.write_bytes(text)


def test_another_schema_is_refused(tmp_path):
    folder = store.run(order(2), tmp_path, Summary).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"schema": 99}))
    with pytest.raises(IncompleteError, match="schema 99"):
        Results.load(folder)


def test_the_typical_logs_are_kept_and_the_manifest_says_so(tmp_path):
    results = store.run(order(), tmp_path, Summary)
    ranked = np.argsort(results.series("call_capex_usd").sum(axis=1))
    typical = sorted(int(ranked[place]) for place in (2, 10, 17))
    events = json.loads((results.folder / "manifest.json").read_text())["events"]
    assert events["replications"] == typical
    assert "P10, P50 and P90 of call_capex_usd" in events["kept"]
    assert np.array_equal(results.log(typical[1]), simulate(typical[1]))


def test_more_logs_than_are_stored_make_a_run_anew_and_fewer_do_not(tmp_path, monkeypatch):
    store.run(order(), tmp_path, Summary)
    results = store.run(order(logs=3), tmp_path, Summary)
    assert [*events_file.stored(results.folder)] == [0, 1, 2]
    monkeypatch.setattr(store, "_simulate", None)
    for logs in (0, 2, 3):
        assert store.run(order(logs=logs), tmp_path, Summary).info == results.info


@pytest.mark.parametrize("count", [63, 64, 65, 150])
def test_parts_of_64_replications_read_as_one(tmp_path, count):
    results, fresh = store.run(order(count), tmp_path, Summary), store.simulated(order(count))
    assert len(files_of(results.folder / "series")) == -(-count // 64)
    assert results.keys == fresh.keys
    for metric in {key.metric for key in fresh.keys}:
        assert np.array_equal(results.measured.of(metric), fresh.measured.of(metric))


def test_a_cell_that_a_part_never_used_is_zero_there(tmp_path):
    """Only replication 70 has a row of the second region: the first part of 64 has no such cell."""
    def late(replication):
        rows = simulate(replication)
        return rows if replication == 70 else rows[rows["region"] != 1]

    results = store.run(order(80, simulate=late), tmp_path, Summary)
    live = results.series("live_mw", region=results.info.names["region"][1]).sum(axis=1)
    assert np.flatnonzero(live).tolist() == [70]


def test_a_log_that_is_not_stored_is_simulated_again_by_the_same_version_alone(tmp_path, monkeypatch):
    loaded = load(SMALL_WORLD)
    study = store.Order(build(loaded.scenario), resolved_yaml(loaded.tree), 8, Workers("simpy", 1))
    folder = store.run(study, tmp_path, Summary).folder
    results = Results.load(folder)
    missing = next(r for r in range(8) if r not in events_file.stored(folder))
    assert np.array_equal(results.log(missing), engines.simulate(study.model, missing, "simpy"))
    monkeypatch.setattr(identity, "sources_hash", lambda: "another")  # or a policy: both are in the hash of a run
    with pytest.raises(LookupError, match="not stored"):
        results.log(missing)
