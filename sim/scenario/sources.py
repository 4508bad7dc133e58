"""Which numbers of a scenario say where they come from, and which do not."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.scenario.explain import key_of
from sim.scenario.tree import ListNode, MapNode, Node, Path, Position, ScalarNode, identity

ABOUT_THE_RUN = ("schema", "seed", "replications")
"""Numbers that say nothing about the world."""
WORDS = ("source", "note", "confidence", "name", "title", "description")
_NUMBER = re.compile(r"[+-]?\s*[$€]?\s*[+-]?\d")
_DAY = re.compile(r"\d{4}-\d")


Level = tuple[str, str]
Names = tuple[str | int, ...]
"""Where in a tree, items of lists by their ids, which stay when others come before them."""


class Unsourced(NamedTuple):
    """A number without a source of its own or of a block around it."""

    key: str
    text: str
    at: Position


def unsourced(stages: Sequence[MapNode]) -> tuple[list[Unsourced], int]:
    """The numbers that no source covers, in the order of the scenario, and how many numbers there are.

    A `source` covers the numbers of its block and of those in it that are written where it is: in the same file,
    the same variant, or all by `--set`. What is laid over them needs one of its own. That of a file covers all of it.
    """
    said: dict[Names, set[Level]] = {}
    for stage in stages:
        for names, source in _sources(stage):
            said.setdefault(names, set()).add(source.at.source.level)
    found: list[Unsourced] = []
    count = 0
    tree = stages[-1]
    waiting: list[tuple[Path, Names, Node, frozenset[Level]]] = [((), (), tree, frozenset())]
    while waiting:
        path, names, node, covered = waiting.pop()
        if isinstance(node, ScalarNode):
            if path[0] not in ABOUT_THE_RUN and _is_number(node):
                count += 1
                if node.at.source.level not in covered:
                    found.append(Unsourced(key_of(tree, path), node.text, node.at))
        else:
            covered |= said.get(names, set())
            waiting += [((*path, step), (*names, name), below, covered) for step, name, below in reversed(_below(node))]
    return found, count


def _sources(stage: MapNode) -> Iterator[tuple[Names, Node]]:
    waiting: list[tuple[Names, Node]] = [((), stage)]
    while waiting:
        names, node = waiting.pop()
        if isinstance(node, ScalarNode):
            continue
        if isinstance(node, MapNode) and (source := node.get("source")) is not None:
            yield names, source
        waiting += [((*names, name), below) for _, name, below in _below(node)]


def _below(node: MapNode | ListNode) -> list[tuple[str | int, str | int, Node]]:
    """Each step from a map or list with the name it goes by."""
    if isinstance(node, ListNode):
        return [(index, identity(item) or index, item) for index, item in enumerate(node.items)]
    return [(key, key, entry.value) for key, entry in node.entries.items() if key not in WORDS]


def _is_number(node: ScalarNode) -> bool:
    """A number with or without a unit; dates are none."""
    return not isinstance(node.value, bool) and bool(_NUMBER.match(node.text)) and not _DAY.match(node.text)
