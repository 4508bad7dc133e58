"""Numbers about sensitivity are told in units and digits that fit the largest, and chances never as 0."""

import pytest

from sim.report.sensitivity import p_words, shown


@pytest.mark.parametrize(("unit", "values", "told"), [
    ("MW", [66.0, 3.0], (1.0, "MW", 1)), ("MW", [2_400.0, 3.0], (1e-3, "GW", 2)), ("MW", [-0.04], (1.0, "MW", 4)),
    ("$", [3.7e9, 1e6], (1e-9, "$bn", 2)), ("$", [4e6], (1e-9, "$bn", 5)), ("share", [0.31], (1.0, "share", 3)),
    ("MW-months", [5e4], (1e-3, "GW-months", 1)), ("MW", [0.0], (1.0, "MW", 0)), ("MW", [], (1.0, "MW", 0)),
    ("MW", [float("nan"), 450.0], (1.0, "MW", 0)),
])  # fmt: skip
def test_the_largest_number_has_three_digits_in_a_unit_of_its_size(unit, values, told):
    assert shown(unit, values) == told


def test_a_chance_is_never_told_as_none():
    assert (p_words(0.0234), p_words(0.001), p_words(1e-9)) == ("0.023", "0.001", "< 0.001")
