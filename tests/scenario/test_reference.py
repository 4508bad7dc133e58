"""The scenario reference is what the models say, and its examples run and show what their first line says."""

from collections import Counter
from pathlib import Path

import pytest

from sim.events import kinds as ev
from sim.scenario.field_types import type_of, with_unit, written
from sim.scenario.load import load
from sim.scenario.reference import reference
from sim.scenario.scenario import Scenario
from sim.world.engines import simulate
from sim.world.model import build

ROOT = Path(__file__).parents[2]
EXAMPLES = {path.stem: path for path in sorted((ROOT / "docs/examples").glob("*.yaml"))}
SHOWS = {
    "horizon": ev.HORIZON_REACHED, "regions": ev.POWER_ENERGISED, "operator": ev.OFFER_EXERCISED,
    "partner": ev.REQUEST_MADE, "providers": ev.REQUEST_SERVED, "rivals": ev.RELEASE_TAKEN,
    "backfill": ev.RELEASE_TAKEN, "pipelines": ev.LOI_CONVERTED, "lease_terms": ev.PREPAYMENT_CREDITED,
    "sites": ev.FINANCE_LEASE_COMMENCED, "portfolios": ev.LEASE_COMMITTED, "costs": ev.TRANCHE_LIVE,
    "demand": ev.BASELINE_SERVED, "agreement": ev.SHORTFALL_BILLED, "capex": ev.SPENDING_WAITED,
    "review": ev.TRANCHE_DEFERRED, "timeline": ev.RELEASE_RECONTRACTED, "reported": ev.CAPEX_ACCRUED,
    "uncertainties": ev.UNCERTAINTY_DRAWN, "correlations": ev.UNCERTAINTY_DRAWN,
}  # fmt: skip
"""By example, the event that its block brings about in one of three replications."""


def blocks_of(model, seen):
    """Every block of the language, each once."""
    for field in model.model_fields.values():
        for block in type_of(field.rebuild_annotation()).blocks:
            if block not in seen:
                seen.add(block)
                blocks_of(block, seen)
    return seen


def logs_of(example):
    model = build(load(EXAMPLES[example]).scenario)
    return [simulate(model, replication, "simpy") for replication in range(3)]


def test_the_committed_page_is_what_the_models_say():
    made = reference({name: path.read_text() for name, path in EXAMPLES.items()})
    assert (ROOT / "docs/scenario-reference.md").read_text() == made, "run `make docs`"


def test_every_key_has_its_meaning():
    blocks = blocks_of(Scenario, {Scenario})
    assert len(blocks) > 60
    mute = [f"{block.__name__}.{key}" for block in blocks for key, field in block.model_fields.items()
            if not field.description and key not in ("kind", "action")]  # fmt: skip
    assert mute == []
    assert [block.__name__ for block in blocks if not block.__doc__] == []


def test_every_block_has_an_example():
    blocks = {key for key, field in Scenario.model_fields.items()
              if type_of(field.rebuild_annotation()).blocks}  # fmt: skip
    assert blocks <= set(EXAMPLES)
    assert set(SHOWS) == set(EXAMPLES) - {"base"} == blocks


@pytest.mark.parametrize("example", SHOWS)
def test_an_example_shows_what_its_block_does(example):
    logs = logs_of(example)
    counts = Counter(int(event) for log in logs for event in log["event"])
    assert counts[SHOWS[example]] > 0


def rows(log, event):
    return log[log["event"] == event]


def test_the_hall_of_the_regions_example_waits_for_the_second_step_of_its_grid():
    logs = logs_of("regions")
    days = {int(instant) // 86_400 for log in logs for instant in rows(log, ev.TRANCHE_READY)["instant"]}
    assert days == {365}  # 1 July 2025, a year after the start; it is built by 1 March


def test_the_second_campus_of_the_capex_example_waits_until_the_next_fiscal_year():
    """Each spends $50M on its shell and more on servers before July 2025, out of $60M."""
    logs = logs_of("capex")
    for log in logs:
        (waited,), (started,) = rows(log, ev.SPENDING_WAITED), rows(log, ev.SPENDING_STARTED)
        assert waited["entity"] == started["entity"]
        assert started["instant"] // 86_400 == 365


def test_the_return_of_the_timeline_example_takes_back_four_of_the_six_megawatts_it_let_go():
    logs = logs_of("timeline")
    for log in logs:
        assert rows(log, ev.LEASE_CANCELLED)["kw"].sum() == 6_000
        assert rows(log, ev.RELEASE_RECONTRACTED)["kw"].sum() == 4_000


def test_a_default_is_written_with_the_unit_that_makes_it_short():
    from sim.quantities import DollarsPerKwMonth, Seconds, Share
    from sim.quantities.durations import DURATION
    from sim.quantities.measured import Measured

    assert written(30 * 86_400, Seconds) == "`30 days`"
    assert written(0.06, Share) == "`6 %`"
    assert written(125.0, DollarsPerKwMonth) == "`$125/kW-month`"
    assert with_unit(90, Measured(DURATION, "rounded")) == "1.5 minutes"
    assert written(None, Seconds) == ""
