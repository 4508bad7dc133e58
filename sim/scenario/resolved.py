"""A resolved scenario written back as plain YAML: one file that needs no other and loads to the same."""

from collections.abc import Iterator

import yaml

from sim.scenario.extends import SCHEMA
from sim.scenario.scalars import resolve
from sim.scenario.tree import ListNode, MapNode, Node

WIDTH = 2**20
"""Characters of a line before it is folded: never."""


def resolved_yaml(tree: MapNode) -> str:
    """The tree as YAML 1.2 text, headed by its schema; numbers stand as they were written."""
    body = tree.without("schema")
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(body),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    written: str = yaml.emit(events, Dumper=yaml.CSafeDumper, allow_unicode=True, width=WIDTH)
    return f"schema: {SCHEMA}\n" + (written if body.entries else "")


def _events(node: Node) -> Iterator[yaml.Event]:
    if isinstance(node, MapNode):
        yield yaml.MappingStartEvent(None, None, True, flow_style=not node.entries)
        for key, entry in node.entries.items():
            yield _scalar(key, key in ("", "<<"))
            yield from _events(entry.value)
        yield yaml.MappingEndEvent()
    elif isinstance(node, ListNode):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=not node.items)
        for item in node.items:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(node.value, str):
        yield _scalar(node.value, _reads_otherwise(node.value))
    else:
        yield _scalar(node.text if node.value is not None else "null", False)


def _scalar(text: str, in_quotes: bool) -> yaml.ScalarEvent:
    unprintable = not text.isprintable()
    return yaml.ScalarEvent(None, None, (True, True), text, style='"' if in_quotes or unprintable else None)


def _reads_otherwise(text: str) -> bool:
    """Whether a text would be something else, or refused, if it stood without quotes."""
    try:
        return not isinstance(resolve(text), str)
    except ValueError:
        return True
