"""Every figure, found by its file: a module of this folder with `TAKES`, `ABOUT` and `draw` is one.

`TAKES` and `ABOUT` are texts as they stand, and are read off the file: to import what draws takes a second, which
nobody waits for who only wants to know which figures there are.
"""

import ast
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
SAID = ("TAKES", "ABOUT")


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
            said = _said(Path(place) / f"{entry.name}.py")
            if said is not None:
                found[entry.name] = Plot(entry.name, *said)
    return MappingProxyType(dict(sorted(found.items())))


def _said(file: Path) -> tuple[Takes, str] | None:
    """What a figure's file says that it takes and is about; None of a file that draws none."""
    text = file.read_text(encoding="utf-8")
    if SAID[0] not in text:
        return None
    found: dict[str, ast.expr] = {}
    for line in ast.parse(text).body:
        if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
            names = line.targets if isinstance(line, ast.Assign) else [line.target]
            found |= {name.id: line.value for name in names if isinstance(name, ast.Name)}
    if SAID[0] not in found:
        return None
    try:
        takes, about = (ast.literal_eval(found[name]) for name in SAID)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file}: a figure says TAKES and ABOUT, each as a text that stands there") from error
    return takes, about


def plots_of(takes: str) -> list[Plot]:
    """Figures of what `Plot.takes` names."""
    return [plot for plot in plots().values() if plot.takes == takes]
