"""The runs that a command is given: folders of stored ones, and scenario files, which are run now."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from sim.cli.simulating import How, Stored, run_studies
from sim.cli.studies import Changes, Study, read_studies

if TYPE_CHECKING:
    from sim.runs.results import Results

Given: TypeAlias = Stored | list[Study]
"""A stored run, or the studies of a file."""


def runs_of(given: Path) -> list[Path]:
    """The folders of the runs that a comparison's folder is of; any other path is a run by itself."""
    from sim.runs import manifest
    from sim.runs.folders import RUNS, named

    out = results_of(given)
    if out is None:
        return [given]
    try:
        made = manifest.read(given)
    except manifest.IncompleteError as error:
        raise click.UsageError(f"{given} holds no finished comparison: {error}") from error
    folders = [out / RUNS / named(run["name"], run["run"]) for run in made["compared"]]
    if gone := [folder.name for folder in folders if not folder.is_dir()]:
        raise click.UsageError(f"{given} compares {', '.join(gone)}, which {out / RUNS} no longer holds: run it again")
    return folders


def results_of(given: Path) -> Path | None:
    """The folder of results that a comparison's folder lies in; None for any other path."""
    from sim.runs.folders import COMPARISONS

    place = given.absolute()
    return place.parents[1] if place.is_dir() and place.parent.name == COMPARISONS else None


def read_all(runs: Sequence[Path], changes: Changes) -> list[Given]:
    """Each run in their order, all of them read before any is run; `changes` are laid over files alone."""
    return [Stored(loaded(run), run) if run.is_dir() else read_studies((run,), changes) for run in runs]


def stored_of(given: Sequence[Given], how: How) -> list[Stored]:
    """All of them as stored runs; UsageError where one is given twice."""
    stored = []
    for one in given:
        if isinstance(one, Stored):
            stored.append(one)
            continue
        fresh, failed = run_studies(one, how)
        if failed:
            raise click.ClickException(failed[0])
        stored += fresh
    hashes = [one.results.hash for one in stored]
    for place, one in enumerate(stored):
        if one.results.hash in hashes[:place]:
            raise click.UsageError(f"{one.results.folder_name} is given twice: it differs from itself in nothing")
    return stored


def loaded(folder: Path) -> "Results":
    """The run stored in a folder; UsageError where none is whole."""
    from sim.cli.without_pandas import use_arrow_without_pandas
    from sim.runs.manifest import IncompleteError
    from sim.runs.results import Results

    use_arrow_without_pandas()
    try:
        return Results.load(folder)
    except IncompleteError as error:
        raise click.UsageError(f"{folder}: {error}") from error
