"""Construction money that is stated for the start: it stands as stated, and only what is left of it still accrues."""

from datetime import timedelta

import pytest

from sim.events import codes, kinds
from sim.scenario.supply import OpeningMoney
from tests.world.replayer import Replayer
from tests.world.small import START, action, day, run, scenario, site, tranche

M = 10**6
STATED = {"committed": "$90M", "accrued": "$60M", "unpaid": "$20M"}
EVEN = {"curve": {"alpha": 1.0, "beta": 1.0}}
"""Spending in proportion to progress."""


def half_built(*tranches, **fields):
    """An owned site of 10 MW, half built at the start: 365 days of building of which 183 are left."""
    listed = tranches or (tranche(10, day(183)),)
    return site("hall", "building", *listed, tenure="owned", terms=None, **({"money": STATED} | fields))


def opened(*sites, **changes):
    log = run(sites=list(sites), costs=EVEN | changes.pop("costs", {}), **changes)
    Replayer(log.layout).replay(log.array)
    return log


def declared(log, basis):
    return log.dollars(kinds.CAPEX_DECLARED, item=codes.FACILITY, basis=basis)


def test_it_opens_as_it_is_stated():
    log = opened(half_built())
    found = [declared(log, basis) for basis in (codes.COMMITMENT, codes.ACCRUAL, codes.CASH)]
    assert found == [90 * M, 60 * M, 40 * M]


def test_only_what_is_left_accrues_evenly_over_what_is_left_of_the_building():
    """$30M over 183 days: 31 of them in July 2024; all of it by the day on which it is ready, nothing after."""
    log = opened(half_built())
    accrued = {r.value: r.dollars for r in log.of(kinds.CAPEX_ACCRUED, item=codes.FACILITY)}
    assert accrued[0] == pytest.approx(30 * M * 31 / 183, rel=1e-6)
    assert accrued[1] == pytest.approx(30 * M * 31 / 183, rel=1e-6)
    assert sum(accrued.values()) == 30 * M
    assert max(accrued) == 5


def test_what_is_unpaid_is_paid_evenly_over_the_payment_term():
    """Two months: half of $20M at the end of each, before anything that accrues later."""
    paid = {r.value: r.dollars for r in opened(half_built()).of(kinds.CAPEX_PAID, item=codes.FACILITY)}
    assert (paid[0], paid[1]) == (10 * M, 10 * M)
    assert sum(paid.values()) == 50 * M


def test_tranches_share_it_by_their_mw():
    """Of a cut-off half that is cancelled at once, half of what had not accrued is taken back."""
    two = (tranche(5, day(183)), tranche(5, day(184)))
    stop = action("stop", "cancel", START, 5, ["building"], select={"tenures": ["owned"]})
    log = opened(half_built(*two), timeline=[stop])
    back = log.one(kinds.CAPEX_COMMITTED, item=codes.FACILITY)
    assert back.dollars == pytest.approx(-15 * M, abs=1)


@pytest.mark.parametrize(("fields", "problem"), [
    ({"tenure": "leased", "terms": "lease"}, "pays for no construction"),
    ({"stage": "planned"}, "is planned: money is stated for what is building"),
    ({"tranches": [tranche(10, START + timedelta(days=366))]}, "has not begun by then"),
])  # fmt: skip
def test_where_nothing_can_have_been_spent_it_is_refused(fields, problem):
    with pytest.raises(AssertionError, match=problem):
        scenario(sites=[half_built() | fields])


def test_more_accrued_than_committed_is_refused():
    with pytest.raises(ValueError, match="must hold"):
        OpeningMoney.model_validate(STATED | {"accrued": "$91M"})
