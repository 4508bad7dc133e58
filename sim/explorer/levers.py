"""A scenario's levers: the keys that sweep files move, those of them that the scenario has or can take on."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_core import PydanticCustomError

from sim.quantities.refusal import quoted
from sim.scenario.amounts import Amount, Unit
from sim.scenario.axis import Axis, yaml_of
from sim.scenario.override import KeyRefused, path_of
from sim.scenario.paths import fault_of_named, root_of, text_of
from sim.scenario.problems import Problem, ScenarioErrors, problem_from
from sim.scenario.read import Files
from sim.scenario.sweep import Sweep
from sim.scenario.tree import Entry, ListNode, MapNode, Node, ScalarNode, follow, identity
from sim.scenario.tree import Path as Steps

PARTS = 40
"""Of a range without a step of its own: about so many places on the slider."""
_TYPED = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
"""A number as a field on the page has it."""


@dataclass(frozen=True)
class Range:
    """What a slider moves over, and the unit of its numbers."""

    unit: Unit
    first: float
    last: float
    step: float


@dataclass(frozen=True)
class Lever:
    """One key of a scenario that can be moved."""

    key: str
    label: str
    rest: str
    """Its value in the scenario, as YAML."""
    group: str
    """The sweep it is of, by title."""
    range: Range | None = None
    choices: tuple[str, ...] = ()
    """Words to choose among, where it is no range."""
    source: str = ""
    added: MapNode | None = field(default=None, repr=False)
    """The item that its key lies in, to be laid over a scenario that does not have it."""

    def written(self, typed: str) -> str:
        """What was typed or chosen as YAML: a number in the lever's unit, and anything else for validation to judge."""
        if self.range is not None and _TYPED.fullmatch(typed):
            return self.range.unit.written(float(typed), 9)
        return yaml_of(typed)

    def is_rest(self, value: str) -> bool:
        """Whether a written value is the scenario's own, however it is written."""
        if value == self.rest or self.range is None:
            return value == self.rest
        try:
            one, own = Amount.read(value), Amount.read(self.rest)
        except PydanticCustomError:
            return False
        return one == own and one.unit.same_as(own.unit)


@dataclass(frozen=True)
class NotOffered:
    """A key of a sweep that is no lever of a scenario, and why."""

    key: str
    label: str
    why: str


@dataclass(frozen=True)
class Moved:
    """A sweep file: what it moves, and the scenario that it moves it in."""

    title: str
    axes: tuple[Axis, ...]
    tree: MapNode
    """Of that scenario."""
    files: frozenset[Path]
    """That it was read from."""


def read_sweeps(paths: Iterable[Path]) -> list[Moved]:
    """The sweeps of some files; ScenarioErrors with all that is wrong with them."""
    found, problems = [], list[Problem]()
    for path in paths:
        try:
            files = Files.of(path)
            sweep = files.loaded(Sweep, list(files.chain.stages), list(files.problems)).scenario
            named = files.tree.entries["scenario"].value
            if fault := fault_of_named(path, named, root_of(path)):
                problems.append(problem_from(named.at, fault))
                continue
            base = Files.of(path.parent / text_of(named))
            found.append(Moved(sweep.title, tuple(sweep.axes), base.tree, frozenset(base.chain.read)))
        except ScenarioErrors as errors:
            problems += errors.problems
    if problems:
        raise ScenarioErrors(problems)
    return found


def levers_of(scenario: Files, sweeps: Iterable[Moved]) -> tuple[list[Lever], list[NotOffered]]:
    """The levers of a scenario, in the order of the sweeps, and what of the sweeps is none of them.

    Of sweeps that move the same key the first says over what. An item that the scenario lacks is taken from a sweep's
    scenario only where both extend one file: elsewhere the same name means another thing.
    """
    tree, files = scenario.tree, set(scenario.chain.read)
    levers: dict[str, Lever] = {}
    refused: dict[str, NotOffered] = {}
    for sweep in sweeps:
        for axis in sweep.axes:
            if axis.key in levers:
                continue
            try:
                levers[axis.key] = _lever(tree, sweep, axis, bool(files & sweep.files))
            except NotApplicable as why:
                refused.setdefault(axis.key, NotOffered(axis.key, axis.name, str(why)))
    return list(levers.values()), [one for one in refused.values() if one.key not in levers]


class NotApplicable(Exception):
    """Why a key of a sweep is no lever of a scenario."""


