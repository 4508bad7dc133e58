"""What the grid sees, by region: facility MW contracted, energised and drawn, whoever the tenant."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import band_of
from sim.plots.frame import note, sheet, unit_label
from sim.plots.regions import MOST_COLUMNS
from sim.plots.style import CAPACITY, GW, INK, MUTED, SMALL, readable, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import HALF_WIDTHS, mean_text, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "run"
ABOUT = "Facility MW by region that the grid sees: contracted, energised, drawn"

LEVELS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "contracted": ("grid_contracted_mw", INK, {"dashes": (3, 1.6), "linewidth": 1.2}),
    "energised": ("grid_energised_mw", CAPACITY["ready"], {"linewidth": 1.5}),
    "drawn": ("grid_drawn_mw", CAPACITY["used"], {"linewidth": 1.5}),
}
"""Each level with its colour and how its line is drawn."""
CHANGED = ("new tenant", "grid_changed_tenant_mw")
LINE = 10.5  # points from one line of figures to the next


@styled
def draw(run: "Results") -> Figure:
    """A panel for all regions, then one for each in the scenario's order, each with its own scale from zero."""
    panels = [("All regions", None), *((name, region) for region, name, _ in run.regions)]
    columns = min(MOST_COLUMNS, len(panels), 2 if len(panels) <= 4 else MOST_COLUMNS)
    rows = -(-len(panels) // columns)
    words = words_of(
        [run], run.title,
        f"What the grid sees of {run.operator_name}, of providers and of rivals: facility power by region",
        "lines: median with P10-P90 shaded, facility power (critical IT x PUE) in GW, state at month end",
        f"{HALF_WIDTHS}, GW at the end",
        "new tenant: let go by the operator and taken by a rival, over the horizon; a landlord whose tenant lets go "
        "goes on; rivals are taken to draw all they took that is energised", "each panel has its own scale",
    )  # fmt: skip
    size = (1.1 + 2.85 * columns, 1.75 + 2.4 * rows)
    figure, cells = sheet(words, size, (rows, columns), hspace=0.75, wspace=0.2, head=0.42)
    for place, (name, region) in enumerate(panels):
        ax = figure.add_subplot(cells[place // columns, place % columns])
        _panel(ax, run, region)
        ax.set_title(name, pad=33)
        unit_label(ax, "GW")
    return figure


def _panel(ax: Axes, run: "Results", region: str | None) -> None:
    x, top = month_ends(run.months), 0.0
    for place, (name, (metric, colour, line)) in enumerate(LEVELS.items()):
        values = run.series(metric, region=region) * GW
        band = band_of(values)
        ax.fill_between(x, band.low, band.high, color=colour, alpha=0.24, linewidth=0, zorder=2.2)
        ax.plot(x, band.middle, color=colour, zorder=3, **line)
        top = max(top, float(band.high.max()))
        _told(ax, place, name, values[:, -1], readable(colour))
    _told(ax, len(LEVELS), CHANGED[0], run.series(CHANGED[1], region=region).sum(axis=1) * GW, MUTED)
    fiscal_axis(ax, run)
    ax.set_ylim(0, 1.08 * top if top > 0 else 1)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.tick_params(axis="x", which="minor", labelsize=SMALL - 0.6)
    vintage_line(ax, run)


def _told(ax: Axes, place: int, name: str, gw: np.ndarray, colour: str) -> None:
    """A figure above the panel, two to a line."""
    digits = 1 if gw.mean() >= 10 else 2  # so that two fit side by side
    text = f"{name} {mean_text(gw, digits).replace('no variation', 'none')}"
    note(ax, text, (0.54 * (place % 2), 1), (0, 5 + LINE * (1 - place // 2)), color=colour, size=SMALL - 0.1)
