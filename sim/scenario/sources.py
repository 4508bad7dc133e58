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


class Sourced(NamedTuple):
    """A number about the world, with what is said of where it comes from."""

    key: str
    text: str
    block: str
    """The key of the nearest block around it that names a source; nothing where none does."""
    source: str
    confidence: str
    """Of that block or one within it: H, M, L, D or A; nothing where none is given."""


def numbers_of(tree: MapNode) -> Iterator[Sourced]:
    """Every number about the world of a resolved scenario, in its order, with the source that stands nearest.

    A resolved scenario no longer says which file a number was written in: whether the source is of the same one, which
    `unsourced` asks for, was known when it was read.
    """
    waiting: list[tuple[Path, Node, Sourced]] = [((), tree, Sourced("", "", "", "", ""))]
    while waiting:
        path, node, said = waiting.pop()
        if isinstance(node, ScalarNode):
            if path[0] not in ABOUT_THE_RUN and _is_number(node):
                yield said._replace(key=key_of(tree, path), text=node.text)
            continue
        if isinstance(node, MapNode):
            source, confidence = (_text(node.get(word)) for word in ("source", "confidence"))
            if source:
                said = said._replace(block=key_of(tree, path), source=source, confidence="")
            if confidence:
                said = said._replace(confidence=confidence)
        waiting += [((*path, step), below, said) for step, _, below in reversed(_below(node))]


def _text(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, ScalarNode) else ""


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
