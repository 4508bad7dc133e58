"""What becomes of tranches and requests, compared between two logs by name."""

import pytest

from sim.events import codes, kinds, stages
from sim.runs.courses import changed
from sim.runs.logbook import Logbook
from tests.metrics.small_world import MONTHS, instant, layout, log, row

SMALL = {"entity": 3, "other": 2, "region": 0, "grade": 1, "kw": 10_000}
LARGE = {"entity": 5, "other": 4, "region": 1, "grade": 0, "kw": 40_000}
ASKS = {"entity": 1, "grade": codes.AI, "client": codes.PARTNER, "workload": 0, "kw": 700}
START = [
    row(kinds.TRANCHE_DECLARED, 0, item=stages.SIGNED, value=0, **SMALL),
    row(kinds.TRANCHE_DECLARED, 0, item=stages.SIGNED, value=0, **LARGE),
    row(kinds.REQUEST_MADE, instant(1), holder=-1, **ASKS),
]  # fmt: skip


def live(month, **at):
    return row(kinds.TRANCHE_LIVE, instant(month), item=stages.READY, **at)


def cancelled(month, **at):
    return row(kinds.LEASE_CANCELLED, instant(month), item=stages.SIGNED, reason=codes.ACTION, **at)


def served(month, holder):
    return row(kinds.REQUEST_SERVED, instant(month), holder=holder, other=holder, **ASKS)


def between(left, right):
    books = (Logbook(log(sorted([*START, *rows], key=lambda r: r["instant"])), layout()) for rows in (left, right))
    return changed(*books)


def test_equal_logs_change_nothing():
    assert between([live(3, **SMALL)], [live(3, **SMALL)]) == ([], [])


def test_what_stands_elsewhere_for_most_mw_months_comes_first():
    tranches, requests = between([cancelled(3, **SMALL), live(8, **LARGE)], [live(3, **SMALL), live(6, **LARGE)])
    assert [each.name for each in tranches] == ["leases-0001/0", "leases-0003/0"]
    assert [each.kw_seconds for each in tranches] == [
        10_000 * (instant(MONTHS) - instant(3)), 40_000 * (instant(8) - instant(6))]  # fmt: skip
    assert requests == []


def test_a_request_served_by_another_is_another_course():
    _, (request,) = between([served(4, 0)], [served(4, 1)])
    assert (request.name, request.kw, request.shared) == ("training-0001", 700, 1)
    assert request.seconds == instant(MONTHS) - instant(4)


def test_the_same_steps_on_another_day_stand_apart_for_the_days_between():
    _, (request,) = between([served(4, 0)], [served(5, 0)])
    assert request.seconds == instant(5) - instant(4)


def test_a_thing_that_one_log_lacks_is_apart_from_its_beginning():
    more = row(kinds.TRANCHE_DECLARED, instant(2), item=stages.LOI, value=0, entity=9, other=6, kw=5_000)
    (new,), _ = between([more], [])
    assert (new.name, new.right.steps, new.shared, new.kw) == ("leases-0005/0", (), 0, 5_000)
    assert new.seconds == instant(MONTHS) - instant(2)


def test_mw_are_those_from_the_parting_on():
    part = SMALL | {"kw": 4_000}
    (cut,), _ = between([cancelled(3, **part)], [])
    assert cut.kw == 4_000


@pytest.mark.parametrize("sides", [((), (cancelled(3, **SMALL),)), ((cancelled(3, **SMALL),), ())])
def test_either_side_may_end_first(sides):
    (gone,), _ = between(*sides)
    assert gone.shared == 1
    assert {len(gone.left.steps), len(gone.right.steps)} == {1, 2}
