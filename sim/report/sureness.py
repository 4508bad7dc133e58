"""How sure a comparison's differences are: of each run how many figures differ clearly, and in which months."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots.words import plus_minus, signed
from sim.report.differences import in_which
from sim.statistics.compare import Compared, Comparison
from sim.statistics.curve_differences import CurveDifference

MARKS = {"family": "clear", "alone": "clear by itself only", "no": "not clear", "same": "the same", "": "nothing can be said"}
SCALES = {"MW": (1e-3, "GW", 3), "$": (1e-9, "$bn", 3), "share": (100.0, "%", 2), "probability": (100.0, "%", 1),
          "months": (1.0, "months", 2), "MW-months": (1e-3, "GW-months", 3)}  # fmt: skip
"""Of each unit, what a difference is multiplied by, what it is then told in, and its digits."""


@dataclass(frozen=True)
class Sure:
    """What can be said of one run against the first."""

    name: str
    counts: dict[str, int]
    """Of the figures, by how clear they are."""
    months: tuple[tuple[str, str], ...]
    """Title of each curve, and the months in which it differs."""


@dataclass(frozen=True)
class Gap:
    """The difference of one figure of one run from the first."""

    text: str
    clear: str
    """A key of MARKS."""


def sure_of(compared: Comparison, curves: Sequence[CurveDifference]) -> list[Sure]:
    """Of each run but the first."""
    found = []
    for place, name in enumerate(compared.runs[1:], start=1):
        counts = Counter(row.clear for row in compared.of(place))
        months = tuple((each.curve.title, in_which(each)) for each in curves if each.place == place)
        found.append(Sure(name, {mark: counts[mark] for mark in MARKS}, months))
    return found


def gaps_of(compared: Comparison) -> list[tuple[str, str, list[Gap]]]:
    """Each figure with its unit, and its difference in each run but the first."""
    of_runs = [compared.of(place) for place in range(1, len(compared.runs))]
    return [(rows[0].figure, SCALES[rows[0].summary.unit][1], [_gap(row) for row in rows])
            for rows in zip(*of_runs, strict=True)]  # fmt: skip


def _gap(row: Compared) -> Gap:
    difference, (scale, _, digits) = row.difference, SCALES[row.summary.unit]
    if difference is None or difference.n == 0:
        return Gap("–", "")
    if difference.is_same:
        return Gap("same", "same")
    text = signed(difference.mean * scale, digits) + plus_minus(difference.half_width * scale, digits)
    return Gap(text if difference.is_clear or row.clear in ("family", "alone") else f"({text})", row.clear)
