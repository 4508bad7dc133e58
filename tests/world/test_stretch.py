"""Stretching: a slice of started spending that finds no room waits a month, and the work with it."""

from sim.events import codes, kinds, stages
from tests.world.small import DAY, day, run, site, tranche
from tests.world.test_spending import ENDS, cumulated

SEVEN = [31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30]
"""Days of July 2024 to June 2025."""


def cut_to(megadollars, when, *scope):
    """A hard envelope of fiscal 2025 that is cut on a day."""
    envelope = {"id": "one", "fiscal_year": 2025, "amount": "$9bn", "kind": "hard", "scope": list(scope)}
    cut = {"id": "cut", "action": "set_envelope", "at": day(when), "fiscal_year": 2025, "amount": f"${megadollars}M"}
    return {"capex": {"envelopes": [envelope]}, "timeline": [cut]}


def test_a_build_without_money_takes_a_month_longer_for_each_month_that_waits():
    """Cut on day 150, in November: November to June find nothing, eight slices; July opens without an envelope."""
    log = run(sites=[site("a", "building", tranche(10, day(300)), tenure="owned")], **cut_to(0, 150, "facility"))
    put_off = log.of(kinds.TRANCHE_DEFERRED)
    assert [row.value // DAY for row in put_off] == SEVEN[4:]
    assert [row.instant for row in put_off] == ENDS[4:12]
    assert {row.reason for row in put_off} == {codes.MONEY}
    assert len(log.of(kinds.SPENDING_WAITED)) == 8
    assert log.one(kinds.TRANCHE_READY).instant == (300 + sum(SEVEN[4:])) * DAY
    accrued = cumulated(log, codes.FACILITY)
    assert accrued[11] == accrued[3] < 100e6
    assert accrued[-1] == 100e6


def test_a_fit_out_without_money_takes_a_month_longer_for_each_month_that_waits():
    """Ready on day 100, live on 300 but for the eight slices from November on that wait."""
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "200 days"}],
              sites=[site("a", "building", tranche(10, day(100)))], **cut_to(0, 150, "servers"))  # fmt: skip
    held = log.of(kinds.FIT_OUT_HELD)
    assert [(row.instant, row.value // DAY, row.item) for row in held] == [
        (end, length, stages.READY) for end, length in zip(ENDS[4:12], SEVEN[4:], strict=True)
    ]
    assert log.one(kinds.TRANCHE_LIVE).instant == (300 + sum(SEVEN[4:])) * DAY
    accrued = cumulated(log, codes.SERVERS)
    assert accrued[11] == accrued[3] == 70e6 * 23 // 200
    assert accrued[-1] == 70e6


def test_what_has_not_begun_is_not_stretched():
    """A site of two tranches in its fit-out: only the one that is ready waits, the one that is building does not."""
    log = run(pipelines=[{"id": "plain", "build": "365 days", "fit_out": "200 days"}],
              sites=[site("a", "building", tranche(10, day(100)), tranche(10, day(600)))],
              **cut_to(0, 150, "servers"))  # fmt: skip
    assert {row.name["entity"] for row in log.of(kinds.FIT_OUT_HELD)} == {"a/0"}
    assert log.of(kinds.TRANCHE_DEFERRED) == []


def test_a_slice_that_fits_exactly_does_not_wait():
    """Other capex takes $3M each month of the $36M of its year, to the last dollar."""
    envelope = {"id": "one", "fiscal_year": 2025, "amount": "$36M", "kind": "hard", "scope": ["other"]}
    log = run(capex={"other": "$3M/month", "envelopes": [envelope]})
    assert log.dollars(kinds.CAPEX_ACCRUED, item=codes.OTHER_CAPEX) == 24 * 3_000_000
