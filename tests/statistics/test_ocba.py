"""The allocation has the published ratios, its estimate is that of normal means, and the rule follows both."""

import numpy as np
import pytest
from scipy.special import ndtr

from sim.statistics.ocba import Ocba, allocation, chance_of_selection, variance_of_difference
from sim.statistics.selection import NoMeaningError, Question, carry_out
from tests.statistics.test_kim_nelson import drawn


def test_ratios_are_the_published_ones():
    """Differences 1, 2 and 4 from the best with spreads 2, 2 and 8: 4 : 1 : 4; the best with 3, by its own rule."""
    shares = allocation(np.array([6.0, 9.0, 10.0, 8.0]), np.array([8.0, 2.0, 3.0, 2.0]), 1_000.0)
    of_4, of_1, best, of_2 = shares
    assert of_1 / of_2 == pytest.approx((2 / 1) ** 2 / (2 / 2) ** 2)
    assert of_4 / of_2 == pytest.approx((8 / 4) ** 2 / (2 / 2) ** 2)
    assert best == pytest.approx(3 * (of_4**2 / 8**2 + of_1**2 / 2**2 + of_2**2 / 2**2) ** 0.5)
    assert shares.sum() == pytest.approx(1_000)


def test_two_scenarios_share_by_their_spreads():
    assert allocation(np.array([1.0, 0.0]), np.array([3.0, 1.0]), 100.0) == pytest.approx([75.0, 25.0])


def test_an_indifference_zone_widens_the_differences():
    spreads = np.array([1.0, 2.0, 3.0])
    wider = allocation(np.array([5.0, 3.0, 1.0]), spreads, 1.0)
    assert allocation(np.array([5.0, 4.0, 2.0]), spreads, 1.0, 1.0) == pytest.approx(wider)
    with pytest.raises(ValueError, match="share the first place"):
        allocation(np.array([5.0, 5.0]), spreads[:2], 1.0)
    assert allocation(np.array([5.0, 5.0]), spreads[:2], 3.0, 1.0) == pytest.approx([1.0, 2.0])


def test_what_does_not_vary_gets_nothing_more_and_all_the_same_where_nothing_does():
    assert allocation(np.array([5.0, 4.0, 2.0]), np.array([1.0, 0.0, 3.0]), 1.0)[1] == 0
    assert allocation(np.array([5.0, 4.0]), np.zeros(2), 6.0) == pytest.approx([3.0, 3.0])


def test_the_variance_of_a_difference_is_that_of_the_pairs():
    one, other = drawn([0.0, 0.3], 50)
    assert variance_of_difference(one, other) == pytest.approx(np.var(one - other, ddof=1) / 50)
    assert variance_of_difference(one, one) == 0


def test_means_of_unlike_numbers_of_replications_on_the_same_luck_differ_by_that_variance():
    rng = np.random.default_rng(4)
    shared, own = rng.normal(size=(20_000, 1, 30)), rng.normal(size=(20_000, 2, 30))
    values = 0.8**0.5 * shared + 0.2**0.5 * own
    seen = np.var(values[:, 0].mean(axis=1) - values[:, 1, :10].mean(axis=1))
    told = np.mean([variance_of_difference(one, other[:10]) for one, other in values[:4_000]])
    assert told == pytest.approx(1 / 30 + 1 / 10 - 2 * 0.8 / 30, rel=0.03)
    assert seen == pytest.approx(told, rel=0.06)


def test_the_estimate_is_one_less_the_chances_of_each_other_to_be_better():
    samples = drawn([0.2, 0.0, -0.1], 60)
    gaps = [samples[0] - samples[1], samples[0] - samples[2]]
    missed = [ndtr(-(gap.mean() + 0.05) / (gap.std(ddof=1) / 60**0.5)) for gap in gaps]
    assert samples.mean(axis=1).argmax() == 0
    assert chance_of_selection(samples, 0.05) == pytest.approx(1 - sum(missed))
    assert chance_of_selection(samples[[2, 0, 1]], 0.05) == pytest.approx(1 - sum(missed))


