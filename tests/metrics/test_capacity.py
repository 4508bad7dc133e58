"""Capacity by month, from logs written by hand."""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import MONTHS, instant, layout, log, row

LAYOUT = layout()


def series(rows, metric, **names):
    """One cell by month, in kW; zeros where the log never touches it."""
    found = measure(log(rows), LAYOUT).series.get(SeriesKey(metric, **names))
    return [0] * MONTHS if found is None else found.tolist()


def steps(**levels):
    """Levels by month: each holds from its month on, as `m3=5`."""
    values = np.zeros(MONTHS, dtype=int)
    for month, level in levels.items():
        values[int(month[1:]) :] = level
    return values.tolist()


EAST_AI = {"region": "east", "grade": "ai"}


def tranche(event, month=0, day=1, kw=100, item=-1, **columns):
    return row(
        event, instant(month, day), entity=1, other=1, region=0, grade=codes.AI, kw=kw, item=item, **columns
    )


LIFE = [
    tranche(kinds.TRANCHE_DECLARED, item=stages.LOI),
    tranche(kinds.LOI_CONVERTED, 1, item=stages.LOI),
    tranche(kinds.LEASE_SIGNED, 3, 15, item=stages.SOQ),
    tranche(kinds.BUILDING_STARTED, 5, item=stages.SIGNED),
    tranche(kinds.TRANCHE_READY, 9, item=stages.BUILDING),
    tranche(kinds.TRANCHE_LIVE, 12, item=stages.READY),
    tranche(kinds.TRANCHE_ENDED, 20, item=stages.LIVE),
]


@pytest.mark.parametrize(("metric", "levels"), [
    ("prospective_loi_mw", {"m0": 100, "m1": 0}),
    ("prospective_soq_mw", {"m1": 100, "m3": 0}),
    ("contracted_mw", {"m3": 100, "m5": 0}),
    ("building_mw", {"m5": 100, "m9": 0}),
    ("ready_mw", {"m9": 100, "m12": 0}),
    ("live_mw", {"m12": 100, "m20": 0}),
])  # fmt: skip
def test_a_tranche_is_in_one_band_after_the_other(metric, levels):
    assert series(LIFE, metric, **EAST_AI) == steps(**levels)


def test_a_month_end_is_the_state_just_before_the_next_month():
    last_second = row(kinds.TRANCHE_LIVE, instant(3) - 1, region=0, grade=1, kw=7, item=stages.READY)
    first_instant = last_second | {"instant": instant(3)}
    assert series([last_second], "live_mw", **EAST_AI) == steps(m2=7)
    assert series([first_instant], "live_mw", **EAST_AI) == steps(m3=7)


def test_what_happens_at_the_horizon_is_outside():
    assert series([tranche(kinds.TRANCHE_LIVE, MONTHS, item=stages.READY)], "live_mw", **EAST_AI) == steps()


def test_the_opening_state_is_kept_apart_from_the_first_month():
    rows = [tranche(kinds.TRANCHE_DECLARED, item=stages.LIVE, kw=40), tranche(kinds.TRANCHE_LIVE, 0, 2, kw=5)]
    measures = measure(log(rows), LAYOUT)
    key = SeriesKey("live_mw", **EAST_AI)
    assert (measures.opening[key], measures.series[key][0]) == (40, 45)


def test_providers_tranches_are_not_the_operators():
    rows = [tranche(kinds.TRANCHE_LIVE, 2, item=stages.READY, holder=1)]
    assert series(rows, "live_mw", **EAST_AI) == steps()
    assert series(rows, "provider_live_mw", grade="ai", holder="gate") == steps(m2=100)


def test_released_capacity_leaves_its_band_until_a_rival_or_the_operator_takes_it():
    rows = [
        tranche(kinds.TRANCHE_DECLARED, item=stages.SIGNED),
        tranche(kinds.LEASE_CANCELLED, 2, item=stages.SIGNED, reason=codes.ACTION),
        tranche(kinds.RELEASE_RECONTRACTED, 6, item=stages.RELEASED),
    ]
    assert series(rows, "contracted_mw", **EAST_AI) == steps(m0=100, m2=0)
    assert series(rows, "building_mw", **EAST_AI) == steps(m6=100)
    assert series(rows, "released_open_mw", **EAST_AI) == steps(m2=100, m6=0)


