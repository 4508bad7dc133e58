"""Figures by name, as sweeps and tables ask for them, taken apart: `headroom_mw[grade=ai]@FY2027`.

`metric[dimension=name,…]@period`: a whole fiscal year (`FY2027`) or quarter (`FY2027Q3`), or `start`.
"""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

from pydantic_core import PydanticCustomError

from sim.quantities.calendar import add_months
from sim.quantities.refusal import quoted, refusal, unknown_name
from sim.scenario.horizon import Horizon, first_day_of
from sim.scenario.places import Grade

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DIMENSIONS = ("region", "grade", "holder", "client", "asset", "start")
"""What a series may be split by, in the order of an array's axes; the last axis is time.

`start` is the fiscal year in which a lease is expected to commence."""

NAMES = Path(__file__).with_name("metrics.txt")
"""Every metric's name, one a line: to import the metrics themselves takes a second. `make docs` writes it."""

PERIOD = re.compile(r"FY(?P<year>(?:19|2[01])\d\d)(Q(?P<quarter>[1-4]))?")
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


def wrong_in(figure: Figure, scenario: "Scenario") -> PydanticCustomError | None:
    """What of a figure a scenario does not have: a period in its horizon, a name of a dimension."""
    named = {"region": [region.id for region in scenario.regions], "grade": list(get_args(Grade)),
             "holder": ["operator", *(provider.id for provider in scenario.providers)]}  # fmt: skip
    for dimension, name in figure.chosen.items():
        if dimension in named and name not in named[dimension]:
            return unknown_name(dimension, name, named[dimension])
    period = PERIOD.fullmatch(figure.period or "")
    if period is None:
        return None
    horizon = scenario.horizon
    begins, after = span_of(horizon, int(period["year"]), int(period["quarter"] or 0))
    if horizon.start <= begins and after <= horizon.last_day + timedelta(days=1):
        return None
    whole = "quarter" if period["quarter"] else "fiscal year"
    return refusal(f"the horizon, {horizon.start} to {horizon.last_day}, holds no whole {whole} {figure.period}")


def span_of(horizon: Horizon, year: int, quarter: int) -> tuple[date, date]:
    """First day of a fiscal quarter, or of the whole year for 0, and the day after its last."""
    first = first_day_of(horizon, year)
    begins, months = (add_months(first, 3 * quarter - 3), 3) if quarter else (first, 12)
    return begins, add_months(begins, months)


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
