"""Designs: which combinations of a sweep's values are its design points, each kind a record."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Annotated, Literal

from pydantic import Field

from sim.quantities.record import Record
from sim.quantities.refusal import quoted, unknown_name
from sim.scenario.allowed import KEY
from sim.scenario.axis import Axis, Found, Written, yaml_of
from sim.scenario.read import Setting

MOST_POINTS = 100_000
"""Design points of a sweep."""

SHOWN_POWERS = (8, 16, 32, 64, 128, 256, 512, 1024)

NumberedAxis = tuple[str, int, Axis]
"""The block it stands in (`levers` or `uncertainties`), its place there, and itself."""


class Grid(Record):
    """Every combination of the values."""

    kind: Literal["grid"] = "grid"
    """Which design."""

    def points(self, axes: Sequence[Axis]) -> Iterator[tuple[Setting, ...]]:
        """The settings of each design point, the first key's value changing slowest."""
        for values in product(*(axis.listed() or () for axis in axes)):
            yield tuple((axis.key, value) for axis, value in zip(axes, values, strict=True))

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """Keys without values to combine; more design points than can be meant."""
        yield from _without_values(axes, "a grid")
        yield from _too_many(prod(axis.count or 0 for _, _, axis in axes), "give fewer values")


class OneAtATime(Record):
    """The scenario as it stands, then each key moved alone over its values: what moves an outcome, and how far."""

    kind: Literal["one_at_a_time"]
    """Which design."""

    def points(self, axes: Sequence[Axis]) -> Iterator[tuple[Setting, ...]]:
        """No setting first, then one setting a design point."""
        yield ()
        for axis in axes:
            for value in axis.listed() or ():
                yield ((axis.key, value),)

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """Keys without values to move over; more design points than can be meant."""
        yield from _without_values(axes, "one_at_a_time")
        yield from _too_many(1 + sum(axis.count or 0 for _, _, axis in axes), "give fewer values")


class PointList(Record):
    """The design points one by one."""

    kind: Literal["list"]
    """Which design."""
    listed: list[dict[str, Written]] = Field(alias="points", min_length=1, max_length=MOST_POINTS)
    """Each a map from keys to values; a key that a point leaves out stays as the scenario has it."""

    def points(self, axes: Sequence[Axis]) -> Iterator[tuple[Setting, ...]]:
        """The settings of each, in the order of levers and uncertainties."""
        for point in self.listed:
            yield tuple((axis.key, yaml_of(point[axis.key])) for axis in axes if axis.key in point)

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """Keys with values of their own or in no point; points with other keys, and points given twice."""
        keys = [axis.key for _, _, axis in axes]
        for block, place, axis in axes:
            if axis.values is not None or axis.first is not None or axis.distribution is not None:
                yield (block, place), f"{quoted(axis.key)} has values here, and in a list the points give them"
            elif not any(axis.key in point for point in self.listed):
                yield (block, place, "key"), f"no point of the list gives {quoted(axis.key)}"
        seen: dict[tuple[Setting, ...], int] = {}
        for number, point in enumerate(self.listed):
            for key in point:
                if key not in keys:
                    path = ("design", "points", number, key, KEY)
                    yield path, unknown_name("lever or uncertainty", key, keys)
            settings = tuple(sorted((key, yaml_of(value)) for key, value in point.items()))
            if settings in seen:
                yield ("design", "points", number), f"this is design point {seen[settings] + 1} once more"
            seen.setdefault(settings, number)


class LatinHypercube(Record):
    """Points that fill the space of all keys, each key's span cut into as many parts as there are points."""

    kind: Literal["latin_hypercube"]
    """Which design."""
    count: int = Field(alias="points", ge=2, le=MOST_POINTS)
    """How many design points."""
    seed: int = Field(ge=0, le=2**62)
    """Of the design; the scenario's own draws do not depend on it."""

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """Keys that move over nothing."""
        yield from _without_span(axes)


