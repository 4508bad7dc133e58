"""A plan for some metrics measures them as one for all does, whatever the log holds."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.metrics import Plan, Together
from sim.metrics.declared import Derived, Ratio
from sim.metrics.folded import NotPlannedError
from sim.metrics.needed import plan_for, watched
from sim.metrics.plan import MOST_TOGETHER
from sim.metrics.registry import declared
from sim.runs.source import Keep, Source, measured
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build

SMALL = Path(__file__).parents[2] / "scenarios/validation/small-world.yaml"
NAMES = [metric.name for metric in declared() if not isinstance(metric, Ratio)]


@cache
def world():
    model = build(load(SMALL).scenario)
    logs = [simulate(model, replication, "simpy") for replication in range(2)]
    return model, logs, measures(Plan.of(model.layout), logs, None)


def measures(plan, logs, only):
    together = Together(plan, len(logs), only)
    for place, log in enumerate(logs):
        together.fold(place).add(log)
    return together.finish()


def of_cells(measure, name):
    """Values of the cells of a metric that moved, by what they are called."""
    return {key: values.tolist() for key, values in measure.series.items() if key.metric == name}


@pytest.mark.parametrize("name", NAMES)
def test_a_metric_alone_is_measured_as_with_all_others(name):
    model, logs, whole = world()
    plan = plan_for(Plan.of(model.layout), frozenset({name}))
    for one, all_of_it in zip(measures(plan, logs, frozenset({name})), whole, strict=True):
        assert of_cells(one, name) == of_cells(all_of_it, name)
        assert {key.metric for key in one.series} <= {name}
        if name in all_of_it.scalars:
            np.testing.assert_equal(one.scalars, {name: all_of_it.scalars[name]})
        else:
            assert one.scalars == {}


def test_a_plan_for_headroom_posts_what_headroom_is_made_of_and_no_money():
    plan = plan_for(Plan.of(world()[0].layout), frozenset({"headroom_mw"}))
    assert {"headroom_mw", "live_mw", "demand_mw", "baseline_demand_mw"} <= set(plan.blocks)
    assert not any(name.endswith("_usd") for name in plan.blocks)
    assert len(plan.postings) < len(Plan.of(world()[0].layout).postings) / 5
    assert plan.levels == ()


def test_cells_have_their_places_among_those_of_all_metrics():
    whole = Plan.of(world()[0].layout)
    part = plan_for(whole, frozenset({"headroom_mw"}))
    assert [whole.keys[place] for place in part.numbers] == list(part.keys)


@pytest.mark.parametrize("more", [lambda folded: folded.of("accrued_usd"), lambda folded: folded.in_time["used"]])
def test_what_is_needed_only_where_something_happened_is_measured_with_everything(monkeypatch, more):
    model, _, whole = world()
    name = "headroom_mw"
    metric = next(each for each in declared() if each.name == name)
    assert isinstance(metric, Derived)

    def sly(folded):
        """It looks at one thing more where anything is live."""
        if folded.of("live_mw").any():
            more(folded)
        return plain(folded)

    plain = metric.compute
    monkeypatch.setattr("sim.metrics.needed._KNOWN", {})
    object.__setattr__(metric, "compute", sly)
    try:
        plan = Plan.of(model.layout)
        with pytest.raises(NotPlannedError):
            measures(plan_for(plan, frozenset({name})), world()[1], frozenset({name}))
        parts = list(measured(Source(model, "simpy"), plan, range(2), Keep(metrics=frozenset({name}))))
    finally:
        object.__setattr__(metric, "compute", plain)
    for part, all_of_it in zip(parts, whole, strict=True):
        found = {plan.keys[cell]: values[1:].tolist() for cell, values in zip(part.active, part.values, strict=True)}
        assert found == of_cells(all_of_it, name)


def test_what_is_asked_for_is_told_apart_from_what_that_asks_for():
    folded = watched(Plan.of(world()[0].layout))
    folded.of("headroom_mw")
    assert folded.asked == ["headroom_mw"]
    assert {"headroom_mw", "live_mw", "demand_mw"} <= folded.reached
    assert folded.weighed == []
    folded.of("revenue_usd")
    assert "served" in folded.weighed or "used" in folded.weighed


def test_many_are_finished_at_once_where_there_are_few_sums_or_none():
    whole = Plan.of(world()[0].layout)
    few = [plan_for(whole, frozenset({name})).together for name in ("headroom_mw", "partner_median_months_late")]
    assert 1 <= whole.together <= min(few) <= max(few) == MOST_TOGETHER
    assert not plan_for(whole, frozenset({"partner_median_months_late"})).keys
