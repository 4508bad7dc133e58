"""Figures are measured as a run measures them: what is there is used, and the run finds what was made."""

import os
import signal
import time

import numpy as np
import pytest

from sim.runs import series_file, store
from sim.runs.figure_values import check, growing
from sim.runs.figures import value
from sim.runs.misnamed import UnknownNameError
from sim.runs.replicate import Workers
from sim.statistics.summary import Summary
from tests.runs.small_runs import forked
from tests.runs.test_chunks import bytes_of, digest_of

FIGURES = ("live_mw@FY2026", "call_capex_usd", "window_over_1_gw")
KEPT, ALL = 8, 14


@pytest.fixture(scope="module", autouse=True)
def _few_kept():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series_file, "CHUNK", 4)
        patch.setattr(store, "EXACT", KEPT)
        yield


@pytest.fixture
def order(model):
    return lambda replications: store.Order(*model, replications, workers=Workers("simpy", 1))


@pytest.fixture(scope="module")
def undisturbed(model, tmp_path_factory):
    root = tmp_path_factory.mktemp("undisturbed") / "runs"
    return store.run(store.Order(*model, 7, workers=Workers("simpy", 1)), root, Summary).folder


def grown(order, root, *steps, summing=None):
    root.mkdir(parents=True, exist_ok=True)
    with growing(order, root, FIGURES, summing) as values:
        for n in steps:
            values.grow(n)
        return values.values


def test_values_are_those_of_a_run(order, tmp_path):
    found = grown(order(ALL), tmp_path / "runs", 1, 6, 9, 13, ALL, 100)
    expected = store.simulated(order(ALL))
    assert np.array_equal(found, [value(expected, figure) for figure in FIGURES], equal_nan=True)


def test_nothing_is_measured_that_is_not_asked_for(order, simulated, tmp_path):
    grown(order(ALL), tmp_path / "runs", 3)
    assert simulated == [0, 1, 2, 3]  # to the end of the chunk


def test_a_run_finds_what_was_made_and_has_the_bytes_of_any(order, simulated, undisturbed, tmp_path):
    grown(order(ALL), tmp_path / "runs", 8)
    simulated.clear()
    folder = store.run(order(7), tmp_path / "runs", Summary).folder
    assert simulated == []
    assert bytes_of(folder) == bytes_of(undisturbed)
    assert digest_of(folder) == digest_of(undisturbed)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [folder.name]


def test_what_a_run_made_is_not_made_again(order, simulated, tmp_path):
    store.run(order(7), tmp_path / "runs", Summary)
    simulated.clear()
    grown(order(ALL), tmp_path / "runs", 12)
    assert simulated == [7, 8, 9, 10, 11]
    simulated.clear()
    grown(order(ALL), tmp_path / "runs", 5, 12)
    assert simulated == []


def test_what_is_beyond_is_added_up_for_the_run_of_as_many(order, simulated, tmp_path):
    grown(order(ALL), tmp_path / "runs", 3, KEPT, 11, 13, summing=Summary)
    assert simulated == list(range(13))
    simulated.clear()
    folder = store.run(order(13), tmp_path / "runs", Summary).folder
    assert simulated == []
    fresh = store.run(order(13), tmp_path / "fresh" / "runs", Summary).folder
    assert bytes_of(folder) == bytes_of(fresh)
    assert digest_of(folder) == digest_of(fresh)


def test_sums_go_on_from_those_that_there_are(order, simulated, tmp_path):
    store.run(order(10), tmp_path / "runs", Summary)
    grown(order(ALL), tmp_path / "runs", 13, summing=Summary)  # values from 8 on, sums from 10 on
    simulated.clear()
    folder = store.run(order(13), tmp_path / "runs", Summary).folder
    assert set(simulated) <= {10, 11, 12}
    assert bytes_of(folder) == bytes_of(store.run(order(13), tmp_path / "fresh" / "runs", Summary).folder)


def test_damaged_values_beyond_are_measured_anew(order, simulated, tmp_path):
    before = grown(order(ALL), tmp_path / "runs", 12)
    [kept] = (tmp_path / "sweeps" / "points").glob("*.parquet")
    kept.write_bytes(b"PAR1 nothing of the kind PAR1")
    simulated.clear()
    assert np.array_equal(grown(order(ALL), tmp_path / "runs", 12), before, equal_nan=True)
    assert simulated == [8, 9, 10, 11]


def test_what_is_killed_goes_on_where_it_was(order, simulated, undisturbed, tmp_path):
    root, cache = tmp_path / "runs", tmp_path / "cache"
    child = forked(lambda: grown(order(ALL), root, 4, 8, ALL) is time.sleep(60))
    deadline = time.monotonic() + 60
    while len(list(cache.rglob("*-04.parquet"))) < 1 and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert list(root.glob(".*precision*"))
    grown(order(ALL), root, 7)
    assert 0 not in simulated
    assert bytes_of(store.run(order(7), root, Summary).folder) == bytes_of(undisturbed)
    assert not list(root.glob(".*"))


@pytest.mark.parametrize(("figure", "said"), [
    ("live_mv", "did you mean `live_mw`"), ("live_mw[client=partner]", "not by client"),
    ("live_mw[region=nort]@FY2026", "did you mean `north`"), ("live_mw@FY2060", "no whole FY60"),
    ("call_capex_usd[asset=landd]", "asset"),
])  # fmt: skip
def test_what_a_scenario_does_not_have_is_told_without_a_run(figure, said, order, simulated):
    with pytest.raises((UnknownNameError, ValueError), match=said):
        check(order(3), figure)
    assert simulated == []
    for known in FIGURES:
        check(order(3), known)
