"""Runs are made of chunks: whatever there was before, or ended a run, the same replications give the same bytes."""

import itertools
import os
import random
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from sim.runs import chunks, manifest, series_file, store
from sim.runs.names import Names
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.tranches_file import EVENTS, TrancheRows
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.statistics.summary import Summary
from sim.world.model import build
from tests.runs.small_runs import forked

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios" / "validation" / "small-world.yaml"


@pytest.fixture(scope="module", autouse=True)
def _small_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series_file, "CHUNK", 4)
        yield


@pytest.fixture
def order(model):
    return lambda replications, **how: store.Order(*model, replications, **({"workers": Workers("simpy", 1)} | how))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a run but its manifest, which says when it was made."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != manifest.FILE}  # fmt: skip


def digest_of(folder: Path) -> str:
    return manifest.read(folder)["digest"]


@pytest.fixture(scope="module")
def undisturbed(model, tmp_path_factory):
    root = tmp_path_factory.mktemp("undisturbed") / "runs"
    return store.run(store.Order(*model, 10, workers=Workers("simpy", 1)), root, Summary).folder


@pytest.mark.parametrize("before", [[1], [8], [9, 1], [10], [12]])
def test_a_run_computes_what_is_not_there_and_has_the_same_bytes(before, order, simulated, undisturbed, tmp_path):
    root = tmp_path / "runs"
    for replications in before:
        store.run(order(replications), root, Summary)
    there = max(before)
    simulated.clear()
    folder = store.run(order(10), root, Summary).folder
    assert simulated == list(range(there, 10))
    assert bytes_of(folder) == bytes_of(undisturbed)
    assert digest_of(folder) == digest_of(undisturbed)


def test_a_longer_chunk_takes_the_place_of_a_shorter_one(order, tmp_path):
    store.run(order(3), tmp_path / "runs", Summary)
    short = {path.name for path in (tmp_path / "cache").rglob("*.parquet")}
    store.run(order(4), tmp_path / "runs", Summary)
    assert {path.name for path in (tmp_path / "cache").rglob("*.parquet")} == {
        name.replace("-03", "-04") for name in short
    }


def test_another_seed_shares_nothing(model, order, simulated, tmp_path):
    store.run(order(3), tmp_path / "runs", Summary)
    loaded = load(SMALL_WORLD, overrides=["seed=7"])
    other = store.Order(build(loaded.scenario), resolved_yaml(loaded.tree), 3, Workers("simpy", 1))
    simulated.clear()
    store.run(other, tmp_path / "runs", Summary)
    assert simulated == [0, 1, 2]


def test_asked_for_again_nothing_that_is_there_counts(order, simulated, tmp_path):
    store.run(order(3), tmp_path / "runs", Summary)
    simulated.clear()
    store.run(order(3), tmp_path / "runs", Summary, again=True)
    assert simulated == [0, 1, 2]


@pytest.mark.parametrize("suffix", [".parquet", "-tranches.parquet"])
def test_a_damaged_chunk_is_made_anew(suffix, order, simulated, tmp_path):
    folder = store.run(order(3), tmp_path / "runs", Summary).folder
    before = bytes_of(folder)
    [chunk] = (tmp_path / "cache").rglob(f"*-03{suffix}")
    chunk.unlink()
    chunk.write_bytes(b"PAR1 nothing of the kind PAR1")
    simulated.clear()
    again = store.run(order(2), tmp_path / "runs", Summary).folder
    assert simulated == [0, 1]
    assert bytes_of(folder) == before
    store.run(order(3), tmp_path / "runs", Summary)
    assert digest_of(again) != digest_of(folder)


