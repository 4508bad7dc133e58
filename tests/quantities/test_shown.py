"""Numbers of a figure are shown in one unit of their size, to the digits that their half-widths allow."""

import pytest

from sim.quantities.shown import Shown

NAN = float("nan")


@pytest.mark.parametrize(("unit", "numbers", "halves", "told"), [
    ("MW", [376.6, -26.9], [11.8, 1.9, 6.9], (1.0, "MW", 1)),
    ("MW", [1_440.0, 180.0], [140.0, 90.0], (1e-3, "GW", 3)),
    ("MW", [432.0], [93.0], (1.0, "MW", 0)),
    ("MW", [66.0, 3.0], [28.2, 5.6, 0.001], (1.0, "MW", 1)),
    ("$", [2.5e9, 4e8], [2e7], (1e-9, "$bn", 3)),
    ("$", [4e8], [2e7], (1e-6, "$M", 0)),
    ("share", [0.31], [0.02], (100.0, "%", 1)),
    ("probability", [0.5], [0.1], (100.0, "%", 0)),
    ("months", [12.3], [0.4], (1.0, "months", 2)),
    ("MW-months", [5e4], [900.0], (1e-3, "GW-months", 2)),
])  # fmt: skip
def test_digits_are_two_of_the_narrowest_half_width_that_counts(unit, numbers, halves, told):
    assert Shown.of(unit, numbers, halves) == told


@pytest.mark.parametrize(("unit", "numbers", "told"), [
    ("MW", [66.0, 3.0], (1.0, "MW", 1)), ("MW", [2_400.0, NAN], (1e-3, "GW", 2)), ("MW", [-0.04], (1.0, "MW", 4)),
    ("MW", [0.0], (1.0, "MW", 0)), ("MW", [], (1.0, "MW", 0)), ("$", [NAN], (1e-6, "$M", 0)),
    ("share", [0.31], (100.0, "%", 1)), ("MW", [1e-12], (1.0, "MW", 6)),
])  # fmt: skip
def test_without_half_widths_the_largest_number_has_three_digits(unit, numbers, told):
    assert Shown.of(unit, numbers, [NAN, 0.0]) == told


def test_words_have_their_unit_and_a_true_minus():
    assert Shown.of("$", [2.5e9], [2e7]).words(-2.5e9) == "−$2.500bn"
    assert Shown.of("MW-months", [900.0]).words(900) == "900 MW-months"
    assert Shown(1.0, "MW", 0).words(-0.2) == "0 MW"
    assert Shown(1.0, "MW", 0).signed(3.0) == "+3 MW"
    assert Shown(1.0, "MW", 0).signed(0.2) == "0 MW"
    assert Shown(100.0, "%", 1).words(NAN) == "unknown"


def test_a_half_width_is_never_shown_as_nothing():
    show = Shown(1.0, "MW", 1)
    assert show.spread(0.02) == "± <0.1 MW"
    assert show.interval(3.0, 0.5, 0.95, 1_200, True) == "3.0 MW ± 0.5 MW (95 %, n = 1,200)"
    assert show.interval(3.0, 0.0, 0.95, 12, False) == "3.0 MW no variation (n = 12)"
    assert show.interval(3.0, NAN, 0.95, 1, False) == "3.0 MW ± unknown (95 %, n = 1)"
