"""A sweep file: which keys of a scenario move over what, in which design, and what is read off each design point."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.quantities.record import Record
from sim.quantities.refusal import quoted
from sim.scenario.axis import Axis, Found
from sim.scenario.cut_short import UNTIL
from sim.scenario.designs import MOST_POINTS, Design, NumberedAxis
from sim.scenario.figure import wrong_figure
from sim.scenario.variants import NAME

__all__ = ["MOST_POINTS", "Sweep"]

MOST_KEYS = 32
"""Levers and uncertainties together."""

NOT_MOVED = {
    "seed": "all design points are on the same draws", "replications": "give the sweep's own `replications`",
    "extends": "name another `scenario`", "variants": "name another `scenario`",
    **dict.fromkeys(("schema", "name", "title", "description"), "no number depends on it"),
}  # fmt: skip
"""Keys of a scenario that no sweep moves, and why."""

EVERY_COMBINATION: Any = {"kind": "grid"}
"""Default of a design, as a file would write it."""


class Sweep(Record):
    """Design points of one scenario, all on the same random draws."""

    OF_A_FILE: ClassVar = ("extends",)
    """Keys of its files that are gone from what they come to."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this language."""
    name: str = Field(pattern=NAME)
    """Short name: its folder carries it."""
    title: str
    """What the sweep asks, in a line."""
    description: str = ""
    scenario: str
    """The scenario file, seen from this one."""
    levers: list[Axis] = Field(default=[], max_length=MOST_KEYS)
    """What we pick."""
    uncertainties: list[Axis] = Field(default=[], max_length=MOST_KEYS)
    """What nature picks."""
    design: Design = EVERY_COMBINATION
    """Which combinations of their values are design points; every one where not given."""
    replications: int = Field(default=100, ge=1, le=1_000_000)
    """Of each design point."""
    until: str | None = Field(default=None, pattern=UNTIL, examples=["FY2028"])
    """Fiscal year or quarter after which nothing is simulated; the whole horizon where not given. What is planned and
    expected still looks as far as the horizon. Every metric then names a period that has ended by then; one that
    later events would still change, such as `unserved_mw`, counts what had happened by then."""
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

    @property
    def axes(self) -> list[Axis]:
        """Everything that moves, the levers first."""
        return [*self.levers, *self.uncertainties]

    @property
    def headings(self) -> list[str]:
        """Of the columns of what moves: `lever: Released`, `uncertainty: LOIs that convert`."""
        levers = [f"lever: {axis.name}" for axis in self.levers]
        return [*levers, *(f"uncertainty: {axis.name}" for axis in self.uncertainties)]

    def check(self) -> list[Found]:
        """Keys that share a name, move over nothing or wrongly; a design they do not fit; metrics there are none of."""
        found = [*self._wrong_keys(), *self._wrong_metrics()]
        return found or list(self.design.wrong(list(self._numbered())))

    def _numbered(self) -> Iterator[NumberedAxis]:
        for block in ("levers", "uncertainties"):
            yield from ((block, place, axis) for place, axis in enumerate(getattr(self, block)))

    def _wrong_keys(self) -> Iterator[Found]:
        if not self.axes:
            yield (), "a sweep moves something: give `levers` (what we pick) or `uncertainties` (what nature picks)"
        keys: dict[str, str] = {}
        names: set[str] = set()
        for block, place, axis in self._numbered():
            if (why := NOT_MOVED.get(axis.key.split(".")[0])) is not None:
                yield (block, place, "key"), f"{quoted(axis.key)} is not moved by a sweep: {why}"
            elif axis.key in keys:
                both = f"{quoted(axis.key)} is both a lever and an uncertainty: leave it in one of the lists"
                text = both if keys[axis.key] != block else f"two {block} share the key {quoted(axis.key)}"
                yield (block, place, "key"), text
            elif axis.name in names:
                where = "key" if axis.label is None else "label"
                yield (block, place, where), f"two keys share the name {quoted(axis.name)}"
            keys.setdefault(axis.key, block)
            names.add(axis.name)
            yield from (((block, place, *path), text) for path, text in axis.wrong())

    def _wrong_metrics(self) -> Iterator[Found]:
        for place, metric in enumerate(self.metrics):
            if (wrong := wrong_figure(metric)) is not None:
                yield ("metrics", place), wrong
            elif metric in self.metrics[:place]:
                yield ("metrics", place), f"{quoted(metric)} is given twice"
