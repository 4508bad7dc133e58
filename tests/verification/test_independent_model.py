"""The world and a model of its core written apart, as SimPy processes, tell the same of small-world.yaml.

Both run hundreds of replications on draws of their own. Means and spreads of every quantity are compared by Welch's
interval at 99.9 % over all of them at once (Bonferroni); the interval is narrow enough to tell a wrong rule apart.
"""

from functools import cache, partial

import numpy as np
import pytest

from tests.verification.compared_quantities import from_log, from_model
from tests.verification.estimates import LEVEL, Interval, difference
from tests.verification.independent_model import SmallWorld
from tests.verification.world_runs import logs_of, scenario_of

REPLICATIONS = 600
"""Of the world; the independent model is slower and runs half as many."""
long = partial(pytest.param, marks=pytest.mark.long)
Table = dict[str, np.ndarray]


@cache
def by_the_world(*overrides: str) -> Table:
    """Every quantity in each replication of the world, as the scenario has it or with something changed."""
    scenario = scenario_of("small-world", overrides=overrides)
    return _columns([from_log(log, scenario) for log in logs_of(scenario, REPLICATIONS, 1 / 4)])


@cache
def by_the_independent_model() -> Table:
    """The same of the independent model, always as the scenario has it."""
    scenario = scenario_of("small-world")
    return _columns([from_model(SmallWorld(scenario, f"independent-{k}").run()) for k in range(REPLICATIONS // 2)])


def _columns(found: list[dict[str, float]]) -> Table:
    return {name: np.array([replication[name] for replication in found]) for name in found[0]}


def differences(left: Table, right: Table) -> dict[str, Interval]:
    """The difference of each mean and of each spread, at a level that they share."""
    assert left.keys() == right.keys()
    level = 1 - (1 - LEVEL) / (2 * len(left))
    found = {}
    for name, values in left.items():
        centre = np.concatenate([values, right[name]]).mean()
        found[f"mean of {name}"] = difference(values, right[name], level)
        found[f"spread of {name}"] = difference((values - centre) ** 2, (right[name] - centre) ** 2, level)
    return found


def apart(found: dict[str, Interval]) -> dict[str, str]:
    """What differs by more than its interval."""
    return {name: str(interval) for name, interval in found.items() if not interval.holds(0.0)}


def test_means_and_spreads_of_both_models_agree() -> None:
    assert apart(differences(by_the_world(), by_the_independent_model())) == {}


def test_every_outcome_occurs_in_both_models() -> None:
    for table in (by_the_world(), by_the_independent_model()):
        assert {name for name, values in table.items() if values.mean() < 0.5} == set()


def test_intervals_are_narrow() -> None:
    ours, found = by_the_world(), differences(by_the_world(), by_the_independent_model())
    widths = {name: found[f"mean of {name}"].half_width / values.mean() for name, values in ours.items()}
    assert max(widths.values()) < 0.35
    for name in ("exercised", "leases signed", "served by operator", "MW-months served by operator"):
        assert widths[name] < 0.05


@pytest.mark.parametrize(
    "wrong",
    [
        "agreement.regimes[right-of-first-refusal].window=60 days",
        "agreement.regimes[exclusive].waiting_time=1 day",
        "pipelines[leasing].loi_converts=60 %",
        "operator.reserve=20 %",
        long("agreement.regimes[right-of-first-refusal].free_period=120 days"),
        long("agreement.responses[four-in-five].rules=[{kind: share, share: 75 %}]"),
        long("pipelines[leasing].soq_converts=85 %"),
        long("costs.fit_out.ai=[{first_day: 2024-01-01, limit: 12 MW/month}]"),
        long("providers[cloud].on_demand.lead_time=3 months"),
        long("demand.baseline[own-services].priority=3"),
    ],
)
def test_world_with_a_wrong_rule_is_told_apart(wrong: str) -> None:
    assert apart(differences(by_the_world(wrong), by_the_independent_model())) != {}
