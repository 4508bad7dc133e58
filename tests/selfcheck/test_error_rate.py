"""The check fails as often as it says: over many seeds one interval in a thousand misses what is exact.

Quantities of one case are read off the same replications, so that cases times seeds count as independent, not rows.
"""

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.selfcheck.families import FAMILIES
from sim.selfcheck.measure import LEVEL, How, Outcome, outcomes

FOLDER = Path(__file__).parents[2] / "scenarios" / "validation"
SEEDS = range(100, 100 + int(os.environ.get("SEEDS", "20")))
SURE = 0.999
CASES = [case for family in FAMILIES for case in family.cases]

pytestmark = pytest.mark.long


@cache
def found() -> list[Outcome]:
    """All outcomes of all seeds."""
    return [outcome for seed in SEEDS for case in CASES for outcome in outcomes(case, How(FOLDER, seed=seed))]


def estimated() -> list[Outcome]:
    return [outcome for outcome in found() if not outcome.quantity.certain]


def cases_times_seeds() -> int:
    return len({outcome.case for outcome in estimated()}) * len(SEEDS)


def test_what_is_certain_holds_whatever_the_seed() -> None:
    certain = [outcome for outcome in found() if outcome.quantity.certain]
    assert len(certain) >= 5 * len(SEEDS)
    assert all(outcome.holds() for outcome in certain)


def test_intervals_miss_no_oftener_than_they_say() -> None:
    missed = {(outcome.case.name, outcome.seed) for outcome in estimated() if not outcome.holds()}
    rows = sum(not outcome.quantity.certain for outcome in found()) / cases_times_seeds()
    most = stats.binom.ppf(SURE, cases_times_seeds(), min(1.0, rows * (1 - LEVEL)))
    assert len(missed) <= most, sorted(missed)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_narrower_intervals_miss_as_often_as_they_say(level: float) -> None:
    share = np.mean([not outcome.holds(level) for outcome in estimated()])
    low, high = stats.binom.interval(SURE, cases_times_seeds(), 1 - level)
    assert low <= share * cases_times_seeds() <= high, share


def test_no_quantity_is_always_on_one_side() -> None:
    """A bias too small for one seed's interval shows where the means of many seeds lie."""
    by_quantity: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in estimated():
        by_quantity.setdefault((outcome.case.name, outcome.quantity.title), []).append(outcome)
    level = 1 - (1 - SURE) / len(by_quantity)
    for name, of_seeds in by_quantity.items():
        values = np.concatenate([outcome.values for outcome in of_seeds])
        together = Outcome(of_seeds[0].case, of_seeds[0].quantity, 0, 0, of_seeds[0].exact, values)
        assert together.holds(level), (name, together.at(level), together.exact)
