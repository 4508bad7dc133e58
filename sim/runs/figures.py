"""Numbers by name, as tables and sweeps ask for them: `headroom_mw[grade=ai]@FY2027`.

`metric[dimension=name,…]@period` gives one number a replication. The period is a whole fiscal year (`FY2027`)
or quarter (`FY2027Q3`), or `start`; without one a flow is summed over the horizon and a level is that of its
end. Scalars stand alone.
"""

from collections.abc import Iterable

from sim.metrics import catalogue
from sim.runs.misnamed import UnknownNameError
from sim.runs.periods import Floats, over
from sim.runs.results import Results
from sim.scenario.figure import PERIOD, Figure


def read_off(texts: Iterable[str] | None) -> frozenset[str] | None:
    """The metrics that figures are read off, those that a ratio divides among them; None for None, which is all."""
    if texts is None:
        return None
    metrics = [catalogue()[Figure.parse(text).metric] for text in texts]
    parts = ((metric.name, metric.numerator, metric.denominator) for metric in metrics)
    return frozenset(name for names in parts for name in names if name is not None)


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
    period = PERIOD.fullmatch(figure.period)
    if not period:
        raise ValueError(f"{text!r}: a period is FY2027, FY2027Q3 or start")
    label = f"FY{period['year'][2:]}" + (f" Q{period['quarter']}" if period["quarter"] else "")
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
