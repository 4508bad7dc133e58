"""Looks: colours that survive colour blindness, fonts that come with matplotlib, sizes, units."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb

P = ParamSpec("P")
R = TypeVar("R")

Colour = str | tuple[float, float, float]
HATCH = "#8a9298"

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
    "contracted": "#b4bcc1",
    "prospective": "#ffffff",
}

# Okabe and Ito's palette, darkened where it has to carry a line; the first scenario is ink.
SCENARIOS = (
    "#2b3137",
    "#d55e00",
    "#0a4f86",
    "#009e73",
    "#b0508a",
    "#b8860b",
    "#49b4ec",
    "#7f4f24",
    "#6a6fb5",
)
OPERATOR = "#1f5a7d"
PROVIDERS = ("#e08e2b", "#c2185b", "#7b68a6", "#8d6e4a", "#5f9e6e")
ANSWERS = {"exercised": "#1f5a7d", "unable": "#e0b04c", "unwilling": "#c4501b", "lapsed": "#9aa3a9"}
UNSERVED = "#3c4248"
BASES = {"call": "#2b3137", "accrual": "#0072b2", "cash": "#009e73", "finance leases": "#d98c1f"}
REPORTED = "#c1121f"

READABLE = 4.55  # contrast of words against their ground

TEXT = 8.5
SMALL = 7.2
TINY = 6.0
TITLE = 13.5

STYLE: Any = {
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
    "hatch.color": HATCH,
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


def scenario_dashes(place: int) -> dict[str, Any]:
    """How its line is drawn: whole, or dashed where the colours begin again."""
    return {"dashes": (3.5, 1.6)} if _is_repeated(place) else {}


def scenario_name(name: str, place: int) -> str:
    """Its name as labels give it, with the word that tells it from another of the same colour."""
    return f"{name} (dashed)" if _is_repeated(place) else name


def _is_repeated(place: int) -> bool:
    return place >= len(SCENARIOS) and ((place - 1) // (len(SCENARIOS) - 1)) % 2 == 1


def luminance(colour: Colour) -> float:
    """Relative luminance of a colour, 0 (black) to 1 (white); WCAG 2.1, section 1.4.3."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21; text wants 4.5. WCAG 2.1, section 1.4.3."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str) -> str:
    """The colour, darkened until words in it can be read on white."""
    red, green, blue = to_rgb(colour)
    while contrast((red, green, blue), "white") < READABLE:
        red, green, blue = 0.94 * red, 0.94 * green, 0.94 * blue
    return to_hex((red, green, blue))


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draws under the house style, whatever the caller's matplotlib settings are."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(STYLE)
            return draw(*args, **kwargs)

    return in_style
