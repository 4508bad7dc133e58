"""Files that are there as a whole, on disk, or not at all; and what is being written, beside its place."""

import hashlib
import os
import platform
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

MARK = ".tmp-"
"""In the names of drafts, before the machine and the process that write them."""

LONG_SECONDS = 7 * 86_400
"""A draft that is not forgotten changes within it."""


def put_whole(path: Path, write: Callable[[Path], object], on_disk: bool = True) -> None:
    """Has a draft written beside its place, and once it is on disk moves it there, over any that there is.

    Not to wait for the disk is for what is looked at before it is used: after a power failure it may be empty.
    """
    draft = draft_of(path)
    try:
        write(draft)
        if on_disk:
            with draft.open("rb") as written:
                os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def put_bytes(path: Path, content: bytes) -> None:
    """Puts some content there, as a whole."""
    put_whole(path, lambda draft: draft.write_bytes(content))


def draft_name(name: str) -> str:
    """The name of what this process writes, until it is whole; no other process, on any machine, has the same."""
    return f".{name}{MARK}{_here()}-{os.getpid()}"


def draft_of(path: Path) -> Path:
    """A draft beside its place."""
    return path.with_name(draft_name(path.name))


def is_left_behind(draft: Path) -> bool:
    """Whether the process that a draft names is gone; of another machine's nobody here knows."""
    machine, _, process = draft.name.rpartition(MARK)[2].partition("-")
    return machine == _here() and process.isdecimal() and not _runs(int(process))


def is_forgotten(draft: Path) -> bool:
    """Whether a draft is another machine's, which is taken to be gone: nothing of it has changed for a week."""
    if draft.name.rpartition(MARK)[2].partition("-")[0] == _here():
        return False
    try:
        newest = max(path.stat().st_mtime for path in (draft, *draft.rglob("*")))
    except FileNotFoundError:  # it is being moved, or ended
        return False
    return time.time() - newest > LONG_SECONDS


@cache
def _here() -> str:
    """Where numbers of processes mean the same: this machine, or the container of it."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.sha256(f"{platform.node()}\0{space}".encode()).hexdigest()[:8]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
