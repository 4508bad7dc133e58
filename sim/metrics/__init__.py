"""From the event log to numbers and curves: a metric is a fold over log rows, declared once.

`measure(log, layout)` gives the `Measures` of one replication; a stored log gives the same ones. Each
concern has a file that declares its series and scalars; the registry finds the files by itself.
"""

from sim.metrics.declared import Derived, Metric, Posting, Ratio, Scalar, Series
from sim.metrics.fold import Fold, Together, measure
from sim.metrics.measures import Measures, SeriesKey
from sim.metrics.plan import Plan
from sim.metrics.registry import catalogue

__all__ = [
    "Derived",
    "Fold",
    "Measures",
    "Metric",
    "Plan",
    "Posting",
    "Ratio",
    "Scalar",
    "Series",
    "SeriesKey",
    "Together",
    "catalogue",
    "measure",
]
