"""The list of kinds of event is in order and complete: ranks ascend, keys hold it, each wakes a table's rows."""

import pytest

from sim.world import calendar as cal
from sim.world.dispatch import HANDLERS, TOGETHER, _chain
from sim.world.tables import TABLES


def test_kinds_stand_in_the_order_of_their_ranks():
    assert list(cal.RANKS) == sorted(cal.RANKS)
    assert set(cal.RANKS) == set(range(1, max(cal.RANKS) + 1))
    assert max(kind for kind in range(len(cal.KINDS)) if kind != cal.MONTH_ENDS) < cal.MONTH_ENDS


def test_a_key_has_room_for_every_kind():
    assert len(cal.KINDS) <= cal.KIND_MASK + 1


@pytest.mark.parametrize("kind", cal.KINDS, ids=lambda kind: kind.handler)
def test_a_kind_wakes_the_rows_of_a_table(kind):
    assert kind.wakes in TABLES


def test_no_handler_answers_two_kinds():
    assert len({kind.handler for kind in cal.KINDS}) == len(HANDLERS)


@pytest.mark.parametrize("count", [1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 2])
def test_the_chain_calls_the_handler_of_the_kind(count, monkeypatch):
    called = []
    handlers = [lambda w, entity, kind=kind: called.append((kind, w, entity)) for kind in range(count)]
    monkeypatch.setattr("sim.world.dispatch.HANDLERS", handlers)
    chain = _chain(0, count)
    for kind in range(count):
        chain("world", kind, 100 + kind)
    assert called == [(kind, "world", 100 + kind) for kind in range(count)]
