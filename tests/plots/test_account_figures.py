"""Figures that account for something add up to it: bars, steps and ribbons are the run's own numbers."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.metrics.request_paths import NOBODY, OPEN, ways
from sim.plots import assets, flow, gantt, grid, leases, starts
from sim.runs.replicate import Workers
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.world.model import build

STUDY = Path(__file__).parents[2] / "scenarios" / "analyst-reading.yaml"
AHEAD = (stages.PLANNED, stages.LOI, stages.SOQ, stages.SIGNED, stages.BUILDING, stages.READY, stages.RETROFIT)


@pytest.fixture(scope="module")
def run():
    """Three replications of a study that lets leases go, in memory, with the means to log each anew."""
    loaded = load(STUDY)
    order = Order(build(loaded.scenario), resolved_yaml(loaded.tree), 3, Workers(engine="simpy", jobs=1))
    return simulated(order)


def test_the_steps_from_the_pipeline_to_live_add_up_to_the_pipeline_at_the_end(run):
    steps = leases.steps_of(run)
    levels = [metric for metric, _ in leases.STAGES.values()]
    start, end = (sum(run.opening(m) for m in levels), sum(run.series(m)[:, -1] for m in levels))
    assert start / 1e3 + sum(step.gw for step in steps) == pytest.approx(end / 1e3)
    bars = leases.draw(run).axes[0].patches
    by_stage = len(levels)
    assert sum(bar.get_width() for bar in bars[:by_stage]) == pytest.approx(start.mean() / 1e3)
    assert sum(bar.get_width() for bar in bars[-by_stage:]) == pytest.approx(end.mean() / 1e3)
    assert sum(bar.get_width() for bar in bars[:-by_stage]) == pytest.approx(end.mean() / 1e3)


def test_what_came_in_is_what_the_logs_say_began_less_what_ended_before_it_was_live(run):
    came = {step.name: step.gw for step in leases.steps_of(run)}["came in"]
    for replication in range(run.n):
        log = run.log(replication)
        log = log[(log["holder"] == 0) & (log["instant"] > 0)]
        ahead = np.isin(log["item"], AHEAD)
        began = (log["event"] == kinds.TRANCHE_DECLARED) & ahead
        rebuilt = (log["event"] == kinds.TRANCHE_REGRADED) & ~ahead
        ended = (log["event"] == kinds.TRANCHE_ENDED) & ahead
        assert came[replication] == pytest.approx((log["kw"] * (1 * (began | rebuilt) - 1 * ended)).sum() / 1e6)
        assert log["kw"][began].sum() > 0


def test_leases_of_each_start_year_roll_forward_to_what_stands_at_the_end(run):
    rolled = starts.rolled_of(run)
    assert len(rolled) == len(run.start_years)
    for each in rolled:
        ended = each.opening + each.signed - each.commenced - each.taken_back + each.redated
        assert ended == pytest.approx(each.closing, abs=1e-9)
    assert sum(each.redated for each in rolled) == pytest.approx(np.zeros(run.n), abs=1e-9)
    assert max(each.redated.max() for each in rolled) > 0


def test_bars_of_leases_by_start_sum_to_all_that_are_not_yet_commenced(run):
    stock = run.series("data_center_leases_not_yet_commenced_usd") / 1e9
    upper, lower = starts.draw(run).axes
    tops = {}
    for bar in upper.patches:
        tops[round(bar.get_x(), 3)] = bar.get_y() + bar.get_height()
    opening = run.opening("data_center_leases_not_yet_commenced_usd") / 1e9
    ends = [stock[:, month].mean() for month in range(11, 84, 12)]
    assert list(tops.values()) == pytest.approx([opening.mean(), *ends])
    assert sum(bar.get_width() for bar in lower.patches) == pytest.approx(stock[:, -1].mean())
    diamonds = [line.get_xdata()[0] for line in lower.lines if line.get_marker() == "D"]
    assert sum(diamonds) == pytest.approx(stock[:, -1].mean())


def test_ways_of_requests_add_up_in_each_replication_to_what_the_run_says(run):
    for replication in range(run.n):
        found = ways(run.log(replication), 0)
        providers = {code: run.series("reserved_provider_mw", holder=holder)
                     for code, holder in enumerate(run.providers, start=1)}  # fmt: skip
        said = {0: run.series("reserved_operator_mw"), NOBODY: run.series("unserved_mw"), **providers}
        for taker, mw in said.items():
            taken = sum(way.kw for way in found if way.taker == taker)
            assert taken == pytest.approx(1e3 * mw[replication].sum())
        asked = run.series("asked_mw")[replication].sum() * 1e3
        assert sum(way.kw for way in found) == pytest.approx(asked)
        assert sum(way.kw for way in found if way.taker == OPEN) < 0.2 * asked


def test_nodes_of_the_flow_are_as_high_as_what_flows_through_them(run):
    flows = flow.flows_of(run, [0, 2])
    asked = run.series("asked_mw")[[0, 2]].sum(axis=1).mean() / 1e3
    assert sum(flows.values()) == pytest.approx(asked)
    by_year = {year: 0.0 for year, _, _ in flows}
    for (year, _, _), gw in flows.items():
        by_year[year] += gw
    assert by_year == pytest.approx({
        year: run.series("asked_mw")[[0, 2]][:, np.array(run.fiscal_years) == year].sum(axis=1).mean() / 1e3
        for year in by_year
    })  # fmt: skip
    ax = flow.draw(run).axes[0]
    heights = [np.ptp(node.get_paths()[0].vertices[:, 1]) for node in ax.collections]
    of_first = run.series("asked_mw")[0].sum() / 1e3
    assert sum(heights) == pytest.approx(3 * of_first), "each column holds all that was asked"
    assert len(ax.patches) == 2 * len(flow.flows_of(run, [0]))


def told(ax):
    """The figures above a panel of the grid: name and mean."""
    found = (re.fullmatch(r"([a-z ]+) ([0-9.]+) ± .*", text.get_text()) for text in ax.texts)
    return {match[1]: float(match[2]) for match in found if match}


def test_facility_power_of_the_regions_adds_up_to_that_of_all(run):
    whole, *regions = grid.draw(run).axes
    assert len(regions) == len(run.regions)
    assert set(told(whole)) == {"contracted", "energised", "drawn", "new tenant"}
    for name, mw in told(whole).items():
        assert sum(told(ax).get(name, 0.0) for ax in regions) == pytest.approx(mw, abs=0.05 * (1 + len(run.regions)))
    assert told(whole)["drawn"] < told(whole)["energised"] < told(whole)["contracted"]
    pue = run.series("grid_energised_mw")[:, -1] / run.series("live_mw")[:, -1]
    assert (pue > 1).all()
    last = {line.get_ydata()[-1] for line in whole.lines}
    for metric in ("grid_contracted_mw", "grid_energised_mw", "grid_drawn_mw"):
        assert any(y == pytest.approx(np.median(run.series(metric)[:, -1]) / 1e3) for y in last)


def test_capex_of_all_assets_is_that_of_the_call_basis_and_its_share_is_the_runs(run):
    assert set(assets.LOOKS) == set(codes.ASSETS)
    parts, (_, _, total) = assets.parts_of(run), run.quarterly("call_capex_usd")
    assert sum(parts.values()) == pytest.approx(total / 1e9)
    layers = assets.draw(run).axes[0].patches[: len(parts)]
    tops, floors = zip(*((layer.get_data().values, layer.get_data().baseline) for layer in layers), strict=True)
    assert tops[-1] == pytest.approx(total.mean(axis=0) / 1e9)
    for (_, usd), top, floor in zip(parts.items(), tops, floors, strict=True):
        assert top - floor == pytest.approx(usd.mean(axis=0))
    assert assets.long_lived_percent(run) == pytest.approx(100 * run.quarterly("long_lived_share")[2])
    long = sum(usd for asset, usd in parts.items() if asset in ("land", "facility", "finance_leases"))
    assert 1e11 * long / total == pytest.approx(assets.long_lived_percent(run))


def test_a_gantt_has_the_largest_sites_and_those_where_something_was_decided(run):
    sites = gantt.sites_of(run, 0)
    declared = run.log(0)
    declared = declared[(declared["event"] == kinds.TRANCHE_DECLARED) & (declared["holder"] == 0)]
    assert sum(site.kw for site in sites) == declared["kw"].sum()
    shown = gantt.shown_of(sites)
    assert len(shown) == gantt.MOST_SITES < len(sites)
    assert sum(site.is_decided_on for site in shown) >= gantt.DECIDED_ON
    largest = max((site for site in sites if site.is_moving), key=lambda site: site.kw)
    assert largest in shown
    ax = gantt.draw(run).axes[0]
    names = [text.get_text() for text in ax.texts]
    assert [name for name in names if name in {n for _, n, _ in run.regions}] == [
        name for region, name, _ in run.regions
        if run.info.names["region"].index(region) in {site.region for site in shown}
    ]  # fmt: skip
    boxes = sum(len(found.get_paths()) for found in ax.collections)
    assert boxes > len(shown)


def test_what_was_ready_late_is_what_the_logs_say(run):
    log = run.log(1)
    late = log[(log["event"] == kinds.TRANCHE_READY) & (log["value"] > 3 * 365.25 / 12 * 86_400)]
    late = late[(late["holder"] == 0) & (late["instant"] > 0)]
    assert leases.late_gw(run, 1) == pytest.approx(late["kw"].sum() / 1e6)
    ready = log[(log["event"] == kinds.TRANCHE_READY) & (log["holder"] == 0) & (log["instant"] > 0)]
    assert 0 < len(late) < len(ready)
