"""Every figure there is, found by its file: a module of this folder with `TAKES`, `ABOUT` and `draw`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Literal

from matplotlib.figure import Figure

import sim.plots as folder


@dataclass(frozen=True)
class Plot:
    """A figure by name, what it is drawn from, and how."""

    name: str
    takes: Literal["run", "runs", "sweep", "points", "bridge", "apart", "indices", "effects", "boxes"]
    """One run, a list of runs of which the first is compared with, a sweep's table, its design points, the steps of a
    bridge, the strips of two runs, or what was found from design points: Sobol indices, elementary effects, boxes.
    """
    about: str
    draw: Callable[..., Figure]


@cache
def plots() -> MappingProxyType[str, Plot]:
    """Figures by name, in alphabetical order."""
    found = {}
    for entry in iter_modules(folder.__path__):
        module = import_module(f"{folder.__name__}.{entry.name}")
        if hasattr(module, "draw") and hasattr(module, "TAKES"):
            found[entry.name] = Plot(entry.name, module.TAKES, module.ABOUT, module.draw)
    return MappingProxyType(found)


def plots_of(takes: str) -> list[Plot]:
    """Figures of what `Plot.takes` names."""
    return [plot for plot in plots().values() if plot.takes == takes]
