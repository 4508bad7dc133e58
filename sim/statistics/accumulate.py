"""Means, variances and quantiles of many figures over any number of replications, without keeping their values.

Sums and sums of squares are whole numbers in two limbs of 64 bits, so they are exact, and the same bits for any order
and any number of workers. Quantiles are counted: the first replications, whose values are known, say where each will
lie, within six standard errors of its rank; that bracket has 16 bins, and what lies below and above counts too. So of
each quantile it is known between which values it lies: half of that span is its stated error. Brackets depend on the
first replications alone: more replications, in whatever portions, give the same bits.

Exact is what keeps within two bounds: values between -2^62 and 2^62, and n × value² below 2^128, value being the one
farthest from 0. What is beyond is refused where it is asked for. A hundred million replications may so have values up
to 1.8 × 10^15: dollars, of which a programme has some 10^12, or parts of a share, of which a whole has 10^12.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.statistics.accumulate_kernel import BINS, UNKNOWN, Integers, Known, count, count_sums
from sim.statistics.intervals import BAND, Floats, places_of, quantile_ranks

FARTHEST = 1 << 62
"""Between this and its negative values lie, so that the span between two of them is a whole number of 64 bits."""
SQUARES = 1 << 128
"""What a sum of squares stays below, in two limbs without a sign."""
ERRORS = 6.0
"""Standard errors of a quantile's rank that its bracket reaches to either side."""
NONE = np.array([np.iinfo(np.int64).max, -np.iinfo(np.int64).max])
"""The least and the largest of no values."""

ARRAYS: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "sums": (np.uint64, (2,)), "squares": (np.uint64, (2,)), "spans": (np.int64, (2,)),
    "brackets": (np.int64, (len(BAND), 2)), "counts": (np.int32, (len(BAND), BINS + 2)),
}  # fmt: skip
"""What is known of a figure: kind and shape of each array."""


class Quantiles(NamedTuple):
    """Of each figure P10, P50 and P90, shape (3, figures), and what each may be off by at most."""

    values: Floats
    errors: Floats


class Moments(NamedTuple):
    """Exact sums of one figure."""

    n: int
    total: int
    squares: int

    @property
    def spread(self) -> int:
        """Its variance times n (n - 1)."""
        return self.n * self.squares - self.total * self.total

    @property
    def deviation(self) -> float:
        """Its standard deviation; NaN of fewer than two values."""
        return float((self.spread / (self.n * (self.n - 1))) ** 0.5) if self.n > 1 else float("nan")


