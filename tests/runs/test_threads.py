"""Work spread over threads comes back in order, and stops where it fails."""

import threading

import pytest

from sim.runs.threads import AHEAD, in_threads


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_order(threads):
    assert list(in_threads(lambda n: n * n, range(50), threads)) == [n * n for n in range(50)]


def test_work_is_done_at_the_same_time():
    meeting = threading.Barrier(2, timeout=20)
    assert sorted(in_threads(lambda _: meeting.wait(), range(2), 2)) == [0, 1]


def test_one_thread_is_that_which_asks():
    assert set(in_threads(lambda _: threading.current_thread(), range(3), 1)) == {threading.current_thread()}


def test_after_a_failure_what_has_not_begun_is_dropped():
    begun = []

    def work(n):
        begun.append(n)
        if n == 0:
            raise ArithmeticError("no")

    with pytest.raises(ArithmeticError):
        list(in_threads(work, range(1_000), 2))
    assert len(begun) <= 2 * AHEAD + 3
