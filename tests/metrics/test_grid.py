"""The grid sees facility MW, whoever the tenant: a release changes the tenant, not the load."""

import numpy as np

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import MONTHS, instant, layout, log, row

REGIONS = [{"id": "east", "area": "us", "power_price": 80.0, "pue": 1.25},
           {"id": "north", "area": "europe", "power_price": 120.0, "pue": 1.5}]  # fmt: skip
LAYOUT = layout(regions=REGIONS)


def tranche(event, month, item, kw=8, entity=1, region=0, **names):
    at = instant(month, 10) if month else 0
    return row(event, at, entity=entity, kw=kw, item=item, region=region, grade=codes.AI, other=5, **names)


def level(rows, name, region="east"):
    found = measure(log(rows), LAYOUT).series.get(SeriesKey(f"grid_{name}_mw", region))
    return np.zeros(MONTHS, dtype=np.int64) if found is None else found


def steps(values):
    """Months in which a level changes, and to what."""
    return {m: int(v) for m, (v, before) in enumerate(zip(values, [0, *values[:-1]], strict=True)) if v != before}


SIGNED = [tranche(kinds.LEASE_SIGNED, 2, stages.SOQ),
          tranche(kinds.LEASE_COMMITTED, 2, stages.SIGNED, value=instant(12, 5))]  # fmt: skip
READY = tranche(kinds.TRANCHE_READY, 9, stages.BUILDING)
CANCELLED = tranche(kinds.LEASE_CANCELLED, 5, stages.SIGNED, reason=codes.ACTION)
TAKEN = tranche(kinds.RELEASE_TAKEN, 7, stages.RELEASED, reason=codes.ACTION)


def test_a_site_is_contracted_when_it_is_signed_and_energised_when_it_is_ready():
    rows = [*SIGNED, tranche(kinds.BUILDING_STARTED, 4, stages.SIGNED), READY]
    assert steps(level(rows, "contracted")) == {2: 10}
    assert steps(level(rows, "energised")) == {9: 10}


def test_each_region_has_its_own_pue_and_everyone_counts():
    rows = [tranche(kinds.TRANCHE_DECLARED, 0, stages.LIVE, region=1, holder=2)]
    assert steps(level(rows, "energised", "north")) == {0: 12}


def test_to_the_grid_a_cancelled_lease_goes_on():
    rows = [*SIGNED, CANCELLED, TAKEN]
    assert steps(level(rows, "contracted")) == {2: 10}
    assert steps(level(rows, "energised")) == {12: 10}
    assert steps(level(rows, "drawn")) == {12: 10}
    assert steps(level(rows, "changed_tenant")) == {7: 10, 8: 0}


def test_a_deferral_before_the_release_moves_its_date():
    deferred = tranche(kinds.TRANCHE_DEFERRED, 3, stages.SIGNED, value=instant(14, 5) - instant(12, 5))
    assert steps(level([*SIGNED, deferred, CANCELLED], "energised")) == {14: 10}


def test_what_nobody_took_draws_nothing():
    assert not level([*SIGNED, CANCELLED], "drawn").any()


def test_a_lease_taken_back_is_energised_once():
    back = tranche(kinds.RELEASE_RECONTRACTED, 6, stages.RELEASED)
    rows = [*SIGNED, CANCELLED, back, tranche(kinds.TRANCHE_READY, 15, stages.BUILDING)]
    assert steps(level(rows, "contracted")) == {2: 10}
    assert steps(level(rows, "energised")) == {15: 10}


def test_what_lapsed_counts_from_the_day_a_rival_takes_it():
    lapsed = tranche(kinds.LEASE_LAPSED, 3, stages.LOI, reason=codes.ATTRITION)
    assert steps(level([lapsed, TAKEN], "contracted")) == {7: 10}


def test_an_owned_build_that_is_cancelled_leaves():
    rows = [tranche(kinds.BUILDING_STARTED, 1, stages.PLANNED),
            tranche(kinds.BUILD_CANCELLED, 4, stages.BUILDING, reason=codes.ACTION)]  # fmt: skip
    assert steps(level(rows, "contracted")) == {1: 10, 4: 0}


def test_use_is_drawn():
    rows = [row(kinds.BASELINE_SERVED, instant(3), region=0, grade=0, kw=4, value=4, client=codes.OWN),
            row(kinds.REQUEST_SERVED, instant(5), region=0, grade=1, kw=8, holder=1, client=codes.PARTNER)]  # fmt: skip
    assert steps(level(rows, "drawn")) == {3: 5, 5: 15}
