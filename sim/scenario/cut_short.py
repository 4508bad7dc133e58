"""`until` of a sweep: replications that end before the horizon does, where no figure asks for more."""

from datetime import date, timedelta

from pydantic_core import PydanticCustomError

from sim.quantities.refusal import refusal
from sim.scenario.figure import PERIOD, Figure, span_of
from sim.scenario.horizon import Horizon

UNTIL = r"^FY(19|2[01])\d\d(Q[1-4])?$"
"""A fiscal year or quarter, as editors check it: `figure.PERIOD` without names of its groups."""


def last_day(until: str | None, horizon: Horizon) -> date | None:
    """The last day that is simulated: of a fiscal year or quarter; None where it is the horizon's."""
    return None if until is None else _end_of(until, horizon)


def too_late(figure: Figure, until: str | None, horizon: Horizon) -> PydanticCustomError | None:
    """Why a figure is not known where nothing is simulated after a period; None where it is."""
    if until is None or figure.period == "start":
        return None
    if figure.period is None:
        return refusal(f"it is of the whole horizon, of which the sweep simulates nothing after {until} (`until`)",
                       example=f"{figure.metric}@{until}")  # fmt: skip
    if _end_of(figure.period, horizon) > _end_of(until, horizon):
        return refusal(f"the sweep simulates nothing after {until} (`until`)", example=f"{figure.metric}@{until}")
    return None


def _end_of(period: str, horizon: Horizon) -> date:
    found = PERIOD.fullmatch(period)
    assert found is not None, f"{period!r} has been read as a period"
    return span_of(horizon, int(found["year"]), int(found["quarter"] or 0))[1] - timedelta(days=1)
