"""Rows that moved a series add up to what is measured of it; what a figure is computed from is seen, not declared."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics import Plan, Series, measure
from sim.metrics.contributions import Contribution, contributions, parts_of
from sim.metrics.registry import declared
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build
from tests.metrics.small_world import instant, layout, log, row

SMALL = Path(__file__).parents[2] / "scenarios/validation/small-world.yaml"
SERIES = [metric.name for metric in declared() if isinstance(metric, Series)]


@cache
def world():
    """A plan of the small world, and the log and measures of one of its replications."""
    model = build(load(SMALL).scenario)
    made, plan = simulate(model, 3, "simpy"), Plan.of(model.layout)
    return plan, made, measure(made, plan)


def summed(measures, name, chosen=()):
    """The measured series in all, from its opening state on."""
    total = np.zeros(world()[0].months + 1, dtype=np.int64)
    for key, values in measures.series.items():
        if key.metric == name and all(getattr(key, each) == of for each, of in chosen):
            total += [measures.opening[key], *values]
    return total


def added(plan, found, kind):
    total = np.zeros(plan.months + 1, dtype=np.int64)
    for each in found:
        total[each.month + 1] += each.amount
    if kind == "level":
        return np.cumsum(total)
    return np.concatenate([[0], total[1:]])


@pytest.mark.parametrize("name", SERIES)
def test_contributions_add_up_to_the_series(name):
    plan, made, measures = world()
    found = contributions(name, made, plan, {})
    assert added(plan, found, plan.blocks[name].metric.kind).tolist() == summed(measures, name).tolist()
    assert [each.position for each in found] == sorted(each.position for each in found)


@pytest.mark.parametrize(("name", "chosen"), [
    ("live_mw", {"region": "north"}), ("used_mw", {"client": "partner", "region": "south"}),
    ("provider_used_mw", {"holder": "own-hall"}), ("reserved_provider_mw", {"holder": "cloud"}),
])  # fmt: skip
def test_chosen_cells_add_up_to_those_of_the_series(name, chosen):
    plan, made, measures = world()
    total = added(plan, contributions(name, made, plan, chosen), plan.blocks[name].metric.kind)
    assert total.tolist() == summed(measures, name, chosen.items()).tolist()
    assert total.any()
    assert total.tolist() != summed(measures, name).tolist()


def test_a_request_moves_its_figure_in_the_month_in_which_it_was_made():
    asks = {"entity": 4, "grade": codes.AI, "client": codes.PARTNER, "workload": 0, "holder": -1, "kw": 700}
    rows = [row(kinds.REQUEST_MADE, instant(2, 9), **asks), row(kinds.REQUEST_UNSERVED, instant(5), **asks),
            row(kinds.REQUEST_UNSERVED, instant(6), **asks)]  # fmt: skip
    plan = Plan.of(layout())
    assert contributions("unserved_mw", log(rows), plan, {}) == [Contribution(1, 2, 700)]  # once, whatever comes later
    assert contributions("unserved_mw", log(rows), plan, {"grade": "general"}) == []


def test_what_stands_at_the_start_is_told_apart():
    at = {"entity": 3, "other": 2, "region": 0, "grade": 1, "kw": 500}
    rows = [row(kinds.TRANCHE_DECLARED, 0, item=stages.LIVE, **at),
            row(kinds.TRANCHE_ENDED, instant(3), item=stages.LIVE, **at)]  # fmt: skip
    plan = Plan.of(layout())
    assert contributions("live_mw", log(rows), plan, {}) == [Contribution(0, -1, 500), Contribution(1, 3, -500)]


@pytest.mark.parametrize(("name", "series"), [
    ("headroom_mw", ("live_mw", "demand_mw")),
    ("demand_mw", ("baseline_demand_mw", "request_demand_mw")),
    ("call_capex_usd", ("accrued_usd", "finance_leases_commenced_usd")),
    ("long_lived_share", ("long_lived_usd", "call_capex_usd")),
    ("short_mw", ("headroom_mw",)),
])  # fmt: skip
def test_a_computed_figure_says_what_it_looks_at(name, series):
    plan, made, _ = world()
    assert parts_of(name, made, plan).series == series


def test_a_figure_says_which_rows_it_reads_and_a_series_has_no_parts():
    plan, made, _ = world()
    assert parts_of("recontracted_leases_usd", made, plan).events == (kinds.RELEASE_RECONTRACTED, kinds.LEASE_COMMITTED)
    assert parts_of("live_mw", made, plan) is None
