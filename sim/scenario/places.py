"""`regions`: markets with their own power, rent and building cost."""

from typing import Literal

from pydantic import Field

from sim.quantities import DollarsPerMwh, Factor
from sim.quantities.record import Record

Grade = Literal["general", "ai"]
Area = Literal["us", "europe", "asia_pacific", "other"]


class Region(Record):
    """One market."""

    id: str
    name: str | None = None
    """As charts show it; the id where none is given."""
    area: Area
    """The part of the world that reports speak of."""
    pue: float = Field(default=1.18, ge=1.0, le=3.0)
    """Facility MW per critical IT MW: for the cost of power and the grid's view; no event depends on it."""
    power_price: DollarsPerMwh
    """Price of electricity, in the running account; no event depends on it."""
    rent_index: Factor = 1.0
    """Rent here over the terms' rent."""
    build_index: Factor = 1.0
    """Price of an owned facility here over the cost block's."""
