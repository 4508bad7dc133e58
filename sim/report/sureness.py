"""How sure a comparison's differences are: of each run how many figures differ clearly, and in which months."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots.words import plus_minus, signed
from sim.report.differences import in_which
from sim.runs.results import Results
from sim.scenario.figure import Figure
from sim.statistics.compare import Clear, Compared, Comparison
from sim.statistics.curve_differences import CurveDifference

MARKS: dict[Clear, str] = {"family": "clear", "alone": "clear by itself only", "no": "not clear", "same": "the same",
                           "": "nothing can be said"}  # fmt: skip
SCALES = {"MW": (1e-3, "GW", 3), "$": (1e-9, "$bn", 3), "share": (100.0, "%", 2), "probability": (100.0, "%", 1),
          "months": (1.0, "months", 2), "MW-months": (1e-3, "GW-months", 3)}  # fmt: skip
"""Of each unit, what a difference is multiplied by, what it is then told in, and its digits."""


@dataclass(frozen=True)
class Sure:
    """What can be said of one run against the first."""

    name: str
    counts: dict[Clear, int]
    """Of the figures, by how clear they are."""
    months: tuple[tuple[str, str], ...]
    """Title of each curve, and the months in which it differs."""


@dataclass(frozen=True)
class Gap:
    """The difference of one figure of one run from the first."""

    text: str
    clear: Clear


def sure_of(compared: Comparison, curves: Sequence[CurveDifference]) -> list[Sure]:
    """Of each run but the first."""
    found = []
    for place, name in enumerate(compared.runs[1:], start=1):
        counts = Counter(row.clear for row in compared.of(place))
        months = tuple((each.curve.title, in_which(each)) for each in curves if each.place == place)
        found.append(Sure(name, {mark: counts[mark] for mark in MARKS}, months))
    return found


def gaps_of(compared: Comparison, first: Results) -> list[tuple[str, str, str, list[Gap]]]:
    """Each figure in words and by its name, with its unit, and its difference in each run but the first."""
    of_runs = [compared.of(place) for place in range(1, len(compared.runs))]
    figures = zip(*of_runs, strict=True)
    return [(_words(rows[0].figure, first), rows[0].figure, SCALES[rows[0].summary.unit][1], list(map(_gap, rows)))
            for rows in figures]  # fmt: skip


def _words(figure: str, run: Results) -> str:
    """`Headroom, ai, FY2027`."""
    parsed = Figure.parse(figure)
    return ", ".join((run.metric(parsed.metric).title, *parsed.chosen.values(), *filter(None, [parsed.period])))


def _gap(row: Compared) -> Gap:
    difference, (scale, _, digits) = row.difference, SCALES[row.summary.unit]
    if difference is None or difference.n == 0:
        return Gap("–", "")
    if difference.is_same:
        return Gap("same", "same")
    text = signed(difference.mean * scale, digits) + plus_minus(difference.half_width * scale, digits)
    return Gap(text if difference.is_clear or row.clear in ("family", "alone") else f"({text})", row.clear)
