"""The Gaussian copula behind correlated uncertainties: its matrix from pairs, and the triangle that draws from it.

Normal numbers of correlation r have ranks of correlation 6 / π × asin(r / 2) (K. Pearson, "On further methods of
determining correlation", 1907).
"""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.uncertainties import Correlation

Matrix = list[list[float]]

LEAST_PIVOT = 1e-10
"""Below it a normal number is one with those before it, and what is left of its correlations has to be nothing."""


def normal_correlation(pair: "Correlation") -> float:
    """A pair's correlation as that of the normal numbers behind it."""
    if pair.measured == "normal":
        return pair.correlation
    return max(-1.0, min(2 * math.sin(math.pi * pair.correlation / 6), 1.0))


def matrix_of(names: Sequence[str], pairs: "Iterable[Correlation]") -> Matrix:
    """Correlations of all with all, in the order of the names; pairs of other names are left out."""
    place = {name: i for i, name in enumerate(names)}
    made = [[float(i == j) for j in range(len(names))] for i in range(len(names))]
    for pair in pairs:
        if all(name in place for name in pair.between):
            i, j = (place[name] for name in pair.between)
            made[i][j] = made[j][i] = normal_correlation(pair)
    return made


def triangle_of(matrix: Matrix) -> Matrix | None:
    """The lower triangle whose product with its transpose is the matrix (Cholesky); None where there is none, because
    the matrix is not positive semi-definite.
    """
    made: Matrix = []
    for k, row in enumerate(matrix):
        new = [0.0] * len(matrix)
        for j in range(k):
            left = row[j] - math.fsum(new[i] * made[j][i] for i in range(j))
            if made[j][j] > 0:
                new[j] = left / made[j][j]
            elif abs(left) > math.sqrt(LEAST_PIVOT):
                return None
        pivot = 1 - math.fsum(part * part for part in new)
        if pivot < -LEAST_PIVOT:
            return None
        new[k] = math.sqrt(pivot) if pivot > LEAST_PIVOT else 0.0
        made.append(new)
    return made


def contradiction(names: Sequence[str], pairs: "Sequence[Correlation]") -> list[str]:
    """The fewest of the names, left by taking one after the other away, that can't all be correlated as stated."""
    kept = list(names)
    for name in names:
        others = [other for other in kept if other != name]
        if triangle_of(matrix_of(others, pairs)) is None:
            kept = others
    return kept
