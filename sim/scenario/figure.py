"""Figures by name, as sweeps and tables ask for them, taken apart: `headroom_mw[grade=ai]@FY2027`.

`metric[dimension=name,…]@period`: a whole fiscal year (`FY2027`) or quarter (`FY2027Q3`), or `start`.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from sim.quantities.refusal import quoted, refusal, unknown_name

DIMENSIONS = ("region", "grade", "holder", "client", "asset", "start")
"""What a series may be split by, in the order of an array's axes; the last axis is time.

`start` is the fiscal year in which a lease is expected to commence."""

NAMES = Path(__file__).with_name("metrics.txt")
"""Every metric's name, one a line: to import the metrics themselves takes a second. `make docs` writes it."""

PERIOD = re.compile(r"FY\d\d(?P<year>\d\d)(Q(?P<quarter>[1-4]))?")
_FIGURE = re.compile(r"(?P<metric>[a-z0-9_]+)(\[(?P<chosen>[^\[\]]*)\])?(@(?P<period>\w+))?")


class Figure(NamedTuple):
    """A number by name, taken apart."""

    metric: str
    chosen: dict[str, str]
    period: str | None

    @classmethod
    def parse(cls, text: str) -> "Figure":
        """The figure that a text names; ValueError for what is no such name."""
        found = _FIGURE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no figure: write metric[dimension=name]@FY2027")
        pairs = [part.split("=") for part in (found["chosen"] or "").split(",") if part.strip()]
        if any(len(pair) != 2 or pair[0].strip() not in DIMENSIONS for pair in pairs):
            raise ValueError(f"{text!r} chooses by none of {', '.join(DIMENSIONS)}")
        chosen = {dimension.strip(): name.strip() for dimension, name in pairs}
        return cls(found["metric"], chosen, found["period"])


@cache
def metric_names() -> tuple[str, ...]:
    """Every metric that there is."""
    return tuple(NAMES.read_text(encoding="utf-8").split())


def wrong_figure(text: str) -> PydanticCustomError | None:
    """What is wrong with the name of a figure; None if nothing is."""
    try:
        figure = Figure.parse(text)
    except ValueError as wrong:
        return refusal(str(wrong), example="headroom_mw[grade=ai]@FY2028")
    if figure.metric not in metric_names():
        return unknown_name("metric", figure.metric, metric_names())
    if figure.period not in (None, "start") and PERIOD.fullmatch(figure.period or "") is None:
        return refusal(f"{quoted(figure.period)} is no period", example=f"{figure.metric}@FY2028")
    return None
