"""Releases in their parts and causes, and what an analyst would have counted within six months."""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import MONTHS, instant, layout, log, row

LAYOUT = layout()
GW = 1_000_000


def event(kind, month, kw, entity=1, stage=-1, reason=codes.ACTION, **columns):
    names = {"entity": entity, "region": 0, "grade": 0, "item": stage, "reason": reason}
    return row(kind, instant(month, 10), kw=kw, **(names | columns))


RELEASES = [
    event(kinds.LEASE_LAPSED, 3, 1, 1, stages.LOI),
    event(kinds.LEASE_LAPSED, 3, 2, 2, stages.LOI, codes.REVIEW),
    event(kinds.LEASE_LAPSED, 3, 4, 3, stages.LOI, codes.ATTRITION),
    event(kinds.LEASE_LAPSED, 3, 8, 4, stages.SOQ),
    event(kinds.LEASE_CANCELLED, 3, 16, 5, stages.SIGNED),
    event(kinds.LEASE_CANCELLED, 3, 32, 6, stages.BUILDING),
    event(kinds.BUILD_CANCELLED, 3, 64, 7, stages.BUILDING),
    event(kinds.TRANCHE_DEFERRED, 3, 128, 8, stages.SIGNED),
    event(kinds.RELEASE_TAKEN, 3, 256, 5, stages.RELEASED),
    event(kinds.RELEASE_TAKEN, 3, 2048, 3, stages.RELEASED, codes.ATTRITION),
    event(kinds.RELEASE_RECONTRACTED, 3, 512, 6, stages.RELEASED, -1),
    event(kinds.LEASE_LAPSED, 3, 1024, 9, stages.LOI, holder=1),
]


@pytest.mark.parametrize(("metric", "kw"), [
    ("loi_lapsed_mw", 3), ("loi_lapsed_by_action_mw", 1), ("loi_lapsed_by_review_mw", 2),
    ("loi_attrition_mw", 4),
    ("soq_lapsed_mw", 8), ("cancelled_signed_mw", 16), ("cancelled_building_mw", 96), ("cancelled_mw", 112),
    ("deferred_mw", 128), ("retaken_mw", 256), ("retaken_attrition_mw", 2048), ("taken_by_rivals_mw", 2304),
    ("recontracted_mw", 512), ("released_mw", 123),
    ("attrition_mw", 4),
])  # fmt: skip
def test_each_part_counts_its_own_rows(metric, kw):
    found = measure(log(RELEASES), LAYOUT).series[SeriesKey(metric, "east", "general")]
    assert {m: int(v) for m, v in enumerate(found) if v} == {3: kw}


def test_the_cost_of_coming_back_is_what_the_new_leases_of_tranches_taken_back_commit():
    rows = [
        row(kinds.LEASE_COMMITTED, 0, entity=6, dollars=1, item=stages.BUILDING),
        event(kinds.LEASE_COMMITTED, 3, 512, 7, dollars=10),  # another tranche signs at that instant
        event(kinds.RELEASE_RECONTRACTED, 3, 512, 6, stages.RELEASED, -1),
        event(kinds.LEASE_COMMITTED, 3, 512, 6, dollars=100),
        event(kinds.RELEASE_RECONTRACTED, 5, 512, 8, stages.RELEASED, -1),
        event(kinds.LEASE_COMMITTED, 5, 512, 8, dollars=1_000),
        event(kinds.LEASE_COMMITTED, 6, 512, 8, dollars=10_000),
    ]
    assert measure(log(rows), LAYOUT).scalars["recontracted_leases_usd"] == 1_100
    assert measure(log(rows[:2]), LAYOUT).scalars["recontracted_leases_usd"] == 0


def most(rows):
    return measure(log(rows), LAYOUT).scalars["six_months_released_deferred_mw"]


def within_window(rows):
    return measure(log(rows), LAYOUT).scalars["window_released_deferred_mw"]


def test_the_reading_window_is_the_six_months_that_end_with_the_vintage():
    # The vintage is 31 March 2024: October to March are months 3 to 8.
    rows = [event(kinds.LEASE_LAPSED, month, 10**month, month, stages.LOI) for month in range(2, 10)]
    assert within_window(rows) == 111_111.0


def test_without_a_vintage_there_is_no_reading_window():
    assert np.isnan(measure(log(RELEASES), layout(vintage=None)).scalars["window_released_deferred_mw"])


def test_a_tranche_counts_once_in_a_window_with_what_happened_last():
    deferred_then_cut = [
        event(kinds.TRANCHE_DEFERRED, 4, 9_000, 1, stages.SIGNED),
        event(kinds.LEASE_CANCELLED, 6, 7_000, 1, stages.SIGNED),
    ]
    assert within_window(deferred_then_cut) == 7.0
    assert most(deferred_then_cut) == 9.0  # in a window that ends between the two


def test_all_tranches_of_half_a_year_count_and_no_more():
    rows = [event(kinds.LEASE_LAPSED, month, 1_000, month, stages.LOI) for month in range(MONTHS)]
    assert most(rows) == 6.0


@pytest.mark.parametrize(("kw", "expected"), [(GW, (0, 0)), (GW + 1, (1, 0)), (2 * GW + 1, (1, 1))])
def test_thresholds_are_passed_by_more_than_so_many_gw(kw, expected):
    scalars = measure(log([event(kinds.LEASE_LAPSED, 5, kw, 1, stages.LOI)]), LAYOUT).scalars
    assert (scalars["window_over_1_gw"], scalars["window_over_2_gw"]) == expected
    assert (scalars["six_months_over_1_gw"], scalars["six_months_over_2_gw"]) == expected


def test_windows_agree_with_a_count_tranche_by_tranche():
    draws = np.random.default_rng(2)
    rows = [
        event(kinds.TRANCHE_DEFERRED, int(m), int(kw), int(e), stages.SIGNED)
        for m, kw, e in zip(np.sort(draws.integers(0, MONTHS, 60)), draws.integers(1, 99, 60),
                            draws.integers(0, 12, 60), strict=True)
    ]  # fmt: skip
    counted = []
    for first in range(MONTHS - 5):
        last = {r["entity"]: r["kw"] for r in rows if instant(first) <= r["instant"] < instant(first + 6)}
        counted.append(sum(last.values()))
    assert most(rows) == max(counted) / 1_000
    assert within_window(rows) == counted[3] / 1_000
