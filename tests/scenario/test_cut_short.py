"""A sweep that ends before the horizon refuses figures that it cannot know."""

import re
from datetime import date

import pytest

from sim.runs.prepared import prepare
from sim.scenario.cut_short import UNTIL, last_day, too_late
from sim.scenario.figure import PERIOD, Figure
from sim.scenario.horizon import Horizon
from sim.scenario.problems import ScenarioErrors
from tests.runs.test_sweep import BASE

HORIZON = Horizon.model_validate({"start": "2023-07-01", "last_day": "2030-06-30"})
SWEEP = """
schema: 1
name: short
title: A short one
scenario: base.yaml
replications: 2
{until}
levers: [{{key: operator.reserve, values: [5 %, 10 %]}}]
metrics: [{metrics}]
"""


ENDS = [("FY2028", date(2028, 6, 30)), ("FY2028Q2", date(2027, 12, 31)), (None, None)]


@pytest.mark.parametrize(("until", "day"), ENDS)
def test_it_ends_with_the_last_day_of_a_fiscal_year_or_quarter(until, day):
    assert last_day(until, HORIZON) == day


@pytest.mark.parametrize("figure", ["live_mw@FY2028", "live_mw@FY2027Q3", "live_mw@start", "live_mw@FY2028Q4"])
def test_figures_of_periods_that_have_ended_by_then_are_known(figure):
    assert too_late(Figure.parse(figure), "FY2028", HORIZON) is None


@pytest.mark.parametrize("figure", ["live_mw@FY2029", "live_mw@FY2029Q1", "live_mw", "call_capex_usd"])
def test_others_are_refused(figure):
    assert "nothing after FY2028" in str(too_late(Figure.parse(figure), "FY2028", HORIZON))


def problems(tmp_path, until, metrics):
    file = tmp_path / "short.yaml"
    (tmp_path / "base.yaml").write_text(BASE)
    file.write_text(SWEEP.format(until=until, metrics=metrics))
    with pytest.raises(ScenarioErrors) as errors:
        prepare(file, to_run=False)
    return [(problem.line, problem.text) for problem in errors.value.problems]


def test_they_are_told_at_their_lines(tmp_path):
    [(line, text)] = problems(tmp_path, "until: FY2024", "headroom_mw@FY2025, headroom_mw@FY2024")
    assert line == 9
    assert "'headroom_mw@FY2025': the sweep simulates nothing after FY2024" in text


@pytest.mark.parametrize("wrong", ["FY28", "2028FY", "FY2028Q5", "'2028'", "FY1850"])
def test_what_is_no_period_is_told_in_words(tmp_path, wrong):
    [(line, text)] = problems(tmp_path, f"until: {wrong}", "headroom_mw@FY2024")
    assert (line, text.partition(": ")[2]) == (7, "a fiscal year or quarter is needed here, as in FY2028 or FY2028Q2")


@pytest.mark.parametrize("text", ["FY1999", "FY2028", "FY2100Q4", "FY2028Q1", "FY2300", "FY2028Q0", "2028", "FY2028Q"])
def test_what_editors_check_is_what_a_figures_period_is(text):
    assert bool(re.fullmatch(UNTIL, text)) == bool(PERIOD.fullmatch(text))


def test_a_period_that_the_horizon_does_not_hold_is_told_at_its_line(tmp_path):
    [(line, text)] = problems(tmp_path, "until: FY2050", "headroom_mw@FY2024")
    assert line == 7
    assert "holds no whole fiscal year FY2050" in text
