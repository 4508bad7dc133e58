"""manifest.json: what a finished folder holds; it is written last, and without it there is no run, sweep or comparison.

Figures, which are drawn later and at any time, have one of their own; a report knows its own bytes.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.runs.folders import FIGURES, REPORT
from sim.runs.info import RunInfo
from sim.runs.whole import put_whole

SCHEMA = 4
FILE, SCENARIO = "manifest.json", "scenario.yaml"
OWN = ("schema", "files", "hashes", "seal")
"""Keys that are made when a folder is sealed."""
MOST_REMEMBERED = 4_096
"""Files whose hashes are remembered while a command runs."""


class IncompleteError(Exception):
    """A folder that holds no finished run, or one of another schema."""


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run; IncompleteError where there is none or a file of it is not whole."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
        manifest: Any = json.loads(text)
    except FileNotFoundError:
        raise IncompleteError(f"{folder} holds no finished run: it has no {FILE}") from None
    except (NotADirectoryError, IsADirectoryError, ValueError) as error:
        raise IncompleteError(f"{folder} holds no finished run: {FILE} cannot be read: {error}") from error
    found = manifest.get("schema") if isinstance(manifest, dict) else None
    if found != SCHEMA:
        raise IncompleteError(f"{folder / FILE} has schema {found}, and this version reads schema {SCHEMA}")
    if manifest.get("seal") != seal_of(manifest) or text != _text_of(manifest):
        raise IncompleteError(f"{folder / FILE} is not what was written")
    for name, size in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise IncompleteError(f"{path} is missing or not the {size} bytes that were written")
    return manifest


def checked(folder: Path) -> dict[str, Any]:
    """The same, where every byte of its files is as it was written."""
    made = read(folder)
    if damaged := next(damaged_in(folder, made), None):
        raise IncompleteError(f"{damaged} is not what was written: `results verify` says all that is wrong")
    return made


def damaged_in(folder: Path, made: dict[str, Any]) -> Iterator[Path]:
    """The files that have other bytes than were written."""
    for name, written in made["hashes"].items():
        path = folder / name
        told = path.stat()
        if _hash_of(path, told.st_ino, told.st_size, told.st_mtime_ns) != written:
            yield path


@lru_cache(maxsize=MOST_REMEMBERED)
def _hash_of(path: Path, *_: int) -> str:
    """Hash of a file, read once as long as it is the same one."""
    return _hash(path)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def info_of(manifest: dict[str, Any]) -> RunInfo:
    """What the run is about."""
    if "run" not in manifest:
        raise IncompleteError(f"this is a {'sweep' if 'sweep' in manifest else 'folder'} and no run")
    return RunInfo.from_json(manifest["run"])


def seal_of(manifest: dict[str, Any]) -> str:
    """Hash of all that a manifest says, but for this hash itself."""
    told = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def seal(folder: Path, facts: dict[str, Any], only: Collection[str] | None = None) -> None:
    """Ends a folder: names its files, their sizes and hashes, and states `facts` about what it is and its making.

    The files are those of `only`, else all but figures and a report. Hidden ones are drafts of another process, which
    may be gone by the time they are read.
    """
    names = _names_in(folder) if only is None else sorted(only)
    sizes = {name: (folder / name).stat().st_size for name in names}
    hashes = {name: _hash(folder / name) for name in names}
    told = {"schema": SCHEMA, "files": sizes, "hashes": hashes, **facts}
    text = _text_of(told | {"seal": seal_of(told)})
    put_whole(folder / FILE, lambda draft: draft.write_text(text, encoding="utf-8"))


def add(folder: Path, made: dict[str, Any], names: Collection[str]) -> None:
    """Names some files more, written since, in a folder whose manifest was `made` when every byte was checked."""
    facts = {key: value for key, value in made.items() if key not in OWN}
    seal(folder, facts, only={*made["files"], *names})


def _text_of(manifest: dict[str, Any]) -> str:
    """A manifest as it is written, to the letter."""
    return json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"


def _names_in(folder: Path) -> list[str]:
    within = [path.relative_to(folder) for path in sorted(folder.rglob("[!.]*")) if path.is_file()]
    return [path.as_posix() for path in within if path.parts[0] not in (FIGURES, REPORT, FILE)]
