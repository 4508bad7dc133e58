"""Files that are there as a whole, on disk, or not at all."""

import os
from collections.abc import Callable
from pathlib import Path


def put_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Has a draft written beside its place, and once it is on disk moves it there, over any that there is."""
    draft = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        write(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
