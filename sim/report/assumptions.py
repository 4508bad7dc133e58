"""What a run takes for granted: its numbers about the world, each with its source, and how it differs from another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sim.runs import manifest
from sim.runs.results import Results
from sim.scenario.mixed import BESIDE, differences
from sim.scenario.override import KeyRefused, path_of
from sim.scenario.read import Files
from sim.scenario.sources import Sourced, numbers_of
from sim.scenario.tree import ListNode, MapNode, Node, ScalarNode, follow

CONFIDENCE = {
    "H": "company statement or filing", "M": "press, or a careful estimate", "L": "one weak source", "D": "derived",
    "A": "assumption", "": "not stated",
}  # fmt: skip
"""The letters that scenarios use (docs/scenario-reference.md)."""
NO_SOURCE = "names no source"
LONGEST = 400
"""Characters of a value that are shown of a change."""


@dataclass(frozen=True)
class Assumed:
    """Numbers of one block that share a source."""

    block: str
    numbers: str
    """`pue 1.18, power_price $90/MWh`."""
    count: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Part:
    """The assumptions of one key at the top of a scenario, as `regions`."""

    name: str
    rows: tuple[Assumed, ...]

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return sum(row.count for row in self.rows)


@dataclass(frozen=True)
class Changed:
    """A key in which a scenario differs from the first."""

    key: str
    first: str
    here: str
    source: str
    confidence: str


def tree_of(run: Results) -> MapNode:
    """The resolved scenario of a stored run."""
    if run.folder is None:
        raise ValueError(f"{run.name} is in memory only: a report is of stored runs")
    return Files.of(Path(run.folder) / manifest.SCENARIO).tree


def parts_of(tree: MapNode) -> list[Part]:
    """Every number about the world, put together by the block that names its source."""
    found = groupby(numbers_of(tree), key=lambda number: number.key.partition(".")[0].partition("[")[0])
    return [Part(name, tuple(_rows(list(numbers)))) for name, numbers in found]


def _rows(numbers: Sequence[Sourced]) -> Iterator[Assumed]:
    by_block: dict[tuple[str, str, str], list[Sourced]] = {}
    for number in numbers:
        by_block.setdefault((number.block, number.source, number.confidence), []).append(number)
    for (block, source, confidence), own in by_block.items():
        said = ", ".join(f"{number.key.removeprefix(block).lstrip('.')} {number.text}" for number in own)
        yield Assumed(block or own[0].key, said, len(own), source or NO_SOURCE, confidence)


def by_confidence(parts: Sequence[Part]) -> list[tuple[str, str, int]]:
    """Letter, meaning and count of numbers, the surest first; only those there are."""
    rows = [row for part in parts for row in part.rows]
    counts = {letter: sum(row.count for row in rows if row.confidence == letter) for letter in CONFIDENCE}
    return [(letter or "–", CONFIDENCE[letter], count) for letter, count in counts.items() if count]


def changes_of(first: MapNode, other: MapNode) -> list[Changed]:
    """Every key in which a scenario differs from the first, with both values and the source of its own."""
    return [_changed(first, other, key) for key in differences(first, other)]


def _changed(first: MapNode, other: MapNode, key: str) -> Changed:
    source, confidence = _said_of(other, key)
    return Changed(key, _value(first, key), _value(other, key), source, confidence)


def _said_of(tree: MapNode, key: str) -> tuple[str, str]:
    """Source and confidence of the nearest block at or around a key."""
    try:
        path = path_of(tree, key)
    except KeyRefused:
        return "", ""
    said = {"source": "", "confidence": ""}
    for length in range(len(path) + 1):
        node = follow(tree, path[:length]).node
        for word in said:
            value = node.get(word) if isinstance(node, MapNode) else None
            if isinstance(value, ScalarNode):
                said[word] = " ".join(value.text.split())
    return said["source"], said["confidence"]


def _value(tree: MapNode, key: str) -> str:
    try:
        text = _text(follow(tree, path_of(tree, key)).node)
    except KeyRefused:
        return "–"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(node: Node) -> str:
    """A value on one line, without what is said about it."""
    if isinstance(node, ScalarNode):
        return " ".join(node.text.split()) or "nothing"
    if isinstance(node, ListNode):
        return ", ".join(map(_text, node.items)) or "none"
    said = [(name, entry.value) for name, entry in node.entries.items() if name not in BESIDE]
    return "; ".join(f"{name}: {_text(value)}" for name, value in said)
