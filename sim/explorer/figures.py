"""The figures that the page can show: monthly levels of capacity, and money and flows by fiscal quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.metrics import Metric, SeriesKey
from sim.metrics.declared import Unit
from sim.runs.info import RunInfo
from sim.runs.source import Part

OFFERED = (
    "headroom_mw", "live_mw", "demand_mw", "used_mw", "idle_mw", "short_mw", "building_mw", "contracted_mw",
    "partner_at_operator_mw", "partner_elsewhere_mw", "unserved_mw", "declined_unable_mw", "declined_unwilling_mw",
    "released_mw", "taken_by_rivals_mw", "call_capex_usd", "programme_capex_usd", "cash_flow_usd",
    "leases_not_yet_commenced_usd",
)  # fmt: skip
"""Metrics by name, the one that is shown first in front."""
SCALES: dict[Unit, tuple[float, str]] = {"MW": (1e-3, "GW"), "$": (1e-9, "$bn")}
"""What a unit's numbers are multiplied by to be shown, and what they are shown in."""


class View(NamedTuple):
    """What is looked at: a metric, in all or of one region and grade."""

    metric: str
    region: str | None = None
    grade: str | None = None

    @property
    def chosen(self) -> dict[str, str]:
        """As results are asked for it."""
        return {name: value for name, value in (("region", self.region), ("grade", self.grade)) if value is not None}


class NoSuchViewError(ValueError):
    """A metric, region or grade that is not offered."""


@dataclass(frozen=True)
class Shown:
    """How the numbers of a metric are shown."""

    metric: Metric
    scale: float
    unit: str

    @classmethod
    def of(cls, view: View, info: RunInfo) -> "Shown":
        """Of a view that a run has; NoSuchViewError for another."""
        metric = info.metrics.get(view.metric) if view.metric in OFFERED else None
        if metric is None:
            raise NoSuchViewError(f"there is no figure {view.metric!r}")
        for dimension, name in view.chosen.items():
            if dimension not in metric.by or name not in info.names[dimension]:
                raise NoSuchViewError(f"{metric.title} is not split by {dimension} {name!r}")
        return cls(metric, *SCALES[metric.unit])


def offered(info: RunInfo) -> list[dict[str, object]]:
    """What the page lets choose among: each metric with its title and what it is split by."""
    return [{"name": name, "title": info.metrics[name].title, "by": [d for d in ("region", "grade") if d in metric.by]}
            for name in OFFERED if (metric := info.metrics.get(name)) is not None]  # fmt: skip


class Cells:
    """The cells of the offered metrics, a tenth of all: what a page keeps of many replications."""

    def __init__(self, keys: Sequence[SeriesKey]) -> None:
        """`keys` are the plan's."""
        self._offered = np.array([key.metric in OFFERED for key in keys], dtype=bool)

    def of(self, part: Part) -> Part:
        """A replication without the others."""
        kept = self._offered[part.active]
        return part._replace(active=part.active[kept], values=part.values[kept])


def together(parts: Sequence[np.ndarray], n: int) -> np.ndarray:
    """The first n replications of portions that follow each other."""
    return (parts[0] if len(parts) == 1 else np.concatenate(parts))[:n]
