"""Every metric there is: those of each module of this package that declares `METRICS`."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import sim.metrics
from sim.metrics.declared import Derived, InTime, Metric, Ratio, Scalar, Series

Declared = Series | Derived | Ratio | Scalar


@cache
def declared() -> tuple[Declared, ...]:
    """All declarations, module by module in alphabetical order; a name that is used twice is refused."""
    found = tuple(metric for _, metrics in declared_by_file() for metric in metrics)
    names = [metric.name for metric in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two metrics share a name: {', '.join(twice)}")
    return found


@cache
def in_time() -> tuple[InTime, ...]:
    """All declarations of levels in time."""
    return tuple(level for module in _modules() for level in getattr(module, "IN_TIME", ()))


def declared_by_file() -> Iterator[tuple[ModuleType, tuple[Declared, ...]]]:
    """Each file that declares metrics, with those of it."""
    for module in _modules():
        if metrics := tuple(getattr(module, "METRICS", ())):
            yield module, metrics


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(info.name for info in iter_modules(sim.metrics.__path__))
    return tuple(import_module(f"sim.metrics.{name}") for name in names)


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
