"""Two scenarios, and what lies between them: where they differ, and one that has some of the differences."""

from collections.abc import Callable
from typing import TypeAlias

from sim.scenario.merge import KIND_KEYS
from sim.scenario.tree import Entry, ListNode, MapNode, Node, ScalarNode, identity, plain

ABOUT = ("schema", "name", "title", "description", "replications")
"""Keys of a file that say nothing about the world."""
BESIDE = ("source", "confidence", "note")
"""Keys of any block that no number depends on."""
Take: TypeAlias = Callable[[str], bool]
"""Whether a difference, by its key, is taken over."""


def differences(one: MapNode, other: MapNode) -> list[str]:
    """The keys in which two resolved scenarios differ, as `--set` writes them: `timeline[left-2025]`, `review.cost`.

    Each is told as deep as both have maps, or lists whose items have an `id`; a list of others is one value.
    """
    found: list[str] = []

    def note(key: str) -> bool:
        found.append(key)
        return False

    mixed(one, other, note)
    return found


def mixed(one: MapNode, other: MapNode, take: Take) -> MapNode:
    """The first scenario with those differences of the other that are taken over; all else is as the first has it.

    Items and keys that only the other has stand behind.
    """
    return _maps(one, other, "", take, ABOUT)


def _maps(one: MapNode, other: MapNode, key: str, take: Take, aside: tuple[str, ...]) -> MapNode:
    entries = {}
    for name in [*one.entries, *(name for name in other.entries if name not in one.entries)]:
        mine, theirs = one.entries.get(name), other.entries.get(name)
        if name in aside:
            chosen = mine and mine.value
        else:
            chosen = _chosen(mine and mine.value, theirs and theirs.value, f"{key}.{name}" if key else name, take)
        if chosen is not None:
            entry = mine or theirs
            assert entry is not None
            entries[name] = Entry(entry.key_at, chosen)
    return MapNode(entries, one.at)


def _chosen(one: Node | None, other: Node | None, key: str, take: Take) -> Node | None:
    """What stands at a key; None for nothing."""
    if isinstance(one, MapNode) and isinstance(other, MapNode) and _kind(one) == _kind(other):
        return _maps(one, other, key, take, BESIDE)
    if (items := next((each for each in (one, other) if isinstance(each, ListNode) and each.items), None)) is not None:
        mine, theirs = (ListNode((), items.at) if each is None else each for each in (one, other))
        if isinstance(mine, ListNode) and isinstance(theirs, ListNode) and _by_id(mine) and _by_id(theirs):
            made = _lists(mine, theirs, key, take)
            return made if made.items or one is not None else None
    if one is not None and other is not None and plain(one) == plain(other):
        return one
    return other if take(key) else one


def _lists(one: ListNode, other: ListNode, key: str, take: Take) -> ListNode:
    mine, theirs = ({identity(item): item for item in each.items} for each in (one, other))
    names = [*mine, *(name for name in theirs if name not in mine)]
    chosen = (_chosen(mine.get(name), theirs.get(name), f"{key}[{name}]", take) for name in names)
    return ListNode(tuple(item for item in chosen if item is not None), one.at)


def _by_id(node: ListNode) -> bool:
    return all(identity(item) is not None for item in node.items)


def _kind(node: MapNode) -> tuple[str | None, ...]:
    """What says which other keys a map may have; with another kind it is another value."""
    said = (node.get(key) for key in KIND_KEYS)
    return tuple(found.text if isinstance(found, ScalarNode) else None for found in said)
