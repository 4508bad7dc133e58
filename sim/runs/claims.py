"""Who is at work on a file that several processes may make: one at a time, and none longer than it lives.

The claim is the kernel's, on a file beside it: nobody waits for one, and it ends with its process, however that ends.
"""

import fcntl
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".claim"
PAUSE = 0.2
"""Seconds until it is looked again whether another process is done."""


@contextmanager
def claimed(path: Path) -> Generator[bool]:
    """Whether this process is the one to make a file; until the block ends no other one is told so."""
    claim = path.with_name(f"{path.name}{SUFFIX}")
    held = _held(claim)
    try:
        yield held is not None
    finally:
        if held is not None:
            claim.unlink(missing_ok=True)
            os.close(held)


@contextmanager
def alone(path: Path, tell: Callable[[str], None] | None = None) -> Generator[None]:
    """The same for what no two processes can share: this one waits until it is the one, and is told if it has to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with claimed(path) as mine:
            if mine:
                yield
                return
        if tell is not None:
            tell("another process is at the same replications: this one waits, and takes what that one makes")
            tell = None
        time.sleep(PAUSE)


def is_held(claim: Path) -> bool:
    """Whether a process that lives holds a claim."""
    try:
        handle = os.open(claim, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _held(claim: Path) -> int | None:
    """The open file by which a claim is held, or None where another holds it."""
    while True:
        handle = os.open(claim, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(claim, handle):
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # who held it has removed the file since it was opened: there may be another


def _is_at(claim: Path, handle: int) -> bool:
    try:
        return os.path.samestat(claim.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
