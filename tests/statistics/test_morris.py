"""Elementary effects are those that functions have by their formulas, and what replications add is no unevenness."""

import warnings
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from sim.runs.designs import morris
from sim.scenario.designs import Morris
from sim.statistics.intervals import mean_interval, students_t
from sim.statistics.morris import elementary_effects
from sim.statistics.noise import jackknifed


def designed(trajectories, keys, levels=4, seed=3):
    """Levels of each key at each point of each trajectory, and where they lie between 0 and 1."""
    design = Morris(kind="morris", trajectories=trajectories, levels=levels, seed=seed)
    found = morris(design, [f"k{key}" for key in range(keys)])
    return found, np.array(found) / (levels - 1)


def effects_of(function, trajectories, keys, noise=None):
    levels, shares = designed(trajectories, keys)
    outcome = function(shares).reshape(-1, 1)
    return elementary_effects(outcome if noise is None else outcome + noise(len(outcome)), levels, 4)


def test_a_linear_function_has_its_coefficients_everywhere():
    found = effects_of(lambda x: x @ np.array([3.0, -2.0, 0.0]), 10, 3)
    assert [each.mean for each in found.mu] == pytest.approx([3, -2, 0])
    assert [each.mean for each in found.mu_star] == pytest.approx([3, 2, 0])
    assert [each.mean for each in found.sigma] == pytest.approx([0, 0, 0], abs=1e-6)


def test_a_square_and_a_product_are_uneven_by_as_much_as_their_formulas_say():
    """Of x² a step of 2/3 from 0 gives 2/3, from 1/3 gives 4/3; of 12 y z it gives 12 z at z of 0, 1/3, 2/3 or 1."""
    found = effects_of(lambda x: x[..., 0] ** 2 + 12 * x[..., 1] * x[..., 2], 4_000, 3)
    expected = [(1, 1 / 3), (6, 12 * np.sqrt(5 / 36)), (6, 12 * np.sqrt(5 / 36))]
    for place, (mean, spread) in enumerate(expected):
        assert found.mu[place].mean == pytest.approx(mean, rel=0.03)
        assert found.sigma[place].mean == pytest.approx(spread, rel=0.03)
        assert abs(found.mu[place].mean - mean) <= 1.5 * found.mu[place].half_width


def test_a_key_that_raises_here_and_lowers_there_is_found_by_its_size():
    found = effects_of(lambda x: 6 * (x[..., 0] - 0.5) * (x[..., 1] - 0.5), 2_000, 2)
    assert abs(found.mu[0].mean) < 0.15
    assert found.mu_star[0].mean == pytest.approx(2.0, rel=0.05)  # 6 times 1/2 and 1/6, each as often


def of_twenty(x):
    """The function of Morris (1991), section 4, its coefficients that are drawn set to none."""
    w = 2 * (x - 0.5)
    for place in (2, 4, 6):
        w[..., place] = 2 * (1.1 * x[..., place] / (x[..., place] + 0.1) - 0.5)
    found = 20 * w[..., :10].sum(axis=-1)
    found -= 15 * sum(w[..., i] * w[..., j] for i, j in combinations(range(6), 2))
    found -= 10 * sum(w[..., i] * w[..., j] * w[..., k] for i, j, k in combinations(range(5), 3))
    return found + 5 * w[..., 0] * w[..., 1] * w[..., 2] * w[..., 3]


def test_the_twenty_inputs_of_morris_fall_into_his_groups():
    """Three with even effects of 40, seven that are uneven or act on one another, ten with none."""
    found = effects_of(of_twenty, 200, 20)
    for place in (7, 8, 9):
        assert found.mu[place].mean == pytest.approx(40)
        assert found.sigma[place].mean == pytest.approx(0, abs=1e-6)
    assert all(found.sigma[place].low > 10 and found.mu_star[place].low > 20 for place in range(7))
    assert [(found.mu_star[place].mean, found.mu_star[place].varies) for place in range(10, 20)] == [(0.0, False)] * 10