class Sobol(Record):
    """Points of Sobol's sequence, which fill the space of all keys evenly; more of them keep the former ones."""

    kind: Literal["sobol"]
    """Which design."""
    count: int = Field(alias="points", ge=2, le=MOST_POINTS)
    """How many design points: a power of two."""
    seed: int | None = Field(default=None, ge=0, le=2**62)
    """Of the scrambling."""
    scrambled: bool = True
    """Whether each key's numbers are moved by a digital shift drawn by `seed` and the key; else the first point has
    every key at its least.
    """

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """A number of points that is no power of two; a seed that is missing or moves nothing; tails without end."""
        yield from _without_span(axes)
        yield from _no_power_of_two(self.count, "points")
        if self.scrambled and self.seed is None:
            yield ("design",), "a scrambled design needs a `seed` (or say `scrambled: false`)"
        if not self.scrambled and self.seed is not None:
            yield ("design", "seed"), "only a scrambled design has a seed"
        for block, place, axis in axes:
            if not self.scrambled and axis.distribution is not None:
                text = "unscrambled, the first point lies at share 0, where a distribution has no value: scramble it"
                yield (block, place, "distribution"), text


class Saltelli(Record):
    """Two sets of points, A and B, and for each key A with that key's values from B: what Sobol indices are told from.

    Of each base point come its point of A, then those of A with one key from B, then its point of B.
    """

    kind: Literal["saltelli"]
    """Which design."""
    count: int = Field(alias="base_points", ge=2, le=MOST_POINTS)
    """How many points A and B have: a power of two; the design has as many times the keys and two more."""
    seed: int = Field(ge=0, le=2**62)
    """Of the scrambling."""

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """A number of points that is no power of two; more design points than can be meant."""
        yield from _without_span(axes)
        yield from _no_power_of_two(self.count, "base_points")
        yield from _too_many(self.count * (len(axes) + 2), "give fewer `base_points`")


class Morris(Record):
    """Trajectories through the space of all keys, each of which moves every key once: which keys matter at all."""

    kind: Literal["morris"]
    """Which design."""
    trajectories: int = Field(ge=3, le=MOST_POINTS)
    """How many; the design has as many times the keys and one more. Of two no spread is known with an interval."""
    levels: int = Field(default=4, ge=2, le=64)
    """Of each key, an even number: a step goes over half of them."""
    seed: int = Field(ge=0, le=2**62)
    """Of the trajectories."""

    def wrong(self, axes: Sequence[NumberedAxis]) -> Iterator[Found]:
        """An odd number of levels; more design points than can be meant."""
        yield from _without_span(axes)
        if self.levels % 2:
            text = f"{self.levels} levels have no half: take {self.levels + 1}, so that all of them are reached alike"
            yield ("design", "levels"), text
        yield from _too_many(self.trajectories * (len(axes) + 1), "give fewer `trajectories`")


Design = Annotated[
    Grid | PointList | LatinHypercube | Sobol | OneAtATime | Saltelli | Morris, Field(discriminator="kind")
]


def _no_power_of_two(count: int, key: str) -> Iterator[Found]:
    if count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        near = below if below >= 2 and count - below <= 2 * below - count else 2 * below
        yield ("design", key), (f"{count} is no power of two: only then do Sobol's points weigh every part of the "
                                f"space alike; take {near}")  # fmt: skip


def _without_values(axes: Sequence[NumberedAxis], design: str) -> Iterator[Found]:
    for block, place, axis in axes:
        if axis.count is None:
            text = f"{quoted(axis.key)} has no values: {design} needs `values`, or a range with a `step`"
            yield (block, place), text


def _without_span(axes: Sequence[NumberedAxis]) -> Iterator[Found]:
    for block, place, axis in axes:
        if axis.values is None and axis.first is None and axis.distribution is None:
            text = f"{quoted(axis.key)} moves over nothing: give `values`, `from` and `to`, or `distribution`"
            yield (block, place), text


def _too_many(count: int, instead: str) -> Iterator[Found]:
    if count > MOST_POINTS:
        yield ("design",), f"{count:,} design points are more than {MOST_POINTS:,}: {instead}"
