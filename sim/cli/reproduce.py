"""`reproduce`: simulate a stored run again, and say whether every value is the same."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import Refused

if TYPE_CHECKING:
    from sim.runs.results import Results

TOLD = 3
"""Replications that are named where they differ."""


@click.command("reproduce")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True, file_okay=False))
@options.engine
@options.jobs
def command(runs: tuple[Path, ...], engine: str, jobs: int | None) -> None:
    """Simulate stored RUNS (folders) again from their own scenario.yaml, and compare the hashes of all values.

    Exit code 5 where a replication differs. Nothing stored is used but the scenario, and nothing is changed.
    """
    from sim.cli.compare import _load
    from sim.runs.verify import faults_of_run

    differ = False
    for folder in runs:
        results = _load(folder)
        if faults := list(faults_of_run(folder)):
            click.echo("\n".join(faults))
            differ = True
            continue
        wrong = _differing(folder, results, engine, jobs)
        differ = differ or bool(wrong)
        if wrong:
            named = ", ".join(map(str, wrong[:TOLD])) + (", …" if len(wrong) > TOLD else "")
            click.echo(f"{folder}: {len(wrong):,} of {results.n:,} replications differ: {named}{_by_another(folder)}")
        else:
            click.echo(f"{folder}: {results.n:,} replications, every value the same{_by_another(folder)}")
    if differ:
        click.get_current_context().exit(5)


def _differing(folder: Path, results: "Results", engine: str, jobs: int | None) -> list[int]:
    """Replications whose values are not those that are stored."""
    from contextlib import closing

    from sim.cli.progress import Progress
    from sim.runs import chunks, digests, manifest, series_file
    from sim.runs.replicate import Workers, replicate
    from sim.scenario.load import load
    from sim.scenario.problems import ScenarioErrors
    from sim.world.model import build

    stored = [digest for path in sorted((folder / series_file.SERIES).glob("*.parquet"))
              for digest in json.loads(series_file.metadata_of(path)[chunks.DIGESTS])]  # fmt: skip
    try:
        model = build(load(folder / manifest.SCENARIO).scenario)
    except ScenarioErrors as errors:  # of a version that refuses more, or without the scenario's own policies
        raise Refused(str(errors)) from errors
    with (Progress(results.name, results.n) as tell,
          closing(replicate(model, results.n, Workers(engine, jobs, tell))) as parts):  # type: ignore[arg-type]
        fresh = [digests.of_replication(part.active, part.values, part.scalars) for part in parts]
    return [replication for replication, pair in enumerate(zip(fresh, stored, strict=True)) if pair[0] != pair[1]]


def _by_another(folder: Path) -> str:
    """What to add where the run was made by another version, which may differ and need not."""
    from sim.runs import manifest
    from sim.runs.identity import sources_hash

    made = manifest.read(folder)["sources"]
    return "" if made == sources_hash() else f" (it was made by another version, {made[:10]})"
