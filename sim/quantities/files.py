"""Reading a file that may be anything: never more than its limit, never from a device, never waiting."""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim import BEGAN


class NotReadableError(ValueError):
    """A file is not read; the text says why."""


def bytes_of(path: Path, most: int) -> bytes:
    """All of a regular file of at most `most` bytes; NotReadableError for any other.

    A pipe would block and a device never end, so what it is is asked of the opened file, not of its name.
    """
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotReadableError("there is no such file") from error
    except (OSError, ValueError) as error:
        raise NotReadableError(_why(error)) from error
    try:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode):
            raise NotReadableError("there is no such file: it is a folder, a pipe or a device")
        if about.st_size > most:
            raise NotReadableError(f"the file is over {most:,} bytes")
        content = b"".join(_pieces(opened, most + 1)) if about.st_size else b""
    except OSError as error:
        raise NotReadableError(_why(error)) from error
    finally:
        os.close(opened)
    if len(content) > most:
        raise NotReadableError(f"the file is over {most:,} bytes")
    return content


def edited(paths: Iterable[Path]) -> bool:
    """Whether one of some sources was edited, put in the place of another or removed since this program began, so that
    it need not be what runs: by the time of its change, which nobody sets back.
    """
    now = time.time()
    try:
        return any(BEGAN < path.stat().st_ctime <= now for path in paths)
    except OSError:
        return True


def link_out_of(path: Path, folder: Path) -> bool:
    """Whether a file that is written to lie in a folder really lies elsewhere: a symbolic link leads there."""
    return not path.resolve().is_relative_to(folder.resolve())


def _pieces(opened: int, most: int) -> Iterator[bytes]:
    """What a file holds, up to so many bytes."""
    while most > 0 and (piece := os.read(opened, most)):
        yield piece
        most -= len(piece)


def _why(error: Exception) -> str:
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
