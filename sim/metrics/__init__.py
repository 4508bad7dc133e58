"""From the event log to numbers and curves: a metric is a fold over log rows, declared once.

`measure(log, layout)` gives the `Measures` of one replication; a stored log gives the same ones. Each
concern has a file that declares its series and scalars; the registry finds the files by itself.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.metrics.declared import Derived, Metric, Posting, Ratio, Scalar, Series
from sim.metrics.measures import Measures, SeriesKey
from sim.metrics.registry import catalogue

if TYPE_CHECKING:
    from sim.metrics.fold import Fold, Together, measure
    from sim.metrics.plan import Plan

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
MACHINE_CODE = {"Fold": "fold", "Together": "fold", "measure": "fold", "Plan": "plan"}
"""What measures, and the file of each: imported when it is first asked for, since stored numbers are read without."""

if not TYPE_CHECKING:

    def __getattr__(name: str):
        if name not in MACHINE_CODE:
            raise AttributeError(f"module {__name__} has no attribute {name}")
        return getattr(import_module(f"{__name__}.{MACHINE_CODE[name]}"), name)
