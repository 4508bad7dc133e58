"""What is read of a stored run's series is let go when it is said so, and by itself with who asked for it."""

import gc

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.runs import store
from sim.runs.series_file import StoredSeries
from sim.statistics.summary import Summary
from tests.runs.small_runs import order


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return store.run(order(70), tmp_path_factory.mktemp("runs"), Summary).folder


def test_what_was_let_go_is_read_again(folder):
    series = StoredSeries(folder, 70)
    before = series.of("live_mw")
    assert series.of("live_mw") is before
    series.let_go()
    assert not series._kept and "_parts" not in vars(series)
    again = series.of("live_mw")
    assert again is not before
    assert np.array_equal(again, before)


def test_no_metadata_of_parts_waits_for_the_garbage_collector(folder):
    """They are a megabyte a part, of which a run has sixteen."""
    gc.collect()
    gc.disable()
    try:
        series = StoredSeries(folder, 70)
        series.of("live_mw")
        del series
        assert pq.FileMetaData not in map(type, gc.get_objects())  # isinstance would ask a dead proxy what it is
    finally:
        gc.enable()
