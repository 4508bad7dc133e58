"""What design points differ in is told without bias from the noise of their replications, and how surely."""

import numpy as np
import pytest
from scipy import stats

from sim.statistics.intervals import mean_interval
from sim.statistics.noise import Product, jackknifed


def values(seed, *shape):
    return np.random.default_rng(seed).normal(3.0, 2.0, shape)


@pytest.mark.parametrize("m", [3, 6])
def test_a_product_is_the_mean_over_all_pairs_of_different_replications(m):
    one, other = values(1, m, 4), values(2, m, 4)
    pairs = [one[r] * other[s] for r in range(m) for s in range(m) if r != s]
    assert Product(one, other).of_all() == pytest.approx(np.mean(pairs, axis=0))
    for r in range(m if m > 3 else 0):
        left = Product(np.delete(one, r, axis=0), np.delete(other, r, axis=0))
        assert Product(one, other).without(r) == pytest.approx(left.of_all())


@pytest.mark.parametrize("m", [1, 2])
def test_too_few_replications_give_the_product_of_the_means(m):
    one, other = values(1, m, 4), values(2, m, 4)
    assert Product(one, other).of_all() == pytest.approx(one.mean(axis=0) * other.mean(axis=0))


def test_the_square_of_a_difference_is_unbiased_whether_draws_are_shared_or_not():
    rng, n = np.random.default_rng(3), 20_000
    for one, other in ((rng.normal(size=(4, n)), rng.normal(size=(4, n))), (rng.normal(size=(4, n)),) * 2):
        moved = (1.5 + 2 * one) - (1.0 + other)
        squares, naive = Product(moved, moved).of_all(), moved.mean(axis=0) ** 2
        error = squares.std() / n**0.5
        assert abs(squares.mean() - 0.25) < 4 * error
        assert naive.mean() - 0.25 > 4 * error, "the mean's own square takes noise for a difference"


def left_out(rows):
    return (rows.sum(axis=0) - rows) / (len(rows) - 1)


def test_the_jackknife_of_a_mean_over_rows_is_students_t():
    rows = values(4, 12, 3)
    found = jackknifed(rows.mean(axis=0), left_out(rows), [])
    for interval, column in zip(found, rows.T, strict=True):
        expected = mean_interval(column)
        assert interval.half_width == pytest.approx(expected.half_width)
        assert (interval.n, interval.varies) == (12, True)


def test_what_never_varies_has_no_half_width():
    [found] = jackknifed(np.array([2.0]), np.full((5, 1), 2.0), [(np.array([2.0]), np.full((5, 1), 2.0))] * 4)
    assert (found.mean, found.half_width, found.varies) == (2.0, 0.0, False)


def covered(rng, rows, replications, cells, experiments):
    """How often the interval of a grand mean of row, replication and cell effects holds 0."""
    n, m, hits = 24, 12, 0
    for _ in range(experiments):
        table = (rows * rng.normal(size=(n, 1)) + replications * rng.normal(size=(1, m))
                 + cells * rng.normal(size=(n, m)))  # fmt: skip
        by_row = left_out(table.mean(axis=1)[:, None])
        without = [(np.array([np.delete(table, r, axis=1).mean()]),
                    left_out(np.delete(table, r, axis=1).mean(axis=1)[:, None])) for r in range(m)]  # fmt: skip
        [found] = jackknifed(np.array([table.mean()]), by_row, without)
        hits += abs(found.mean) <= found.half_width
    return hits / experiments


@pytest.mark.parametrize("effects", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (0.2, 1, 2)])
def test_an_interval_covers_whatever_it_is_that_varies(effects):
    """Rows alone, replications alone, each row in each replication anew, and together."""
    assert 0.93 < covered(np.random.default_rng(5), *effects, 1_000) < 0.985


def two_ways(tables):
    """What `jackknifed` is given for the grand means of tables of shape (row, replication)."""
    m = tables[0].shape[1]
    left = [[np.delete(table, r, axis=1) for table in tables] for r in range(m)]
    of_rows = np.column_stack([left_out(table.mean(axis=1)) for table in tables])
    return (np.array([table.mean() for table in tables]), of_rows,
            [(np.array([each.mean() for each in part]), np.column_stack([left_out(each.mean(axis=1)) for each in part]))
             for part in left])  # fmt: skip


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize(("n", "m"), [(2, 3), (6, 2), (8, 5)])
def test_a_grand_mean_has_the_variance_of_the_two_way_table(n, m, level):
    """Mean squares of the textbook: rows' means over n, replications' over m, less the interaction's over n m."""
    rng = np.random.default_rng(n * m)
    tables = [3 * rng.normal(size=(n, 1)) + 4.0 * np.arange(m) + rng.normal(size=(n, m)) for _ in range(3)]
    tables[2] *= 1e3
    for found, table in zip(jackknifed(*two_ways(tables), level), tables, strict=True):
        rows, columns = table.mean(axis=1), table.mean(axis=0)
        rest = table - rows[:, None] - columns + table.mean()
        crossed = (rest**2).sum() / ((n - 1) * (m - 1))
        of_rows = rows.var(ddof=1) / n
        beside = max(columns.var(ddof=1) / m - crossed / (n * m), 0.0)
        assert beside > 0, "else this shows nothing"
        freedom = (of_rows + beside) ** 2 / (of_rows**2 / (n - 1) + beside**2 / (m - 1))
        expected = stats.t.ppf((1 + level) / 2, freedom) * (of_rows + beside) ** 0.5
        assert (found.mean, found.half_width) == (pytest.approx(table.mean()), pytest.approx(expected))
        assert (found.level, found.n, found.varies) == (level, n, True)
