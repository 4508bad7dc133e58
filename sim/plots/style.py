"""Looks: colours that survive colour blindness and grey printing, fonts that come with matplotlib, sizes, units."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl

P = ParamSpec("P")
R = TypeVar("R")

GW = 1e-3  # from MW
BN = 1e-9  # from dollars

INK = "#1c2126"
MUTED = "#6b7278"
FAINT = "#dde1e4"
LIVE_LINE = "#0f2f44"

# Blue is what is live, ochre what is coming, grey what is only signed, hatched what is not even that.
CAPACITY = {
    "used": "#1f5a7d",
    "idle": "#8fc1dd",
    "ready": "#d98c1f",
    "building": "#f3cf8e",
    "contracted": "#c3c9cd",
    "prospective": "#ffffff",
}

# Okabe and Ito's palette, darkened where it has to carry a line; the first scenario is ink.
SCENARIOS = (
    "#2b3137",
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#b0508a",
    "#b8860b",
    "#3aa0d8",
    "#7f4f24",
    "#6a6fb5",
)
OPERATOR = "#1f5a7d"
PROVIDERS = ("#e08e2b", "#c2185b", "#7b68a6", "#8d6e4a", "#5f9e6e")
ANSWERS = {"exercised": "#1f5a7d", "unable": "#e0b04c", "unwilling": "#c4501b", "lapsed": "#9aa3a9"}
UNSERVED = "#3c4248"
BASES = {"call": "#2b3137", "accrual": "#0072b2", "cash": "#009e73", "finance leases": "#d98c1f"}
REPORTED = "#c1121f"

TEXT = 8.5
SMALL = 7.2
TINY = 6.0
TITLE = 13.5

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 7.0,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "ytick.major.size": 0.0,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0.0,
    "hatch.color": "#8a9298",
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "figure",
}


def scenario_colour(place: int) -> str:
    """Colour of the scenario at a place in the list; the first is ink."""
    if place == 0:
        return SCENARIOS[0]
    return SCENARIOS[1 + (place - 1) % (len(SCENARIOS) - 1)]


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draws under the house style, whatever the caller's matplotlib settings are."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(STYLE)
            return draw(*args, **kwargs)

    return in_style
