"""The keyed uniform numbers against numpy's Philox, and their distribution along every argument."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.streams import stream_key, uniform

INT64 = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, -1, 2**63 - 1, -(2**63), 2**32, -(2**32)])
BASE = (20261101, 7, stream_key("request.size"), stream_key("lease-12"), 3)


def numpys(seed, replication, stream, entity, occasion):
    """The same number from numpy, which adds one to the counter before its first block."""
    word = [value % 2**64 for value in (seed, replication, stream, entity, occasion)]
    counter = (word[2] + (word[3] << 64) + (word[4] << 128) - 1) % 2**256
    raw = np.random.Philox(key=word[0] + (word[1] << 64), counter=counter).random_raw()
    return ((int(raw) >> 11) | 1) / 2**53


def along(argument, values):
    """The numbers met as one argument runs through the values, the others at BASE."""
    return np.array([uniform(*BASE[:argument], int(value), *BASE[argument + 1 :]) for value in values])


@settings(max_examples=1000)
@given(INT64, INT64, INT64, INT64, INT64)
def test_equals_numpys_philox(seed, replication, stream, entity, occasion):
    arguments = (seed, replication, stream, entity, occasion)
    assert uniform(*arguments) == numpys(*arguments)


def test_equals_numpys_philox_where_the_counter_borrows():
    for counter in [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, -1, 0), (-1, -1, -1)]:
        assert uniform(5, 6, *counter) == numpys(5, 6, *counter)


def test_a_number_is_pinned_for_good():
    assert uniform(*BASE).hex() == "0x1.f5fc23471fce8p-4"


@pytest.mark.parametrize("argument", range(5))
def test_is_uniform_along_each_argument(argument):
    draws = along(argument, range(40_000))
    assert stats.kstest(draws, "uniform").pvalue > 1e-4
    assert abs(draws.mean() - 1 / 2) < 4 / np.sqrt(12 * len(draws))
    assert abs(draws.var() - 1 / 12) < 4 / np.sqrt(180 * len(draws))
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 4 / np.sqrt(len(draws))


def test_each_argument_gives_its_own_numbers():
    draws = [along(argument, range(100, 2_100)) for argument in range(5)]
    assert len(np.unique(draws)) == 5 * 2_000
    correlations = np.corrcoef(draws) - np.eye(5)
    assert np.abs(correlations).max() < 4.5 / np.sqrt(2_000)


def test_stays_off_both_ends_and_on_a_lattice_with_an_exact_complement():
    scaled = along(4, range(100_000)) * 2**53
    assert (scaled % 2 == 1).all()
    assert (scaled > 0).all()
    assert (scaled < 2**53).all()
    assert (2**53 - 0.5) / 2**53 == 1.0  # why the half that is added must be a whole bit
