"""What became of the partner's requests."""

import numpy as np
import pytest

from sim.events import codes, kinds
from sim.metrics import Plan, SeriesKey, Together, measure
from tests.metrics.small_world import START, instant, layout, log, row

LAYOUT = layout()


STARTS = (kinds.REQUEST_MADE, kinds.REQUEST_RESERVED, kinds.REQUEST_SERVED)
DEMAND = {
    "classes": [{
        "id": "training", "client": "partner", "grade": "ai", "arrivals": [{"first_day": START, "rate": 1.0}],
        "size": 10, "notice": 0, "patience": 0, "duration": 1, "regions": {"east": 1.0}, "price": 150.0,
    }],
}  # fmt: skip


def about(request, event, month, **columns):
    names = {
        "entity": request,
        "grade": codes.AI,
        "client": codes.PARTNER,
        "holder": -1,
        "kw": 10 ** (request - 1),
    }
    return row(event, instant(month, 3), **(names | columns))


ASKED = [about(r, kinds.REQUEST_MADE, r) for r in range(1, 6)]
FATES = [
    *ASKED,
    about(1, kinds.OFFER_DECLINED, 6, reason=codes.POWER),
    about(1, kinds.OFFER_DECLINED, 9, reason=codes.SPACE),
    about(1, kinds.REQUEST_RESERVED, 9, holder=2),
    about(2, kinds.REQUEST_RESERVED, 6, holder=0),
    about(3, kinds.OFFER_DECLINED, 6, reason=codes.UNWILLING),
    about(3, kinds.WAIVER_GRANTED, 6, reason=codes.UNWILLING),
    about(3, kinds.REQUEST_UNSERVED, 8),
    about(4, kinds.WAIVER_GRANTED, 6, reason=codes.WAITED),
    about(4, kinds.REQUEST_RESERVED, 6, holder=1),
    about(5, kinds.OFFER_LAPSED, 6, reason=codes.SILENCE),
    about(2, kinds.REQUEST_LEFT, 12, holder=0),
]


@pytest.mark.parametrize(("metric", "flows"), [
    ("asked_mw", {1: 1, 2: 10, 3: 100, 4: 1_000, 5: 10_000}),
    ("declined_unable_mw", {1: 1, 4: 1_000}),
    ("declined_unwilling_mw", {3: 100}),
    ("offers_lapsed_mw", {5: 10_000}),
    ("reserved_operator_mw", {2: 10}),
    ("unserved_mw", {3: 100}),
    ("left_mw", {2: 10}),
])  # fmt: skip
def test_each_request_counts_once_in_the_month_it_was_made(metric, flows):
    found = measure(log(FATES), LAYOUT).series[SeriesKey(metric, grade="ai")]
    assert {m: int(v) for m, v in enumerate(found) if v} == flows


def test_what_providers_take_is_told_by_provider():
    found = measure(log(FATES), LAYOUT).series
    assert found[SeriesKey("reserved_provider_mw", grade="ai", holder="cloud")][1] == 1
    assert found[SeriesKey("reserved_provider_mw", grade="ai", holder="gate")][4] == 1_000


def test_what_is_in_service_at_the_start_was_not_asked_for():
    opening = [{"id": "old", "workload": "training", "capacity": 10, "region": "east"}]
    lay = layout(demand=DEMAND | {"in_service": opening})
    rows = [about(0, kind, 0, kw=10, holder=0) | {"instant": 0} for kind in STARTS]
    found = measure(log(rows), lay).series
    assert {key.metric for key in found} >= {"used_mw", "partner_at_operator_mw", "request_demand_mw"}
    assert {key.metric for key in found} & {"asked_mw", "reserved_operator_mw"} == set()


def test_requests_of_other_customers_are_not_the_partners():
    rows = [about(1, kinds.REQUEST_MADE, 1, client=codes.OTHER)]
    assert SeriesKey("asked_mw", grade="ai") not in measure(log(rows), LAYOUT).series


def test_lateness_is_the_median_over_served_requests_in_average_months():
    month = round(30.4375 * 86_400)
    rows = [about(r, kinds.REQUEST_SERVED, 8, value=r * month, holder=0) for r in (1, 2, 6)]
    assert measure(log(rows), LAYOUT).scalars["partner_median_months_late"] == 2.0
    assert np.isnan(measure(log(ASKED), LAYOUT).scalars["partner_median_months_late"])


def told_of(request, kw):
    """Rows about a request or part of so many kW."""
    return lambda event, month, **columns: about(request, event, month, kw=kw, **columns)


PART = 40
"""The first number after those of the layout's requests."""
WHOLE, CUT, REST = told_of(1, 100), told_of(PART, 30), told_of(1, 70)
PARTED = [
    WHOLE(kinds.REQUEST_MADE, 1),
    WHOLE(kinds.OFFER_DECLINED, 2, reason=codes.SPACE),
    WHOLE(kinds.REQUEST_RESERVED, 3, holder=0),
    WHOLE(kinds.REQUEST_RETURNED, 6, holder=0, reason=codes.CURE),
    CUT(kinds.REQUEST_PARTED, 6, value=1, item=1),
    CUT(kinds.REQUEST_RESERVED, 6, holder=2),
    REST(kinds.OFFER_DECLINED, 6, reason=codes.SPACE),
]


@pytest.mark.parametrize(("more", "flows"), [
    ([], {"reserved_operator_mw": 0, "reserved_provider_mw": 30, "unserved_mw": 0}),
    ([REST(kinds.REQUEST_RESERVED, 8, holder=0)], {"reserved_operator_mw": 70, "reserved_provider_mw": 30}),
    ([REST(kinds.REQUEST_UNSERVED, 8)], {"reserved_operator_mw": 0, "reserved_provider_mw": 30, "unserved_mw": 70}),
    ([REST(kinds.REQUEST_RESERVED, 8, holder=1)], {"reserved_operator_mw": 0, "reserved_provider_mw": 100}),
])  # fmt: skip
def test_what_returns_and_is_parted_counts_where_it_ends_up(more, flows):
    found = measure(log(PARTED + more), LAYOUT).series
    counted = {metric: sum(int(v[1]) for key, v in found.items() if key.metric == metric) for metric in flows}
    assert counted == flows
    assert sum(int(v.sum()) for key, v in found.items() if key.metric in flows) == sum(flows.values())


@pytest.mark.parametrize("metric", ["asked_mw", "left_mw", "returned_mw", "declined_unable_mw"])
def test_a_part_is_not_counted_again_for_what_befell_the_whole(metric):
    again = [CUT(kinds.OFFER_DECLINED, 7, reason=codes.SPACE)]
    found = measure(log(PARTED[:5] + again), LAYOUT).series[SeriesKey(metric, grade="ai")]
    assert {m: int(v) for m, v in enumerate(found) if v} == {1: 100}


def test_a_log_in_pieces_counts_parts_as_the_whole_log_does():
    whole = measure(log(PARTED), LAYOUT).series
    together = Together(Plan.of(LAYOUT), 1)
    fold = together.fold(0)
    for position in range(len(PARTED)):
        fold.add(log(PARTED)[position : position + 1])
    pieces = together.finish()[0].series
    assert whole.keys() == pieces.keys()
    assert all(np.array_equal(whole[key], pieces[key]) for key in whole)
