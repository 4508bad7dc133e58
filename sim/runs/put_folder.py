"""A folder that was made beside its place, moved there when all of it is on disk."""

import os
import shutil
from pathlib import Path

from sim.runs.whole import draft_of


def put_folder(work: Path, place: Path) -> None:
    """Makes sure that all is on disk, then puts the folder in its place, instead of any that is there."""
    for path in (*work.rglob("*"), work):
        _sync(path)
    old = draft_of(place.with_name(f"{place.name}-old"))
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    work.rename(place)
    _sync(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
