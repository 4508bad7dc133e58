"""The scenarios between two others that differ in several changes: each subset of the changes gives one."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import ClassVar

from sim.quantities.refusal import quoted
from sim.runs.folders import named
from sim.runs.identity import chunk_hash
from sim.runs.points_file import name_of
from sim.scenario.mixed import differences, mixed
from sim.scenario.problems import Problem, ScenarioErrors
from sim.scenario.read import Loaded
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.tree import MapNode
from sim.scenario.validate import validated

Taken = frozenset[int]
"""The changes that a scenario has, by their places."""
MOST_SHAPLEY = 6
"""Changes of which every subset is run: 64 scenarios."""
TELLING = 5
"""Keys that a message names; of more their number."""


class NoBridgeError(ValueError):
    """Two scenarios between which nothing leads as asked; the text says why."""


@dataclass(frozen=True)
class Change:
    """Some of the differences between two scenarios, switched together."""

    name: str
    keys: tuple[str, ...]
    """The differences, as `--set` writes keys."""


def changes_between(one: MapNode, other: MapNode, asked: Mapping[str, Sequence[str]]) -> tuple[Change, ...]:
    """Every difference in one change: those asked for by the keys they lie within, then the others by their block.

    NoBridgeError for a key in which the scenarios do not differ, one that two changes have, and for no difference.
    """
    left = differences(one, other)
    if not left:
        raise NoBridgeError("the scenarios differ in nothing that a number depends on")
    every = tuple(left)
    changes = []
    for name, keys in asked.items():
        for key in keys:
            if not any(_within(each, key) for each in every):
                raise NoBridgeError(f"change {quoted(name)}: the scenarios do not differ in {quoted(key)}; they do in "
                                    f"{_some(every)}")  # fmt: skip
            if not any(_within(each, key) for each in left):
                raise NoBridgeError(f"change {quoted(name)}: {quoted(key)} is a part of another change")
        own = tuple(each for each in left if any(_within(each, key) for key in keys))
        left = [each for each in left if each not in own]
        changes.append(Change(name, own))
    for block in dict.fromkeys(_block(key) for key in left):
        if block in asked:
            raise NoBridgeError(f"change {quoted(block)} has not all of the block of that name: call it otherwise")
        changes.append(Change(block, tuple(key for key in left if _block(key) == block)))
    return tuple(changes)


def _within(key: str, around: str) -> bool:
    """Whether a key is another, or lies within it."""
    return key == around or (key.startswith(around) and key[len(around)] in ".[")


def _block(key: str) -> str:
    return key.partition(".")[0].partition("[")[0]


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:TELLING]) + (f" and {len(keys) - TELLING} more" if len(keys) > TELLING else "")


@dataclass(frozen=True)
class Between:
    """One of the scenarios, with the changes that it has."""

    taken: Taken
    tree: MapNode
    scenario: Scenario
    replications: int
    until: ClassVar[None] = None
    """A bridge is simulated to the horizon."""

    @property
    def scenario_name(self) -> str:
        """Its short name."""
        return self.scenario.name

    @cached_property
    def resolved(self) -> str:
        """The scenario as YAML."""
        return resolved_yaml(self.tree)

    @cached_property
    def chunk_hash(self) -> str:
        """Of all that determines the numbers of any replication."""
        return chunk_hash(self.resolved, self.scenario, 0)


@dataclass(frozen=True)
class Bridge:
    """Two scenarios, the changes between them, and every scenario that a way from one to the other passes."""

    one: Loaded[Scenario]
    other: Loaded[Scenario]
    changes: tuple[Change, ...]
    metrics: tuple[str, ...]
    points: tuple[Between, ...]
    every: bool
    """Whether every subset of the changes is passed, and not only those of the order in which they stand."""

    def kept_name(self, point: Between) -> str:
        """The file that keeps what is read off one of the scenarios."""
        return name_of(point.chunk_hash, self.metrics)

    def moved(self, place: int) -> str:
        """What one of the scenarios is, as messages say it."""
        return _told(self.one.scenario.name, self.changes, self.points[place].taken)

    @property
    def hash(self) -> str:
        """Of all that determines the numbers."""
        parts = [*self.metrics, *(f"{change.name}: {', '.join(change.keys)}" for change in self.changes),
                 *(f"{point.chunk_hash} {point.replications}" for point in self.points)]  # fmt: skip
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def folder_name(self) -> str:
        """`baseline-to-exclusive-0123456789`."""
        return named(f"{self.one.scenario.name}-to-{self.other.scenario.name}", self.hash)


def bridge(one: Loaded[Scenario], other: Loaded[Scenario], asked: Mapping[str, Sequence[str]], metrics: Sequence[str],
           every: bool | None = None) -> Bridge:  # fmt: skip
    """A bridge between two scenarios, every scenario on it read and checked.

    `every` subset is run unless there are more than six changes. NoBridgeError where there is none; ScenarioErrors
    where a scenario with only some of the changes is none.
    """
    changes = _joined(one, other, changes_between(one.tree, other.tree, asked), len(asked))
    count = len(changes)
    if every and count > MOST_SHAPLEY:
        raise NoBridgeError(f"{count} changes have {2**count:,} subsets: at most {MOST_SHAPLEY} changes are taken in "
                            "every order; put some together, or switch them in turn")  # fmt: skip
    every = count <= MOST_SHAPLEY if every is None else every
    subsets = _subsets(count) if every else (frozenset(range(n)) for n in range(count + 1))
    points = tuple(_between(one, other, changes, taken) for taken in subsets)
    return Bridge(one, other, changes, tuple(metrics), points, every)


def _joined(one: Loaded[Scenario], other: Loaded[Scenario], changes: tuple[Change, ...],
            named: int) -> tuple[Change, ...]:  # fmt: skip
    """The changes, where one that nobody named needs another block to be a scenario joined with that."""
    for place in range(named, len(changes)):
        alone = _problems(one, other, changes, frozenset((place,)))
        for needed in range(named, len(changes)) if alone else ():
            if needed != place and not _problems(one, other, changes, frozenset((place, needed))):
                first, second = changes[min(place, needed)], changes[max(place, needed)]
                together = Change(f"{first.name}, {second.name}", first.keys + second.keys)
                left = tuple(each for each in changes if each not in (first, second))
                return _joined(one, other, (*left[:named], together, *left[named:]), named)
    return changes


def _problems(one: Loaded[Scenario], other: Loaded[Scenario], changes: Sequence[Change], taken: Taken) -> list[Problem]:
    """What is wrong with the scenario that has some changes."""
    problems: list[Problem] = []
    validated(_tree(one, other, changes, taken), Scenario, problems)
    return problems


def _tree(one: Loaded[Scenario], other: Loaded[Scenario], changes: Sequence[Change], taken: Taken) -> MapNode:
    keys = {key for place in taken for key in changes[place].keys}
    return mixed(one.tree, other.tree, keys.__contains__)


def _subsets(count: int) -> Iterable[Taken]:
    return (frozenset(chosen) for n in range(count + 1) for chosen in combinations(range(count), n))


def _between(one: Loaded[Scenario], other: Loaded[Scenario], changes: Sequence[Change], taken: Taken) -> Between:
    """The scenario with some changes; both ends are the scenarios themselves."""
    replications = one.scenario.replications
    if len(taken) in (0, len(changes)):
        end = other if taken else one
        return Between(taken, end.tree, end.scenario, replications)
    tree = _tree(one, other, changes, taken)
    problems: list[Problem] = []
    scenario = validated(tree, Scenario, problems)
    if scenario is None or problems:
        about = Problem(_told(one.scenario.name, changes, taken), 0, 0,
                        "this is no scenario: put changes that need one another together, as in --change 'name=a,b'")
        raise ScenarioErrors([about, *problems])
    return Between(taken, tree, scenario, replications)


def _told(name: str, changes: Sequence[Change], taken: Taken) -> str:
    with_them = ", ".join(changes[place].name for place in sorted(taken))
    return f"{name} with {with_them}" if taken else name
