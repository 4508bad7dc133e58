"""The solver of small Markov chains is held itself to what closed formulas say."""

from functools import partial
from math import factorial

import numpy as np
import pytest

from sim.selfcheck import formulas
from tests.verification.markov import LOST, Counts, Solved, Stream, solve, stationary


def in_order(capacities, sizes, stream: int, counts: Counts) -> list[tuple[float, int]]:
    """Each group in turn takes what it has room for."""
    for place, capacity in enumerate(capacities):
        if counts[:, place] @ sizes + sizes[stream] <= capacity:
            return [(1.0, place)]
    return [(1.0, LOST)]


def groups(loads, sizes, *capacities: int, most: int = 5_000) -> Solved:
    streams = [Stream(load / 3.0, 3.0, size) for load, size in zip(loads, sizes, strict=True)]
    return solve(streams, len(capacities), partial(in_order, capacities, np.array(sizes)), most)


@pytest.mark.parametrize(
    ("servers", "load", "lost"),  # printed values
    [(1, 1, 0.5), (5, 3, 0.1100543478), (10, 5, 0.0183845703), (10, 10, 0.2145823431), (50, 40, 0.0186906711),
     (100, 90, 0.0269573805)],
)  # fmt: skip
def test_one_group_loses_what_erlang_b_says(servers: int, load: float, lost: float) -> None:
    found = groups([load], [1], servers)
    assert found.lost(0) == pytest.approx(lost, abs=5e-11)
    assert found.moments([0])[0] == pytest.approx(load * (1 - lost), abs=1e-8)
    assert found.served(0, [0]) == pytest.approx(1 - lost, abs=5e-11)


@pytest.mark.parametrize(
    ("capacity", "sizes", "loads", "lost"),
    [
        (5, (1, 2), (2.0, 1.0), (0.1721854, 0.38189845)),
        (40, (1, 4, 10), (8.0, 3.0, 1.0), (0.0238994, 0.1055719, 0.3107607)),
    ],
)
def test_several_sizes_are_lost_as_kaufman_and_roberts_say(capacity, sizes, loads, lost) -> None:
    found = groups(loads, sizes, capacity)
    assert [found.lost(s) for s in range(len(sizes))] == pytest.approx(lost, abs=5e-8)
    assert [found.lost(s) for s in range(len(sizes))] == pytest.approx(
        formulas.kaufman_roberts(capacity, sizes, loads), abs=1e-11
    )


@pytest.mark.parametrize(("load", "mean", "variance"), [(10, 2.145823, 4.362447)])
def test_what_spills_over_has_riordans_moments(load: int, mean: float, variance: float) -> None:
    """The second group, without limit, is cut off where a chance of 1e-9 is left."""
    assert groups([load], [1], load, 40).moments([1]) == pytest.approx((mean, variance), abs=1e-6)


def test_two_groups_in_order_lose_what_one_of_both_does() -> None:
    found = groups([10], [1], 10, 5)
    assert found.lost(0) == pytest.approx(0.03649695, abs=5e-9)
    assert found.served(0, [0]) == pytest.approx(1 - 0.2145823431, abs=5e-11)


def test_servers_kept_back_for_one_stream_are_lost_by_the_birth_and_death_product() -> None:
    """Equal sizes and holding times: the number in service is a birth and death process, whose rate falls at 6 of 8."""
    loads, servers, kept = (4.0, 3.0), 8, 2

    def rule(stream: int, counts: Counts) -> list[tuple[float, int]]:
        most = servers if stream == 0 else servers - kept
        return [(1.0, 0 if counts.sum() < most else LOST)]

    found = solve([Stream(load, 1.0, 1) for load in loads], 1, rule)
    births = [sum(loads) if n < servers - kept else loads[0] for n in range(servers)]
    weights = np.array([np.prod(births[:n]) / factorial(n) for n in range(servers + 1)])
    weights /= weights.sum()
    assert found.lost(0) == pytest.approx(weights[-1], abs=1e-12)
    assert found.lost(1) == pytest.approx(weights[servers - kept :].sum(), abs=1e-12)


def test_who_is_sent_by_chance_makes_two_independent_groups() -> None:
    """A Poisson stream split by chance is two."""

    def rule(stream: int, counts: Counts) -> list[tuple[float, int]]:
        return [(0.3, 0 if counts[0, 0] < 2 else LOST), (0.7, 1 if counts[0, 1] < 3 else LOST)]

    found = solve([Stream(5.0, 1.0, 1)], 2, rule)
    first, second = formulas.erlang_b(1.5, 2), formulas.erlang_b(3.5, 3)
    assert found.lost(0) == pytest.approx(0.3 * first + 0.7 * second, abs=1e-12)
    assert found.in_service(0, 1) == pytest.approx(3.5 * (1 - second), abs=1e-12)


def test_stationary_probabilities_are_in_global_balance() -> None:
    rates = np.random.default_rng(5).exponential(size=(12, 12))
    np.fill_diagonal(rates, 0.0)
    chances = stationary(rates)
    assert chances.sum() == pytest.approx(1.0, abs=1e-14)
    assert (chances > 0).all()
    assert chances @ rates == pytest.approx(chances * rates.sum(axis=1), abs=1e-13)


def test_more_states_than_allowed_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 20 states"):
        groups([1.0, 1.0], [1, 1], 9, most=20)
