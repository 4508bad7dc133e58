"""What every figure says in words: how many replications, which band, which basis, and the run's hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from sim.runs.results import Results

NO_VARIATION = "no variation"
CRITICAL_IT = "critical IT power in GW, state at month end"
HALF_WIDTHS = "figures: mean ± half-width of its 95 % interval"


class Counts(NamedTuple):
    """How many replications design points have: the fewest, and the most."""

    least: int
    most: int = 0
    """0 where all have as many."""

    @classmethod
    def of(cls, counts: "Iterable[int]") -> "Counts":
        """Of these numbers."""
        found = sorted(set(counts))
        return cls(found[0], found[-1] if len(found) > 1 else 0)

    def __str__(self) -> str:
        return f"{self.least:,} to {self.most:,}" if self.most else f"{self.least:,}"


@dataclass(frozen=True)
class Words:
    """Title above a figure, caption below it, hashes in its corner and in its file."""

    title: str
    subtitle: str
    caption: str
    subject: Literal["run", "sweep", "bridge"]
    hashes: tuple[str, ...]
    """Of what it is drawn from, with all their digits."""

    @property
    def corner(self) -> str:
        """What it is drawn from, by ten digits each, as folders are named."""
        return f"{self.subject} " + " · ".join(each[:10] for each in self.hashes)

    @property
    def origin(self) -> str:
        """What it is drawn from, by all digits."""
        return " ".join((self.subject, *self.hashes))


def words_of(runs: "Sequence[Results]", title: str, subtitle: str, *parts: str) -> Words:
    """Words of a figure drawn from these runs: the caption opens with n and ends with the fiscal year."""
    counts = sorted({run.n for run in runs})
    n = " and ".join(f"{count:,}" for count in counts)
    plural = "replication" if counts == [1] else "replications"
    caption = "; ".join([f"n = {n} {plural}", *parts, fiscal_year_note(runs[0])])
    return Words(title, subtitle, caption + ".", "run", tuple(run.hash for run in runs))


def fiscal_year_note(run: "Results") -> str:
    """When the fiscal year ends, read off the run's months."""
    last = next(
        (m for m, a, b in zip(run.months, run.fiscal_years, run.fiscal_years[1:], strict=False) if a != b),
        None,
    )
    return "fiscal years end in " + f"{last:%B}" if last else f"fiscal year {run.fiscal_years[0]}"


def day_text(day: date) -> str:
    """A date as people write it: 31 Mar 2025."""
    return f"{day.day} {day:%b %Y}"


def signed(value: float, digits: int) -> str:
    """A difference with its sign, a true minus, and no negative zero."""
    rounded = round(float(value), digits) + 0.0
    return f"{rounded:+.{digits}f}".replace("-", "−") if rounded else f"{0:.{digits}f}"


def plain(value: float, digits: int) -> str:
    """A number with a true minus and no negative zero."""
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")


def plus_minus(half_width: float, digits: int) -> str:
    """A half-width after its mean, or that there is no variation; nothing where there is only one replication."""
    if half_width == 0.0:
        return f" ({NO_VARIATION})"
    if isnan(half_width):
        return ""
    least = 10.0**-digits
    return f" ± {half_width:.{digits}f}" if half_width >= least / 2 else f" ± <{least:.{digits}f}"


def mean_text(values: "np.ndarray", digits: int, *, sign: bool = False) -> str:
    """The mean of all replications with its half-width, or that there is no variation."""
    interval = mean_interval(values)
    mean = signed(interval.mean, digits) if sign else plain(interval.mean, digits)
    return mean + plus_minus(interval.half_width, digits)
