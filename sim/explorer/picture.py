"""What the page draws: the bands of one or two sides, their paired difference, and a table of fiscal years."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import isnan
from typing import Any

import numpy as np

from sim.explorer.figures import Shown, View
from sim.explorer.points import Side, Stopped, SupersededError, sizes
from sim.plots.words import mean_text, plus_minus, signed
from sim.quantities.calendar import add_months
from sim.statistics.intervals import LEVEL, bands, mean_interval
from sim.statistics.paired import NotPairedError, Pairing, less, paired_difference, refuse_unlike
from sim.statistics.simultaneous import FEWEST, simultaneous_bands

DIGITS = 2
"""Of GW and $bn in tables."""


def pictures(first: Side, second: Side | None, view: View, stopped: Stopped) -> Iterator[dict[str, Any]]:
    """Pictures of ever more replications, of which the last is done; NotPairedError where the two share no draws.

    `first` is compared with. SupersededError where it is stopped.
    """
    sides = [first] if second is None else [first, second]
    most = min(side.most for side in sides)
    for n in sizes(most):
        for side in reversed(sides):
            side.grow(n, stopped)
        if second is not None:
            refuse_unlike([(side.label, _pairing(side, n)) for side in sides])
        yield picture(first, second, view, n) | {"done": n == most, "of": most}
    if second is not None and most >= FEWEST and not stopped():
        together = _together(first, second, view, most)
        if together is not None:
            yield picture(first, second, view, most) | {"done": True, "of": most, "together": together}
    if stopped():
        raise SupersededError


def picture(first: Side, second: Side | None, view: View, n: int) -> dict[str, Any]:
    """Of the first n replications of each."""
    shown = Shown.of(view, first.info)
    sides = [first] if second is None else [first, second]
    labels, days, values = _by_time(sides, shown, view, n)
    told: dict[str, Any] = {
        "n": n, "title": shown.metric.title, "unit": shown.unit, "level": LEVEL,
        "kind": "state at month end" if shown.metric.kind == "level" else "sum of the fiscal quarter",
        "days": days, "periods": labels, "sides": [{"label": side.label} | _band(of) for side, of in zip(
            sides, values, strict=True)],
        "vintage": None if first.info.vintage is None else first.info.vintage.isoformat(),
        "years": _years(sides, shown, view, n),
    }  # fmt: skip
    if second is not None:
        told["difference"] = _difference(less(values[1], values[0]))
    return told


def _pairing(side: Side, n: int) -> Pairing:
    info = side.info
    return Pairing(info.seed, info.start, info.months[0], info.horizon_end, (0, n))


def _by_time(sides: list[Side], shown: Shown, view: View, n: int) -> tuple[list[str], list[str], list[np.ndarray]]:
    """Labels, last days, and the values of each side in the unit that is shown."""
    if shown.metric.kind == "level":
        months = sides[0].info.months
        ends = [add_months(month, 1) - timedelta(days=1) for month in months]
        return [f"{end:%b %Y}" for end in ends], _iso(ends), [side.series(view, n) * shown.scale for side in sides]
    found = [side.quarterly(view, n) for side in sides]
    return found[0][0], _iso(found[0][1]), [values * shown.scale for _, _, values in found]


def _iso(days: list[date]) -> list[str]:
    return [day.isoformat() for day in days]


def _band(values: np.ndarray) -> dict[str, list[float | None]]:
    _, (p10, p50, p90) = bands(values)
    return {"p10": _numbers(p10), "p50": _numbers(p50), "p90": _numbers(p90)}


def _difference(differences: np.ndarray) -> dict[str, Any]:
    """The mean with half its interval, each month by itself."""
    found = [mean_interval(column) for column in differences.T]
    return {"mean": _numbers([one.mean for one in found]), "half": _numbers([one.half_width for one in found]),
            "same": bool(len(differences) and not differences.any())}  # fmt: skip


def _together(first: Side, second: Side, view: View, n: int) -> list[float | None] | None:
    """Half of the band that holds for all months together; None where no month differs in enough replications."""
    shown = Shown.of(view, first.info)
    _, _, (one, other) = _by_time([first, second], shown, view, n)
    [found] = simultaneous_bands([less(other, one)])
    return None if np.isnan(found.together).all() or not found.varies.any() else _numbers(found.together)


def _years(sides: list[Side], shown: Shown, view: View, n: int) -> list[dict[str, Any]]:
    """A row a whole fiscal year: the mean of each side with half its interval, and their difference."""
    found = [side.yearly(view, n) for side in sides]
    rows = []
    for place, label in enumerate(found[0][0]):
        columns = [values[:, place] * shown.scale for _, _, values in found]
        row: dict[str, Any] = {"year": label, "sides": [mean_text(column, DIGITS) for column in columns]}
        if len(columns) > 1:
            difference = paired_difference(columns[1], columns[0])
            half = difference.half_width
            row |= {"clear": difference.is_clear, "difference": "the same" if difference.is_same else
                    signed(difference.mean, DIGITS) + plus_minus(half, DIGITS)}  # fmt: skip
        rows.append(row)
    return rows


def _numbers(values: Any) -> list[float | None]:
    """As JSON has them: no NaN."""
    return [None if isnan(value) else round(float(value), 6) for value in values]


__all__ = ["NotPairedError", "picture", "pictures"]
