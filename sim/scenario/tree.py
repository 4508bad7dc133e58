"""What a scenario file says, as a tree in which every key and value knows its file, line and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sim.quantities.measured import FileInteger, FileNumber

Path: TypeAlias = tuple[str | int, ...]
"""Where in a tree: the keys of maps and the indexes in lists, from the root."""


@dataclass(frozen=True, eq=False)
class Source:
    """A text that gave values: a file, or an option of the command line."""

    name: str
    """The file as messages call it, or the option."""

    lines: tuple[str, ...]
    """Its lines, without their ends."""

    variant: str = ""
    """The variant of the file that gave the values; the file itself where there is none."""

    @property
    def level(self) -> tuple[str, str]:
        """Its place in the precedence, the same for all that is laid over a scenario at once."""
        return self.name, self.variant

    def line(self, number: int) -> str:
        """A line by its number from 1; nothing when there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


class Position(NamedTuple):
    """A place in a source: line and column count from 1, columns in characters."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class ScalarNode(NamedTuple):
    """A text, number, true, false or null."""

    value: str | int | float | bool | None
    text: str
    """As it was written, without quotes."""
    at: Position


class ListNode(NamedTuple):
    """A list of nodes."""

    items: "tuple[Node, ...]"
    at: Position


class Entry(NamedTuple):
    """A key of a map with its value."""

    key_at: Position
    value: "Node"


class MapNode(NamedTuple):
    """Keys, always text, with their values, in the order of the file."""

    entries: dict[str, Entry]
    at: Position

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None if it is not there."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def without(self, *keys: str) -> "MapNode":
        """The same map without some keys."""
        kept = {key: entry for key, entry in self.entries.items() if key not in keys}
        return MapNode(kept, self.at)

    def with_entry(self, key: str, entry: Entry) -> "MapNode":
        """The same map with one key set, in its old place or at the end."""
        return MapNode({**self.entries, key: entry}, self.at)


Node: TypeAlias = ScalarNode | ListNode | MapNode


def plain(node: Node) -> Any:
    """The tree as dicts, lists and scalars; its bare numbers are marked as written in a file."""
    if isinstance(node, MapNode):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if type(node.value) is int:
        return FileInteger(node.value)
    if type(node.value) is float:
        return FileNumber(node.value)
    return node.value


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, parents before children, in the order of the file."""
    yield path, node
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            yield from walk(entry.value, (*path, key))
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield from walk(item, (*path, index))


def placed(node: Node, place: Callable[[Position], Position]) -> Node:
    """The same node, with all that it holds, at other places, each from the one it has."""
    if isinstance(node, MapNode):
        entries = {key: Entry(place(key_at), placed(value, place)) for key, (key_at, value) in node.entries.items()}
        return MapNode(entries, place(node.at))
    if isinstance(node, ListNode):
        return ListNode(tuple(placed(item, place) for item in node.items), place(node.at))
    return node._replace(at=place(node.at))


class Found(NamedTuple):
    """How far a path leads into a tree."""

    path: Path
    """The steps that exist."""
    node: Node
    key_at: Position
    """Of the key that holds the node; of the node itself in a list and at the root."""


class Kind(str):
    """A step by which validation says of what kind a map is: no key of the map, be one written alike."""


def follow(root: Node, path: Path) -> Found:
    """The node that a path leads to, steps that do not exist in the tree being skipped.

    Such steps are names that validation puts into its paths (the kind of a distribution, say) and keys that
    are missing.
    """
    found = Found((), root, root.at)
    for step in path:
        node = found.node
        if isinstance(step, Kind):
            continue
        if isinstance(node, MapNode) and str(step) in node.entries:
            entry = node.entries[str(step)]
            found = Found((*found.path, str(step)), entry.value, entry.key_at)
        elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
            item = node.items[step]
            found = Found((*found.path, step), item, item.at)
    return found


def identity(node: Node) -> str | None:
    """The `id` of a map, as text, or None for whatever has none."""
    named = node.get("id") if isinstance(node, MapNode) else None
    return named.text if isinstance(named, ScalarNode) else None


def kind_of(node: Node) -> str:
    """What a node is, as messages name it."""
    match node:
        case MapNode():
            return "a map"
        case ListNode():
            return "a list"
        case ScalarNode(None):
            return "nothing"
        case ScalarNode(bool()):
            return node.text
        case ScalarNode(str()):
            return "a text"
    return "a number"
