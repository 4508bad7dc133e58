"""What is read of replications, and when an exact value counts as held."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.events import kinds as ev
from sim.scenario.load import load
from sim.selfcheck import limits, measure
from sim.selfcheck.case import Case, Quantity, Source
from sim.selfcheck.families import FAMILIES
from sim.selfcheck.leases import LEASES
from sim.selfcheck.limits import LIMITS
from sim.selfcheck.loss import CARRIED, LOST
from sim.selfcheck.measure import How, Outcome, outcomes
from sim.selfcheck.overflow import ALIKE
from sim.selfcheck.seen import Seen, time_average_moments
from sim.selfcheck.told import verdict
from sim.world.engine_compiled import Replication
from sim.world.engines import simulate
from sim.world.model import build

FOLDER = Path(__file__).parents[2] / "scenarios" / "validation"
CASES = [case for family in FAMILIES for case in family.cases]


def outcome(values, exact: float, certain: bool = False) -> Outcome:
    quantity = Quantity("number", lambda _: exact, Source("s", "source"), certain=certain)
    return Outcome(CASES[0], quantity, 1, 10, exact, np.array(values, dtype=float))


def test_exact_value_is_held_where_it_lies_within_students_interval() -> None:
    values = [1.0, 2.0, 3.0]  # half of 99.9 %: 31.599 (Student's t, 2 degrees of freedom) times 1 / sqrt(3)
    half = 31.599 / 3**0.5
    assert outcome(values, 2 + 0.999 * half).holds()
    assert outcome(values, 2 - 0.999 * half).holds()
    assert not outcome(values, 2 + 1.001 * half).holds()
    assert not outcome(values, 2 - 1.001 * half).holds()


@pytest.mark.parametrize("values", [[1.0, 1.0], [1.0, 2.0, np.nan], [1.0], [np.nan, np.nan]])
def test_what_should_vary_and_does_not_or_has_no_meaning_is_not_held(values) -> None:
    assert not outcome(values, 1.0).holds()


def test_what_is_certain_has_to_be_exact_in_each_replication() -> None:
    assert outcome([1.0, 1.0], 1.0, certain=True).holds()
    assert not outcome([1.0, 0.999, 1.001], 1.0, certain=True).holds()
    assert not outcome([1.0, np.nan], 1.0, certain=True).holds()


def test_rows_are_those_of_whole_logs_and_shares_are_counted_after_the_warm_up() -> None:
    how = How(FOLDER, seed=5)
    case = Case("loss-3-on-5", (LOST, CARRIED), 3)
    found = outcomes(case, replace(how, long=True))
    model = build(load(FOLDER / "loss-3-on-5.yaml", overrides=[f"seed={how.seed_of(case)}"]).scenario)
    logs = [simulate(model, replication) for replication in range(3)]
    assert {one.rows for one in found} == {sum(map(len, logs))}
    month = 31 * 86_400  # January 2024, the warm-up
    days = 366 - 31
    shares = [((log["event"] == ev.REQUEST_UNSERVED) & (log["instant"] > month)).sum() / (9 * days) for log in logs]
    assert found[0].values == pytest.approx(shares, abs=1e-12)
    assert found[1].values == pytest.approx([_in_use(log, month, 366 * 86_400) for log in logs], abs=1e-9)


def _in_use(log: np.ndarray, start: int, end: int) -> float:
    """MW served, over time, by the spans of the requests one by one."""
    begins = {int(r["entity"]): int(r["instant"]) for r in log[log["event"] == ev.REQUEST_SERVED]}
    ends = {int(r["entity"]): int(r["instant"]) for r in log[log["event"] == ev.REQUEST_ENDED]}
    total = sum(max(0, min(ends.get(r, end), end) - max(begun, start)) for r, begun in begins.items())
    return total / (end - start)


def test_a_difference_of_rounded_amounts_is_held_to_a_unit_and_said_so() -> None:
    quantity = Quantity("number", lambda _: 100.0, Source("s", "source"), certain=True, off=1.0)
    found = [Outcome(CASES[0], quantity, 1, 10, 100.0, np.array([value] * 2)) for value in (100.0, 99.0, 98.0)]
    assert [verdict(each) for each in found] == ["exact", "to 1", "OUTSIDE"]


def test_an_example_with_another_rent_is_not_as_printed() -> None:
    """The case of Example 14, and the scenario of another: no amount is the same."""
    [case] = (case for case in LEASES.cases if case.scenario == "ifrs-16-example-14")
    other = replace(case, scenario="ifrs-16-example-16")
    assert not any(found.holds() for found in outcomes(other, How(FOLDER)))


def test_time_averages_weigh_a_number_by_how_long_it_stood() -> None:
    # 0 up to 10, then 1 up to 20, then 3 up to 40; seen from 5 to 30: five of 0, ten of 1, ten of 3.
    mean, square = time_average_moments(np.array([1, 2, -3]), np.array([10, 20, 40]), (5, 30))
    assert (mean, square) == pytest.approx((40 / 25, 100 / 25))


def test_cases_have_seeds_of_their_own() -> None:
    seeds = [How(FOLDER, seed=seed).seed_of(case) for seed in (1, 2) for case in CASES]
    assert len(set(seeds)) == len(seeds)


def test_two_regimes_that_serve_otherwise_are_not_alike() -> None:
    layout = build(load(FOLDER / "spill-exclusive.yaml").scenario).layout
    case = next(case for case in CASES if case.beside)
    how = How(FOLDER, long=True)
    spill, other = (Case(case.scenario, (ALIKE,), 1, beside=beside) for beside in (case.beside, "spill-to-five"))
    assert outcomes(spill, how)[0].values.tolist() == [1.0]
    assert outcomes(other, how)[0].values[0] < 1.0
    nothing = Seen(np.empty(0, measure.ROW), layout)
    assert np.isnan(ALIKE.read(replace(nothing, beside=nothing)))


def test_a_limit_that_is_not_reached_is_seen() -> None:
    """The small world itself, whose offers do not all lapse and whose operator does not serve all."""
    found = outcomes(Case("small-world", tuple(q for case in LIMITS.cases for q in case.quantities), 5),
                     How(FOLDER, long=True))  # fmt: skip
    assert [one.holds() for one in found] == [False] * len(found)
    assert np.isnan(limits.share(np.array([], dtype=bool), np.array([])))


@pytest.mark.long
@pytest.mark.parametrize("case", [case for case in CASES if case not in LEASES.cases], ids=lambda case: case.name)
def test_a_long_run_of_a_case_takes_a_million_events(case) -> None:
    """Handlers called from the calendar, as docs/budget.md counts them. Leases on the books are the same in each."""
    model = build(load(FOLDER / f"{case.scenario}.yaml", variant=case.variant).scenario)
    few = max(2, case.long // 100)
    handled = 0
    for replication in range(few):
        under_way = Replication(model, replication)
        for _ in under_way:
            pass
        handled += under_way.run.events
    assert handled / few * case.long >= 1_000_000