def test_noise_makes_no_effect_uneven_and_is_told():
    rng, found = np.random.default_rng(5), []
    for _ in range(300):
        effects = effects_of(lambda x: 4 * x[..., 0] + 3 * x[..., 1] ** 2, 10, 3, lambda n: rng.normal(0, 2, (n, 16)))
        found.append([effects.sigma[1].mean ** 2, effects.mu[0].mean, effects.noise[2], effects.mu_star[2].mean])
    squared, mean, noise, none = np.mean(found, axis=0)
    error = np.std(found, axis=0) / 300**0.5
    assert abs(squared - 1.0) < 3.5 * error[0] + 0.02  # cut off at none, which lifts it a little
    assert abs(mean - 4) < 3.5 * error[1]
    own = 2 * 2**0.5 / 16**0.5 / (2 / 3)
    assert noise == pytest.approx(own, rel=0.02)
    assert none == pytest.approx(0.8 * own, rel=0.03)


def test_draws_that_all_points_share_cancel():
    bare = effects_of(lambda x: 3 * x[..., 1] ** 2, 10, 3)
    shared = effects_of(lambda x: 3 * x[..., 1] ** 2, 10, 3, lambda n: np.random.default_rng(2).normal(0, 50, 8))
    for one, other in zip(bare[:3], shared[:3], strict=True):
        assert [each.mean for each in other] == pytest.approx([each.mean for each in one], abs=1e-5)
    assert shared.noise == pytest.approx([0, 0, 0], abs=1e-9)
    assert list(bare.noise) != list(bare.noise), "of one replication nothing tells it"


def test_in_another_unit_all_but_n_is_scaled():
    found = effects_of(lambda x: 3 * x[..., 1] ** 2, 10, 3)
    assert found.scaled(1e-3).mu[1].half_width == pytest.approx(found.mu[1].half_width * 1e-3)
    assert found.scaled(1e-3).mu_star[1].n == 10


@pytest.mark.long
def test_intervals_cover_in_95_of_100_experiments():
    rng, hits = np.random.default_rng(6), np.zeros(2)
    for seed in range(2_000):
        levels, x = designed(20, 3, seed=seed)
        values = (4 * x[..., 0] + 12 * x[..., 1] * x[..., 2]).reshape(-1, 1) + rng.normal(0, 2, (80, 16))
        found = elementary_effects(values, levels, 4)
        hits += [abs(mu.mean - true) <= mu.half_width for mu, true in zip(found.mu[:2], (4, 6), strict=True)]
    assert np.all(np.abs(hits / 2_000 - 0.95) < 0.02)


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_of_one_replication_means_of_effects_have_students_interval_over_trajectories(level):
    """And the spread that of the jackknife, computed here by leaving trajectories out one by one."""
    levels, x = designed(12, 3)
    values = (4 * x[..., 0] - 3 * x[..., 1] ** 3 + 5 * x[..., 1] * x[..., 2]).reshape(-1, 1)
    found = elementary_effects(values, levels, 4, level)
    of_keys = np.zeros((12, 3))
    for trajectory in range(12):
        for step in range(3):
            key = int(np.flatnonzero(x[trajectory, step + 1] != x[trajectory, step])[0])
            way = x[trajectory, step + 1, key] - x[trajectory, step, key]
            rise = values[4 * trajectory + step + 1, 0] - values[4 * trajectory + step, 0]
            of_keys[trajectory, key] = rise / way
    for key in range(3):
        for interval, effects in ((found.mu[key], of_keys[:, key]), (found.mu_star[key], np.abs(of_keys[:, key]))):
            expected = mean_interval(effects, level)
            assert (interval.mean, interval.n, interval.level) == (pytest.approx(expected.mean), 12, level)
            assert interval.half_width == pytest.approx(expected.half_width, rel=1e-6, abs=1e-9)
    for key in (1, 2):
        effects = of_keys[:, key]
        without = np.array([np.delete(effects, k).std(ddof=1) for k in range(12)])
        error = (11 / 12 * ((without - without.mean()) ** 2).sum()) ** 0.5
        assert found.sigma[key].mean == pytest.approx(effects.std(ddof=1))
        assert found.sigma[key].half_width == pytest.approx(students_t(level, 12) * error, rel=1e-6)


