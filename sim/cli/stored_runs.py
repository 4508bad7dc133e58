"""The runs that a command is given: folders of stored ones, and scenario files, which are run now."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.cli.simulating import How, Stored
    from sim.cli.studies import Changes
    from sim.runs.results import Results


def stored_of(runs: "Sequence[Path]", changes: "Changes", how: "How") -> "list[Stored]":
    """Each run, in their order; what is laid over files (`changes`) does not change stored ones."""
    from sim.cli.simulating import Stored, run_studies
    from sim.cli.studies import read_studies

    stored = []
    for run in runs:
        if run.is_dir():
            stored.append(Stored(loaded(run), run))
        else:
            fresh, failed = run_studies(read_studies((run,), changes), how)
            if failed:
                raise click.ClickException(failed[0])
            stored += fresh
    return stored


def loaded(folder: Path) -> "Results":
    """The run stored in a folder; UsageError where none is whole."""
    from sim.runs.manifest import IncompleteError
    from sim.runs.results import Results

    try:
        return Results.load(folder)
    except IncompleteError as error:
        raise click.UsageError(f"{folder}: {error}") from error
