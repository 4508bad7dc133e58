"""Which numbers of a scenario say where they come from, and which do not."""

import re
from typing import NamedTuple

from sim.scenario.explain import key_of
from sim.scenario.tree import ListNode, MapNode, Node, Path, Position, ScalarNode

ABOUT_THE_RUN = ("schema", "seed", "replications")
"""Numbers that say nothing about the world."""
WORDS = ("source", "note", "confidence", "name", "title", "description")
_NUMBER = re.compile(r"[+-]?\s*[$€]?\s*[+-]?\d")
_DAY = re.compile(r"\d{4}-\d")


class Unsourced(NamedTuple):
    """A number without a source of its own or of a block around it."""

    key: str
    text: str
    at: Position


def unsourced(tree: MapNode) -> tuple[list[Unsourced], int]:
    """The numbers that no source covers, in the order of the scenario, and how many numbers there are.

    A `source` covers the numbers of its block and of those in it; that of the file itself covers all of it.
    """
    found: list[Unsourced] = []
    count = 0
    waiting: list[tuple[Path, Node, bool]] = [((), tree, False)]
    while waiting:
        path, node, covered = waiting.pop()
        if isinstance(node, ScalarNode):
            if path[0] not in ABOUT_THE_RUN and _is_number(node):
                count += 1
                if not covered:
                    found.append(Unsourced(key_of(tree, path), node.text, node.at))
        else:
            covered = covered or (isinstance(node, MapNode) and node.get("source") is not None)
            waiting += [((*path, step), below, covered) for step, below in reversed(_below(node))]
    return found, count


def _below(node: MapNode | ListNode) -> list[tuple[str | int, Node]]:
    if isinstance(node, ListNode):
        return list(enumerate(node.items))
    return [(key, entry.value) for key, entry in node.entries.items() if key not in WORDS]


def _is_number(node: ScalarNode) -> bool:
    """A number with or without a unit; dates are none."""
    return not isinstance(node.value, bool) and bool(_NUMBER.match(node.text)) and not _DAY.match(node.text)
