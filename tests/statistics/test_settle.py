"""Signs are settled where they are open, by a rule that holds its error, and nothing is simulated elsewhere."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.statistics.intervals import wilson
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


@dataclass(frozen=True)
class Run:
    """A design point of a sweep that is really run."""

    replications: int
    settings: str


@dataclass(frozen=True)
class Swept:
    points: tuple[Run, ...]
    metrics: tuple[str, ...] = ("live_mw", "headroom_mw")


def test_it_runs_what_is_open_on_until_no_more_is_asked_for():
    draws = np.random.default_rng(4).normal(size=(3, 512)) + np.array([[3.0], [0.2], [0.0]])
    asked = []

    def run(made):
        asked.append([point.replications for point in made.points])
        return [np.vstack([np.full(point.replications, np.nan), draws[place, : point.replications]])
                for place, point in enumerate(made.points)]  # fmt: skip

    first = Swept(tuple(Run(32, f"point {place}") for place in range(3)))
    made, signs = Settling("headroom_mw", 512).settle(first, run)
    assert asked[0] == [32, 32, 32]
    assert asked[-1] == [point.replications for point in made.points] == [sign.n for sign in signs]
    assert [point.settings for point in made.points] == ["point 0", "point 1", "point 2"]
    assert [sign.is_open for sign in signs] == [False, False, True]
    assert made.points[0] is first.points[0], "what is settled stays as it is"
    assert 32 < made.points[1].replications <= made.points[2].replications == 512


def one_sign(values, figure="headroom_mw", most=64, first=4):
    made = Swept((Run(first, ""),), (figure,))
    return Settling(figure, most).signs(made, [np.array([values], dtype=float)], first)[0]


def test_each_look_has_its_share_of_the_level():
    """Five looks from 4 replications to 64: at 99 %, Student's t of three degrees of freedom is 5.841 and not 3.182."""
    values = np.array([-1.0, 1.0, -1.0, 1.0]) * 3**0.5
    error = values.std(ddof=1) / 2
    assert not one_sign(values + 5.85 * error).is_open
    told = one_sign(values + 5.80 * error)
    assert told.is_open
    assert told.needed == pytest.approx(4 * (5.8409 / 5.80) ** 2, rel=1e-4)


def test_a_mean_of_zero_that_varies_would_take_for_ever():
    told = one_sign([1.0, -1.0, 1.0, -1.0])
    assert told == Sign(4, True, True, float("inf"))
    assert one_sign([7.0, 7.0, 7.0, 7.0]) == Sign(4, False, False, 0.0)
    assert one_sign([3.0], first=1) == Sign(1, True, True, float("inf"))


@pytest.mark.parametrize(("needed", "more"), [(250.0, 275), (120.0, 200), (1e9, 1_600), (float("inf"), 1_600)])
def test_an_open_sign_gets_a_tenth_more_than_would_do_at_least_twice_and_at_most_sixteen_times(needed, more):
    assert Settling("headroom_mw", 10_000).next([Sign(100, True, True, needed)]) == [more]
    assert Settling("headroom_mw", 150).next([Sign(100, True, True, needed)]) == [150]
    assert Settling("headroom_mw", 10_000).next([Sign(100, False, True, needed)]) == [100]


@pytest.mark.parametrize(("first", "most", "looks"), [(16, 16, 1), (16, 8, 1), (16, 32, 2), (16, 33, 3), (4, 64, 5)])
def test_looks_double_from_the_first(first, most, looks):
    assert Settling("headroom_mw", most).looks(first) == looks


def test_a_chance_is_settled_by_its_own_interval():
    """At 99 % of 30 trials without one that showed it Wilson's interval holds 0, as it does where there were some."""
    told = one_sign([0.0] * 26 + [1.0] * 4, "window_over_1_gw", most=480, first=30)
    assert told.is_open == (wilson(4, 30, 0.99).half_width >= 4 / 30)
    assert told.needed == pytest.approx(30 * (wilson(4, 30, 0.99).half_width / (4 / 30)) ** 2)


def test_two_replications_that_agree_are_settled_and_a_single_point_may_be():
    assert one_sign([7.0, 7.0], first=2) == Sign(2, False, False, 0.0)
    alone = Swept((Run(4, ""),), ("headroom_mw",))
    assert Settling("headroom_mw", 64).settle(alone, lambda made: [np.full((1, 4), 7.0)])[0] is alone
