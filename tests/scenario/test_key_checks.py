"""A key that can mean nothing for a tenure, a stage or a lease's term is refused at the key."""

import pytest

from tests.scenario.said import said

OPTION = "lease_terms[turnkey].options=[{{{}}}]"
PROMISED = "demand.reserved=[{{id: a, workload: training, capacity: 1 MW, region: east, {}}}]"
LEASED = ("sites[hall].tenure=leased", "sites[hall].terms=turnkey")


def portfolio(stage: str, more: str, tenure: str = "owned") -> str:
    return (f"portfolios=[{{id: p, tenure: {tenure}, stage: {stage}, pipeline: plain, regions: {{east: 100 %}}, "
            f"site: 1 MW, tranche: 1 MW, count: 2, {more}}}]")  # fmt: skip


def hall(fields: str) -> str:
    return f"sites[hall].tranches=[{{capacity: 1 MW, {fields}}}]"


@pytest.mark.parametrize(("overrides", "at", "says"), [
    (["sites[hall].terms=turnkey"], "terms", "`hall` is owned and has no lease: leave its terms out"),
    (["sites[hall].delivery=powered_shell"], "delivery", "only a landlord delivers a powered shell"),
    (["sites[hall].step_elapsed=30 %"], "step_", "only an LOI, an SOQ or a fit-out has a step under way"),
    ([hall("power: 2025-01-01")], "power:", "`hall` is live and has its power"),
    ([portfolio("slot", "terms: turnkey")], "terms:", "`p` is owned and has no lease"),
    ([portfolio("live", "terms: turnkey, delivery: powered_shell", "service")], "delivery:", "only a landlord"),
    ([portfolio("building", "live_ends: 2025-01-01")], "live_ends:", "`p` is building: only live ones"),
    ([OPTION.format("kind: extension, years: 3, notice: 15 years")], "15 years", "decided before the lease begins"),
    ([OPTION.format("kind: break, after_years: 2, notice: 24 months")], "24 months", "less than 2 years are left"),
    ([PROMISED.format("starts: 2025-01-01, latest: 2024-12-01")], "{id: a", "latest 2024-12-01 lies before starts"),
])  # fmt: skip
def test_a_key_that_can_mean_nothing_is_refused(overrides, at, says):
    told = said(*overrides)
    assert says in told
    column = overrides[0].index(at) + 1
    assert f"--set:1:{column}: " in told


@pytest.mark.parametrize("overrides", [
    [*LEASED, "sites[hall].delivery=powered_shell"],
    ["sites[hall].delivery=turnkey", "sites[hall].step_elapsed=0 %"],
    ["sites[hall].stage=ready", "sites[hall].step_elapsed=50 %"],
    [*LEASED, "sites[hall].stage=soq", "sites[hall].step_elapsed=50 %"],
    ["sites[hall].stage=building", hall("ready: 2025-01-01, power: 2025-03-01")],
    [hall("ready: 2024-01-01, ends: 2025-06-01, ends_known_from: 2025-01-01")],
    [portfolio("live", "live_ends: 2025-01-01, live_ends_known_from: 2024-10-01")],
    [OPTION.format("kind: extension, years: 3, notice: 14 years")],
    [OPTION.format("kind: break, at: 2025-07-01, notice: 3 years")],
])  # fmt: skip
def test_a_key_that_means_something_is_taken(overrides):
    assert said(*overrides) == ""
