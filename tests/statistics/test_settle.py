"""Signs are settled where they are open, by a rule that holds its error, and nothing is simulated elsewhere."""

import numpy as np
import pytest

from sim.statistics.settle import Settling, Sign
from sim.statistics.valued import NoValueError


class Points:
    """In place of a sweep: design points with normal values around their means."""

    def __init__(self, means, first, seed):
        self.metrics, self.means, self.seed = ("headroom_mw",), means, seed
        self.points = tuple(Point(first) for _ in means)


class Point:
    def __init__(self, replications):
        self.replications = replications


def settled(means, first, most, seed=1):
    """What a settling comes to of normal values with spread 1, drawn once for all looks."""
    rng = np.random.default_rng(seed)
    draws = rng.normal(size=(len(means), most)) + np.array(means)[:, None]
    counts, asked = [first] * len(means), Settling("headroom_mw", most)
    made = Points(means, first, seed)
    while True:
        values = [draws[place, :n][None] for place, n in enumerate(counts)]
        signs = asked.signs(made, values, first)
        wanted = asked.next(signs)
        if wanted == counts:
            return signs
        assert all(new >= old for new, old in zip(wanted, counts, strict=True))
        counts = wanted


def test_only_points_whose_sign_is_open_get_more():
    signs = settled([3.0, -3.0, 0.15], 16, 4_096)
    assert [sign.n for sign in signs[:2]] == [16, 16]
    assert signs[2].n > 16
    assert not any(sign.is_open for sign in signs)


def test_it_ends_at_the_most():
    signs = settled([0.0], 16, 128)
    assert signs[0].is_open
    assert signs[0].n == 128


def test_what_does_not_vary_is_settled_and_a_single_replication_is_not():
    asked, made = Settling("headroom_mw", 64), Points([0, 0], 4, 1)
    signs = asked.signs(made, [np.full((1, 4), 7.0), np.zeros((1, 4))], 4)
    assert [sign.is_open for sign in signs] == [False, False]
    assert Settling("headroom_mw", 64).signs(made, [np.array([[3.0]])], 1)[0].is_open


def test_looks_are_no_more_than_it_says():
    for first, most in ((10, 640), (10, 650), (16, 16_384), (7, 8)):
        asked = Settling("headroom_mw", most)
        n, looked = first, 1
        while n < most:
            n = asked.next([Sign(n, True, True, 0.0)])[0]  # as slowly as it goes
            looked += 1
        assert looked <= asked.looks(first)


def test_a_figure_without_a_value_in_some_replications_is_refused():
    asked, made = Settling("headroom_mw", 64), Points([0, 0], 3, 1)
    with pytest.raises(NoValueError, match="headroom_mw has no value in 1 of 6 replications"):
        asked.signs(made, [np.ones((1, 3)), np.array([[1.0, np.nan, 2.0]])], 3)


@pytest.mark.long
def test_a_mean_of_zero_is_called_settled_no_oftener_than_stated():
    wrong = sum(not sign.is_open for seed in range(40) for sign in settled([0.0] * 50, 20, 1_280, seed))
    assert wrong <= 0.05 * 2_000 + 3 * np.sqrt(2_000 * 0.05 * 0.95)
