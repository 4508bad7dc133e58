"""manifest.json: what a finished run's folder holds; it is written last, and without it there is no run."""

import json
import os
from pathlib import Path
from typing import Any

from sim.runs.info import RunInfo

SCHEMA = 3
FILE, SCENARIO = "manifest.json", "scenario.yaml"


class IncompleteError(Exception):
    """A folder that holds no finished run, or one of another schema."""


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run; IncompleteError where there is none or a file of it is not whole."""
    try:
        manifest: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IncompleteError(f"{folder} holds no finished run: it has no {FILE}") from None
    except (NotADirectoryError, ValueError) as error:
        raise IncompleteError(f"{folder} holds no finished run: {error}") from error
    if manifest.get("schema") != SCHEMA:
        found = manifest.get("schema")
        raise IncompleteError(f"{folder} has schema {found}, and this version reads schema {SCHEMA}")
    for name, size in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise IncompleteError(f"{path} is missing or not the {size} bytes that were written")
    return manifest


def info_of(manifest: dict[str, Any]) -> RunInfo:
    """What the run is about."""
    return RunInfo.from_json(manifest["run"])


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Ends a folder: names its files and their sizes, and states `facts` about what it is and its making."""
    (folder / FILE).unlink(missing_ok=True)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size
             for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip
    draft = folder / f".{FILE}.tmp"
    with draft.open("w", encoding="utf-8") as out:
        json.dump({"schema": SCHEMA, "files": sizes, **facts}, out, indent=1, ensure_ascii=False)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    draft.rename(folder / FILE)
