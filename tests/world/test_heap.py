"""The compiled engine's calendar gives back its keys by size, whatever it was given and taken from before."""

import heapq
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sim.world.compiled_world import HEAP
from sim.world.heap import ROOT, pop_from_heap, push_on_heap, smallest_key
from sim.world.rows import array, objects

KEYS = st.one_of(st.integers(0, 30), st.integers(0, 1 << 62))


def calendar(room=200):
    return SimpleNamespace(heap=objects(HEAP, array(HEAP, room)), run=[SimpleNamespace(keys=0, front=0, overflow=0)])


def emptied(w):
    return [pop_from_heap(w) for _ in range(w.run[0].keys)]


@given(st.lists(st.one_of(KEYS, st.none()), max_size=190))
def test_what_comes_out_is_the_smallest_of_what_is_in_it(steps):
    w, judge = calendar(), []
    for key in steps:
        if key is not None:
            push_on_heap(w, key)
            heapq.heappush(judge, key)
        elif judge:
            assert smallest_key(w) == judge[0]
            assert pop_from_heap(w) == heapq.heappop(judge)
        assert w.run[0].keys == len(judge)
    assert emptied(w) == sorted(judge)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=150))
def test_what_an_event_schedules_soon_comes_before_what_waits(gaps):
    """As a replication does: each key taken schedules two more, one of them at its own instant or soon after."""
    w, judge = calendar(), [7, 7, 100]
    for key in judge:
        push_on_heap(w, key)
    heapq.heapify(judge)
    for gap in gaps:
        now = pop_from_heap(w)
        assert now == heapq.heappop(judge)
        for key in (now + gap, now + 50 * gap):
            push_on_heap(w, key)
            heapq.heappush(judge, key)
    assert emptied(w) == sorted(judge)


def test_a_calendar_without_room_says_so_and_keeps_what_it_has():
    w = calendar(ROOT + 5)
    for key in range(ROOT + 6, 0, -1):
        push_on_heap(w, key)
    assert w.run[0].overflow == 1
    assert emptied(w) == [*range(2, ROOT + 7)]
