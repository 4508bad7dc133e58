"""A resolved scenario written back as plain YAML: one file that needs no other and loads to the same."""

import yaml

from sim.scenario.extends import SCHEMA
from sim.scenario.scalars import resolve
from sim.scenario.tree import ListNode, MapNode, Node, ScalarNode, walk

WIDTH = 2**20
"""Characters of a line before it is folded: never."""


class Known:
    """The events of each node of a tree: other trees that share most of its nodes are written sooner."""

    def __init__(self, tree: MapNode) -> None:
        self._of: dict[int, tuple[Node, list[yaml.Event]]] = {}
        for _, node in walk(tree):
            if not isinstance(node, ScalarNode):
                self._of[id(node)] = node, []
        for node, events in reversed(self._of.values()):  # what is within a node comes behind it
            _tell(node, self, events)

    def of(self, node: Node) -> list[yaml.Event]:
        """Those of a node, if it is one of the tree's; none else."""
        return self._of[id(node)][1] if id(node) in self._of else []


def resolved_yaml(tree: MapNode, known: Known | None = None) -> str:
    """The tree as YAML 1.2 text, headed by its schema; numbers stand as they were written."""
    body = tree.without("schema")
    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False)]
    _tell(body, known, events)
    events += yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()
    written: str = yaml.emit(events, Dumper=yaml.CSafeDumper, allow_unicode=True, width=WIDTH)
    return f"schema: {SCHEMA}\n" + (written if body.entries else "")


def _tell(node: Node, known: Known | None, told: list[yaml.Event]) -> None:
    """Put the events of a node behind those that are told."""
    if known is not None and (events := known.of(node)):
        told += events
    elif isinstance(node, MapNode):
        told.append(yaml.MappingStartEvent(None, None, True, flow_style=not node.entries))
        for key, entry in node.entries.items():
            told.append(_scalar(key, key in ("", "<<")))
            _tell(entry.value, known, told)
        told.append(yaml.MappingEndEvent())
    elif isinstance(node, ListNode):
        told.append(yaml.SequenceStartEvent(None, None, True, flow_style=not node.items))
        for item in node.items:
            _tell(item, known, told)
        told.append(yaml.SequenceEndEvent())
    elif isinstance(node.value, str):
        told.append(_scalar(node.value, _reads_otherwise(node.value)))
    else:
        told.append(_scalar(node.text if node.value is not None else "null", False))


def _scalar(text: str, in_quotes: bool) -> yaml.ScalarEvent:
    unprintable = not text.isprintable()
    return yaml.ScalarEvent(None, None, (True, True), text, style='"' if in_quotes or unprintable else None)


def _reads_otherwise(text: str) -> bool:
    """Whether a text would be something else, or refused, if it stood without quotes."""
    try:
        return not isinstance(resolve(text), str)
    except ValueError:
        return True
