"""A sweep file: which keys of a scenario move over which values, and what is read off each design point."""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Literal

from pydantic import Field

from sim.quantities.record import Record
from sim.scenario.read import Setting

MOST_POINTS = 10_000
"""Design points of a sweep."""


class Lever(Record):
    """One key of the scenario and the values that it takes."""

    key: str
    """As `--set` takes it: dots between keys, items of lists by id, as in `timeline[release].capacity`."""
    values: list[str | int | float] = Field(min_length=1, max_length=1_000)
    """Written as in a scenario file; the first is that of the first design point."""
    label: str | None = None
    """As tables and charts show it; the key where none is given."""

    @property
    def name(self) -> str:
        """What tables head its column with."""
        return self.label or self.key


class Sweep(Record):
    """A grid of design points: every combination of the levers' values, on the same random draws."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this language."""
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    """Short name: its folder carries it."""
    title: str
    """What the sweep asks, in a line."""
    description: str = ""
    scenario: str
    """The scenario file, seen from this one."""
    levers: list[Lever] = Field(min_length=1, max_length=8)
    replications: int = Field(default=100, ge=1, le=1_000_000)
    """Of each design point."""
    metrics: list[str] = Field(
        min_length=1,
        default=[
            "live_mw@FY2028", "headroom_mw[grade=ai]@FY2028", "headroom_mw[grade=general]@FY2028",
            "short_mw[grade=ai]@FY2028", "call_capex_usd", "released_mw", "loi_lapsed_mw", "soq_lapsed_mw",
            "cancelled_signed_mw", "cancelled_building_mw", "retaken_mw", "release_fees_usd",
            "reserved_operator_mw", "reserved_provider_mw", "unserved_mw",
        ],
    )  # fmt: skip
    """What is read off: `headroom_mw[grade=ai]@FY2028`, `call_capex_usd@FY2025Q3`, or a scalar's name."""

    def points(self) -> Iterator[tuple[Setting, ...]]:
        """The settings of each design point, the first lever's value changing slowest."""
        for values in product(*(lever.values for lever in self.levers)):
            yield tuple((lever.key, str(value)) for lever, value in zip(self.levers, values, strict=True))

    def check(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Levers that share a key or a name; more design points than can be meant."""
        found: list[tuple[tuple[str | int, ...], str]] = []
        count = prod(len(lever.values) for lever in self.levers)
        if count > MOST_POINTS:
            found.append((("levers",), f"{count:,} design points are more than {MOST_POINTS:,}: give fewer values"))
        for field in ("key", "name"):
            seen: set[str] = set()
            for index, lever in enumerate(self.levers):
                if getattr(lever, field) in seen:
                    found.append(
                        (("levers", index), f"two levers share the {field} `{getattr(lever, field)}`")
                    )
                seen.add(getattr(lever, field))
        return found
