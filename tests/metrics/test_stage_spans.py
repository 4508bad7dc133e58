"""The stages of a tranche through time are those that the month-end figures count."""

from pathlib import Path

import pytest

from sim.events import codes, kinds, stages
from sim.metrics.stage_spans import Span, staged
from sim.runs.replicate import Workers
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.world.model import build
from tests.plots.synthetic_log import DAY, log_of, row

STUDY = Path(__file__).parents[2] / "scenarios" / "analyst-reading.yaml"
LEVELS = {
    "planned_mw": (stages.PLANNED,), "prospective_loi_mw": (stages.LOI,), "prospective_soq_mw": (stages.SOQ,),
    "contracted_mw": (stages.SIGNED,), "building_mw": (stages.BUILDING, stages.RETROFIT),
    "ready_mw": (stages.READY,), "live_mw": (stages.LIVE,), "released_open_mw": (stages.RELEASED,),
}  # fmt: skip


def test_mw_in_each_stage_at_month_ends_are_those_of_the_run():
    loaded = load(STUDY)
    order = Order(build(loaded.scenario), resolved_yaml(loaded.tree), 1, Workers(engine="simpy", jobs=1))
    run = simulated(order)
    tranches = staged(run.log(0), (run.horizon_end - run.start).days * DAY)
    ends = [(month - run.start).days * DAY for month in [*run.months[1:], run.horizon_end]]
    for metric, counted in LEVELS.items():
        by_month = [sum(tranche.kw for tranche in tranches for span in tranche.spans
                        if span.stage in counted and span.since < end <= span.until) / 1e3 for end in ends]  # fmt: skip
        assert by_month == pytest.approx(run.series(metric)[0]), metric
        assert max(by_month) > 0, metric


def test_a_part_goes_with_the_whole_until_it_is_cut_off_and_then_its_own_way():
    of = {"other": 4, "region": 0, "holder": 0, "item": stages.LOI}
    log = log_of([
        row(kinds.TRANCHE_DECLARED, 0, 1, kw=50, value=0, **of),
        row(kinds.LOI_CONVERTED, 3, 1, kw=50, **of),
        row(kinds.TRANCHE_SPLIT, 5, 2, kw=20, value=1, basis=0, **of),
        row(kinds.LEASE_LAPSED, 6, 2, kw=20, reason=codes.ACTION, **of),
        row(kinds.TRANCHE_DEFERRED, 7, 1, kw=30, reason=codes.REVIEW, **of),
    ])  # fmt: skip
    whole, part = staged(log, 10 * DAY)
    both = [Span(stages.LOI, 0, 3 * DAY)]
    assert (whole.kw, whole.spans) == (30, [*both, Span(stages.SOQ, 3 * DAY, 10 * DAY)])
    assert part.spans == [*both, Span(stages.SOQ, 3 * DAY, 6 * DAY), Span(stages.RELEASED, 6 * DAY, 10 * DAY)]
    assert (part.kw, part.let_go, part.put_off) == (20, [6 * DAY], [])
    assert (whole.let_go, whole.put_off) == ([], [7 * DAY])


@pytest.mark.parametrize(("changed", "marked"), [({"reason": codes.ATTRITION}, []), ({"reason": codes.REVIEW}, [DAY])])
def test_what_does_not_convert_by_the_draw_is_not_let_go_by_decision(changed, marked):
    of = {"other": 4, "region": 0, "holder": 0, "item": stages.LOI, "kw": 50}
    log = log_of([row(kinds.TRANCHE_DECLARED, 0, 1, **of), row(kinds.LEASE_LAPSED, 1, 1, **of | changed)])
    assert staged(log, 10 * DAY)[0].let_go == marked
