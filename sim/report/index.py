"""results/index.html: one plain page with the first picture, the table, and every scenario's figures."""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from sim.plots.registry import plots, plots_of
from sim.plots.words import day_text
from sim.report.story import story
from sim.report.table import Comparison, comparison
from sim.report.texts import difference_text, has_differences, row_label, value_text
from sim.runs.folders import FIGURES, REPORT
from sim.runs.results import Results
from sim.runs.whole import put_whole

TEMPLATE = "index.html.jinja"
ALTERNATIVES = (".svg", ".pdf")
LEADING = ("first_picture", "overlay", "differences", "capacity", "capex", "requests", "regions", "heatmap")
"""Order of figures on the page; any other comes after."""


@dataclass(frozen=True)
class Shelf:
    """A folder of results with its heading: a comparison, a sweep."""

    title: str
    folder: Path
    origin: str = ""
    """Hashes of the runs it is made from, where neither its heading nor the table shows them."""


@dataclass(frozen=True)
class Picture:
    """A figure on the page, carried inside it."""

    about: str
    """What it shows."""
    data: str
    """The PNG as a data address."""
    link: str
    """The same as vector graphics beside the page, else the PNG."""


def write_index(path: Path, runs: Sequence[tuple[Results, Path]], shelves: Sequence[Shelf] = ()) -> None:
    """Writes the page on runs (with their folders) and comparisons or sweeps; the first run is compared with.

    Pictures are inside the page, files are links beside it, nothing is fetched from elsewhere.
    """
    table = comparison([results for results, _ in runs]) if runs else None
    page = template(TEMPLATE).render(
        scenarios=[_scenario(runs, table, place, path.parent) for place in range(len(runs))] if table else [],
        shelves=[_shelf(shelf, path.parent) for shelf in shelves],
        table=table, texts=Texts, subject=subject([results for results, _ in runs]),
    )  # fmt: skip
    put_whole(path, lambda draft: draft.write_text(page, encoding="utf-8"))


class Texts:
    """What the template asks of cells."""

    value = staticmethod(value_text)
    difference = staticmethod(difference_text)
    differs = staticmethod(has_differences)
    label = staticmethod(row_label)


def template(name: str) -> Template:
    """A page to be filled in; what is put into it is text, whatever signs it holds."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    return environment.get_template(name)


def subject(runs: Sequence[Results]) -> str:
    """Who it is about, over which time."""
    if not runs:
        return ""
    first = runs[0]
    vintage = f", on public facts up to {day_text(first.vintage)}" if first.vintage else ""
    span = f"{first.months[0]:%B %Y} to {first.months[-1]:%B %Y}"
    return f"{first.operator_name} and {first.partner_name}, {span}{vintage}"


def _scenario(runs: Sequence[tuple[Results, Path]], table: Comparison, place: int, root: Path) -> dict:
    results, folder = runs[place]
    return {
        "name": results.name, "title": results.title, "description": results.description.strip(),
        "story": story(table, place), "hash": results.hash10, "n": results.n, "seed": results.seed,
        "pictures": pictures_in(folder, root), "files": files_in(folder, root),
        "figures": len(plots_of("run")), "undrawn": len(_undrawn(folder)),
    }  # fmt: skip


def _shelf(shelf: Shelf, root: Path) -> dict:
    pictures, files = pictures_in(shelf.folder, root), files_in(shelf.folder, root)
    return {"title": shelf.title, "origin": shelf.origin, "pictures": pictures, "files": files}


def pictures_in(folder: Path, root: Path) -> list[Picture]:
    """PNG figures of a folder or of its `figures`, the leading ones first."""
    found = [path for place in (folder / FIGURES, folder) for path in sorted(place.glob("*.png"))]
    found.sort(
        key=lambda path: (LEADING.index(path.stem) if path.stem in LEADING else len(LEADING), path.stem)
    )
    pictures = []
    for path in found:
        vector = next((p for p in map(path.with_suffix, ALTERNATIVES) if p.exists()), path)
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        about = plots()[path.stem].about if path.stem in plots() else path.stem.replace("_", " ")
        pictures.append(Picture(about, f"data:image/png;base64,{data}", _link(vector, root)))
    return pictures


def _undrawn(folder: Path) -> list[str]:
    """The figures that a run could have and has not."""
    return [plot.name for plot in plots_of("run") if not (folder / FIGURES / f"{plot.name}.png").exists()]


def files_in(folder: Path, root: Path) -> list[tuple[str, str]]:
    """Name and link of each file of a folder that a reader may want, a report first, figures aside."""
    within = sorted(folder.iterdir(), key=lambda path: (path.name != REPORT, path.name))
    files = [path for path in within if path.is_file() and not path.name.startswith(".")]
    return [(path.name, _link(path, root)) for path in files if path.suffix not in (".png", *ALTERNATIVES)]


def _link(path: Path, root: Path) -> str:
    """An address relative to the page."""
    return quote(Path(os.path.relpath(path, root)).as_posix())