@pytest.mark.parametrize("left", [None, 2])
def test_what_goes_after_it_was_counted_on_is_measured_too(left, order, simulated, undisturbed, tmp_path, monkeypatch):
    """As where `results gc`, or a fault of the disk, takes chunks from under a run."""
    root, most_of, asked = tmp_path / "runs", chunks.Cache.most_of, []
    store.run(order(7), root, Summary)

    def gone(cache, key, n):
        asked.append(key)
        found = most_of(cache, key, n)
        return found and (found if len(asked) <= 3 else left and found.cut(left))

    simulated.clear()
    monkeypatch.setattr(chunks.Cache, "most_of", gone)  # 10 replications in chunks of 4: three are looked for first
    folder = store.run(order(10), root, Summary).folder
    there = left or 0
    assert sorted(simulated) == sorted([*range(there, 4), *range(4 + there, 8), 8, 9])
    assert bytes_of(folder) == bytes_of(undisturbed)


def test_a_longer_chunk_beside_a_damaged_one_is_cut(order, simulated, tmp_path):
    fresh = store.run(order(3), tmp_path / "fresh" / "runs", Summary).folder
    kept = [path.name for path in (tmp_path / "fresh" / "cache").rglob("*-03*.parquet")]
    store.run(order(4), tmp_path / "runs", Summary)
    [place] = (tmp_path / "cache").iterdir()
    for name in kept:
        (place / name).write_bytes(b"PAR1 nothing of the kind PAR1")
    simulated.clear()
    folder = store.run(order(3), tmp_path / "runs", Summary).folder
    assert simulated == []
    assert bytes_of(folder) == bytes_of(fresh)


def test_values_that_are_not_those_written_are_noticed(order, tmp_path):
    store.run(order(3), tmp_path / "runs", Summary)
    [series] = (tmp_path / "cache").rglob("*-03.parquet")
    [tranches] = (tmp_path / "cache").rglob("*-03-tranches.parquet")
    chunk, told = chunks.read(series, tranches)
    chunk.series.values[1, 0, 0] += 1
    chunks.write(series, tranches, chunk, told)
    with pytest.raises(chunks.DamagedError, match=r"replication 1, or its rows in .*, are not those that were written"):
        chunks.read(series, tranches)


def test_cells_under_other_names_are_noticed_and_not_taken_into_a_run(order, tmp_path):
    whole = store.run(order(3), tmp_path / "runs", Summary).folder
    written, shown = bytes_of(whole), (whole / "summary.csv").read_bytes()
    [series] = (tmp_path / "cache").rglob("*-03.parquet")
    tranches = chunks.Cache.tranches_of(series)
    chunk, told = chunks.read(series, tranches)
    keys = [key._replace(metric="asked_mx") if key.metric == "asked_mw" else key for key in chunk.keys]
    assert keys != list(chunk.keys)
    series.unlink()
    renamed = {name: text for name, text in told.items() if name not in ("cells", "replications")}
    series_file.write_part(series, chunk.first, keys, chunk.series, renamed)
    with pytest.raises(chunks.DamagedError, match="names of its cells"):
        chunks.read(series, tranches)
    shutil.rmtree(tmp_path / "runs")
    again = store.run(order(3), tmp_path / "runs", Summary).folder
    assert (again / "summary.csv").read_bytes() == shown
    assert bytes_of(again) == written


def test_a_chunk_in_the_place_of_another_is_not_taken(order, tmp_path):
    store.run(order(8), tmp_path / "runs", Summary)
    first, second = (path for path in sorted((tmp_path / "cache").rglob("*-04.parquet")))
    for one, other in ((first, second), (chunks.Cache.tranches_of(first), chunks.Cache.tranches_of(second))):
        other.unlink()
        shutil.copy(one, other)
    shutil.rmtree(tmp_path / "runs")
    fresh = store.run(order(8), tmp_path / "elsewhere" / "runs", Summary).folder
    assert bytes_of(store.run(order(8), tmp_path / "runs", Summary).folder) == bytes_of(fresh)


def test_without_links_files_are_written_once_more(order, undisturbed, tmp_path, monkeypatch):
    def refused(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refused)
    folder = store.run(order(10), tmp_path / "runs", Summary).folder
    assert bytes_of(folder) == bytes_of(undisturbed)


