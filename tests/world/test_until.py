"""Replications that end before the horizon are the beginnings of those that do not."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.runs.figures import value
from sim.runs.replicate import Workers
from sim.runs.store import Order, in_portions
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build

SCENARIO = load(Path(__file__).parents[2] / "scenarios/validation/small-world.yaml").scenario
MIDDLE = date(2025, 6, 30)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_shorter_replication_is_the_beginning_of_the_whole_one(engine):
    whole, short = (simulate(build(SCENARIO, until=until), 2, engine) for until in (None, MIDDLE))
    end = (MIDDLE + timedelta(days=1) - SCENARIO.horizon.start).days * 86_400
    assert 0 < len(short) < len(whole)
    assert np.array_equal(short, whole[whole["instant"] <= end])


def test_to_end_with_the_horizon_changes_nothing():
    whole, same = (simulate(build(SCENARIO, until=until), 1, "simpy") for until in (None, SCENARIO.horizon.last_day))
    assert np.array_equal(whole, same)


def test_a_figure_of_a_period_that_has_ended_is_the_same():
    figures = ["headroom_mw@FY2025", "live_mw@FY2025Q3", "call_capex_usd@FY2025"]

    def read(until, asked):
        order = Order(build(SCENARIO, until=until), "", 6, Workers("simpy", 1), known_hash="0" * 64)
        return [[value(results, figure) for figure in figures] for results in in_portions(order, range(6), asked)]

    assert np.array_equal(read(None, None), read(MIDDLE, figures))


def test_a_model_with_more_room_ends_where_it_did():
    assert build(SCENARIO, until=MIDDLE).larger.until == MIDDLE
