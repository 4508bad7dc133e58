"""Whether what is stored is what was written: every byte of what is sealed, and every value of a run's chunks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.runs import checked_file, chunks, digests, manifest, run_sums, series_file, signed_page, tranches_file
from sim.runs.checked_file import DamagedError
from sim.runs.folders import FIGURES, REPORT


def faults_of_folder(folder: Path) -> Iterator[str]:
    """What is wrong with the folder of a run, a sweep or a comparison, each with the file that has it; nothing where
    all is as it was written.
    """
    try:
        made = manifest.read(folder)
    except manifest.IncompleteError as error:
        yield str(error)
        return
    damaged = [*manifest.damaged_in(folder, made)]
    yield from (f"{path} is not what was written" for path in damaged)
    of_chunks = (folder / series_file.SERIES, folder / tranches_file.FOLDER)
    if "chunks" in made and not any(path.parent in of_chunks for path in damaged):
        yield from _faults_of_chunks(folder, made)
    yield from _faults_of_figures(folder / FIGURES)
    report = folder / REPORT
    if report.is_file() and not signed_page.is_intact(report):
        yield f"{report} is not what was written; `report` writes it anew"


def _faults_of_figures(folder: Path) -> Iterator[str]:
    """Figures that are not as they were drawn; the command that drew them draws such ones anew."""
    if not any(folder.glob("[!.]*")):
        return
    there = {path for path in folder.glob("[!.]*") if path.name != manifest.FILE}
    try:
        made = manifest.read(folder)
    except manifest.IncompleteError as error:
        yield f"{error}; the same command draws its figures anew"
        return
    wrong = there - {folder / name for name in made["files"]} | {*manifest.damaged_in(folder, made)}
    yield from (f"{path} is not what was drawn" for path in sorted(wrong))


def _faults_of_chunks(folder: Path, made: dict[str, Any]) -> Iterator[str]:
    """What whole files cannot show: a chunk of another run or of another version of the program, or one too many."""
    hashes: list[str] = []
    parts = sorted((folder / series_file.SERIES).glob("*.parquet"))
    if len(parts) != len(made["chunks"]):
        yield f"{folder / series_file.SERIES} has {len(parts)} files, and the run {len(made['chunks'])} chunks"
        return
    for path, key in zip(parts, made["chunks"], strict=True):
        try:
            chunk, told = chunks.read(path, folder / tranches_file.FOLDER / path.name)
        except DamagedError as error:
            yield str(error)
            return
        if told[chunks.SOURCES] != made["sources"]:
            yield (f"{path} was made by version {told[chunks.SOURCES][:10]} of the program, "
                   f"the run by {made['sources'][:10]}")
        elif told[chunks.KEY] != key:
            yield f"{path} is chunk {told[chunks.KEY][:10]} of another run, in place of {key[:10]}"
        hashes += chunk.digests
    if "sums" in made:
        hashes.append(made["sums"]["digest"])
    if digests.of_all(hashes) != made["digest"]:
        yield f"{folder}: the values have the digest {digests.of_all(hashes)[:10]}, not {made['digest'][:10]}"


def faults_of_cache(cache: chunks.Cache) -> Iterator[str]:
    """What is wrong with the chunks that are kept."""
    for path in cache.chunks():
        try:
            _, told = chunks.read(path, cache.tranches_of(path))
        except DamagedError as error:
            yield str(error)
            continue
        if told[chunks.KEY] != path.stem:
            yield f"{path} is chunk {told[chunks.KEY][:10]}, and not the one of its name"
    for path in sorted(cache.folder.glob(f"*/*{run_sums.SUFFIX}")):
        yield from _faults_of(path)


def faults_of_points(folder: Path) -> Iterator[str]:
    """What is wrong with the design points that are kept."""
    for path in sorted(folder.glob("*.parquet")):
        yield from _faults_of(path)


def _faults_of(path: Path) -> Iterator[str]:
    try:
        checked_file.read(path)
    except DamagedError as error:
        yield str(error)
