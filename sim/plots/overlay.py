"""Scenarios over each other: live capacity, and headroom of AI capacity, median with band."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.bands import Band, band_of, draw_band, median_note
from sim.plots.frame import inches_of, room_for, sheet, unit_label
from sim.plots.labels import Label, label_right
from sim.plots.style import GW, INK, SMALL, scenario_colour, scenario_dashes, scenario_name, styled
from sim.plots.time_axis import fiscal_axis, month_ends, vintage_line
from sim.plots.words import CRITICAL_IT, plain, signed, words_of

if TYPE_CHECKING:
    from sim.runs.results import Results

TAKES = "runs"
ABOUT = "Scenarios over each other: live capacity and AI headroom"

MOST_BANDS = 4
"""More scenarios than this and only the first has its band shaded; the others have it as a bar at the end."""
BAR_STEP = 5.0  # points between those bars
BAR = {"arrowstyle": "-", "linewidth": 2.0, "shrinkA": 0, "shrinkB": 0}
NAMES = SMALL + 0.4
PANELS = {("live_mw", None): "Live capacity", ("headroom_mw", "ai"): "AI headroom"}
"""Each panel's metric and grade, and its title."""


@styled
def draw(runs: "Sequence[Results]") -> Figure:
    """Live GW above, AI headroom below, one colour per scenario, the first in ink."""
    words = words_of(
        runs, "Live capacity and AI headroom, scenario by scenario",
        f"{runs[0].operator_name}: headroom is live less reserve and demand; below zero it is short",
        band_note(runs), last_note(runs, PANELS), CRITICAL_IT,
    )  # fmt: skip
    figure, cells = sheet(words, (8.0 + names_room(runs), 7.6), (2, 1), right=names_room(runs), hspace=0.24)
    for place, ((metric, grade), title) in enumerate(PANELS.items()):
        ax = figure.add_subplot(cells[place, 0])
        ax.set_title(title)
        if grade:
            ax.axhline(0, color=INK, linewidth=0.8, zorder=1.8)
        draw_scenarios(ax, runs, metric, grade)
        vintage_line(ax, runs[0], named=place == 0)
    return figure


def names_room(runs: "Sequence[Results]") -> float:
    """Inches right of the axes for the scenarios' names and last values."""
    bars = BAR_STEP * len(runs) / 72 if len(runs) > MOST_BANDS else 0.0
    names = [scenario_name(run.name, place) for place, run in enumerate(runs)]
    return room_for([f"{name}  +0.00" for name in names], NAMES) + bars


def band_note(runs: "Sequence[Results]") -> str:
    """What the caption says of the bands."""
    if len(runs) <= MOST_BANDS:
        return "lines: median, P10-P90 shaded"
    return f"lines: median; P10-P90 shaded for {runs[0].name}, as a bar at the end for the others"


def last_note(runs: "Sequence[Results]", panels: Iterable[tuple[str, str | None]]) -> str:
    """What the caption says of the last values, of some metrics and grades."""
    last = (run.series(metric, grade=grade)[:, -1] * GW for run in runs for metric, grade in panels)
    return median_note(last, "GW", 2, "figures at the end")


def draw_scenarios(ax: Axes, runs: "Sequence[Results]", metric: str, grade: str | None) -> None:
    """A metric's median and band for each scenario in GW, with names at the right edge."""
    last = partial(signed, digits=2) if grade else partial(plain, digits=1)
    many = len(runs) > MOST_BANDS
    bands = [band_of(run.series(metric, grade=grade) * GW) for run in runs]
    labels = []
    for place, (run, band) in enumerate(zip(runs, bands, strict=True)):
        x, colour, shade = month_ends(run.months), scenario_colour(place), 0.14
        if place == 0:
            draw_band(ax, x, band, colour, alpha=shade, linewidth=1.9, zorder=3.4)
        elif many:
            line = {"linewidth": 1.4, "zorder": 3.0 + 0.01 * place, **scenario_dashes(place)}
            ax.plot(x, band.middle, color=colour, **line)
        else:
            draw_band(ax, x, band, colour, alpha=shade, linewidth=1.5, zorder=3.0 + 0.01 * place)
        name = scenario_name(run.name, place)
        labels.append(Label(float(band.middle[-1]), f"{name}  {last(band.middle[-1])}", colour, True))
    fiscal_axis(ax, runs[0])
    if grade is None:
        ax.set_ylim(bottom=0)
    elif many:
        _widen(ax, bands)
    unit_label(ax, "GW")
    if many:
        _bars_at_end(ax, bands)
    label_right(ax, labels, size=NAMES, offset=5 + (BAR_STEP * len(runs) if many else 0))


def _widen(ax: Axes, bands: list[Band]) -> None:
    """Makes the axis hold every bar at the end."""
    low, high = ax.get_ylim()
    room = 0.02 * (high - low)
    ax.set_ylim(
        min(low, *(band.low[-1] - room for band in bands)), max(high, *(band.high[-1] + room for band in bands))
    )


def _bars_at_end(ax: Axes, bands: list[Band]) -> None:
    """P10 to P90 at the end of the horizon, right of the axes, one bar per scenario."""
    for place, band in enumerate(bands):
        arrow = BAR | {"color": scenario_colour(place)}
        step = BAR_STEP * (place + 1) / 72 / inches_of(ax)[0]
        ax.annotate("", (1 + step, band.low[-1]), (1 + step, band.high[-1]), arrowprops=arrow,
                    xycoords=("axes fraction", "data"), textcoords=("axes fraction", "data"),
                    annotation_clip=False)  # fmt: skip
