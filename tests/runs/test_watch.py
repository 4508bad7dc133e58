"""A worker that is stuck is named, once, with what it is at."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.runs import watch
from sim.runs.replicate import Workers
from sim.runs.store import simulated
from sim.runs.watch import AtWork, Watch, named
from tests.runs.small_runs import order, simulate


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(watch, "PATIENCE", 0.2)
    monkeypatch.setattr(watch, "LOOK", 0.05)


def test_a_chunk_that_is_stuck_is_named_with_its_thread():
    said, go_on = [], threading.Event()

    def stuck(replication):
        if replication == 10:
            go_on.wait(30)
        return simulate(replication)

    def tell(text):
        said.append(text)
        go_on.set()

    simulated(order(16, simulate=stuck, workers=Workers(jobs=2, on_stuck=tell)))
    assert len(said) == 1
    first, _, rest = said[0].partition(" has been at ")
    assert first.startswith("thread replications_")
    words = rest.split()  # replications 8 to 11 for 0 s
    assert int(words[1]) <= 10 <= int(words[3])


def test_what_takes_long_for_all_is_not_told():
    said = []
    seen = Watch(said.append, lambda: [AtWork("w", "this", time.monotonic() - 2.0)])
    seen.took(1.0)
    seen.look()
    assert said == [], "twenty times as long as others, or it is not told"
    for _ in range(99):
        seen.took(0.01)
    seen.look()
    seen.look()
    assert len(said) == 1
    assert said[0].startswith("w has been at this for 2 s; others took 0.0 s")


def test_an_error_of_the_work_is_its_own():
    def fails():
        raise TimeoutError("mine")

    with ThreadPoolExecutor(1) as pool, pytest.raises(TimeoutError, match="mine"):
        Watch(print, list).result(pool.submit(fails))


def test_replications_are_named():
    assert [named(range(3, 4)), named(range(8, 16))] == ["replication 3", "replications 8 to 15"]


def test_what_ends_just_as_it_is_looked_at_is_taken():
    class Late:
        """Runs out of time, and is done a moment after."""

        asked = 0

        def result(self, timeout=None):
            self.asked += 1
            if self.asked == 1:
                raise TimeoutError
            return 7

        def done(self):
            return True

    assert Watch(print, list).result(Late()) == 7