def test_an_effect_that_is_even_but_differs_by_replication_has_students_interval_over_replications():
    levels, x = designed(8, 2)
    slopes = np.random.default_rng(14).normal(5.0, 2.0, 16)
    found = elementary_effects(np.outer(x[..., 0].ravel(), slopes), levels, 4)
    expected = mean_interval(slopes)
    for interval in (found.mu[0], found.mu_star[0]):
        assert (interval.mean, interval.half_width) == pytest.approx((expected.mean, expected.half_width))
    assert found.sigma[0].mean == pytest.approx(0, abs=1e-6)


def jackknife(values, levels, what):
    """The interval of an estimate by leaving out each trajectory, each replication, and both, the whole anew each time.

    Variances over trajectories and over replications, less what both hold; see `sim/statistics/noise.py`.
    """
    n, points, m = values.shape

    def estimate(rows, replications):
        kept = values[np.ix_(rows, range(points), replications)].reshape(len(rows) * points, -1)
        return np.array([each.mean for each in what(elementary_effects(kept, [levels[row] for row in rows], 4))])

    every, all_ = [*range(n)], [*range(m)]
    without = [[k for k in every if k != row] for row in every], [[k for k in all_ if k != r] for r in all_]
    whole = estimate(every, all_)
    by_row = np.array([estimate(rows, all_) for rows in without[0]])
    return jackknifed(whole, by_row, [(estimate(every, left), np.array([estimate(rows, left) for rows in without[0]]))
                                      for left in without[1]])  # fmt: skip


@pytest.mark.parametrize(("n", "size"), [(3, 1.0), (8, 1e-4)])
def test_intervals_are_those_of_leaving_out_one_by_one(n, size):
    levels, x = designed(n, 2)
    rng = np.random.default_rng(31)
    slopes = rng.normal(4, 2, 5), rng.normal(5, 3, 5)
    values = x[..., :1] * slopes[0] + (x[..., 0] * x[..., 1] ** 2)[..., None] * slopes[1]
    values = size * (values + 0.1 * rng.normal(size=(n, 3, 5)))
    found = elementary_effects(values.reshape(n * 3, 5), levels, 4)
    for what in (lambda each: each.mu, lambda each: each.mu_star, lambda each: each.sigma):
        for one, expected in zip(what(found), jackknife(values, levels, what), strict=True):
            assert one == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("m", [2, 3])
def test_of_few_replications_the_noise_is_told_and_of_three_intervals_hold_it(m):
    levels, x = designed(8, 2)
    slopes = np.array([4.0, 5.0, 7.5])[:m]
    found = elementary_effects(np.outer(x[..., 0].ravel(), slopes), levels, 4)
    assert found.noise[0] == pytest.approx(stats.sem(slopes))
    assert found.mu[0].half_width == pytest.approx(mean_interval(slopes).half_width if m == 3 else 0.0, abs=1e-9)


def test_of_one_replication_there_is_no_noise_to_tell_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(effects_of(lambda x: x @ np.array([3.0, -2.0, 0.0]), 10, 3).noise).all()


def test_in_another_unit_each_of_its_numbers_is_scaled():
    rng = np.random.default_rng(5)
    found = effects_of(lambda x: 3 * x[..., 1] ** 2, 10, 3, lambda n: rng.normal(0, 2, (n, 4)))
    scaled = found.scaled(1e-3)
    for ours, theirs in zip(scaled[:3], found[:3], strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert one[:2] == pytest.approx((other.mean / 1_000, other.half_width / 1_000))
            assert one[2:] == other[2:]
    assert scaled.noise == pytest.approx(found.noise / 1_000)
