"""What a results folder holds: runs, their chunks, and what nothing needs any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from sim.runs import claims, manifest, points_file, run_sums
from sim.runs.chunks import Cache
from sim.runs.folders import APART, BRIDGES, CACHE, COMPARISONS, POINTS, RUNS, SELECTIONS, SWEEPS
from sim.runs.identity import sources_hash
from sim.runs.whole import MARK, is_forgotten, is_left_behind


@dataclass(frozen=True)
class Kept:
    """The folder of a run, a sweep or a comparison, and its manifest where it is whole."""

    folder: Path
    made: dict[str, Any] | None
    why: str = ""
    """What keeps it from being whole."""

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    @property
    def state(self) -> str:
        """Whether it is whole, and made by the program as it is."""
        if self.made is None:
            return "not finished"
        return "current" if self.made["sources"] == sources_hash() else "of another version"


def runs_in(root: Path) -> list[Kept]:
    """The runs of a results folder, by name."""
    return _kept_in(root / RUNS, "run")


def sweeps_in(root: Path) -> list[Kept]:
    """The sweeps of a results folder, by name."""
    return [each for each in _kept_in(root / SWEEPS, "sweep") if each.folder.name != POINTS]


def comparisons_in(root: Path) -> list[Kept]:
    """The comparisons of a results folder, by name."""
    return _kept_in(root / COMPARISONS, "compared")


def bridges_in(root: Path) -> list[Kept]:
    """The bridges of a results folder, by name."""
    return _kept_in(root / BRIDGES, "bridge")


def all_in(root: Path) -> list[Kept]:
    """Everything that a results folder holds: runs, sweeps, comparisons, bridges, selections, what was told apart."""
    others = (*_kept_in(root / SELECTIONS, "selection"), *_kept_in(root / APART, "apart"))
    return [*runs_in(root), *sweeps_in(root), *comparisons_in(root), *bridges_in(root), *others]


def _kept_in(place: Path, about: str) -> list[Kept]:
    """The folders at a place; whole are those whose manifest has a key that tells what they are about."""
    return [_kept(folder, about) for folder in sorted(place.glob("[!.]*")) if folder.is_dir()]


def _kept(folder: Path, about: str) -> Kept:
    try:
        made = manifest.read(folder)
    except manifest.IncompleteError as error:
        return Kept(folder, None, str(error))
    if about not in made:
        return Kept(folder, None, f"its {manifest.FILE} is of something else")
    return Kept(folder, made)


def unneeded(root: Path) -> Iterator[Path]:
    """Chunks and sums of no finished run or comparison, design points of no finished sweep, and what processes that are
    gone left behind.

    Among them are those of what was interrupted, which it would go on from.
    """
    cache = Cache(root / CACHE)
    named = {key for run in runs_in(root) if run.made is not None for key in run.made["chunks"]}
    for path in cache.chunks():
        if path.stem not in named:
            yield path
            if (tranches := cache.tranches_of(path)).exists():
                yield tranches
    sums = {run.made["sums"]["key"] for run in runs_in(root) if run.made is not None and "sums" in run.made}
    sums |= {key for each in comparisons_in(root) if each.made is not None for key in each.made.get("pair_sums", ())}
    yield from (path for path in cache.folder.glob(f"*/*{run_sums.SUFFIX}") if path.stem.partition("-")[0] not in sums)
    points = root / SWEEPS / POINTS
    whole = [each.made for each in (*sweeps_in(root), *bridges_in(root)) if each.made is not None]
    needed = {name for made in whole for name in (made.get("sweep") or made["bridge"])["kept"]}
    for path in points.glob("[!.]*.parquet"):
        if path.name not in needed:
            yield path
            if (took := points_file.took_of(path)).exists():
                yield took
    drafts = [path for path in root.rglob(f".*{MARK}*") if MARK not in path.parent.as_posix()]
    yield from (draft for draft in drafts if is_left_behind(draft) or is_forgotten(draft))
    left = chain(points.glob(f"*{claims.SUFFIX}"), cache.folder.glob(f"*{claims.SUFFIX}"))
    yield from (path for path in left if not claims.is_held(path))
