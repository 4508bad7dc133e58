"""Where a value of a scenario comes from: the place that gave it, and what it was laid over."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_type_hints

from pydantic import BaseModel

from sim.quantities.nearest import nearest
from sim.scenario.allowed import Allowed
from sim.scenario.field_types import written
from sim.scenario.override import KeyRefused, path_of
from sim.scenario.read import Loaded
from sim.scenario.tree import (
    ListNode,
    MapNode,
    Node,
    Path,
    Position,
    ScalarNode,
    follow,
    identity,
    kind_of,
    walk,
)

MOST_VALUES = 200
"""Values below a key that are explained."""


def explained(loaded: Loaded[Any], key: str) -> list[str]:
    """Lines that tell of each value at or below a key; KeyRefused where the scenario can have no such key."""
    try:
        path = path_of(loaded.tree, key)
    except KeyRefused as refused:
        return [_not_given(loaded, key, refused)]
    ends = [below for below, node in walk(follow(loaded.tree, path).node, path) if _is_end(node)]
    lines = [line for end in ends[:MOST_VALUES] for line in _of_value(loaded, end)]
    return [*lines, f"and {len(ends) - MOST_VALUES} more values"] if len(ends) > MOST_VALUES else lines


def key_of(tree: MapNode, path: Path) -> str:
    """A path as `--set` takes it: `sites[iowa-1].region`."""
    steps: list[str] = []
    for length, step in enumerate(path, start=1):
        name = identity(follow(tree, path[:length]).node) if isinstance(step, int) else None
        steps.append(f"[{name or step}]" if isinstance(step, int) else f".{step}")
    return "".join(steps).removeprefix(".")


def _of_value(loaded: Loaded[Any], path: Path) -> Iterator[str]:
    """The value that counts with its place, then each that it was laid over, the last first."""
    names = [identity(follow(loaded.tree, path[:length]).node) if isinstance(step, int) else None
             for length, step in enumerate(path, start=1)]  # fmt: skip
    seen: list[Position] = []
    for stage in reversed(loaded.stages):
        node = _in_stage(stage, path, names)
        if node is None or node.at in seen:
            continue
        if not seen:
            yield f"{key_of(loaded.tree, path)}: {shown(node)}"
        yield f"  {'over' if seen else 'from'} {node.at}" + (f": {shown(node)}" if seen else "")
        seen.append(node.at)


def _in_stage(stage: MapNode, path: Path, names: list[str | None]) -> Node | None:
    """What an earlier tree has at a path, items of lists by their ids; a single value where it had no parts."""
    node: Node = stage
    for step, name in zip(path, names, strict=True):
        below: Node | None = None
        if isinstance(node, MapNode) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, ListNode) and name is not None:
            below = next((item for item in node.items if identity(item) == name), None)
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        elif isinstance(node, ScalarNode):
            return node
        if below is None:
            return None
        node = below
    return node


def _not_given(loaded: Loaded[Any], key: str, refused: KeyRefused) -> str:
    """What counts where a key that may be given is not; KeyRefused, with all keys, where it may not be."""
    problem = replace(refused.problem, file="--explain")
    above, dot, name = key.rpartition(".")
    try:
        path = path_of(loaded.tree, above) if dot else ()
    except KeyRefused:
        raise KeyRefused(problem) from None
    allowed, record = Allowed(type(loaded.scenario)), loaded.scenario
    location: Path = ()
    for step in path:
        record = record[step] if isinstance(step, int) else getattr(record, step, None)
        location = (*location, step, *allowed.kind_of(record, (*location, step)))
    keys = allowed.keys(location)
    if name not in keys or not isinstance(record, BaseModel):
        raise KeyRefused(replace(problem, allowed=tuple(keys), nearest=nearest(name, keys)))
    field = type(record).model_fields[name]
    hint = get_type_hints(type(record), include_extras=True)[name]
    default = written(field.get_default(call_default_factory=True), hint) or "none"
    return f"{key}: not given; the default is {default}"


def _is_end(node: Node) -> bool:
    """A single value, or a list or map of nothing."""
    return not (node.entries if isinstance(node, MapNode) else isinstance(node, ListNode) and node.items)


def shown(node: Node) -> str:
    """A node on a line: its text, cut where it is long, or what it is."""
    text = (node.text or "nothing") if isinstance(node, ScalarNode) else kind_of(node)
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99] + "…"