def test_logs_asked_for_are_there_of_replications_that_were_measured_before(order, tmp_path):
    fresh = store.run(order(6, logs=6), tmp_path / "fresh" / "runs", Summary)
    store.run(order(4), tmp_path / "runs", Summary)
    grown = store.run(order(6, logs=6), tmp_path / "runs", Summary)
    assert bytes_of(grown.folder) == bytes_of(fresh.folder)
    assert np.array_equal(grown.log(2), fresh.log(2))


def ends_at(call: int) -> None:
    """From now on the process is gone at once at its nth call that changes what is on disk, before it is made."""
    left = itertools.count(1 - call)

    def counted(function):
        def instead(*args, **kwargs):
            if next(left) == 0:
                os._exit(9)
            return function(*args, **kwargs)

        return instead

    for name in ("fsync", "link", "replace", "rename", "unlink", "mkdir", "rmdir"):
        setattr(os, name, counted(getattr(os, name)))


def test_a_run_gone_before_any_call_that_changes_the_disk_goes_on_to_the_same_bytes(order, undisturbed, tmp_path):
    root = tmp_path / "runs"
    for call in itertools.count(1):
        def work(call=call):
            ends_at(call)
            store.run(order(10), root, Summary)

        _, status = os.waitpid(forked(work), 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        assert os.waitstatus_to_exitcode(status) == 9
        if (root / undisturbed.name).exists():  # then it is whole, and the next would find it there
            assert bytes_of(root / undisturbed.name) == bytes_of(undisturbed)
            shutil.rmtree(root / undisturbed.name)
    assert call > 20, "it ended at many places"
    store.clean(root)
    assert [path.name for path in root.iterdir()] == [undisturbed.name]
    assert bytes_of(root / undisturbed.name) == bytes_of(undisturbed)
    assert digest_of(root / undisturbed.name) == digest_of(undisturbed)


def test_a_run_killed_at_random_moments_goes_on_to_the_same_bytes(order, undisturbed, tmp_path):
    root = tmp_path / "runs"
    moments = random.Random(7)
    for _ in range(8):
        child = forked(lambda: store.run(order(10), root, Summary))
        time.sleep(moments.uniform(0, 0.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    folder = store.run(order(10), root, Summary).folder
    assert bytes_of(folder) == bytes_of(undisturbed)


def test_two_processes_at_the_same_run_end_with_the_same_bytes(order, undisturbed, tmp_path):
    root = tmp_path / "runs"
    both = [forked(lambda: store.run(order(10), root, Summary)) for _ in range(2)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in both] == [0, 0]
    assert bytes_of(root / undisturbed.name) == bytes_of(undisturbed)
    assert [path.name for path in root.iterdir()] == [undisturbed.name]


def test_a_tranche_has_the_name_that_its_own_replication_gives_it(undisturbed):
    """What a part is called differs between replications: so do those of a file of many."""
    run = Results.load(undisturbed)
    stored = TrancheRows(undisturbed, run.n)
    names = Names(build(load(SMALL_WORLD).scenario).layout)
    for replication in (0, 3, 9):
        log = run.log(replication)
        whole = names.of(log)["entity"].to_pylist()
        said = [row["entity_name"] for row in stored.rows(replication, EVENTS)]
        assert said == [whole[at] for at in np.flatnonzero(np.isin(log["event"], EVENTS))]
        assert any("/" in name for name in said if name)


def test_files_that_are_kept_open_are_opened_once_and_give_the_same(undisturbed, monkeypatch):
    opened, usual = [], series_file.pq.ParquetFile

    def opening(path, **how):
        opened.append(usual(path, **how))
        return opened[-1]

    monkeypatch.setattr(series_file.pq, "ParquetFile", opening)
    one_by_one, series = (series_file.StoredSeries(undisturbed, 10) for _ in range(2))
    metrics = {key.metric for key in series.keys}
    with series.kept_open():
        found = {metric: series.of(metric) for metric in metrics}
    assert len(opened) == 2 * 3 < len(metrics), "to see what is in them, and to read all of it"
    assert all(file.closed for file in opened)
    assert all(np.array_equal(one_by_one.of(metric), found[metric]) for metric in metrics)
