"""Where a key of a scenario is written, as far as it is: a file's line, and the value that stands there."""

from typing import Any, NamedTuple

from sim.scenario.explain import shown
from sim.scenario.override import KeyRefused, path_of
from sim.scenario.read import Loaded
from sim.scenario.tree import Position, ScalarNode, follow


class Written(NamedTuple):
    """A key that a scenario has, where it is written, and its value if that is a single one."""

    key: str
    at: Position
    text: str

    def __str__(self) -> str:
        value = f": {self.text}" if self.text else ""
        return f"{self.key}{value} ({self.at.source.name}:{self.at.line})"


def written(loaded: Loaded[Any], key: str) -> Written | None:
    """Where a key is written; of one that is not given, what it lies in; None where that is not given either."""
    found = _found(loaded, key)
    above = key.rpartition(".")[0]
    return found if found is not None or not above else _found(loaded, above)


def _found(loaded: Loaded[Any], key: str) -> Written | None:
    try:
        path = path_of(loaded.tree, key)
    except KeyRefused:
        return None
    found = follow(loaded.tree, path)
    single = isinstance(found.node, ScalarNode)
    return Written(key, found.node.at if single else found.key_at, shown(found.node) if single else "")
