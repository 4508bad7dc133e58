"""`compare`: paired differences of runs, and where two logs first part."""

from pathlib import Path

import click

from sim.cli import options
from sim.cli.failing import PartlyFailed


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.changes
@options.engine
@options.jobs
@options.out
@click.option("--first-difference", is_flag=True, help="Show the first log row that differs, with both causes.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True,
              help="The replication whose logs are compared by --first-difference.")
def command(runs, variants, settings, seed, replications, engine, jobs, out, first_difference, replication) -> None:
    """Compare RUNS: scenario files, or folders of stored runs; the first is compared with."""
    from sim.cli.comparing import present
    from sim.cli.simulating import How, Stored, run_studies
    from sim.cli.studies import read_studies

    changes = options.changes_of(variants, settings, seed, replications)
    if first_difference:
        _first_difference(runs, changes, replication)
        return
    if len(runs) < 2 and not variants:
        raise click.UsageError("name at least two scenario files or run folders to compare")
    stored = []
    for run in runs:
        if run.is_dir():
            stored.append(Stored(_load(run), run))
        else:
            fresh, failed = run_studies(read_studies((run,), changes), How(Path(out), engine, jobs))
            if failed:
                raise click.ClickException(failed[0])
            stored += fresh
    present(stored, Path(out))


def _load(folder: Path):
    from sim.runs.manifest import IncompleteError
    from sim.runs.results import Results

    try:
        return Results.load(folder)
    except IncompleteError as error:
        raise click.UsageError(f"{folder}: {error}") from error


def _first_difference(runs: tuple[Path, ...], changes, replication: int) -> None:
    from sim.cli.studies import read_studies
    from sim.policy.python import PolicyFailedError
    from sim.runs.differences import first_difference
    from sim.world.model import build

    files = tuple(run / "scenario.yaml" if run.is_dir() else run for run in runs)
    studies = [study for file in files for study in read_studies((file,), changes)]
    if len(studies) != 2:
        raise click.UsageError(f"--first-difference compares two scenarios, not {len(studies)}")
    try:
        one, other = (build(study.loaded.scenario) for study in studies)
        found = first_difference(one, other, replication)
    except PolicyFailedError as error:
        raise PartlyFailed(str(error)) from error
    click.echo(found if found is not None else f"replication {replication}: the logs are equal to the bit")
