"""`validate`: check scenario files and say every problem at once."""

import click

from sim.cli import options


@click.command("validate")
@options.scenario_files
@options.changes
def command(files, variants, settings, seed, replications) -> None:
    """Check FILES (every study in scenarios/ if none are named); exit code 3 where one has a problem."""
    from sim.cli.studies import is_sweep, read_studies
    from sim.cli.sweep import read_grid

    sweeps = [path for path in files if is_sweep(path)]
    for path in sweeps:
        click.echo(f"{path}: {len(read_grid(path, replications, settings).points)} design points are valid")
    scenarios = tuple(path for path in files if path not in sweeps)
    if sweeps and not scenarios:
        return
    for study in read_studies(scenarios, options.changes_of(variants, settings, seed, replications)):
        click.echo(f"{study.path}: {study.name} is valid")
