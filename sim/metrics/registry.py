"""Every metric there is: those of each module of this package that declares `METRICS`."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import sim.metrics
from sim.metrics.declared import Derived, Metric, Ratio, Scalar, Series

Declared = Series | Derived | Ratio | Scalar


@cache
def declared() -> tuple[Declared, ...]:
    """All declarations, module by module in alphabetical order; a name that is used twice is refused."""
    found = tuple(_found())
    names = [metric.name for metric in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two metrics share a name: {', '.join(twice)}")
    return found


def _found() -> Iterator[Declared]:
    for module in sorted(info.name for info in iter_modules(sim.metrics.__path__)):
        yield from getattr(import_module(f"sim.metrics.{module}"), "METRICS", ())


@cache
def catalogue() -> dict[str, Metric]:
    """Unit, kind and title of every metric, by name."""
    return {metric.name: _described(metric) for metric in declared()}


def _described(metric: Declared) -> Metric:
    if isinstance(metric, Ratio):
        return Metric(metric.name, metric.unit, "ratio", metric.title,
                      numerator=metric.numerator, denominator=metric.denominator)  # fmt: skip
    if isinstance(metric, Scalar):
        return Metric(metric.name, metric.unit, "scalar", metric.title)
    return Metric(metric.name, metric.unit, metric.kind, metric.title, metric.by)
