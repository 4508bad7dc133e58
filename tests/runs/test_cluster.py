"""A cluster makes the same bytes as this machine alone, whichever of its processes are killed meanwhile."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from sim.runs import chunks, cluster_points, identity, manifest, series_file, store
from sim.runs.cluster import ClusterError, connected
from sim.runs.cluster_tasks import Asked, PointAsked, chunk_of, packed, unpacked
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.sweep import PointsFailedError, Simulation
from sim.statistics.summary import Summary
from sim.statistics.sweep_table import sweep
from tests.runs.test_chunks import bytes_of
from tests.runs.test_sweep import BASE, SWEEP

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios" / "validation" / "small-world.yaml"
PATIENCE = 60.0


def started(stack: ExitStack, kind: str, *options: object,
            sources: Path | None = ROOT) -> subprocess.Popen:  # fmt: skip
    """A scheduler or a worker, in a process of its own that ends with the test."""
    code = "import sys; from dask.__main__ import main; sys.argv[0] = 'dask'; main()"
    command = [sys.executable, "-c", code, kind, *map(str, options)]
    here = os.environ | {"PYTHONPATH": str(sources or ""),
                         "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}  # fmt: skip
    process = subprocess.Popen(command, cwd=sources or "/", env=here, stderr=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    stack.callback(ended, process)
    return process


def ended(process: subprocess.Popen) -> None:
    """Kill a process and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def scheduler(tmp_path: Path):
    """A scheduler of its own on the loopback, its address and its process."""
    with ExitStack() as stack:
        told = tmp_path / f"scheduler-{time.monotonic_ns()}.json"
        process = started(stack, "scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file",
                          told, sources=None)  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not (told.exists() and (found := re.search(r"tcp://[\d.:]+", told.read_text()))):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield stack, found[0], process


def worker(stack: ExitStack, address: str, sources: Path = ROOT) -> subprocess.Popen:
    return started(stack, "worker", address, "--no-nanny", "--nthreads", 1, "--no-dashboard", "--host", "127.0.0.1",
                   sources=sources)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _small_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EXACT", 6)
        patch.setattr(series_file, "CHUNK", 4)
        yield


@pytest.fixture
def file(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "grid.yaml").write_text(SWEEP)
    return tmp_path / "grid.yaml"


def test_a_run_and_its_extension_are_the_same_bytes_as_without(model, tmp_path):
    alone = store.run(store.Order(*model, 12, Workers("simpy", 1)), tmp_path / "alone" / "runs", Summary).folder
    told = []
    with connected("local", 2) as cluster:
        for replications in (3, 12):
            workers = Workers("simpy", 1, told.append, cluster=cluster)
            folder = store.run(store.Order(*model, replications, workers), tmp_path / "runs", Summary).folder
    assert bytes_of(folder) == bytes_of(alone)
    for fact in ("digest", "sums", "chunks"):
        assert manifest.read(folder)[fact] == manifest.read(alone)[fact]
    assert told[-1] == 12
    caches = [root / "cache" for root in (tmp_path, tmp_path / "alone")]
    names = [sorted(path.relative_to(cache) for path in cache.rglob("*") if path.is_file()) for cache in caches]
    assert names[0] == names[1]
    assert all((caches[0] / name).read_bytes() == (caches[1] / name).read_bytes() for name in names[0])


def test_a_sweep_goes_on_when_a_worker_is_killed_and_has_every_point_once(file, tmp_path):
    alone = sweep(prepare(file, 64), tmp_path / "alone", Simulation(Workers("simpy", 1)))
    done = []
    with scheduler(tmp_path) as (stack, address, _):
        workers = [worker(stack, address) for _ in range(2)]
        with connected(address) as cluster:
            until = time.monotonic() + PATIENCE
            while cluster.threads < 2 and time.monotonic() < until:
                time.sleep(0.05)

            def on_done(count: int, of: int) -> None:
                done.append(count)
                if len(done) == 1:
                    ended(workers[0])

            run = Simulation(Workers("simpy", 1, cluster=cluster))
            folder = sweep(prepare(file, 64), tmp_path / "sweeps", run, on_done=on_done)
    assert done == [1, 2, 3, 4, 5, 6]
    for name in ("sweep.csv", "points.csv", "sweep.parquet"):
        assert (folder / name).read_bytes() == (alone / name).read_bytes()


