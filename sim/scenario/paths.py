"""Which files a scenario may name: those of the folder `scenarios` it lies in, or of its own, and no others."""

import os
from pathlib import Path

from pydantic_core import PydanticCustomError

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted, refusal
from sim.scenario.tree import Node, ScalarNode

ROOT_NAME = "scenarios"
"""The folder that nothing a scenario names may lie outside of."""

LONGEST_PATH = 200
"""Characters of a path in a file."""

ENDINGS = (".yaml", ".yml")
MOST_LISTED = 1_000
"""Files of a folder that are looked at for the one that was meant."""

_AHEAD = "the path of a file is needed here, relative to this one, with / between folders"


def root_of(path: Path) -> Path:
    """The folder a scenario file and all it names lie in: the nearest one named `scenarios`, or its own."""
    folders = Path(os.path.abspath(path)).parents  # noqa: PTH100, no link is followed
    return next((folder for folder in folders if folder.name == ROOT_NAME), folders[0])


def fault_of_file(path: Path, root: Path) -> PydanticCustomError | None:
    """Why a file may not be read, or None if it may: it is missing, or a link leads out of its folder."""
    try:
        resolved = path.resolve()
        if not resolved.is_relative_to(root.resolve()):
            return refusal(f"it leads out of the folder {root.name} by a link; name the file itself")
        if os.path.lexists(resolved):
            return None
    except (OSError, RuntimeError, ValueError):
        return refusal(f"{quoted(path.name)} is no path that can be followed")
    return refusal("there is no such file", meant=_meant(path))


def fault_of_named(beside: Path, named: Node, root: Path) -> PydanticCustomError | None:
    """Why the file that a file names, seen from that one, may not be read; None if it may."""
    text = text_of(named)
    if not text or "\\" in text or not text.isprintable() or len(text) > LONGEST_PATH:
        return refusal(_AHEAD, example="baseline.yaml")
    if text.rpartition("/")[2] in ("", ".", ".."):
        return refusal(f"{quoted(text)} names a folder, not a file", example="baseline.yaml")
    if Path(text).is_absolute():
        return refusal(f"{quoted(text)} is an absolute path; it has to be relative to this file")
    try:
        resolved = (beside.parent / text).resolve()
    except (OSError, RuntimeError, ValueError):
        return refusal(f"{quoted(text)} is no path that can be followed")
    if not resolved.is_relative_to(root.resolve()):
        return refusal(f"{quoted(text)} leads out of the folder {root.name}")
    return None if resolved.is_file() else refusal(f"there is no file {quoted(text)}", meant=_meant(resolved))


def text_of(node: Node) -> str:
    """The text of a scalar that is one, else nothing."""
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else ""


def _meant(path: Path) -> str | None:
    """The name in the same folder that a missing file's was most likely meant to be."""
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(MOST_LISTED), strict=False)
                     if entry.name.endswith(ENDINGS) and entry.is_file()]  # fmt: skip
    except OSError:
        return None
    stems = {Path(name).stem: name for name in sorted(names, reverse=True)}
    return stems.get(nearest(path.stem if path.suffix in ENDINGS else path.name, stems) or "")
