"""Quantiles and distribution functions against scipy, over wide ranges of their parameters."""

import numpy as np
import pytest
from scipy import special, stats

from sim.streams import (
    beta_cdf,
    beta_quantile,
    gamma_cdf,
    gamma_quantile,
    normal_cdf,
    normal_quantile,
    quantile,
    transforms,
    truncated_normal_quantile,
)

RANDOM = np.random.default_rng(2)
MANY = 4000
WITHIN = {"rtol": 1e-12, "atol": 0}


def lattice(count):
    """Uniform numbers as `uniform` makes them: a half anywhere, a quarter near each end."""
    middle = 2 * RANDOM.integers(0, 2**52, count // 2) + 1
    end = 2 * np.floor(2 ** RANDOM.uniform(0, 50, count - len(middle))).astype(np.int64) + 1
    end[::2] = 2**53 - end[::2]
    return np.concatenate([middle, end]) * 2.0**-53


def log_uniform(low, high):
    return np.exp(RANDOM.uniform(np.log(low), np.log(high), MANY))


def scipys_gamma_quantile(shape, u):
    return np.where(u < 0.5, special.gammaincinv(shape, u), special.gammainccinv(shape, 1 - u))


def scipys_beta_quantile(a, b, u):
    return np.where(u < 0.5, special.betaincinv(a, b, u), special.betainccinv(a, b, 1 - u))


def scipys_truncated_quantile(low, high, u):
    """By scipy's normal from the nearer end; its own truncnorm loses digits far from the end it counts from."""
    below, above = special.ndtr(low), special.ndtr(-high)
    one_sided = np.where(low > 0, special.ndtr(-low) - above, special.ndtr(high) - below)
    mass = np.where((low > 0) | (high < 0), one_sided, 1 - below - above)
    p = below + u * mass
    return np.where(p < 0.5, special.ndtri(np.minimum(p, 0.5)), -special.ndtri(above + (1 - u) * mass))


U = lattice(MANY)
SHAPE, SCALE = log_uniform(0.05, 1e4), log_uniform(1e-3, 1e6)
LOW = RANDOM.normal(0, 100, MANY)
MODE, HIGH = LOW + RANDOM.uniform(0, 50, MANY), LOW + RANDOM.uniform(50, 90, MANY)
NONE = np.zeros(MANY)
MU, SIGMA = RANDOM.normal(0, 5, MANY), log_uniform(1e-3, 5)

CASES = {
    "FIXED": (LOW, NONE, NONE, NONE, LOW),
    "LOGNORMAL": (MU, SIGMA, NONE, NONE, np.exp(MU + SIGMA * special.ndtri(U))),
    "EXPONENTIAL": (SCALE, NONE, NONE, NONE, stats.expon.ppf(U, scale=SCALE)),
    "GAMMA": (SHAPE, SCALE, NONE, NONE, SCALE * scipys_gamma_quantile(SHAPE, U)),
    "WEIBULL": (SCALE, SHAPE, NONE, NONE, stats.weibull_min.ppf(U, SHAPE, scale=SCALE)),
}


@pytest.mark.parametrize("kind", CASES)
def test_quantile_is_scipys(kind):
    *parameters, expected = CASES[kind]
    code = getattr(transforms, kind)
    ours = [quantile(code, *row) for row in zip(*parameters, U, strict=True)]
    normal = (np.abs(expected) > 1e-300) & np.isfinite(expected)
    assert normal.mean() > 0.95
    np.testing.assert_allclose(np.array(ours)[normal], expected[normal], **WITHIN)


def test_bounded_quantiles_are_scipys_to_within_the_width():
    uniforms = [quantile(transforms.UNIFORM, a, b, 0, 0, u) for a, b, u in zip(LOW, HIGH, U, strict=True)]
    triangular = [quantile(transforms.TRIANGULAR, *row) for row in zip(LOW, MODE, HIGH, NONE, U, strict=True)]
    width = HIGH - LOW
    np.testing.assert_allclose(uniforms, stats.uniform.ppf(U, LOW, width), rtol=0, atol=1e-12)
    expected = stats.triang.ppf(U, (MODE - LOW) / width, LOW, width)
    np.testing.assert_allclose(triangular, expected, rtol=0, atol=1e-12)
    a, b = 1 + SHAPE % 9, 1 + SCALE % 9
    betas = [quantile(transforms.BETA, *row) for row in zip(LOW, HIGH, a, b, U, strict=True)]
    np.testing.assert_allclose(betas, LOW + width * scipys_beta_quantile(a, b, U), rtol=0, atol=1e-12)
    normals = [quantile(transforms.NORMAL, *row) for row in zip(LOW, HIGH, MODE, width, U, strict=True)]
    expected = MODE + width * scipys_truncated_quantile((LOW - MODE) / width, (HIGH - MODE) / width, U)
    np.testing.assert_allclose(normals, expected, rtol=0, atol=1e-11)


@pytest.mark.parametrize(("low", "mode", "high"), [(1, 1, 3), (1, 3, 3), (2, 2, 2)])
def test_triangular_may_be_one_sided_or_a_point(low, mode, high):
    draws = [quantile(transforms.TRIANGULAR, low, mode, high, 0, u) for u in U]
    assert low <= min(draws)
    assert max(draws) <= high


def test_normal_quantile_is_scipys():
    np.testing.assert_allclose([normal_quantile(u) for u in U], special.ndtri(U), rtol=5e-15, atol=0)


def test_gamma_quantile_is_scipys_for_small_and_large_shapes():
    for low, high in [(0.01, 0.1), (1e4, 1e5)]:  # from 1e5 on scipy itself errs, by 2e-9 at 975837
        shapes = log_uniform(low, high)[:500]
        chosen = RANDOM.choice(U, 500)
        expected = scipys_gamma_quantile(shapes, chosen)
        kept = expected > 1e-300
        ours = np.array([gamma_quantile(a, u) for a, u in zip(shapes, chosen, strict=True)])
        np.testing.assert_allclose(ours[kept], expected[kept], **WITHIN)
        assert (ours[~kept] < 1e-299).all()


def test_gamma_cdf_is_scipys_and_inverts_the_quantile():
    x = RANDOM.gamma(SHAPE)
    ours = [gamma_cdf(a, value) for a, value in zip(SHAPE, x, strict=True)]
    np.testing.assert_allclose(ours, special.gammainc(SHAPE, x), rtol=1e-12, atol=1e-300)
    back = [gamma_cdf(a, gamma_quantile(a, u)) for a, u in zip(SHAPE[SHAPE > 1], U[SHAPE > 1], strict=True)]
    np.testing.assert_allclose(back, U[SHAPE > 1], rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(("smallest", "largest"), [(0.25, 1), (0.25, 20), (1, 100), (1, 1001), (100, 2000)])
def test_beta_quantile_is_scipys(smallest, largest):
    a, b = log_uniform(smallest, largest), log_uniform(smallest, largest)
    ours = [beta_quantile(*row) for row in zip(a, b, U, strict=True)]
    np.testing.assert_allclose(ours, scipys_beta_quantile(a, b, U), **WITHIN)
    upper = np.array([beta_quantile(*row) for row in zip(b, a, 1 - U, strict=True)])
    np.testing.assert_allclose(np.add(ours, upper), 1, rtol=1e-15)  # of the beta seen from its other end


@pytest.mark.parametrize("u", [2.0**-53, 1e-9, 0.1, 0.5, 0.9, 1 - 1e-9, 1 - 2.0**-53])
def test_beta_quantile_of_the_uniform_and_of_one_sided_powers_is_the_formula(u):
    assert beta_quantile(1.0, 1.0, u) == pytest.approx(u, rel=1e-14)
    assert beta_quantile(5.0, 1.0, u) == pytest.approx(u**0.2, rel=1e-14)
    assert beta_quantile(1.0, 5.0, u) == pytest.approx(-np.expm1(np.log1p(-u) / 5), rel=1e-14)


def test_normal_cdf_is_scipys_far_into_the_tails():
    z = np.concatenate([RANDOM.uniform(-37, 37, MANY), RANDOM.normal(0, 1, MANY), RANDOM.normal(0, 1e-6, 100)])
    np.testing.assert_allclose([normal_cdf(x) for x in z], special.ndtr(z), **WITHIN)
    ends = (-np.inf, -1e200, -1e-200, 0, 1e200, np.inf)
    assert [normal_cdf(x) for x in ends] == [0, 0, 0.5, 0.5, 1, 1]


@pytest.mark.parametrize(("least", "most"), [(-4.7, 4.5), (-37, 36), (-1e-3, 1e-3)])
def test_truncated_normal_quantile_is_scipys(least, most):
    low = RANDOM.uniform(least, most, MANY)
    high = low + log_uniform(1e-3, 8)
    ours = np.array([truncated_normal_quantile(*row) for row in zip(low, high, U, strict=True)])
    expected = scipys_truncated_quantile(low, high, U)
    # Where z passes through 0 no digit of the difference of two probabilities is left: 1e-15 of a standard deviation.
    np.testing.assert_allclose(ours, np.clip(expected, low, high), rtol=1e-12, atol=1e-15)
    assert ((low <= ours) & (ours <= high)).all()


def test_truncated_normal_quantile_is_that_of_scipys_own_where_it_keeps_its_digits():
    low, u = RANDOM.uniform(-3, 0, MANY), RANDOM.uniform(0.001, 0.999, MANY)
    high = low + RANDOM.uniform(0.5, 6, MANY)
    ours = [truncated_normal_quantile(*row) for row in zip(low, high, u, strict=True)]
    np.testing.assert_allclose(ours, stats.truncnorm.ppf(u, low, high), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("largest", [20, 1000])
def test_beta_cdf_is_scipys(largest):
    a, b = log_uniform(0.05, largest), log_uniform(0.05, largest)
    x = np.concatenate([RANDOM.beta(a, b)[: MANY // 2], RANDOM.uniform(0, 1, MANY // 2)])
    expected = special.betainc(a, b, x)
    kept = expected > 1e-100  # scipy loses digits below: 1e-9 at 1e-294, where ours keep 1e-13
    ours = np.array([beta_cdf(*row) for row in zip(a, b, x, strict=True)])
    np.testing.assert_allclose(ours[kept], expected[kept], **WITHIN)


def test_distribution_functions_end_at_zero_and_one():
    assert [beta_cdf(2, 3, x) for x in (-1, 0, 1, 2)] == [0, 0, 1, 1]
    assert [gamma_cdf(2, x) for x in (-1, 0, np.inf)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("kind", "p1", "p2", "p3", "p4"),
    [
        ("UNIFORM", -3, 8, 0, 0),
        ("TRIANGULAR", 1, 2, 9, 0),
        ("LOGNORMAL", 1, 0.7, 0, 0),
        ("EXPONENTIAL", 30, 0, 0, 0),
        ("GAMMA", 0.05, 2, 0, 0),
        ("GAMMA", 0.7, 2, 0, 0),
        ("GAMMA", 40, 2, 0, 0),
        ("GAMMA", 20_000, 2, 0, 0),
        ("WEIBULL", 12, 0.6, 0, 0),
        ("BETA", 0, 10, 1.8, 4.2),
        ("BETA", 0, 10, 900, 100),
        ("NORMAL", 1, 9, 5, 2),
        ("NORMAL", 0, 20, -5, 2),
    ],
)
def test_quantile_never_falls_as_u_rises(kind, p1, p2, p3, p4):
    coarse = np.linspace(0, 1, 5001)[1:-1]
    switches = np.array([0.075, 0.1, 0.425, 0.5, 0.925])[:, None] + np.arange(-200, 200) * 1e-12
    rising = np.sort(np.concatenate([coarse, switches.ravel()]))
    values = np.array([quantile(getattr(transforms, kind), p1, p2, p3, p4, u) for u in rising])
    assert (np.diff(values) >= 0).all()


def test_unknown_kinds_are_refused():
    for kind in (transforms.EMPIRICAL, transforms.MIXTURE, -1, 99):
        with pytest.raises(ValueError, match="no such kind"):
            quantile(kind, 1, 1, 1, 1, 0.5)
