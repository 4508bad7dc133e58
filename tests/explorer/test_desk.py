import threading
from queue import Queue

import pytest

from sim.explorer.desk import MOST_WAITING, BusyError, Job
from sim.explorer.figures import View
from sim.explorer.session import Asked, Which

MINUTE = 60


class Waiting:
    """Work that begins, and ends when it is let go or stopped."""

    def __init__(self):
        self.begun, self.go = threading.Event(), threading.Event()
        self.stopped = None

    def __call__(self, job):
        self.begun.set()
        while not self.go.wait(0.01):
            if job.stopped():
                break
        self.stopped = job.stopped()
        yield from ()


def saying(what):
    def work(_):
        yield what

    return work


def told_of(job_queue):
    return list(iter(lambda: job_queue.get(timeout=MINUTE), None))


def test_a_newer_request_of_a_page_ends_its_older(desk):
    work, told = Waiting(), Queue()
    desk.ask(Job("one", work, told.put))
    assert work.begun.wait(MINUTE)
    newer = Queue()
    desk.ask(Job("one", saying("newer"), newer.put))
    assert told_of(newer) == ["newer"]
    assert work.stopped
    assert told_of(told) == []


def test_a_request_that_waits_is_dropped_for_a_newer_of_its_page(desk):
    first = Waiting()
    desk.ask(Job("one", first, lambda _: None))
    assert first.begun.wait(MINUTE)
    queues = [Queue() for _ in range(3)]
    for number, queue in enumerate(queues):
        desk.ask(Job("two", saying(number), queue.put))
    first.go.set()
    assert [told_of(queue) for queue in queues] == [[], [], [2]]
    assert not first.stopped


def test_long_work_of_one_page_lets_another_s_through_between_its_steps(desk):
    first, order, told = Waiting(), [], [Queue(), Queue()]

    def long(_):
        for step in range(5):
            order.append(step)
            yield step

    desk.ask(Job("first", first, lambda _: None))
    assert first.begun.wait(MINUTE)
    desk.ask(Job("long", long, told[0].put))

    def short(_):
        order.append("short")
        yield "short"

    desk.ask(Job("short", short, told[1].put))
    first.go.set()
    assert [told_of(queue) for queue in told] == [[0, 1, 2, 3, 4], ["short"]]
    assert order == [0, "short", 1, 2, 3, 4]


def test_the_queue_is_bounded_and_goes_on_afterwards(desk):
    first = Waiting()
    desk.ask(Job("first", first, lambda _: None))
    assert first.begun.wait(MINUTE)
    told = [Queue() for _ in range(MOST_WAITING)]
    for number, queue in enumerate(told):
        desk.ask(Job(f"page {number}", saying("done"), queue.put))
    with pytest.raises(BusyError, match="wait already"):
        desk.ask(Job("one more", saying(0), lambda _: None))
    first.go.set()
    assert [told_of(queue) for queue in told] == [["done"]] * MOST_WAITING


def test_work_that_fails_is_told_and_the_desk_goes_on(desk):
    def failing(job):
        raise RuntimeError("no such thing")
        yield

    told = Queue()
    desk.ask(Job("one", failing, told.put))
    assert told_of(told) == [{"error": "this went wrong: no such thing"}]
    desk.ask(Job("one", saying(1), told.put))
    assert told_of(told) == [1]


def test_a_superseded_simulation_stops_between_portions_and_keeps_what_it_has(session, desk):
    session._most = 1_000
    told, newer = Queue(), Queue()

    def draw(reserve):
        asked = Asked(View("live_mw"), Which("small-world"), Which("small-world", {"operator.reserve": reserve}))

        def run(job):
            for picture in session.draw(asked, job.stopped):
                yield picture["n"]
                if picture["n"] >= 24 and reserve == "9":
                    break

        return run

    desk.ask(Job("one", draw("7"), told.put))
    assert told.get(timeout=10 * MINUTE) == 8
    desk.ask(Job("one", draw("9"), newer.put))
    assert told_of(newer)[-1] == 24
    assert max([8, *told_of(told)]) < 1_000
    done = max(point.n for point in session._points.values())
    assert 8 <= done < 1_000
