"""Bands that hold for all months of a curve together, beside those that hold for each month by itself.

A band of one interval a month covers a whole curve far less often than it says. These are as many standard errors
wide, the same number in every month, as the month that is farthest off takes: max-|t|, or sup-t, bands. That number is
found by drawing replications anew, each with its whole curve, so that what months share is kept.
"""

from collections.abc import Iterator, Sequence
from math import ceil, inf, isinf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.runs.results import Choice, Results
from sim.statistics.intervals import LEVEL, Floats, standard_errors, students_t
from sim.statistics.paired import check_pairing, less

DRAWS = 3_999
"""Of the bootstrap: the chance that a band holds is off by 0.35 percentage points for it, by one standard deviation."""
KEY = 1_907
"""Of the draws: always the same, so that a curve has one band."""
FEWEST = 20
"""Replications that must differ from the median for a month to be judged, or all but one of fewer. Where only a few do,
many a draw holds hardly any: little is known of how far off the mean may be, and every other month's band would have
to be wider for it."""
FEWEST_SAID = f"{FEWEST} replications (of no more, all but one)"
"""The same in words."""
ROWS = 256
"""Draws that are held in memory at a time."""
NO_SPREAD = 1e-9
"""Of standardised values: less is the rounding of those that are all the same."""
METHOD = f"max-|t|, {DRAWS:,} bootstrap draws of whole replications"


class Bands(NamedTuple):
    """A curve's mean with both bands, all by month; what does not vary has the half-width 0."""

    mean: Floats
    half_width: Floats
    """Of each month by itself, by Student's t."""
    together: Floats
    """Of all months together; NaN where a month is not judged, since too few replications differ in it."""
    varies: npt.NDArray[np.bool_]
    level: float
    n: int
    critical: float
    """Standard errors on either side that hold all months together; NaN where none varies, or n is too small."""

    @property
    def is_clear_alone(self) -> npt.NDArray[np.bool_]:
        """In which months the interval of the month leaves out zero."""
        clear: npt.NDArray[np.bool_] = np.abs(self.mean) > self.half_width
        return clear

    @property
    def is_clear(self) -> npt.NDArray[np.bool_]:
        """In which months the band for all months leaves out zero: at the level all of them are rightly named."""
        clear: npt.NDArray[np.bool_] = np.abs(self.mean) > self.together
        return clear


def difference_bands(run: Results, first: Results, metric: str, level: float = LEVEL, **chosen: Choice) -> Bands:
    """Of a run's monthly curve less the first run's; NotPairedError unless they share their draws."""
    check_pairing(first, run)
    return simultaneous_bands([less(run.series(metric, **chosen), first.series(metric, **chosen))], level)[0]


def mean_bands(run: Results, metric: str, level: float = LEVEL, **chosen: Choice) -> Bands:
    """Of a run's monthly curve."""
    return simultaneous_bands([run.series(metric, **chosen)], level)[0]


def simultaneous_bands(curves: Sequence[Floats], level: float = LEVEL) -> list[Bands]:
    """Both bands of each curve, values by (replication, month); all have the same replications, in the same order.

    The months of one curve hold together, not the curves. Replications are drawn with replacement, and the mean of a
    draw is set against its own standard error, month by month. The level's quantile of the largest |t| over the months
    is the half-width in standard errors, rounded up to a hundredth, and no less than Student's t of one month
    (bootstrap-t: Efron and Tibshirani 1993, An Introduction to the Bootstrap; of the largest |t|: Romano and Wolf 2005,
    Econometrica 73: 1237-1282; as bands: Montiel Olea and Plagborg-Moller 2019, Journal of Applied Econometrics 34:
    1-17). A month in which a replication has no value is NaN.
    """
    if not curves:
        return []
    n = len(curves[0])
    if any(len(curve) != n for curve in curves):
        raise ValueError(f"curves of {sorted({len(curve) for curve in curves})} replications are not of the same")
    judged = [_is_judged(curve) for curve in curves]
    standardised = [_standardised(curve[:, t]) for curve, t in zip(curves, judged, strict=True) if t.any()]
    of_one, criticals = students_t(level, n), iter(_critical(standardised, level))
    return [_bands(curve, t, level, max(of_one, next(criticals)) if t.any() else float("nan"))
            for curve, t in zip(curves, judged, strict=True)]  # fmt: skip


def _bands(curve: Floats, judged: npt.NDArray[np.bool_], level: float, critical: float) -> Bands:
    n = len(curve)
    known = ~np.isnan(curve).any(axis=0) & (n > 0)
    varies = known & (curve != curve[:1]).any(axis=0)
    mean = np.where(varies, curve.mean(axis=0), curve[0])
    error = standard_errors(curve) if n > 1 else np.full(len(mean), np.nan)
    error = np.where(known & ~varies & (n > 1), 0.0, np.where(known, error, np.nan))
    critical = float("nan") if isinf(critical) else critical
    together = np.where(judged, critical * error, np.where(varies, np.nan, error))
    return Bands(np.where(known, mean, np.nan), students_t(level, n) * error, together, varies, level, n, critical)


def _is_judged(curve: Floats) -> npt.NDArray[np.bool_]:
    """Months in which enough replications differ."""
    n = len(curve)
    differ = (curve != np.sort(curve, axis=0)[n // 2]).sum(axis=0)
    judged: npt.NDArray[np.bool_] = (differ >= max(1, min(FEWEST, n - 1))) & ~np.isnan(curve).any(axis=0)
    return judged


def _standardised(curve: Floats) -> Floats:
    standardised: Floats = (curve - curve.mean(axis=0)) / curve.std(axis=0, ddof=1)
    return standardised


def _critical(curves: Sequence[Floats], level: float) -> list[float]:
    """The level's quantile of the largest |t| of each curve, by the same draws for all; inf for too few values."""
    if not curves:
        return []
    z = np.concatenate(curves, axis=1)
    n, first = len(z), np.cumsum([0, *(curve.shape[1] for curve in curves[:-1])])
    squares, largest = z * z, []
    for times in _drawn(n):
        mean = times @ z / n
        variance = times @ squares / n - mean**2
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(mean) / np.sqrt(variance / (n - 1))
        same = variance < NO_SPREAD
        t[same] = np.where(np.abs(mean[same]) > NO_SPREAD, inf, 0.0)
        largest.append(np.maximum.reduceat(t, first, axis=1))
    place = min(DRAWS, ceil((DRAWS + 1) * level - NO_SPREAD)) - 1
    found = np.sort(np.concatenate(largest), axis=0)[place]
    return [float(each) if isinf(each) else ceil(100 * float(each)) / 100 for each in found]


def _drawn(n: int) -> Iterator[Floats]:
    """How often each of n replications is drawn, shape (draw, replication), some draws at a time.

    From the raw words of numpy's Philox, whose stream is fixed for ever: the upper half of each, times n.
    """
    words = np.random.Philox(key=KEY)
    for begin in range(0, DRAWS, ROWS):
        rows = min(ROWS, DRAWS - begin)
        halves = words.random_raw(rows * n) >> np.uint64(32)
        which = (halves * np.uint64(n) >> np.uint64(32)).astype(np.int64).reshape(rows, n)
        places = which + n * np.arange(rows)[:, None]
        yield np.bincount(places.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)
