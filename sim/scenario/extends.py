"""A file with all it extends: `extends:` names the file it is laid over, inside the scenarios' own folder."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from sim.quantities.refusal import quoted
from sim.scenario.compose import compose_file
from sim.scenario.merge import merge_maps
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import MapNode, Node, ScalarNode
from sim.scenario.variants import VARIANTS, with_variants_of

ROOT_NAME = "scenarios"
"""The folder that nothing a scenario names may lie outside of."""

SCHEMA = 1
"""The version of the language this program reads."""

MOST_FILES = 20
"""In one chain of `extends`."""


LONGEST_PATH = 200
"""Characters of a path in `extends`."""


@dataclass
class Chain:
    """The files read for one scenario, from the file itself to the last it extends."""

    root: Path
    """The folder that none may lie outside of, resolved."""
    problems: list[Problem]
    read: list[Path] = field(default_factory=list)
    """Resolved, in the order of reading."""

    def tree(self, path: Path, name: str) -> MapNode | None:
        """The tree of a file laid over what it extends, or None when there is none to check.

        `name` is what messages call the file.
        """
        self.read.append(path.resolve())
        own = compose_file(path, name, self.problems)
        if own is None or not self._has_schema(own):
            return None
        named = own.get("extends")
        said = own.without("extends", VARIANTS)
        if named is None:
            empty = MapNode({}, own.at)
            return with_variants_of(merge_maps(empty, said, self.problems), empty, own)
        if fault := self._fault_of(path, named):
            self.problems.append(problem_at(named.at, fault))
            return None
        text = _text_of(named)
        base = self.tree(path.parent / text, os.path.normpath(Path(name).parent / text))
        if base is None:
            return None
        return with_variants_of(merge_maps(base.without(VARIANTS), said, self.problems), base, own)

    def _fault_of(self, path: Path, named: Node) -> str | None:
        """Why the file that `extends` names may not be read, or None if it may."""
        text = _text_of(named)
        if not text or "\\" in text or not text.isprintable() or len(text) > LONGEST_PATH:
            return "extends takes the path of a file, relative to this one, with / between folders"
        if Path(text).is_absolute():
            return f"{quoted(text)} is an absolute path; it has to be relative to this file"
        try:
            resolved = (path.parent / text).resolve()
        except (OSError, RuntimeError, ValueError):
            return f"{quoted(text)} is no path that can be followed"
        if not resolved.is_relative_to(self.root):
            return f"{quoted(text)} leads out of the folder {self.root.name}"
        if resolved in self.read:
            circle = (*self.read[self.read.index(resolved) :], resolved)
            return "files extend each other in a circle: " + " → ".join(item.name for item in circle)
        if len(self.read) >= MOST_FILES:
            return f"over {MOST_FILES} files extend each other"
        return None if resolved.is_file() else f"there is no file {quoted(text)}"

    def _has_schema(self, tree: MapNode) -> bool:
        """Whether the file is in the language this program reads."""
        schema = tree.get("schema")
        if schema is None:
            text, at = f"every file says the version of its language: schema: {SCHEMA}", tree.at
        elif not isinstance(schema, ScalarNode) or type(schema.value) is not int or schema.value != SCHEMA:
            text, at = (
                f"this version of the language is unknown: this program reads schema: {SCHEMA}",
                schema.at,
            )
        else:
            return True
        self.problems.append(problem_at(at, text))
        return False


def root_of(path: Path) -> Path:
    """The folder a scenario file and all it extends lie in: the nearest one named `scenarios`, or its own."""
    folders = path.resolve().parents
    return next((folder for folder in folders if folder.name == ROOT_NAME), folders[0])


def _text_of(node: Node) -> str:
    """The text of a scalar that is one, else nothing."""
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else ""
