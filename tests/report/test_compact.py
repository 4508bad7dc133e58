"""Short cells are exact to their half-width's first figure and say when nothing varies."""

import pytest

from sim.report.cells import Cell, Row
from sim.report.compact import digits_of, short
from sim.statistics.intervals import Interval

NAN = float("nan")


def row(*cells, shown="mean", digits=2, unit="GW"):
    return Row("label", unit, digits, shown, cells)


def gap(mean, half_width, varies=True):
    return Interval(mean, half_width, 0.95, 40, varies)


FIRST = Cell(5.0, half_width=0.04)


@pytest.mark.parametrize(("cell", "text"), [
    (Cell(6.814, half_width=0.093), "6.81±.09"),
    (Cell(6.814, half_width=0.21), "6.8±.2"),
    (Cell(0.387, half_width=0.04), ".39±.04"),
    (Cell(-0.06, half_width=0.06), "−.06±.06"),
    (Cell(0.2, half_width=0.001), ".20±<.01"),
    (Cell(205.5, half_width=4.6), "206±5"),
    (Cell(0.0, half_width=0.0), "none"),
    (Cell(1.4, half_width=0.0), "1.40 no variation"),
    (Cell(1.4, half_width=NAN), "1.40"),
    (Cell(), "–"),
    (Cell(words="FY26 Q1: call capex"), "FY26 Q1: call capex"),
])  # fmt: skip
def test_a_value_is_as_exact_as_its_half_width(cell, text):
    assert short(cell, row(cell)).value == text


def test_a_row_is_as_exact_as_its_widest_interval():
    cells = (Cell(2.85, half_width=0.23), Cell(1.14, half_width=0.04))
    assert [short(cell, row(*cells)).value for cell in cells] == ["2.9±.2", "1.1±<.1"]


@pytest.mark.parametrize(("difference", "text", "settled"), [
    (gap(-4.401, 0.19), "−4.4±.2", True),
    (gap(-0.221, 0.05), "−.22±.05", True),
    (gap(0.01, 0.02), "(+.01±.02)", False),
    (gap(0.02, 0.02), "(+.02±.02)", False),
    (gap(0.0, 0.0, varies=False), "same", False),
    (gap(1.4, 0.0, varies=False), "+1.40 no variation", True),
    (gap(1.4, NAN, varies=False), "+1.40", True),
])  # fmt: skip
def test_a_difference_is_bracketed_where_its_interval_holds_zero(difference, text, settled):
    cell = Cell(4.0, half_width=0.05, difference=difference)
    other = Cell(4.0, half_width=0.05, difference=gap(1.0, 0.1))
    found = short(cell, row(FIRST, cell, other))
    assert (found.difference, found.settled) == (text, settled)


def test_a_difference_from_nothing_is_not_said_twice():
    nothing, some = Cell(0.0, half_width=0.0), Cell(3.0, half_width=0.2, difference=gap(3.0, 0.2))
    assert short(some, row(nothing, some)).difference == ""


def test_where_no_scenario_differs_none_says_so():
    same = Cell(5.0, half_width=0.04, difference=gap(0.0, 0.0, varies=False))
    assert short(same, row(FIRST, same)).difference == ""


def test_a_band_is_p10_p50_p90():
    cell = Cell(11.31, 10.8, 12.04)
    assert short(cell, row(cell, shown="band")).value == "10.8 11.3 12.0"


@pytest.mark.parametrize(("half_width", "digits"), [(0.5, 1), (0.1, 1), (0.099, 2), (0.0001, 3), (1.0, 0), (40.0, 0)])
def test_digits_show_the_first_figure(half_width, digits):
    assert digits_of([half_width, half_width / 10], 3) == digits
