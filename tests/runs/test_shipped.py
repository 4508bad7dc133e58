"""What the shipped baseline's logs measure adds up, whatever its numbers are."""

from pathlib import Path

import numpy as np
import pytest

from sim.metrics import catalogue, measure
from sim.runs.differences import told
from sim.runs.replicate import Workers
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.world.model import build

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
MAY_BE_NEGATIVE = {"headroom_mw"}


@pytest.fixture(scope="module")
def results():
    return simulated(Order(build(load(BASELINE).scenario), "", 1, Workers("simpy", 1)))


def test_no_stock_is_ever_negative(results):
    levels = {m.name for m in catalogue().values() if m.kind == "level"} - MAY_BE_NEGATIVE
    assert {metric for metric in levels if (results.measured.of(metric) < 0).any()} == set()


def test_used_capacity_never_exceeds_what_is_asked_of_it(results):
    for client in ("partner", "other"):
        used = results.series("used_mw", client=client)
        assert (used <= results.series("request_demand_mw", client=client) + 1e-9).all()


def test_what_is_released_is_retaken_taken_back_or_still_open(results):
    left = sum(results.series(m).sum(axis=1) for m in ("released_mw", "attrition_mw"))
    gone = sum(results.series(m).sum(axis=1) for m in ("taken_by_rivals_mw", "recontracted_mw"))
    assert left == pytest.approx(gone + results.series("released_open_mw")[:, -1])


def test_every_request_that_is_closed_has_one_fate(results):
    fates = ("reserved_operator_mw", "reserved_provider_mw", "unserved_mw")
    closed = sum(results.series(fate) for fate in fates)
    assert (closed <= results.series("asked_mw") + 1e-9).all()


def test_live_capacity_is_what_was_live_went_live_and_ended(results):
    live, went = results.series("live_mw"), results.series("went_live_mw")
    opened = results.opening("live_mw")
    assert (live <= opened[:, None] + np.cumsum(went, axis=1) + 1e-9).all()


def test_every_row_of_the_log_can_be_told_in_words(results):
    log = results.log(0)
    layout = build(load(BASELINE).scenario).layout
    rows = told(log, list(range(0, len(log), 7)), layout)
    assert all(row.words["event_name"] for row in rows)
    assert measure(log, layout).replication == 0