def test_a_lost_scheduler_ends_in_words_and_the_same_sweep_goes_on(file, tmp_path):
    alone = sweep(prepare(file, 64), tmp_path / "alone", Simulation(Workers("simpy", 1)))
    ready, root, done = prepare(file, 64), tmp_path / "sweeps", []
    with scheduler(tmp_path) as (stack, address, process):
        worker(stack, address)

        def on_done(count: int, of: int) -> None:
            done.append(count)
            if len(done) == 2:
                ended(process)

        with pytest.raises(ClusterError, match="lost"), connected(address) as cluster:
            sweep(ready, root, Simulation(Workers("simpy", 1, cluster=cluster)), on_done=on_done)
    assert not (root / ready.folder_name).exists()
    there = len(list((root / "points").glob("*.parquet")))
    assert 2 <= there < 6
    with scheduler(tmp_path) as (stack, address, _):
        worker(stack, address)
        with connected(address) as cluster:
            rest = []
            run = Simulation(Workers("simpy", 1, cluster=cluster))
            folder = sweep(ready, root, run, on_done=lambda count, _: rest.append(count))
    assert rest == list(range(there + 1, 7))
    assert (folder / "sweep.parquet").read_bytes() == (alone / "sweep.parquet").read_bytes()


def test_a_worker_of_another_version_gets_no_work(model, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "sim", other / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "sim" / "world" / "paths.py").open("a") as changed:
        changed.write("# another version\n")
    with scheduler(tmp_path) as (stack, address, _):
        worker(stack, address, other)
        with pytest.raises(ClusterError, match="1 workers, none of them of this version"), connected(address):
            pass
        worker(stack, address)
        with connected(address) as cluster:
            assert len(cluster.refused) == 1
            assert cluster.threads == 1
            workers = Workers("simpy", 1, cluster=cluster)
            store.run(store.Order(*model, 3, workers), tmp_path / "runs", Summary)


@pytest.mark.parametrize("what", ["a run", "a sweep"])
def test_a_worker_with_another_policy_of_the_scenario_ends_in_words(model, file, tmp_path, monkeypatch, what):
    monkeypatch.setattr(identity.python, "sources_hash", lambda _: "what the worker does not have")
    told = "cannot be used: its program, or a policy of the scenario, is of another version"
    with connected("local", 1) as cluster:
        workers = Workers("simpy", 1, cluster=cluster)
        order, run = store.Order(*model, 3, workers), Simulation(workers)
        with pytest.raises(ClusterError, match=told):
            store.run(order, tmp_path / "runs", Summary) if what == "a run" else sweep(prepare(file), tmp_path, run)


def test_points_that_fail_on_a_worker_are_listed_and_the_others_are_kept(file, tmp_path, monkeypatch):
    def one_wrong(place, asked, replications, metrics):
        return PointAsked(place, asked, replications, ["live_mw@never"] if place == 2 else metrics)

    monkeypatch.setattr(cluster_points, "PointAsked", one_wrong)
    ready = prepare(file)
    with connected("local", 1) as cluster, pytest.raises(PointsFailedError) as failed:
        sweep(ready, tmp_path, Simulation(Workers("simpy", 1, cluster=cluster)))
    assert "1 of 6 design points failed" in str(failed.value)
    assert "  design point 3 (Reserve 20 %, costs.land $170/kW): 'live_mw@never': a period is" in str(failed.value)
    assert len(list((tmp_path / "points").glob("*.parquet"))) == 5


def test_a_fault_of_this_machine_is_not_the_clusters(model, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(chunks, "write", full)
    with pytest.raises(OSError, match="No space left") as failed, connected("local", 1) as cluster:
        store.run(store.Order(*model, 3, Workers("simpy", 1, cluster=cluster)), tmp_path / "runs", Summary)
    assert failed.value.errno == errno.ENOSPC


def test_a_chunk_that_goes_while_a_cluster_makes_the_rest_is_measured_here(model, tmp_path):
    alone = store.run(store.Order(*model, 4, Workers("simpy", 1)), tmp_path / "alone" / "runs", Summary).folder
    store.run(store.Order(*model, 3, Workers("simpy", 1)), tmp_path / "runs", Summary)
    shutil.rmtree(tmp_path / "runs")

    class Dropping:
        """In place of a cluster: what is there is dropped before what is missing comes back."""

        def chunks(self, order, spans):
            for span in spans:
                made = unpacked(chunk_of(asked, span))
                shutil.rmtree(tmp_path / "cache")
                yield span, made

    asked = Asked.of(model[0].layout.scenario, model[1], 4, "simpy")
    order = store.Order(*model, 4, Workers("simpy", 1, cluster=Dropping()))
    assert bytes_of(store.run(order, tmp_path / "runs", Summary).folder) == bytes_of(alone)


def test_there_is_no_scheduler(monkeypatch):
    monkeypatch.setattr("sim.runs.cluster.PATIENCE", 1.0)
    with pytest.raises(ClusterError, match=r"no scheduler at tcp://127\.0\.0\.1:9"), connected("tcp://127.0.0.1:9"):
        pass


def test_what_travels_arrives():
    value = {"a": [1, 2.5, "x" * 10_000], "b": range(7)}
    assert unpacked(packed(value)) == value
    assert len(packed(value)) < 1_000
