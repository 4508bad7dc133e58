"""A logbook finds rows by the names that the tables show, and says which is nearest where there is none."""

import pytest

from sim.events import codes, kinds, stages
from sim.runs.logbook import Logbook, NotInLogError, causes_of
from sim.runs.names import BY_ENTITY
from tests.metrics.small_world import instant, layout, log, row

ASKS = {"grade": codes.AI, "client": codes.PARTNER, "workload": 0, "holder": -1}
TRANCHE = {"entity": 3, "other": 2, "region": 0, "grade": 1, "kw": 48_000}
ROWS = [
    row(kinds.TRANCHE_DECLARED, 0, item=stages.LOI, value=1, **TRANCHE),
    row(kinds.CAPEX_COMMITTED, 0, entity=8, other=2, item=codes.SERVERS, basis=codes.COMMITMENT, dollars=9),
    row(kinds.REQUEST_MADE, instant(1), entity=1, kw=700, **ASKS),
    row(kinds.ACTION_TAKEN, instant(3), entity=0, kw=48_000),
    row(kinds.LEASE_LAPSED, instant(3), item=stages.LOI, reason=codes.ACTION, cause=3, **TRANCHE),
    row(kinds.REQUEST_PARTED, instant(4), entity=44, value=1, item=1, kw=200, cause=2, **ASKS | {"holder": 0}),
    row(kinds.REQUEST_SERVED, instant(5), entity=44, kw=200, cause=5, **ASKS | {"holder": 1}),
    row(kinds.REQUEST_LEFT_OPEN, instant(6), entity=1, kw=500, **ASKS),
]  # fmt: skip


def book(rows=ROWS):
    return Logbook(log(rows), layout())


def test_rows_are_found_by_the_names_of_things():
    found = book()
    assert found.of_request("training-0001") == [2, 5, 6, 7]
    assert found.of_request("training-0001/1") == [5, 6]
    assert found.of_lease("leases-0001/1") == found.of_lease("leases-0001") == [0, 4]
    assert found.of_site("leases-0001") == [0, 1, 4]


@pytest.mark.parametrize(("what", "name", "near"), [
    ("request", "trianing-0001", "training-0001"), ("request", "training", "training-0001"),
    ("lease", "lease-0001", "leases-0001"), ("lease", "leases-0001/2", "leases-0001/1"),
    ("site", "leses-0001", "leases-0001"),
])  # fmt: skip
def test_a_wrong_name_is_answered_with_the_nearest(what, name, near):
    with pytest.raises(NotInLogError, match=f"no {what} `{name}`; did you mean `{near}`"):
        getattr(book(), f"of_{what}")(name)


@pytest.mark.parametrize("name", ["", "/", "x" * 500, "leases-0001/"])
def test_a_name_like_no_other_is_told_alone(name):
    with pytest.raises(NotInLogError, match="--list names them"):
        book().of_request(name)


def test_an_entry_has_numbers_and_words():
    entry = book().entry(4)
    assert (entry.event, entry.about, entry.numbers["kw"]) == (kinds.LEASE_LAPSED, "leases-0001/1", 48_000)
    assert (entry.words["stage"], entry.words["reason"], entry.words["region"]) == ("loi", "action", "east")
    assert "client" not in entry.words


def test_causes_are_followed_to_their_root_and_no_further_than_asked():
    made = log(ROWS)
    assert causes_of(made, 6, 9) == [5, 2]
    assert causes_of(made, 6, 1) == [5]
    assert causes_of(made, 2, 9) == []


def test_a_cause_that_the_log_lacks_or_that_is_the_row_itself_ends_the_chain():
    rows = [row(kinds.HORIZON_REACHED, 0, cause=7), row(kinds.HORIZON_REACHED, 0, cause=1)]
    assert causes_of(log(rows), 0, 9) == causes_of(log(rows), 1, 9) == []


def test_every_kind_of_event_but_the_horizon_is_about_something_with_a_name():
    assert set(kinds.names()) - {event for events in BY_ENTITY.values() for event in events} == {kinds.HORIZON_REACHED}
