"""One tree laid over another: what a file, a variant or a sweep says over what it starts from.

Maps are merged key by key. A list whose items all have an `id` is merged by id: the same id merges, a new one
is appended, `remove: true` drops. Any other list, and any text or number, is replaced whole; so is a map
without an id that changes its `distribution` or `kind`, since the parameters of one kind mean nothing to
another. Every node keeps the position where it was written.
"""

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Entry, ListNode, MapNode, Node, ScalarNode, identity

REMOVE = "remove"
"""The key that drops an item of a list by its id."""

KIND_KEYS = ("distribution", "kind")
"""Keys that say which other keys a map may have."""


def merge_maps(base: MapNode, over: MapNode, problems: list[Problem]) -> MapNode:
    """`over` laid over `base`; keys of the base come first. What is wrong is added to `problems`."""
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        below = entries.get(key)
        value = _merge(below.value, entry.value, problems) if below else _settle(entry.value, problems)
        entries[key] = Entry(entry.key_at, value)
    return MapNode(entries, over.at)


def _settle(node: Node, problems: list[Problem]) -> Node:
    """A node that is laid over nothing; a removal in it has no target and is a problem."""
    if isinstance(node, MapNode):
        entries = {
            key: Entry(entry.key_at, _settle(entry.value, problems)) for key, entry in node.entries.items()
        }
        return MapNode(entries, node.at)
    if not isinstance(node, ListNode):
        return node
    if _is_keyed(node):
        return _merge_by_id(ListNode((), node.at), node, problems)
    return ListNode(tuple(_settle(item, problems) for item in node.items), node.at)


def _merge(base: Node, over: Node, problems: list[Problem]) -> Node:
    if isinstance(base, MapNode) and isinstance(over, MapNode) and not _changes_kind(base, over):
        return merge_maps(base, over, problems)
    if isinstance(base, ListNode) and isinstance(over, ListNode) and _is_keyed(base):
        if _is_keyed(over):
            return _merge_by_id(base, over, problems)
        if any(map(_is_meant_keyed, over.items)):
            return _merge_some(base, over, problems)
    return _settle(over, problems)


def _merge_some(base: ListNode, over: ListNode, problems: list[Problem]) -> ListNode:
    """Items with and without an id in one list, over one that has them: those without are told, and stand behind."""
    lacking = [item for item in over.items if identity(item) is None]
    text = "this item has no id, but others of its list have one"
    problems += [problem_at(item.at, text) for item in lacking if not _misspells_id(item)]
    keyed = ListNode(tuple(item for item in over.items if identity(item) is not None), over.at)
    return ListNode((*_merge_by_id(base, keyed, problems).items, *lacking), over.at)


def _merge_by_id(base: ListNode, over: ListNode, problems: list[Problem]) -> ListNode:
    items = {identity(item) or "": item for item in base.items}
    named: dict[str, Node] = {}
    for item in over.items:
        name = identity(item) or ""
        assert isinstance(item, MapNode)
        if name in named:
            first = named[name].at
            problems.append(
                problem_at(item.at, f"the id {quoted(name)} stands twice, first in line {first.line}")
            )
            continue
        named[name] = item
        if _is_removal(item):
            _check_removal(item, name, items, problems)
            items.pop(name, None)
        elif name in items:
            items[name] = _merge(items[name], item, problems)
        else:
            items[name] = _settle(item, problems)
    return ListNode(tuple(items.values()), over.at)


def _check_removal(item: MapNode, name: str, items: dict[str, Node], problems: list[Problem]) -> None:
    if name not in items:
        text = f"nothing to remove: what this is laid over has no {quoted(name)}"
        problems.append(problem_at(item.at, text, allowed=items, nearest=nearest(name, items)))
    problems += [
        problem_at(entry.key_at, f"{quoted(name)} is removed, so {key} says nothing")
        for key, entry in item.without("id", REMOVE, "note", "source").entries.items()
    ]


def _is_meant_keyed(item: Node) -> bool:
    return identity(item) is not None or _misspells_id(item)


def _misspells_id(item: Node) -> bool:
    """Whether a map without an id has a key that was meant to be one; validation tells of it."""
    return isinstance(item, MapNode) and any(nearest(key, ["id"]) for key in item.entries)


def _is_removal(item: MapNode) -> bool:
    removal = item.get(REMOVE)
    return isinstance(removal, ScalarNode) and removal.value is True


def _is_keyed(node: ListNode) -> bool:
    """Whether all items have an id; an empty list has none."""
    return bool(node.items) and all(identity(item) is not None for item in node.items)


def _changes_kind(base: MapNode, over: MapNode) -> bool:
    if identity(over) is not None:
        return False
    for key in KIND_KEYS:
        before, after = base.get(key), over.get(key)
        if isinstance(before, ScalarNode) and isinstance(after, ScalarNode) and before.value != after.value:
            return True
    return False
