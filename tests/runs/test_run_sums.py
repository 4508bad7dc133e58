"""What is added up beyond the replications whose measures are kept is gone on from, and ends the same."""

import os
from pathlib import Path

import pytest

from sim.runs import digests, manifest, run_sums, series_file, store
from sim.runs.chunks import Cache
from sim.runs.kept import unneeded
from sim.runs.replicate import Workers
from sim.runs.run_sums import SUFFIX, stored
from sim.runs.verify import faults_of_cache
from sim.statistics.summary import Summary
from tests.runs.small_runs import forked
from tests.runs.test_chunks import bytes_of

SMALL_WORLD = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"
KEPT, CHUNK, ALL = 4, 2, 14


@pytest.fixture(scope="module", autouse=True)
def _few_are_kept():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EXACT", KEPT)
        patch.setattr(series_file, "CHUNK", CHUNK)
        patch.setattr(store, "PORTION", CHUNK)
        patch.setattr(run_sums, "KEEP_EVERY", 0.0)
        yield


@pytest.fixture(scope="module")
def order(model):
    return lambda replications: store.Order(*model, replications, Workers("simpy", 1))


@pytest.fixture(scope="module")
def undisturbed(order, tmp_path_factory):
    return store.run(order(ALL), tmp_path_factory.mktemp("undisturbed") / "runs", Summary).folder


def sums_of(root: Path) -> Path:
    (path,) = (root / "cache").glob(f"*/*{SUFFIX}")
    return path


def test_a_run_of_more_replications_adds_only_the_others(order, simulated, undisturbed, tmp_path):
    runs = tmp_path / "runs"
    store.run(order(9), runs, Summary)
    assert simulated == list(range(9))
    simulated.clear()
    folder = store.run(order(ALL), runs, Summary).folder
    assert simulated == list(range(9, ALL))
    assert bytes_of(folder) == bytes_of(undisturbed)
    assert manifest.read(folder)["sums"] == manifest.read(undisturbed)["sums"]
    assert sums_of(tmp_path).read_bytes() == sums_of(undisturbed.parent.parent).read_bytes()
    hashes = list(store.hashes_of(order(ALL), Summary))
    assert len(hashes) == KEPT + 1
    assert manifest.read(folder)["digest"] == digests.of_all(hashes), "the digest is of all replications"
    simulated.clear()
    store.run(order(7), runs, Summary)
    assert simulated == [4, 5, 6], "what is added up cannot be taken away again"
    assert stored(sums_of(tmp_path)) == ALL - KEPT, "sums of more replications are kept"
    assert list(unneeded(tmp_path)) == []


@pytest.mark.parametrize("ends_at", [1, 2, 4])
def test_a_run_ended_while_it_adds_up_goes_on(order, simulated, undisturbed, tmp_path, ends_at):
    def killed():
        kept = []
        write = run_sums.checked_file.write

        def ends(*asked):
            write(*asked)
            kept.append(asked)
            if len(kept) == ends_at:
                os._exit(9)

        run_sums.checked_file.write = ends
        store.run(order(ALL), tmp_path / "runs", Summary)

    _, status = os.waitpid(forked(killed), 0)
    assert os.waitstatus_to_exitcode(status) == 9
    folder = store.run(order(ALL), tmp_path / "runs", Summary).folder
    assert simulated == list(range(KEPT + ends_at * CHUNK, ALL))
    assert bytes_of(folder) == bytes_of(undisturbed)
    assert manifest.read(folder)["sums"] == manifest.read(undisturbed)["sums"]


@pytest.mark.parametrize("ends_at", [1, 2])
def test_a_shorter_run_than_there_are_sums_of_goes_on_too(order, simulated, tmp_path, ends_at):
    store.run(order(ALL), tmp_path / "runs", Summary)
    simulated.clear()

    def killed():
        kept = []
        write = run_sums.checked_file.write

        def ends(*asked):
            write(*asked)
            kept.append(asked)
            if len(kept) == ends_at:
                os._exit(9)

        run_sums.checked_file.write = ends
        store.run(order(ALL - 2), tmp_path / "runs", Summary)

    _, status = os.waitpid(forked(killed), 0)
    assert os.waitstatus_to_exitcode(status) == 9
    folder = store.run(order(ALL - 2), tmp_path / "runs", Summary).folder
    assert simulated == list(range(KEPT + ends_at * CHUNK, ALL - 2))
    alone = store.run(order(ALL - 2), tmp_path / "alone" / "runs", Summary).folder
    assert bytes_of(folder) == bytes_of(alone)
    assert stored(sums_of(tmp_path)) == ALL - KEPT, "those of more are kept, and no others"


def test_damaged_sums_are_told_and_made_anew(order, simulated, undisturbed, tmp_path):
    store.run(order(9), tmp_path / "runs", Summary)
    path = sums_of(tmp_path)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 4
    path.write_bytes(whole)
    simulated.clear()
    folder = store.run(order(ALL), tmp_path / "runs", Summary).folder
    assert simulated == list(range(KEPT, ALL))
    assert bytes_of(folder) == bytes_of(undisturbed)
    path.write_bytes(whole)
    assert any(path.name in fault for fault in faults_of_cache(Cache(tmp_path / "cache")))


def test_sums_of_another_scenario_in_their_place_are_not_used(order, simulated, undisturbed, tmp_path):
    store.run(order(ALL), tmp_path / "runs", Summary)
    path = sums_of(tmp_path)
    checked = run_sums.checked_file.read(path)
    path.unlink()
    other = path.with_name("f" * 64 + SUFFIX)
    run_sums.checked_file.write(other, checked)
    other.rename(path)
    for folder in (tmp_path / "runs").iterdir():
        (folder / manifest.FILE).unlink()
    simulated.clear()
    folder = store.run(order(ALL), tmp_path / "runs", Summary).folder
    assert simulated == list(range(KEPT, ALL))
    assert bytes_of(folder) == bytes_of(undisturbed)
