"""What grows past what its quantity can be is refused at its key with what it comes to; what stays below is not."""

import re

import pytest

from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build
from tests.scenario.said import EXAMPLE, said

TERMS = "lease_terms[turnkey]"
LONG = "horizon.last_day=2054-06-30"
UNSURE = "uncertainties=[{id: u, factor: 30000 %}]"
STATES = "states: [{id: calm, rate: 2 %/year}, {id: boom, rate: 1000 %/year}]"


def own(path: str, more: str = "") -> str:
    """A baseline that goes by a path."""
    return f"demand.baseline=[{{id: own, grade: general, regions: {{east: 100 %}}, path: {{{path}}}{more}}}]"


def rent(path: str) -> str:
    return f"regions[east].rent_path={{{path}}}"


GROWTH = "kind: growth, level: 100 MW, rate: {} %/year"
TABLE = "kind: table, points: [{{at: 2024-07-01, level: {}}}, {{at: 2025-07-01, level: 100 MW}}], rate_after: {} %/year"


@pytest.mark.parametrize(("overrides", "key", "says"), [
    ([own(GROWTH.format(1000)), LONG], "rate", "the level comes to 10^30 GW by 2054-06-30: at most 500 GW is allowed"),
    ([own(TABLE.format("1 MW", 1000)), LONG], "rate_after", "the level comes to 10^"),
    ([own("kind: seasonal, level: 1 MW, seasons: {june: 100000 %}, rate: 40 %/year"), LONG], "rate", "comes to 2"),
    ([own(f"kind: switching, level: 9 MW, first: calm, {STATES}"), LONG], "rate", "a path that stays in this"),
    ([own(GROWTH.format(60), ", growth_scaled_by: u"), UNSURE], "growth_scaled_by", "growth times 300, as `u` may be"),
    ([own(TABLE.format("0 MW", 0), ", growth_scaled_by: u"), UNSURE], "growth_scaled_by", "more than can be counted"),
    ([own(GROWTH.format(1), ", forecast_error: {bias: 1000 %/year}"), LONG], "bias", "the forecast comes to 10^"),
    ([f"{TERMS}.escalator=100 %/year"], "escalator", "the rent comes to $2.458e+06/kW-month in year 15: at"),
    ([f"{TERMS}.escalator=15 %/year", f"{TERMS}.options=[{{kind: extension, notice: 1 year, years: 30}}]"], "escalator",
     "in year 45"),
    ([rent("kind: growth, rate: 1000 %/year"), LONG], "rate", "the rent of the day comes to"),
    ([rent("kind: growth, level: 10000 %, rate: 20 %/year"), LONG], "rate", "2.372e+06 % of the terms' rent"),
    ([rent("kind: table, points: [{at: 2024-07-01, level: 100 %}], rate_after: 1000 %/year"), LONG], "rate_after",
     "comes to 10^"),
    ([f"{TERMS}.rent_free_months=36", f"{TERMS}.term_years=3"], "", "no rent in its term of 36 months"),
    *(([f"{key}={rate} %/year"], "", "outside the plausible range, -20 %/year to 100 %/year")
      for key in ("operator.discount_rate", f"{TERMS}.discount_rate", f"{TERMS}.escalator")
      for rate in (-99, -21, 101)),
])  # fmt: skip
def test_what_grows_past_what_can_be_meant_is_refused_with_what_it_comes_to(overrides, key, says):
    told = said(*overrides)
    assert says in told
    if key:
        line = next(each for each in overrides if key in each)
        before = line[: int(re.match(r"--set:1:(\d+):", told)[1]) - 1]
        assert before.rstrip().endswith((f"{key}:", f"{key}="))


@pytest.mark.parametrize("overrides", [
    [own(GROWTH.format(1000))],
    [own(GROWTH.format(30)), LONG],
    [own(GROWTH.format(-90)), LONG],
    [own(TABLE.format("0 MW", 0), ", growth_scaled_by: u"), UNSURE.replace("30000", "300")],
    [own(TABLE.format("0 MW", 10))],
    [own(f"kind: switching, level: 9 MW, first: calm, {STATES.replace('1000', '100')}"), LONG],
    [f"{TERMS}.escalator=10 %/year"],
    [f"{TERMS}.escalator=-20 %/year", f"{TERMS}.discount_rate=-20 %/year", f"{TERMS}.term_years=50"],
    [f"{TERMS}.rent_free_months=35", f"{TERMS}.term_years=3"],
    [rent("kind: growth, rate: 5 %/year"), LONG],
])  # fmt: skip
def test_what_is_fast_but_can_be_meant_is_taken_and_runs(overrides):
    assert said(*overrides) == ""
    scenario = load(EXAMPLE, overrides=overrides).scenario
    assert len(simulate(build(scenario), 0, "simpy")) > 0
