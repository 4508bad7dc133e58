"""Servers of a stated age are written off over what is left of their life; the rest of the fleet evenly."""

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import SeriesKey, measure
from tests.metrics.small_world import DAY, layout, log, row

COST = 10 * 2 * 8_500
"""Of 10 kW of general servers and network."""
MONTH = 30.4375 * DAY


def written_off(**fields):
    """Dollars by month of servers, for 10 kW that were live on the first day."""
    site = {"id": "opening", "region": "east", "grade": "general", "tenure": "owned", "stage": "live", "pipeline": "p",
            "tranches": [{"capacity": 10.0} | fields]}  # fmt: skip
    here = layout(sites=[site], pipelines=[{"id": "p", "build": 0}])
    declared = row(kinds.TRANCHE_DECLARED, 0, entity=0, other=0, region=0, grade=codes.GENERAL, kw=10, value=0,
                   item=stages.LIVE)  # fmt: skip
    found = measure(log([declared]), here).series
    return found.get(SeriesKey("depreciation_usd", "east", asset="servers"), np.zeros(24, dtype=np.int64))


def test_three_months_from_the_end_of_their_life_they_are_written_off_for_three_months():
    life = 6 * 365 * DAY / MONTH
    usd = written_off(servers_age=round((life - 3) * MONTH))
    assert usd[:3] == pytest.approx(COST / life, abs=1)
    assert abs(usd[3:]).max() <= 1


def test_new_ones_are_written_off_throughout():
    assert written_off(servers_age=0) == pytest.approx(COST / (6 * 365 * DAY / MONTH), abs=1)


def test_an_even_fleet_loses_less_each_month_since_nothing_replaces_it():
    usd = written_off()
    assert usd[0] == pytest.approx(COST / (6 * 365 * DAY / MONTH), rel=0.01)
    assert (np.diff(usd) <= 1).all()
    assert usd[-1] < usd[0]
