"""Sobol indices are those of the Ishigami function, scipy's, and those of what lies beneath replication noise."""

import warnings

import numpy as np
import pytest
from scipy import stats

from sim.runs.designs import saltelli
from sim.scenario.axis import Axis
from sim.scenario.designs import Saltelli
from sim.statistics.noise import jackknifed
from sim.statistics.sobol import _Parts, sobol_indices

FIRST, TOTAL = (0.313905, 0.442411, 0.0), (0.557589, 0.442411, 0.243684)
"""Ishigami and Homma (1990) with a = 7, b = 0.1."""
VARIANCE = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
NOISE = 4.0


def ishigami(shares):
    x = np.pi * (2 * shares - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def points(one, other):
    """The design points of shares of A and B, shape (base point, key): A, A with a key from B in turn, B."""
    keys = one.shape[1]
    blocks = np.repeat(one[:, None, :], keys + 2, axis=1)
    blocks[:, -1] = other
    for key in range(keys):
        blocks[:, 1 + key, key] = other[:, key]
    return blocks.reshape(-1, keys)


def designed(base_points, keys=3, seed=7):
    design = Saltelli(kind="saltelli", base_points=base_points, seed=seed)
    axes = [Axis.model_validate({"key": f"k{place}", "from": 0.0, "to": 1.0}) for place in range(keys)]
    return points(*(np.array(shares).T for shares in saltelli(design, axes)))


def drawn(rng, base_points, keys=3):
    return points(rng.random((base_points, keys)), rng.random((base_points, keys)))


def noisy(rng, shares, replications, kind):
    """Replications: noise of each point's own, one draw for all points, or one that acts through the third key."""
    noise = rng.normal(0, NOISE, (len(shares), replications) if kind == "own" else replications)
    if kind == "crossed":
        noise = 12**0.5 * (shares[:, 2:] - 0.5) * noise
    return ishigami(shares)[:, None] + noise


def means(intervals):
    return [each.mean for each in intervals]


def test_the_printed_indices_of_the_ishigami_function():
    found = sobol_indices(ishigami(designed(4_096))[:, None], 3)
    assert means(found.first) == pytest.approx(FIRST, abs=0.003)
    assert means(found.total) == pytest.approx(TOTAL, abs=0.003)
    for index, printed in zip((*found.first, *found.total), (*FIRST, *TOTAL), strict=True):
        assert abs(index.mean - printed) <= index.half_width


def test_of_one_replication_they_are_scipys():
    outcome = ishigami(designed(64)).reshape(64, 5)
    a, b, turned = outcome[:, 0], outcome[:, -1], outcome[:, 1:-1]
    centre = np.concatenate([a, b]).mean()
    theirs = stats.sobol_indices(n=64, func={"f_A": a[None] - centre, "f_B": b[None] - centre,
                                             "f_AB": turned.T[:, None] - centre})  # fmt: skip
    ours = sobol_indices(outcome.reshape(-1, 1), 3)
    assert means(ours.total) == pytest.approx(theirs.total_order, rel=1e-9)
    assert means(ours.first) == pytest.approx(theirs.first_order, abs=0.02), "scipy takes away the mean of f_AB too"


@pytest.mark.parametrize(("kind", "replications", "taken"), [("own", 4, 5), ("shared", 4, None), ("crossed", 16, 2)])
def test_noise_moves_no_index(kind, replications, taken):
    """Of 1.2 times the inputs' variance: unbiased, as indices of the mean are only where noise cancels."""
    rng, found, naive, true = np.random.default_rng(11), [], [], [*FIRST, *TOTAL]
    for _ in range(200):
        values = noisy(rng, drawn(rng, 128), replications, kind)
        for to, told in ((found, values), (naive, values.mean(axis=1, keepdims=True))):
            indices = sobol_indices(told, 3)
            to.append([*means(indices.first), *means(indices.total)])
    error = np.std(found, axis=0) / 200**0.5
    ratio_bias = 0.01  # a quotient of sums over 128 points
    assert np.all(np.abs(np.mean(found, axis=0) - true) < 3.5 * error + ratio_bias)
    if taken is not None:
        assert np.mean(naive, axis=0)[taken] > true[taken] + 3.5 * error[taken] + ratio_bias, "noise taken for a key"


def test_the_inputs_part_is_what_noise_leaves():
    rng = np.random.default_rng(12)
    found = sobol_indices(noisy(rng, designed(1_024), 10, "own"), 3).inputs
    expected = VARIANCE / (VARIANCE + NOISE**2)
    assert abs(found.mean - expected) <= found.half_width < 0.05


def test_a_key_that_moves_nothing_has_none_and_does_not_vary():
    shares = designed(32)
    found = sobol_indices((3 * shares[:, 0])[:, None] + np.random.default_rng(1).normal(size=8), 3)
    for place in (1, 2):
        for index in (found.first[place], found.total[place]):
            assert (index.mean, index.half_width, index.varies) == (0.0, 0.0, False)
    assert found.total[0].mean == pytest.approx(1.0, abs=0.05)


def test_a_figure_that_never_varies_has_no_indices():
    found = sobol_indices(np.full((8 * 5, 4), 2.5), 3)
    assert all(np.isnan(each.mean) for each in (*found.first, *found.total, found.inputs))


@pytest.mark.parametrize("m", [1, 2])
def test_too_few_replications_tell_no_noise_apart(m):
    found = sobol_indices(noisy(np.random.default_rng(1), designed(64), m, "own"), 3)
    assert np.isnan(found.inputs.mean)
    assert not any(np.isnan(each.mean) for each in found.total)


def test_the_same_draws_at_all_points_cost_no_sharpness():
    rng, shares = np.random.default_rng(13), designed(256)
    shared, own = (sobol_indices(noisy(rng, shares, 10, kind), 3) for kind in ("shared", "own"))
    bare = sobol_indices(ishigami(shares)[:, None], 3)
    for place in range(3):
        assert shared.total[place].mean == pytest.approx(bare.total[place].mean)
        assert shared.total[place].half_width < own.total[place].half_width


@pytest.mark.long
@pytest.mark.parametrize(("kind", "replications"), [("own", 10), ("shared", 10), ("crossed", 20)])
def test_intervals_cover_in_95_of_100_experiments(kind, replications):
    rng, hits, experiments = np.random.default_rng(14), np.zeros(6), 2_000
    for _ in range(experiments):
        found = sobol_indices(noisy(rng, drawn(rng, 256), replications, kind), 3)
        both = (*found.first, *found.total)
        hits += [abs(each.mean - true) <= each.half_width for each, true in zip(both, (*FIRST, *TOTAL), strict=True)]
    assert np.all(np.abs(hits / experiments - 0.955) < 0.025)


def told(values):
    """All indices of design points of two keys."""
    found = sobol_indices(values, 2)
    return [*found.first, *found.total, found.inputs]


def by_pairs(one, other):
    """The mean of products of different replications, the last axis."""
    m = one.shape[-1]
    return (one.sum(axis=-1) * other.sum(axis=-1) - (one * other).sum(axis=-1)) / (m * (m - 1))


def test_intervals_are_those_of_leaving_out_one_by_one():
    """Each base point, each replication, and both; the estimators written out anew, see `sim/statistics/noise.py`."""
    rng, n, m = np.random.default_rng(15), 8, 5
    shares = drawn(rng, n, 2)
    slopes = rng.normal(2, 1, m), rng.normal(2, 1, m)
    values = sum(np.outer(shares[:, key], slope) for key, slope in enumerate(slopes))
    values += 0.1 * rng.normal(size=(n * 4, m))
    blocks = values.reshape(n, 4, m)
    centre = blocks[:, [0, -1]].mean(axis=(0, 1))

    def estimate(row=None, replication=None):
        rows, kept = [k for k in range(n) if k != row], [r for r in range(m) if r != replication]
        left, raw = ((blocks - away)[rows][:, :, kept] for away in (centre, 0.0))
        a, b, moved = left[:, 0], left[:, -1], left[:, 1:-1] - left[:, [0]]
        variance = (by_pairs(a, a) + by_pairs(b, b)).sum() / 2
        first = by_pairs(b[:, None] + 0 * moved, moved).sum(axis=0) / variance
        total = by_pairs(moved, moved).sum(axis=0) / 2 / variance
        noise = raw[:, [0, -1]].var(axis=2, ddof=1).mean(axis=1).sum()
        return np.array([*first, *total, variance / (variance + noise)])

    expected = jackknifed(estimate(), np.array([estimate(row) for row in range(n)]),
                          [(estimate(None, r), np.array([estimate(row, r) for row in range(n)])) for r in range(m)],
                          0.8)  # fmt: skip
    alone = jackknifed(estimate(), np.array([estimate(row) for row in range(n)]), [], 0.8)
    assert expected[2].half_width > 1.01 * alone[2].half_width, "else replications show nothing"
    found = sobol_indices(values, 2, 0.8)
    for one, other in zip([*found.first, *found.total, found.inputs], expected, strict=True):
        assert (one.mean, one.half_width) == pytest.approx((other.mean, other.half_width), rel=1e-9)
        assert (one.n, one.level) == (n, 0.8)


def test_indices_have_no_unit():
    values = noisy(np.random.default_rng(16), designed(32), 4, "own")
    for one, other in zip(sobol_indices(values, 3), sobol_indices(1e-6 * values, 3), strict=True):
        assert other == pytest.approx(one) if not isinstance(one, list) else means(other) == pytest.approx(means(one))


def test_three_replications_tell_noise_apart_and_are_in_the_interval():
    """Of three the inputs' part has a number, and intervals are wider than of base points alone."""
    values = noisy(np.random.default_rng(17), designed(64), 3, "crossed")
    found = sobol_indices(values, 3)
    assert 0 < found.inputs.mean < 1
    parts = _Parts(np.moveaxis(values.reshape(64, 5, 3), 2, 0)).of_all()
    alone = jackknifed(parts.sums().estimates(), parts.without_each().estimates(), [])
    assert found.total[2].half_width > 1.01 * alone[5].half_width


def test_where_an_interval_cannot_be_had_there_is_no_index_either_and_no_warning():
    """All but one base point hold noise alone, which leaves less than none of it: without that one nothing varies."""
    values = np.zeros((6, 4, 4)) + np.array([2.0, -2.0, 0.0, 0.0])
    values[2] = np.array([30.0, 20.0, 5.0, -30.0])[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = told(values.reshape(-1, 4))
    assert np.isnan(means(found)).all()
    assert np.isnan([each.half_width for each in found]).all()
