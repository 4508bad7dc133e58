"""Every figure, found by its file: a module of this folder with `TAKES`, `ABOUT` and `draw` is one.

`TAKES` and `ABOUT` are each a line of their own, and are read off the file: to import what draws takes a second, which
nobody waits for who only wants to know which figures there are.
"""

import re
from ast import literal_eval
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import sim.plots as folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Takes = Literal["run", "runs", "sweep", "points", "bridge", "apart", "indices", "effects", "boxes"]
"""One run, a list of runs of which the first is compared with, a sweep's table, its design points, the steps of a
bridge, the strips of two runs, or what was found from design points: Sobol indices, elementary effects, boxes.
"""
SAID = re.compile(r'^(TAKES|ABOUT) = (".*")$', re.MULTILINE)


@dataclass(frozen=True)
class Plot:
    """A figure by name, what it is drawn from, and what it shows."""

    name: str
    takes: Takes
    about: str

    def draw(self, *shown: Any) -> "Figure":
        """The figure of what it takes."""
        figure: Figure = import_module(f"{folder.__name__}.{self.name}").draw(*shown)
        return figure


@cache
def plots() -> MappingProxyType[str, Plot]:
    """Figures by name, in alphabetical order."""
    found = {}
    for place in folder.__path__:
        for entry in iter_modules([place]):
            text = (Path(place) / f"{entry.name}.py").read_text(encoding="utf-8")
            said = {key: literal_eval(value) for key, value in SAID.findall(text)}
            if "TAKES" in said:
                found[entry.name] = Plot(entry.name, said["TAKES"], said.get("ABOUT", entry.name))
    return MappingProxyType(dict(sorted(found.items())))


def plots_of(takes: str) -> list[Plot]:
    """Figures of what `Plot.takes` names."""
    return [plot for plot in plots().values() if plot.takes == takes]
