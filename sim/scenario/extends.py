"""A file with all it extends: `extends:` names the file it is laid over, inside the scenarios' own folder."""

import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic_core import PydanticCustomError

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted, refusal
from sim.scenario.compose import compose_file
from sim.scenario.merge import merge_maps
from sim.scenario.paths import fault_of_file, fault_of_named, text_of
from sim.scenario.problems import Problem, problem_at, problem_from
from sim.scenario.tree import Entry, MapNode, Node, Position, ScalarNode, Source
from sim.scenario.variants import VARIANTS

SCHEMA = 1
"""The version of the language this program reads."""

MOST_KEYS = 200
"""Of a file as a whole that are looked at for a misspelt one."""

MOST_FILES = 20
"""In one chain of `extends`."""


@dataclass
class Chain:
    """The files read for one scenario, from the file itself to the last it extends."""

    root: Path
    """The folder that none may lie outside of."""
    problems: list[Problem]
    read: list[Path] = field(default_factory=list)
    """Resolved, in the order of reading."""
    stages: list[MapNode] = field(default_factory=list)
    """The tree as each file leaves it, from the last that is extended to the file itself."""
    offered: list[Entry] = field(default_factory=list)
    """The variants of each file that has some, in the order of the stages."""
    bases: list[Position] = field(default_factory=list)
    """Where files name those they extend."""
    broken: bool = False
    """Whether a file that is extended gave no tree, so that keys are missing which may stand in it."""

    def tree(self, path: Path, name: str) -> MapNode | None:
        """The tree of a file laid over what it extends, without variants, or None when there is none to check.

        `name` is what messages call the file.
        """
        if fault := fault_of_file(path, self.root):
            self._refuse(Position(Source(name, ()), 0, 0), fault)
            return None
        self.read.append(path.resolve())
        own = compose_file(path, name, self.problems)
        if own is None or not self._has_schema(own):
            return None
        base = self._base(path, name, own)
        told = [] if self.broken else self.problems
        merged = merge_maps(base, own.without("extends", VARIANTS), told)
        self.stages.append(merged)
        if (offered := own.entries.get(VARIANTS)) is not None:
            self.offered.append(offered)
        return merged

    def _base(self, path: Path, name: str, own: MapNode) -> MapNode:
        """The tree that a file is laid over: nothing at all, where it extends none or one that can't be read."""
        named = own.get("extends")
        nothing = MapNode({}, own.at)
        if named is None:
            self.broken = self.broken or _misspelt(own, "extends") is not None
            return nothing
        self.bases.append(named.at)
        fault = fault_of_named(path, named, self.root) or self._fault_of_chain(path.parent / text_of(named))
        if fault:
            self._refuse(named.at, fault)
            self.broken = True
            return nothing
        base = self.tree(path.parent / text_of(named), os.path.normpath(Path(name).parent / text_of(named)))
        self.broken = self.broken or base is None
        return base or nothing

    def _fault_of_chain(self, path: Path) -> PydanticCustomError | None:
        """Why a file may not be extended after those read so far, or None if it may."""
        resolved = path.resolve()
        if resolved in self.read:
            circle = (*self.read[self.read.index(resolved) :], resolved)
            return refusal("files extend each other in a circle: " + " → ".join(item.name for item in circle))
        return refusal(f"over {MOST_FILES} files extend each other") if len(self.read) >= MOST_FILES else None

    def _refuse(self, at: Position, fault: PydanticCustomError) -> None:
        self.problems.append(problem_from(at, fault))

    def _has_schema(self, tree: MapNode) -> bool:
        """Whether the file is in the language this program reads."""
        schema = tree.get("schema")
        meant = _misspelt(tree, "schema")
        if schema is None and meant is not None:
            text, at = f"unknown key {quoted(meant)}, for schema: {SCHEMA}", tree.entries[meant].key_at
        elif schema is None:
            text, at = f"every file says the version of its language: schema: {SCHEMA}", tree.at
        elif not _is_this_schema(schema):
            text, at = (
                f"this version of the language is unknown: this program reads schema: {SCHEMA}",
                schema.at,
            )
        else:
            return True
        self.problems.append(problem_at(at, text, nearest="schema" if meant and schema is None else None))
        return False


def _misspelt(tree: MapNode, key: str) -> str | None:
    """The key of a file, among its first, that was meant to be another which it lacks."""
    return next((word for word in islice(tree.entries, MOST_KEYS) if nearest(word, [key])), None)


def _is_this_schema(node: Node) -> bool:
    return isinstance(node, ScalarNode) and type(node.value) is int and node.value == SCHEMA
