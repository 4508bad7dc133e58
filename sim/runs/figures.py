"""Numbers by name, as tables and sweeps ask for them: `headroom_mw[grade=ai]@FY2027`.

`metric[dimension=name,…]@period` gives one number a replication. The period is a whole fiscal year (`FY2027`)
or quarter (`FY2027Q3`), or `start`; without one a flow is summed over the horizon and a level is that of its
end. Scalars stand alone.
"""

import re
from typing import NamedTuple

from sim.metrics.declared import DIMENSIONS
from sim.runs.periods import Floats, over
from sim.runs.results import Results, UnknownNameError

_FIGURE = re.compile(r"(?P<metric>[a-z0-9_]+)(\[(?P<chosen>[^\[\]]*)\])?(@(?P<period>\w+))?")
_PERIOD = re.compile(r"FY\d\d(?P<year>\d\d)(Q(?P<quarter>[1-4]))?")


class Figure(NamedTuple):
    """A number by name, taken apart."""

    metric: str
    chosen: dict[str, str]
    period: str | None

    @classmethod
    def parse(cls, text: str) -> "Figure":
        """The figure that a text names; ValueError for what is no such name."""
        found = _FIGURE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no figure: write metric[dimension=name]@FY2027")
        pairs = [part.split("=") for part in (found["chosen"] or "").split(",") if part.strip()]
        if any(len(pair) != 2 or pair[0].strip() not in DIMENSIONS for pair in pairs):
            raise ValueError(f"{text!r} chooses by none of {', '.join(DIMENSIONS)}")
        chosen = {dimension.strip(): name.strip() for dimension, name in pairs}
        return cls(found["metric"], chosen, found["period"])


def value(results: Results, text: str) -> Floats:
    """The figure of that name, one number a replication, in MW, dollars or the scalar's unit."""
    figure = Figure.parse(text)
    metric = results.metric(figure.metric)
    if metric.kind == "scalar":
        return results.scalar(figure.metric)
    if figure.period == "start":
        return results.opening(figure.metric, **figure.chosen)
    if figure.period is None:
        return _of_horizon(results, figure)
    period = _PERIOD.fullmatch(figure.period)
    if not period:
        raise ValueError(f"{text!r}: a period is FY2027, FY2027Q3 or start")
    label = f"FY{period['year']}" + (f" Q{period['quarter']}" if period["quarter"] else "")
    by = results.quarterly if period["quarter"] else results.yearly
    labels, _, values = by(figure.metric, **figure.chosen)
    if label not in labels:
        raise UnknownNameError(f"{text!r}: the horizon holds no whole {label}")
    of_period: Floats = values[:, labels.index(label)]
    return of_period


def _of_horizon(results: Results, figure: Figure) -> Floats:
    metric = results.metric(figure.metric)
    if metric.numerator is not None and metric.denominator is not None:
        above, below = (
            _of_horizon(results, figure._replace(metric=name))
            for name in (metric.numerator, metric.denominator)
        )
        return over(above, below)
    by_month = results.series(figure.metric, **figure.chosen)
    whole: Floats = by_month[:, -1] if metric.kind == "level" else by_month.sum(axis=1)
    return whole
