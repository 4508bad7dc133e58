"""What one machine has made, another takes from the place that they share; its results are the same bytes."""

from pathlib import Path

import fsspec
import pytest

from sim.runs import run_sums, series_file, store
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.shared import Shared, SharedError
from sim.runs.sweep import Simulation
from sim.statistics.summary import Summary
from sim.statistics.sweep_table import sweep
from tests.runs.test_chunks import bytes_of
from tests.runs.test_sweep import BASE, SWEEP

SMALL_WORLD = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(store, "EXACT", 6)
    monkeypatch.setattr(series_file, "CHUNK", 4)
    monkeypatch.setattr(run_sums, "KEEP_EVERY", 0.0)


@pytest.fixture(params=["memory://bucket/place", "file://{}/place"])
def url(request, tmp_path):
    """An object store, and a folder."""
    yield request.param.format(tmp_path)
    store_ = fsspec.filesystem("memory")
    for each in store_.find("/bucket"):
        store_.rm(each)


def test_another_machine_measures_only_what_is_not_shared(model, url, simulated, tmp_path):
    def run(machine: str, replications: int) -> Path:
        out = tmp_path / machine
        order = store.Order(*model, replications, Workers("simpy", 1), shared=Shared(url, out))
        return store.run(order, out / "runs", Summary).folder

    run("one", 7)
    simulated.clear()
    other = run("two", 10)
    assert simulated == [7, 8, 9]
    simulated.clear()
    assert bytes_of(run("one", 10)) == bytes_of(other)
    assert simulated == [], "what the other one made is there now"
    alone = store.run(store.Order(*model, 10, Workers("simpy", 1)), tmp_path / "alone" / "runs", Summary).folder
    assert bytes_of(alone) == bytes_of(other)


def test_a_damaged_file_that_is_shared_is_made_anew(model, url, simulated, tmp_path):
    def run(machine: str) -> Path:
        out = tmp_path / machine
        order = store.Order(*model, 4, Workers("simpy", 1), shared=Shared(url, out))
        return store.run(order, out / "runs", Summary).folder

    whole = run("one")
    files, root = fsspec.core.url_to_fs(url)
    (path,) = [each for each in files.find(root) if each.endswith("-04.parquet")]
    content = bytearray(files.cat_file(path))
    content[len(content) // 3] ^= 2
    files.pipe_file(path, bytes(content))
    simulated.clear()
    assert bytes_of(run("two")) == bytes_of(whole)
    assert simulated == [0, 1, 2, 3]
    simulated.clear()
    run("three")
    assert simulated == [], "the whole one has taken its place"


def test_design_points_are_shared(url, simulated, tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "grid.yaml").write_text(SWEEP)
    made, tables = prepare(tmp_path / "grid.yaml", 3), []
    for machine in ("one", "two"):
        out = tmp_path / machine
        folder = sweep(made, out / "sweeps", Simulation(Workers("simpy", 1), Shared(url, out)))
        tables.append((folder / "sweep.parquet").read_bytes())
        assert len(simulated) == 18
    assert tables[0] == tables[1]


def test_a_place_that_there_is_not_is_told(tmp_path):
    with pytest.raises(SharedError, match=r"nosuch://x cannot be used: .*nosuch"):
        Shared("nosuch://x", tmp_path)
