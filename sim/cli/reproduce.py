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
    from sim.cli.stored_runs import loaded
    from sim.runs import manifest
    from sim.runs.verify import faults_of_folder

    differ = False
    for folder in runs:
        if (folder / manifest.FILE).exists() and (faults := list(faults_of_folder(folder))):
            click.echo("\n".join(faults))
            differ = True
            continue
        results = loaded(folder)
        wrong = _differing(folder, results, engine, jobs)
        differ = differ or bool(wrong)
        count = f"{results.info.simulated:,} replications"
        if wrong:
            named = ", ".join(wrong[:TOLD]) + (", …" if len(wrong) > TOLD else "")
            click.echo(f"{folder}: {len(wrong):,} of {count} differ: {named}{_by_another(folder)}")
        else:
            click.echo(f"{folder}: {count}, every value the same{_by_another(folder)}")
    if differ:
        click.get_current_context().exit(5)


def _differing(folder: Path, results: "Results", engine: str, jobs: int | None) -> list[str]:
    """What has not the values that are stored: replications, and what those beyond the first add up to."""
    from sim.cli.progress import Progress
    from sim.policy.python import search_only_in
    from sim.runs import chunks, manifest, series_file
    from sim.runs.replicate import Workers
    from sim.runs.store import Order, hashes_of
    from sim.scenario.load import load
    from sim.scenario.problems import ScenarioErrors
    from sim.statistics.summary import Summary
    from sim.world.model import build

    made = manifest.read(folder)
    stored = [digest for path in sorted((folder / series_file.SERIES).glob("*.parquet"))
              for digest in json.loads(series_file.metadata_of(path)[chunks.DIGESTS])]  # fmt: skip
    names = [str(replication) for replication in range(results.n)]
    if "sums" in made:
        stored.append(made["sums"]["digest"])
        names.append(f"the sums of the {results.info.simulated - results.n:,} beyond them")
    search_only_in(folder)  # a run keeps the modules of its own policies
    try:
        model = build(load(folder / manifest.SCENARIO).scenario)
    except ScenarioErrors as errors:  # of a version that refuses more, or without the scenario's own policies
        raise Refused(str(errors)) from errors
    with Progress(results.name, results.info.simulated) as tell:
        order = Order(model, "", results.info.simulated, Workers(engine, jobs, tell))  # type: ignore[arg-type]
        fresh = list(hashes_of(order, Summary))
    return [name for name, old, new in zip(names, stored, fresh, strict=True) if old != new]


def _by_another(folder: Path) -> str:
    """What to add where the run was made by another version, which may differ and need not."""
    from sim.runs import manifest
    from sim.runs.identity import sources_hash

    made = manifest.read(folder)["sources"]
    return "" if made == sources_hash() else f" (it was made by another version, {made[:10]})"