class Accumulated:
    """What is known of some figures, in whole units; UNKNOWN stands where a replication does not have one."""

    def __init__(self, first: Integers) -> None:
        """`first` are the values of the first replications, shape (figure, replication)."""
        arrays = (np.zeros((len(first), *shape), dtype=kind) for kind, shape in ARRAYS.values())
        self._sums, self._squares, self._spans, self._brackets, self._counts = arrays
        self._spans[:] = NONE
        self.begin(first)

    @classmethod
    def blank(cls, figures: int) -> "Accumulated":
        """So many figures, each of which is to begin with its first replications."""
        return cls(np.zeros((figures, 0), dtype=np.int64))

    def begin(self, first: Integers) -> None:
        """The first replications, of figures that are blank."""
        if first.shape[1]:
            self._brackets[:] = _brackets(first)
            self.add(first)

    def part(self, figures: slice) -> "Accumulated":
        """Some of the figures: what is added to them is added here."""
        return Accumulated.of_arrays([array[figures] for array in self.arrays()])

    @classmethod
    def of_arrays(cls, arrays: Sequence[np.ndarray]) -> "Accumulated":
        """What `arrays` gave."""
        made = cls.__new__(cls)
        made._sums, made._squares, made._spans, made._brackets, made._counts = arrays
        return made

    def arrays(self) -> Known:
        """All that is known, each array by figure; see ARRAYS."""
        return self._sums, self._squares, self._spans, self._brackets, self._counts

    def empty(self) -> "Accumulated":
        """The same figures and brackets, of no replications yet."""
        figures = len(self._sums)
        return Accumulated.of_arrays((np.zeros_like(self._sums), np.zeros_like(self._squares),
                                      np.tile(NONE, (figures, 1)), self._brackets,
                                      np.zeros_like(self._counts)))  # fmt: skip

    def merge(self, other: "Accumulated") -> None:
        """What other replications came to, of the same figures by the same brackets."""
        for mine, its in ((self._sums, other._sums), (self._squares, other._squares)):
            low = mine[:, 1] + its[:, 1]
            mine[:, 0] += its[:, 0] + (low < mine[:, 1])
            mine[:, 1] = low
        self._spans[:, 0] = np.minimum(self._spans[:, 0], other._spans[:, 0])
        self._spans[:, 1] = np.maximum(self._spans[:, 1], other._spans[:, 1])
        self._counts += other._counts

    def add(self, values: Integers) -> None:
        """More replications, shape (figure, replication)."""
        table = np.ascontiguousarray(values, dtype=np.int64)
        count(table, self.arrays())

    def add_sums(self, values: Integers, ends: Integers, cells: Integers, places: Integers) -> None:
        """More replications, of curves each of which is the sum of some cells of `values`, by (replication, cell,
        1 + months), the opening state first. Of each, `ends` says where its cells end in `cells`, and `places` which
        figure is its first month's, the others following it; one without a place, at -1, is passed over.
        """
        count_sums(values, ends, cells, places, self.arrays())

    @classmethod
    def zeros(cls, figures: int, n: int) -> "Accumulated":
        """Figures that were zero in n replications."""
        made = cls(np.zeros((figures, 1), dtype=np.int64))
        made._counts *= n
        return made if n > 0 else made.empty()

    @property
    def n(self) -> Integers:
        """Replications that have a figure."""
        total: Integers = self._counts[:, 0].sum(axis=1, dtype=np.int64)
        return total

    def total(self, figure: int) -> int:
        """The exact sum of a figure."""
        return _signed(self._sums[figure])

    def total_of_squares(self, figure: int) -> int:
        """The exact sum of its squares; OverflowError where it may be beyond two limbs."""
        least, most = self._spans[figure].tolist()
        n, farthest = int(self._counts[figure, 0].sum()), max(-least, most)
        if n * farthest * farthest >= SQUARES:
            raise OverflowError(f"{n:,} values of up to {farthest:,}: their squares may come to 2^128 or more")
        return int(self._squares[figure, 0]) << 64 | int(self._squares[figure, 1])

    def mean(self) -> Floats:
        """Of each figure, from its exact sum; NaN where no replication has it."""
        n, (high, low) = self.n, np.ascontiguousarray(self._sums.T)
        below = high >> np.uint64(63) == 1
        size_high = np.where(below, ~high + (low == 0), high).astype(np.float64)
        size_low = np.where(below, ~low + np.uint64(1), low).astype(np.float64)
        totals = np.where(below, -1.0, 1.0) * (size_high * 2.0**64 + size_low)
        means: Floats = np.divide(totals, n, out=np.full(len(n), np.nan), where=n > 0)
        return means

    def moments(self, figure: int) -> Moments:
        """The exact sums of a figure, with its number of values."""
        n = int(self.part(slice(figure, figure + 1)).n[0])
        return Moments(n, self.total(figure), self.total_of_squares(figure))

    def quantiles(self) -> Quantiles:
        """By linear interpolation between order statistics, each of which lies in a known bin."""
        low, high = self._edges()
        reached = np.cumsum(self._counts, axis=-1)
        places = places_of(self.n)
        below = np.floor(places)
        share = places - below
        between = np.zeros((2, *places.shape))
        for rank, weight in ((below, 1.0 - share), (np.minimum(below + 1, self.n[:, None] - 1), share)):
            held = (reached <= rank[..., None]).sum(axis=-1).clip(max=BINS + 1)[..., None]
            for side, edges in enumerate((low, high)):
                between[side] += weight * np.take_along_axis(edges, held, axis=-1)[..., 0]
        unknown = np.where(self.n > 0, 0.0, np.nan)[:, None]
        return Quantiles((between.mean(axis=0) + unknown).T, ((between[1] - between[0]) / 2 + unknown).T)

    def intervals(self, level: float) -> Floats:
        """Low and high end of the intervals of P10, P50 and P90 in turn, shape (6, figures): not narrower than those of
        the values themselves would be, since of an order statistic only the bin is known; NaN of too few values.
        """
        edges, reached, counts = self._edges(), np.cumsum(self._counts, axis=-1), self.n.tolist()
        ends = np.full((2 * len(BAND), len(counts)), np.nan)
        for place, share in enumerate(BAND):
            ranks = np.array([[rank or 0 for rank in quantile_ranks(share, n, level)] for n in counts]).reshape(-1, 2)
            for side, of_bins in enumerate(edges):
                rank = ranks[:, side]
                held = (reached[:, place] < rank[:, None]).sum(axis=-1).clip(max=BINS + 1)[:, None]
                found = np.take_along_axis(of_bins[:, place], held, axis=-1)[:, 0]
                ends[2 * place + side] = np.where(rank > 0, found, np.nan)
        return ends

    def _edges(self) -> tuple[Floats, Floats]:
        """The least and the largest that a value of each bin may be; whole numbers, as the values are.

        OverflowError where a span between values may be beyond 64 bits: bins would be counted wrongly.
        """
        known = self._spans[self.n > 0]
        if (known <= -FARTHEST).any() or (known >= FARTHEST).any():
            raise OverflowError("a value is not between -2^62 and 2^62: quantiles are not told")
        least, most = self._brackets[..., :1], self._brackets[..., 1:]
        begins = least + ((most - least) // BINS + 1) * np.arange(BINS)
        ends = np.broadcast_to(self._spans[:, None, :], (*least.shape[:2], 2))
        low = np.concatenate([ends[..., :1], begins, most + 1], axis=-1)
        high = np.concatenate([low[..., 1:] - 1, ends[..., 1:]], axis=-1)
        return tuple(np.clip(side, ends[..., :1], ends[..., 1:]).astype(np.float64) for side in (low, high))


def _brackets(first: Integers) -> Integers:
    """About each quantile, the values of the first replications some standard errors of rank below it and above."""
    ordered = np.sort(first, axis=1)  # UNKNOWN is less than any value
    missing = (first == UNKNOWN).sum(axis=1)[:, None]
    n = first.shape[1] - missing
    share = np.array(BAND)[None, :]
    reach = ERRORS * np.sqrt(n * share * (1.0 - share))
    last = np.maximum(n - 1, 0)
    ranks = [np.clip(np.floor(places_of(n[:, 0]) + side * reach + (side > 0)), 0, last) for side in (-1, 1)]
    places = np.stack(ranks, axis=-1).astype(np.int64) + np.minimum(missing, first.shape[1] - 1)[..., None]
    return np.take_along_axis(ordered[:, None, :], places.clip(max=first.shape[1] - 1), axis=-1)


def _signed(limbs: npt.NDArray[np.uint64]) -> int:
    high, low = int(limbs[0]), int(limbs[1])
    whole = (high << 64) | low
    return whole - (1 << 128) if high >> 63 else whole