def test_two_that_are_the_same_are_told_apart_by_a_coin_or_by_a_zone():
    same = np.tile(drawn([0.0], 60), (2, 1))
    assert chance_of_selection(same) == 0.5
    assert chance_of_selection(same, 0.1) == 1.0


def carried_out(values, asked):
    rule = Ocba(asked)
    return rule, carry_out(rule, lambda place, n: values[place, :n])


def test_chunks_go_to_those_that_could_be_mistaken_for_the_best():
    rule, samples = carried_out(drawn([0.0, 0.1, -5.0]), Question(3, 0.01, 0.99, 10, 1_984))
    sizes = [*map(len, samples)]
    assert rule.chosen == 1
    assert rule.estimate >= 0.99
    assert sizes[2] == 64 < min(sizes[:2])
    assert all(n % 64 == 0 for n in sizes)


def test_nobody_has_more_than_the_most_and_it_ends_there_undecided():
    rule, samples = carried_out(drawn([0.0, 0.001, -5.0]), Question(3, 0.0001, 0.9999, 10, 200))
    assert (rule.chosen, [*map(len, samples)]) == (None, [200, 200, 200])
    assert 0 < rule.estimate < 0.9999


def test_a_value_that_is_no_number_is_refused():
    values = drawn([0.0, 0.1])
    values[1, 5] = np.nan
    with pytest.raises(NoMeaningError, match="replication 5"):
        carried_out(values, Question(2, 0.01, 0.99, 10, 200))


def test_before_it_begins_it_knows_nothing_and_a_first_stage_of_one_chunk_is_enough():
    rule = Ocba(Question(3, 0.1, 0.9))
    assert (rule.chosen, rule.estimate, rule.latest, rule.in_play) == (None, None, None, [0, 1, 2])
    ended, samples = carried_out(drawn([0.0, 5.0]), Question(2, 0.1, 0.95, 64, 64))
    assert (ended.chosen, [*map(len, samples)]) == (1, [64, 64])


def test_the_estimate_is_that_of_the_zone_that_is_asked_for():
    rule, samples = carried_out(drawn([0.0, 0.05]), Question(2, 0.2, 0.6, 10, 200))
    assert rule.estimate == chance_of_selection(samples, 0.2) > chance_of_selection(samples)


def test_two_that_share_the_first_place_need_a_zone():
    with pytest.raises(ValueError, match=r"^two scenarios share the first place, and no indifference zone parts them$"):
        allocation(np.array([5.0, 5.0]), np.ones(2), 1.0)


MEANS, ALIKE = np.array([10.0, 9.5, 9.0]), np.ones(3)
"""With a zone of 5 the differences are 5.5 and 6: weights 0.0432, 0.0331 and 0.0278 of 0.1040, by hand."""


def test_chunks_go_one_by_one_to_who_lacks_most_of_the_allocation_of_all_chunks_to_come():
    """Of 3 × 64 and as many more 159, 122 and 103: they lack 95, 58 and 39 and then, with a chunk less, 31, 58, 39.

    Without the zone it would be 174, 168 and 42, and the first would have a chunk more.
    """
    rule = Ocba(Question(3, 5.0, 0.95, 10, 1_024))
    assert rule._shared_out([64, 64, 64], MEANS, ALIKE) == [128, 128, 128]
    assert Ocba(Question(3, 1e-9, 0.95, 10, 1_024))._shared_out([64, 64, 64], MEANS, ALIKE) == [192, 128, 64]


def test_who_has_the_most_gets_none_and_brings_none():
    """Of 256 + 64 + 64 and two chunks more 213, 163 and 137: the second lacks 99, the third 73; one chunk each."""
    rule = Ocba(Question(3, 5.0, 0.95, 10, 256))
    assert rule._shared_out([256, 64, 64], MEANS, ALIKE) == [256, 128, 128]
