"""Contributions of changes add up exactly, and are those of the published value for games."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.bridge import in_turn, shapley
from sim.statistics.intervals import mean_interval

GLOVES = {frozenset(): 0, frozenset({0}): 0, frozenset({1}): 0, frozenset({2}): 0, frozenset({0, 1}): 0,
          frozenset({0, 2}): 1, frozenset({1, 2}): 1, frozenset({0, 1, 2}): 1}  # fmt: skip
"""Two left gloves and a right one: a pair is worth 1."""


def subsets(count):
    return [frozenset(chosen) for n in range(count + 1) for chosen in combinations(range(count), n)]


@st.composite
def games(draw):
    count, n = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    amounts = st.integers(-(10**9), 10**9)
    return count, {taken: np.array(draw(st.lists(amounts, min_size=n, max_size=n)), dtype=float) / 1_000
                   for taken in subsets(count)}  # fmt: skip


def test_the_value_of_gloves():
    values = {taken: np.full(3, float(worth)) for taken, worth in GLOVES.items()}
    terms = shapley(values, 3, "MW")
    assert np.array_equal(terms.parts * 6, np.outer([1, 1, 4], np.full(3, terms.per_unit)))
    assert not terms.interval(0).varies


@given(games())
def test_contributions_add_up_to_the_difference_in_every_replication(game):
    count, values = game
    for method in (shapley, in_turn):
        terms = method(values, count, "MW")
        assert np.array_equal(terms.parts.sum(axis=0), terms.whole)
        difference = values[frozenset(range(count))] - values[frozenset()]
        assert np.allclose(terms.whole / terms.per_unit, difference, atol=1e-9 * (1 + np.abs(difference)).max())


@given(games())
def test_the_value_is_the_mean_over_all_orders(game):
    count, values = game
    of_orders = []
    for order in permutations(range(count)):
        turned = {frozenset(range(n)): values[frozenset(order[:n])] for n in range(count + 1)}
        parts = in_turn(turned, count, "MW").parts
        of_orders.append(np.stack([parts[order.index(place)] for place in range(count)]))
    assert np.array_equal(sum(of_orders), shapley(values, count, "MW").parts)


@given(games(), st.lists(st.integers(-1000, 1000), min_size=5, max_size=5))
def test_changes_that_do_not_act_on_one_another_contribute_what_they_do_alone(game, alone):
    count, values = game
    base = values[frozenset()]
    added = {taken: base + sum(float(alone[place]) for place in taken) for taken in subsets(count)}
    for method in (shapley, in_turn):
        terms = method(added, count, "MW")
        for place in range(count):
            assert np.allclose(terms.of(place), alone[place])


def test_a_figure_without_a_value_has_no_parts():
    values = {frozenset(): np.array([1.0, np.nan]), frozenset({0}): np.array([1.0, 2.0])}
    with pytest.raises(ValueError, match=r"^the figure has no value in 1 of 4 replications"):
        shapley(values, 1, "months")


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_mean_contribution_has_the_interval_of_the_level_that_is_asked_for(level):
    values = {frozenset(): np.zeros(5), frozenset({0}): np.array([1.0, 2.0, 4.0, 8.0, 16.0])}
    assert in_turn(values, 1, "MW").interval(0, level) == mean_interval(values[frozenset({0})], level)


def test_contributions_are_counted_in_whole_numbers_however_large():
    """Of three changes one brings 3,000,000,000,000,001 dollars: six times that is no float."""
    values = {taken: np.array([3e15 + 1 if 0 in taken else 0.0]) for taken in subsets(3)}
    terms = shapley(values, 3, "$")
    assert terms.parts.dtype == np.int64
    assert terms.parts.tolist() == [[6 * (3 * 10**15 + 1)], [0], [0]]
