"""The few years of one screen, with and without a vintage, in long and short horizons."""

import pytest

from sim.report.brief import brief
from sim.report.periods import key_years
from sim.report.screen import screen_text
from sim.report.table import comparison
from tests.plots.synthetic import SyntheticResults, three_scenarios


def horizon(months, vintage=True):
    run = SyntheticResults("run", 1.0, n=3, months=months)
    run.vintage = run.vintage if vintage else None
    return run


@pytest.mark.parametrize(("months", "vintage", "years"), [
    (84, True, ["FY25", "FY26", "FY28", "FY30"]),
    (84, False, ["FY24", "FY25", "FY27", "FY30"]),
    (60, True, ["FY25", "FY26", "FY28"]),
    (36, True, ["FY25", "FY26"]),
    (12, True, ["FY24"]),  # the vintage lies beyond: the last year there is
    (6, True, []),
])  # fmt: skip
def test_years_shown_are_the_vintages_the_next_the_third_after_and_the_last(months, vintage, years):
    assert key_years(horizon(months, vintage)) == years


@pytest.mark.parametrize("months", [6, 12, 24, 36])
def test_a_short_horizon_has_a_screen_too(months):
    runs = [SyntheticResults("first", n=3, months=months), SyntheticResults("run", 1.0, n=3, months=months)]
    text = screen_text(runs, 100)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "(4) Partner GW, asked" in text


def test_screen_and_complete_table_hold_the_same_numbers():
    runs = three_scenarios(n=20)
    few, all_ = brief(runs), comparison(runs)
    for section, label, long in (
        (3, "retaken by rivals", "retaken by rivals"),
        (4, "by providers", "by providers"),
        (5, "long-lived %, FY26", "long-lived share, FY26"),
        (6, "GW, FY28", "GW, FY28 end"),
        (7, "leases to come back", "leases signed to take it back"),
        (8, "Used by mid-2028 %", "share that would have been used"),
    ):
        short, row = (
            next(row for row in table.sections[section - 1].rows if row.label == name)
            for table, name in ((few, label), (all_, long))
        )
        assert [cell.value for cell in short.cells[1:]] == [cell.value for cell in row.cells[1:]]
        assert [cell.difference for cell in short.cells[1:]] == [cell.difference for cell in row.cells[1:]]


def test_runs_on_other_draws_are_refused():
    runs = three_scenarios(n=3)
    runs[2].seed = 99
    with pytest.raises(ValueError, match="not paired"):
        brief(runs)
