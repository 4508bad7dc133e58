"""Dates lie where the scenario can heed them, spans run forward, and a list has one entry for a day."""

from pathlib import Path

import numpy as np
import pytest

from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors
from sim.world.build_courses import Courses
from sim.world.naming import name

SMALL = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"
BASELINE = SMALL.parents[1] / "baseline.yaml"
CLASS = "demand.classes[training].arrivals"
LETTERS = "portfolios[new-letters].arrivals"
TABLE = "demand.baseline[own-services].path"
FIT_OUT = "costs.fit_out.ai"


def told(*overrides, path=SMALL):
    """The problems of a scenario with values set, as text; empty where it is valid."""
    try:
        load(path, overrides=overrides)
    except ScenarioErrors as errors:
        return str(errors)
    return ""


def table(*points):
    return f"{TABLE}={{kind: table, points: [{', '.join(points)}]}}"


@pytest.mark.parametrize(
    ("override", "says"),
    [
        (f"{CLASS}=[{{first_day: 2050-01-01, rate: 1/month}}]", "2050-01-01 is after the horizon"),
        (f"{FIT_OUT}=[{{first_day: 2050-01-01, limit: 15 MW/month}}]", "2050-01-01 is after the horizon"),
        (f"{LETTERS}={{rate: 1/month, first_day: 2024-01-01, last_day: 2072-12-31}}", "over 15 years from the horizon"),
        (table("{at: 2024-01-01, level: 60 MW}", "{at: 2072-01-01, level: 90 MW}"), "over 15 years from the horizon"),
        ("vintage=2050-01-01", "2050-01-01 is after the horizon"),
        ("vintage=1990-01-01", "over 15 years from the horizon"),
        ("sites[hall-north].tranches=[{capacity: 100 MW, ready: 2050-01-01}]", "over 15 years from the horizon"),
        ("reported=[{figure: call_capex, period_ends: 2050-06-30, amount: $1bn}]", "2050-06-30 is after the horizon"),
        ("reported=[{figure: call_capex, period_ends: 1990-06-30, amount: $1bn}]", "before the horizon"),
        (f"{LETTERS}={{rate: 1/month, first_day: 2027-01-01, last_day: 2024-12-31}}", "is before 2027-01-01"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_meant_is_refused_at_its_place(override, says):
    assert says in told(override)


TRANCHE = "sites[hall-north].tranches=[{{capacity: 1 MW, {}}}]"
BREAK = "lease_terms[usual].options=[{{kind: break, notice: 1 month, at: {}}}]"
SERVED = "demand.in_service=[{{id: old, workload: training, capacity: 1 MW, region: east, ends: {}}}]"


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ([TRANCHE.format("ends: 2020-01-01")], "2020-01-01 is not after the start, 2024-01-01"),
        ([TRANCHE.format("ends: 2024-01-01")], "2024-01-01 is not after the start"),
        ([TRANCHE.format("ready: 2025-12-01, ends: 2025-01-01")], "not after 2025-12-01, when it is ready"),
        ([TRANCHE.format("ready: 2025-12-01, ends: 2025-12-01")], "2025-12-01 is not after 2025-12-01"),
        ([SERVED.format("2020-01-01")], "2020-01-01 is not after the start"),
        (["portfolios[new-letters].live_ends=2020-01-01"], "2020-01-01 is not after the start"),
        ([BREAK.format("2010-01-01")], "2010-01-01 is not after the start"),
        ([BREAK.format("2064-01-01")], "over 15 years from the horizon"),
    ],
)
def test_what_ends_before_it_begins_is_refused(overrides, says):
    assert says in told(*overrides)


@pytest.mark.parametrize("key", ["plan_ahead", "build", "power_ahead"])
def test_what_takes_longer_than_can_be_planned_is_refused(key):
    assert "'16 years' is outside the plausible range, 0 days to 15 years" in told(f"pipelines[leasing].{key}=16 years")
    assert told(f"pipelines[leasing].{key}=15 years") == ""


@pytest.mark.parametrize(
    "override",
    [
        f"{CLASS}=[{{first_day: 2024-01-01, rate: 9/month}}, {{first_day: 2024-01-01, rate: 1/month}}]",
        f"{FIT_OUT}=[{{first_day: 2024-01-01, limit: 9 MW/month}}, {{first_day: 2024-01-01, limit: 1 MW/month}}]",
        table("{at: 2024-01-01, level: 60 MW}", "{at: 2024-01-01, level: 90 MW}"),
    ],
)
def test_two_entries_that_hold_from_one_day_are_refused(override):
    assert "two entries hold from 2024-01-01: leave one of them out" in told(override)


def test_what_is_learnt_later_of_a_day_may_replace_what_was_known_of_it():
    known = "{first_day: 2025-01-01, limit: 9 MW/month}"
    news = "{first_day: 2025-01-01, limit: 1 MW/month, known_from: 2024-06-01}"
    versions = []
    for order in ((known, news), (news, known)):
        base = "{first_day: 2024-01-01, limit: 15 MW/month}"
        loaded = load(SMALL, overrides=[f"{FIT_OUT}=[{base}, {', '.join(order)}]"])
        courses = Courses(name(loaded.scenario))
        courses.paths()
        courses.lines()
        versions.append(courses.tables()[1]["kw"])
    assert np.array_equal(*versions)
    assert set(versions[0].tolist()) >= {15_000.0, 9_000.0, 1_000.0}


def test_a_level_learnt_later_replaces_that_of_its_day():
    points = ("{at: 2024-01-01, level: 60 MW}", "{at: 2026-01-01, level: 90 MW}",
              "{at: 2026-01-01, level: 30 MW, known_from: 2025-01-01}")  # fmt: skip
    courses = Courses(name(load(SMALL, overrides=[table(*points)]).scenario))
    courses.paths()
    levels = courses.tables()[1]["kw"]
    months = 48
    before, after = levels[:months], levels[months : 2 * months]
    assert before[24] == pytest.approx(90_000)
    assert after[24] == pytest.approx(30_000)


def test_growth_that_is_scaled_after_the_horizon_is_refused():
    study = BASELINE.parent / "what-if" / "uncertain-growth.yaml"
    said = told("demand.baseline[general].growth_scaled_from=2035-04-01", path=study)
    assert "2035-04-01 is after the horizon" in said