def _lever(tree: MapNode, sweep: Moved, axis: Axis, related: bool) -> Lever:
    added = None
    node = _at(tree, axis.key)
    if node is None:
        node = _at(sweep.tree, axis.key)
        added = _item(tree, sweep.tree, axis.key) if related else None
        if node is None or added is None:
            raise NotApplicable("the scenario has no such key")
    if not isinstance(node, ScalarNode) or node.value is None:
        raise NotApplicable("its value in the scenario is a distribution or a list")
    about = (axis.key, axis.name, yaml_of(node.value), sweep.title)
    source = axis.source or ""
    if axis.values is not None and all(isinstance(value, str) and not _is_amount(value) for value in axis.values):
        words = tuple(dict.fromkeys((str(node.value), *map(str, axis.values))))
        return Lever(*about, None, words, source, added)
    return Lever(*about, _range(axis, _amount(node.value)), (), source, added)


def _at(tree: MapNode, key: str) -> Node | None:
    try:
        return follow(tree, path_of(tree, key)).node
    except KeyRefused:
        return None


def _range(axis: Axis, rest: Amount) -> Range:
    """From the least to the largest that the sweep moves over, wide enough for the scenario's own value."""
    amounts = [axis.first, axis.last] if axis.first is not None and axis.last is not None else _ends(axis)
    unit = amounts[0].unit if axis.values is not None else axis.unit
    if unit.day or any(not amount.unit.same_as(unit) for amount in (*amounts, rest)):
        raise NotApplicable("days are not moved here" if unit.day else
                            f"the sweep writes it in {unit}, the scenario in {rest.unit}")  # fmt: skip
    first, last = min(*amounts, rest), max(*amounts, rest)
    if not first < last:
        raise NotApplicable("it moves over nothing")
    step = float(axis.step) if axis.step is not None else step_of(last - first)
    plain = Unit(unit.currency, amounts[-1].unit.behind, False)
    return Range(plain, float(first), float(last), step)


def _ends(axis: Axis) -> list[Amount]:
    if axis.values is None:
        raise NotApplicable("it is drawn from a distribution without ends")
    return [_amount(value) for value in axis.values]


def _amount(written: object) -> Amount:
    try:
        return Amount.read(written)
    except PydanticCustomError:
        raise NotApplicable(f"{quoted(written)} is no amount") from None


def _is_amount(written: object) -> bool:
    try:
        Amount.read(written)
    except PydanticCustomError:
        return False
    return True


def step_of(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that a span has about PARTS of them."""
    power = 10.0 ** math.floor(math.log10(span / PARTS))
    size = next(size for size in (1, 2, 5, 10) if size * power >= span / PARTS * (1 - 1e-9))
    return float(f"{size * power:.6g}")


def _item(tree: MapNode, other: MapNode, key: str) -> MapNode | None:
    """The item of a list that a key lies in and a tree lacks, as another has it, in the maps that lead to it."""
    try:
        path = path_of(other, key)
    except KeyRefused:
        return None
    own: Node | None = tree
    for place, step in enumerate(path):
        node = follow(other, path[:place]).node
        if isinstance(node, ListNode) and isinstance(step, int):
            name = identity(node.items[step])
            if name is None:
                return None
            listed = own.items if isinstance(own, ListNode) else ()
            found = next((item for item in listed if identity(item) == name), None)
            if found is None:
                return _wrapped(other, path[: place + 1])
            own = found
        else:
            own = own.get(str(step)) if isinstance(own, MapNode) else None
    return None


def _wrapped(tree: MapNode, path: Steps) -> MapNode | None:
    """One item of a tree in nothing but the maps that lead to it; None where another list lies on its way."""
    node = follow(tree, path).node
    for place, step in reversed([*enumerate(path)]):
        around = follow(tree, path[:place]).node
        if isinstance(around, ListNode):
            if place != len(path) - 1:
                return None
            node = ListNode((node,), around.at)
        elif isinstance(around, MapNode):
            node = MapNode({str(step): Entry(around.entries[str(step)].key_at, node)}, around.at)
    return node if isinstance(node, MapNode) else None


def described(levers: Iterable[Lever]) -> Iterator[dict[str, object]]:
    """What the page is told of levers."""
    for lever in levers:
        about: dict[str, object] = {"key": lever.key, "label": lever.label, "group": lever.group, "rest": lever.rest,
                                    "source": lever.source, "choices": list(lever.choices)}  # fmt: skip
        if (over := lever.range) is not None:
            rest = Amount.read(lever.rest)
            about |= {"first": over.first, "last": over.last, "step": over.step, "at": float(rest),
                      "before": over.unit.currency, "behind": over.unit.behind.strip()}  # fmt: skip
        yield about