def request(event, month, kw=30, **columns):
    names = {"entity": 4, "region": 0, "grade": codes.AI, "client": codes.PARTNER}
    return row(event, instant(month), kw=kw, **(names | columns))


DEMANDS = [
    tranche(kinds.TRANCHE_DECLARED, item=stages.LIVE, kw=105),
    row(kinds.BASELINE_STEPPED, 0, region=0, grade=1, kw=50, value=50, client=codes.OWN),
    row(kinds.BASELINE_SERVED, 0, region=0, grade=1, kw=50, value=50, client=codes.OWN),
    request(kinds.REQUEST_MADE, 1, region=-1, holder=-1, value=instant(4)),
    request(kinds.REQUEST_RESERVED, 2, value=instant(4)),
    request(kinds.REQUEST_SERVED, 6),
    row(kinds.BASELINE_STEPPED, instant(8), region=0, grade=1, kw=20, value=70, client=codes.OWN),
    request(kinds.REQUEST_ENDED, 10),
]


def test_used_and_idle_sum_to_live():
    by_client = [series(DEMANDS, "used_mw", client=client, **EAST_AI) for client in codes.CLIENTS]
    assert by_client == [steps(m0=50), steps(m6=30, m10=0), steps()]
    assert series(DEMANDS, "idle_mw", **EAST_AI) == steps(m0=55, m6=25, m10=55)


def test_a_reserved_request_is_demand_from_its_due_date_to_its_end():
    assert series(DEMANDS, "demand_mw", **EAST_AI) == steps(m0=50, m4=80, m8=100, m10=70)


def test_headroom_is_live_less_reserve_less_demand():
    # The reserve is 10 % of 105, rounded half to even: 10.
    assert series(DEMANDS, "headroom_mw", **EAST_AI) == steps(m0=45, m4=15, m8=-5, m10=25)
    assert series(DEMANDS, "short_mw", **EAST_AI) == steps(m8=5, m10=0)
    assert measure(log(DEMANDS), LAYOUT).scalars["months_short_ai"] == 2
    assert measure(log(DEMANDS), LAYOUT).scalars["months_short_general"] == 0


def test_a_request_that_leaves_or_loses_its_place_is_demand_no_more():
    left = [*DEMANDS[:5], request(kinds.REQUEST_LEFT, 7)]
    shed = [*DEMANDS[:6], request(kinds.REQUEST_SHED, 7)]
    for rows in (left, shed):
        assert series(rows, "request_demand_mw", client="partner", **EAST_AI) == steps(m4=30, m7=0)
    assert series(shed, "used_mw", client="partner", **EAST_AI) == steps(m6=30, m7=0)


def test_general_load_on_ai_capacity_uses_the_ai_capacity():
    rows = [
        tranche(kinds.TRANCHE_DECLARED, item=stages.LIVE),
        row(kinds.BASELINE_SPILLED, instant(3), region=0, grade=codes.AI, client=codes.OWN, kw=12, value=12),
    ]
    assert series(rows, "used_mw", client="own", **EAST_AI) == steps(m3=12)
    assert series(rows, "idle_mw", **EAST_AI) == steps(m0=100, m3=88)


def test_the_partners_load_elsewhere_is_not_the_operators():
    rows = [request(kinds.REQUEST_SERVED, 3, holder=2), request(kinds.REQUEST_ENDED, 9, holder=2)]
    assert series(rows, "partner_elsewhere_mw", grade="ai", holder="cloud") == steps(m3=30, m9=0)
    assert series(rows, "provider_used_mw", grade="ai", holder="cloud", client="partner") == steps(
        m3=30, m9=0
    )
    assert series(rows, "used_mw", client="partner", **EAST_AI) == steps()
