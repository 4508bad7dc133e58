"""The scenario that a sweep's file moves, and the values that it writes tried on it: each for itself, whatever else is
wrong with the sweep.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from sim.policy.python import search_in
from sim.quantities.refusal import quoted
from sim.scenario import tree as trees
from sim.scenario.amounts import Amount
from sim.scenario.axis import MOST_VALUES, yaml_of
from sim.scenario.override import Place
from sim.scenario.paths import text_of
from sim.scenario.problems import Problem, ScenarioErrors, problem_at
from sim.scenario.read import Files, Laid, Setting, Settings, settings_of
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import NOT_MOVED
from sim.scenario.tree import ListNode, MapNode, Node, Position, ScalarNode, follow
from sim.scenario.validate import refused_values

ENDS = (("from",), ("to",), ("distribution", "low"), ("distribution", "high"))
"""Of what a key moves over; only what lies between is drawn."""


class Laying(NamedTuple):
    """A scenario with values laid over it, one after the other."""

    stages: list[MapNode]
    problems: list[Problem]
    moved: dict[trees.Path, str]
    """The keys that were set, by their places in the tree."""


class MovedScenario:
    """The scenario that a sweep file names, read once; ScenarioErrors where it gives no tree to go by."""

    def __init__(self, path: Path, sweep: MapNode, overrides: Iterable[str] = ()) -> None:
        named = sweep.entries["scenario"].value
        scenario = os.path.normpath(path.parent / text_of(named))
        search_in(Path(scenario).parent)
        self.overrides = tuple(overrides)
        self.files = Files.of(scenario)
        if self.files.tree.get("scenario") is not None:
            text = f"{quoted(text_of(named))} is a sweep itself: name the scenario that is to be moved"
            raise ScenarioErrors([problem_at(named.at, text)])

    def laid(self, settings: Iterable[Setting], places: Mapping[str, Place]) -> Laying:
        """The scenario with settings of the sweep, then those of `--set`, laid over it."""
        problems = list(self.files.problems)
        stages = list(self.files.chain.stages)
        moved = Settings(problems, places).over(stages, [Laid(*setting, "sweep") for setting in settings])
        Settings(problems, kept=moved).over(stages, self._overrides(problems))
        return Laying(stages, problems, moved)

    def _overrides(self, problems: list[Problem]) -> list[Laid]:
        """What `--set` lays over every design point; how many replications each has is not the scenario's to say."""
        settings = settings_of(self.overrides, problems)
        if any(laid.key == "replications" for laid in settings):
            text = "a sweep has `replications` of its own: give --replications"
            problems.append(Problem("--set", 0, 0, text))
        return settings

    def refused(self, written: Mapping[str, list["Written"]]) -> Iterator[Problem]:
        """What is refused of written values, at their places: the first ones of all keys together, then the others."""
        for values in islice(zip_longest(*written.values()), MOST_VALUES):
            laying = self._tried([one for one in values if one is not None])
            yield from laying.problems
            yield from refused_values(laying.stages[-1], Scenario, {str(path[0]) for path in laying.moved})

    def refused_itself(self, written: Mapping[str, list["Written"]]) -> Iterator[Problem]:
        """What is refused of the scenario, whatever the sweep moves in it."""
        laying = self._tried([values[0] for values in written.values() if values])
        yield from refused_values(laying.stages[-1], Scenario, self.files.tree.entries)

    def _tried(self, written: list["Written"]) -> Laying:
        return self.laid([(one.key, one.value) for one in written], {one.key: one.place for one in written})


class Written(NamedTuple):
    """A value that a sweep's file writes for a key."""

    key: str
    value: str
    """As YAML."""
    place: Place


def written_in(sweep: MapNode) -> dict[str, list[Written]]:
    """All values of each key that can be read, in the tree of a sweep that may be refused."""
    found: dict[str, dict[str, Written]] = {}
    for key, axis in _axes(sweep):
        own = found.setdefault(key.text, {})
        listed = axis.get("values")
        for node in (*(listed.items if isinstance(listed, ListNode) else ()), *_points(sweep, key.text)):
            if isinstance(node, ScalarNode) and node.value is not None:
                value = yaml_of(node.value)
                own.setdefault(value, Written(key.text, value, Place(begin_of(key.at), node.at)))
        for end in _ends(key, axis):
            own.setdefault(end.value, end)
    return {key: list(values.values()) for key, values in found.items()}


def ends_in(sweep: MapNode) -> dict[str, list[Written]]:
    """The ends of what each key moves over, which need not be drawn."""
    return {key.text: ends for key, axis in _axes(sweep) if (ends := list(_ends(key, axis)))}


def _ends(key: ScalarNode, axis: MapNode) -> Iterator[Written]:
    """As drawn values are written."""
    for way in ENDS:
        found = follow(axis, way)
        if found.path == way and isinstance(found.node, ScalarNode):
            try:
                amount = Amount.read(found.node.value)
            except PydanticCustomError:
                continue  # which the sweep's own reading tells
            yield Written(key.text, amount.unit.written(amount), Place(begin_of(key.at), found.node.at))


def _axes(sweep: MapNode) -> Iterator[tuple[ScalarNode, MapNode]]:
    """The keys that may be moved, each with the map that says over what."""
    for block in ("levers", "uncertainties"):
        listed = sweep.get(block)
        for axis in listed.items if isinstance(listed, ListNode) else ():
            if not isinstance(axis, MapNode):
                continue
            key = axis.get("key")
            if not isinstance(key, ScalarNode) or not text_of(key) or key.text.split(".")[0] in NOT_MOVED:
                continue
            yield key, axis


def _points(sweep: MapNode, key: str) -> Iterator[Node | None]:
    """What the points of a list give a key."""
    points = follow(sweep, ("design", "points")).node
    for point in points.items if isinstance(points, ListNode) else ():
        yield point.get(key) if isinstance(point, MapNode) else None


def begin_of(at: Position) -> Position:
    """Where the text of a key begins, behind its quote if it has one."""
    quote = at.source.line(at.line)[at.column - 1 : at.column] in ("'", '"')
    return at._replace(column=at.column + 1) if quote else at
