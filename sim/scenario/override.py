"""Single values set over a tree by their key, as `--set` and sweeps do: `sites[iowa-1].region=us-east`."""

import re
from functools import lru_cache
from typing import NamedTuple

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted
from sim.scenario.compose import MOST_DEPTH, compose_node
from sim.scenario.problems import Problem, moved_to, problem_at
from sim.scenario.tree import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Position,
    ScalarNode,
    Source,
    identity,
    kind_of,
    placed,
)

_STEP = re.compile(r"(?P<key>[^.\[\]=\s]+)|\[(?P<item>[^\[\]]+)\]")


class Step(NamedTuple):
    """One step of a key: a key of a map, or an item of a list by its id or its index."""

    name: str
    in_list: bool
    column: int
    """Where it starts in the key, from 1."""


class KeyRefused(ValueError):
    """A key that leads nowhere: the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


class Place(NamedTuple):
    """Where a file writes a key and its value."""

    key: Position
    value: Position


def set_value(tree: MapNode, key: str, value: str, name: str = "--set", at: Place | None = None) -> MapNode:
    """The tree with one value set; `value` is YAML, `name` is what messages call its origin.

    `at` is where both are written, if that is in a file. Maps that the key passes through and that are not
    there yet are made; whether they may be there is for validation to say. Raises KeyRefused for a key that is
    none, for an item that is not in its list, and for a value that is no YAML.
    """
    source = Source(name, (f"{key}={value}",))
    start = Position(source, 1, 1) if at is None else at.key
    problems: list[Problem] = []
    steps = steps_of(key, start)
    if len(steps) > 1 and steps[-1].name == "id" and steps[-2].in_list:
        raise _refused("an item goes by its id, which is not set: give another item", steps[-1], start, [])
    node = compose_node(" " * (len(key) + 1) + value, source, problems)
    if node is None or problems:
        raise KeyRefused(problems[0] if at is None else moved_to(at.value, problems[0]))
    changed = _set(tree, steps, placed(node, lambda _: at.value) if at else node, start)
    assert isinstance(changed, MapNode)
    return changed._replace(at=tree.at)


def steps_of(key: str, start: Position | None = None) -> list[Step]:
    """The steps of a key such as `sites[iowa-1].tranches[0].capacity`; KeyRefused for what is no key.

    `start` is where the key begins.
    """
    steps, end = _taken_apart(key)
    if end < len(key) or not steps or len(steps) > MOST_DEPTH:
        text = f"{quoted(key)} is no key: write keys with dots and items of lists by id, as in a.b[id].c"
        raise KeyRefused(problem_at(_within(start or Position(Source("key", (key,)), 1, 1), end + 1), text))
    return list(steps)


@lru_cache(4_096)
def _taken_apart(key: str) -> tuple[tuple[Step, ...], int]:
    """The steps of a key as far as it is one, and where that ends. A sweep asks for the same few at each point."""
    steps: list[Step] = []
    end = 0
    while end < len(key):
        if key[end] == "." and steps and end + 1 < len(key) and key[end + 1] != "[":
            end += 1
        found = _STEP.match(key, end)
        glued = found and found["key"] and steps and key[end - 1] != "."
        if not found or glued or (found["item"] and not steps):
            break
        steps.append(Step(found["key"] or found["item"], bool(found["item"]), end + 1))
        end = found.end()
    return tuple(steps), end


def path_of(tree: MapNode, key: str) -> Path:
    """The path that a key means in a tree; KeyRefused where the tree has no such key or item."""
    start = Position(Source("key", (key,)), 1, 1)
    path: Path = ()
    node: Node = tree
    for step in steps_of(key, start):
        if isinstance(node, MapNode) and not step.in_list:
            if step.name not in node.entries:
                raise _refused(f"there is no key {quoted(step.name)}", step, start, list(node.entries))
            path, node = (*path, step.name), node.entries[step.name].value
        else:
            index = _index(node, step, start)
            assert isinstance(node, ListNode)
            path, node = (*path, index), node.items[index]
    return path


def _within(start: Position, column: int) -> Position:
    """A column of a key that begins at a place."""
    return start._replace(column=start.column + column - 1)


def _set(node: Node, steps: list[Step], value: Node, start: Position) -> Node:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    at = _within(start, step.column)
    if step.in_list or isinstance(node, ListNode):
        index = _index(node, step, start)
        assert isinstance(node, ListNode)
        changed = _set(node.items[index], rest, value, start)
        return node._replace(items=(*node.items[:index], changed, *node.items[index + 1 :]))
    if not isinstance(node, MapNode):
        raise _refused(f"{quoted(step.name)} leads into {kind_of(node)}, which has no keys", step, start, [])
    below = node.get(step.name)
    if below is None or (isinstance(below, ScalarNode) and below.value is None):
        below = ListNode((), at) if rest and rest[0].in_list else MapNode({}, at)
    changed = node.with_entry(step.name, Entry(at, _set(below, rest, value, start)))
    return changed._replace(at=value.at)  # what is wrong with the map as a whole is wrong since then


def _index(node: Node, step: Step, start: Position) -> int:
    """The index of the item that a step names."""
    if not isinstance(node, ListNode):
        raise _refused(f"{quoted(step.name)} is an item, but there is {kind_of(node)} here", step, start, [])
    names = [identity(item) for item in node.items]
    if step.name in names:
        return names.index(step.name)
    if step.name in map(str, range(len(node.items))):
        return int(step.name)
    known = [name for name in names if name is not None] or [str(index) for index in range(len(names))]
    raise _refused(f"there is no item {quoted(step.name)}", step, start, known)


def _refused(text: str, step: Step, start: Position, known: list[str]) -> KeyRefused:
    at = _within(start, step.column + step.in_list)
    return KeyRefused(problem_at(at, text, allowed=known, nearest=nearest(step.name, known)))
