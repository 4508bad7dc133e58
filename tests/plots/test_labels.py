"""Labels move as little as they must and never overlap."""

from itertools import pairwise

import numpy as np
import pytest

from sim.plots.labels import spread
from sim.plots.style import ANSWERS, CAPACITY, PROVIDERS, SCENARIOS, contrast, luminance, readable
from sim.plots.words import plain, plus_minus, signed


def test_labels_with_room_stay_where_they_are():
    assert spread([1.0, 3.0, 7.0], [1, 1, 1], 0, 10) == [1.0, 3.0, 7.0]


def test_two_labels_at_one_height_move_apart_evenly():
    assert spread([5.0, 5.0], [1, 1], 0, 10) == [4.5, 5.5]


def test_labels_are_kept_inside():
    assert spread([9.9, 9.9, 10.0], [1, 1, 1], 0, 10) == pytest.approx([8, 9, 10])
    assert spread([0.0, 0.0], [1, 2], 0, 10) == pytest.approx([0, 2])


def test_spread_is_nearest_in_least_squares():
    draws = np.random.default_rng(3)
    wanted = np.sort(draws.uniform(0, 4, 6))
    found = np.array(spread(list(wanted), [1] * 6, -100, 100))
    assert np.diff(found).min() >= 1 - 1e-9
    for _ in range(300):
        other = np.sort(draws.uniform(-3, 8, 6))
        if np.diff(other).min() >= 1:
            assert ((found - wanted) ** 2).sum() <= ((other - wanted) ** 2).sum() + 1e-9


def test_contrast_of_black_on_white_is_21():
    assert contrast("black", "white") == pytest.approx(21)
    assert luminance("white") == pytest.approx(1)


@pytest.mark.parametrize("colour", [*SCENARIOS, *PROVIDERS, *ANSWERS.values(), *CAPACITY.values()])
def test_words_in_every_colour_can_be_read(colour):
    assert contrast(readable(colour), "white") >= 4.5


def test_neighbouring_bands_differ_in_grey_too():
    bands = list(CAPACITY.values())
    assert min(contrast(one, other) for one, other in pairwise(bands)) > 1.15


def test_numbers_have_a_true_minus_and_no_negative_zero():
    assert signed(-1.26, 1) == "−1.3"
    assert signed(0.04, 1) == "0.0"
    assert signed(-0.04, 1) == "0.0"
    assert plain(-0.001, 2) == "0.00"
    assert plus_minus(0.26, 1) == " ± 0.3"
    assert plus_minus(0.004, 1) == " ± <0.1"
    assert plus_minus(0.0, 1) == " (no variation)"
    assert plus_minus(float("nan"), 1) == ""
