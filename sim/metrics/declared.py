"""How a metric is declared: which rows of the log count towards it, with which amount, and in which month.

A `Series` is a sum of postings, a `Derived` one is computed from other series, a `Ratio` divides two of
them after they were summed, a `Scalar` is one number of a replication. All amounts are integers: kW, dollars.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.metrics.folded import Folded

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Unit = Literal["MW", "$", "share", "months", "probability", "MW-months"]
Kind = Literal["level", "flow"]

REPLICATION, REGION, GRADE, HOLDER, CLIENT, ASSET, START, MONTH = range(8)
"""Axes of an array: replications that are computed together, DIMENSIONS (`sim.scenario.figure`), then time."""


class When(IntEnum):
    """In which month a row counts."""

    INSTANT = 0
    """That of its instant."""
    DUE = 1
    """That of the instant in `value`, or its own where that has passed."""
    BOOKED = 2
    """The month whose index `value` holds."""
    ASKED = 3
    """That in which its request was made; what was in service at the start was never asked for."""
    AFTER_START = 4
    """That of its instant; a row of the first instant tells of what stood at the start, and is no flow."""


@dataclass(frozen=True)
class Posting:
    """Rows of one kind of event that meet every condition add `sign` times a column to a series."""

    event: int
    amount: Literal["kw", "dollars", "value"] = "kw"
    sign: int = 1
    when: When = When.INSTANT
    item: tuple[int, ...] | None = None
    """Stages left or assets that count; all of them where none is named. So for the conditions below."""
    reason: tuple[int, ...] | None = None
    basis: tuple[int, ...] | None = None
    client: tuple[int, ...] | None = None
    operator: bool | None = True
    """Only the operator's rows; False, only providers'; None, whoever holds the site."""
    asset: int | None = None
    """The asset under which it counts, where the row's `item` does not say it."""


@dataclass(frozen=True)
class Series:
    """A figure by month: the sum of its postings within the month (flow) or up to its end (level)."""

    name: str
    unit: Unit
    kind: Kind
    title: str
    by: tuple[str, ...]
    """The dimensions it is split by."""
    postings: tuple[Posting, ...]
    once: bool = False
    """Each request counts at most once, however often it comes by."""


@dataclass(frozen=True)
class InTime:
    """A level of kW times the seconds that it stood within each month: what something billed by use is computed from.

    Of its postings' conditions `operator` and `item` count.
    """

    name: str
    by: tuple[str, ...]
    """Columns of a row by which it is split: region, client, workload."""
    postings: tuple[Posting, ...]
    by_price: bool = False
    """A level of kW times the row's dollars per MW-month, in place of kW."""


@dataclass(frozen=True)
class Derived:
    """A figure by month computed from other series, all months and cells of some replications at once."""

    name: str
    unit: Unit
    kind: Kind
    title: str
    by: tuple[str, ...]
    compute: Callable[["Folded"], Integers]
    """Array with an axis for replications, those of DIMENSIONS, and time; those it is not split by have length 1."""
    rows: tuple[int, ...] = ()
    """Kinds of event whose rows the computation looks at one by one."""


@dataclass(frozen=True)
class Ratio:
    """One series over another, divided after both were summed over cells and periods."""

    name: str
    title: str
    numerator: str
    denominator: str
    unit: Unit = "share"


@dataclass(frozen=True)
class Scalar:
    """One number of a replication; NaN where it has no meaning (a median of nothing)."""

    name: str
    unit: Unit
    title: str
    compute: Callable[["Folded"], Numbers]
    """By replication."""
    rows: tuple[int, ...] = ()
    """Kinds of event whose rows the computation looks at one by one."""


@dataclass(frozen=True)
class Metric:
    """What a reader needs to know of a metric, apart from its computation."""

    name: str
    unit: Unit
    kind: Literal["level", "flow", "ratio", "scalar"]
    title: str
    by: tuple[str, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
