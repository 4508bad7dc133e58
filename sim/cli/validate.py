"""`validate`: check scenario files and say every problem at once."""

import click

from sim.cli import options


@click.command("validate")
@options.scenario_files
@options.changes
def command(files, variants, settings, seed, replications) -> None:
    """Check FILES (every study in scenarios/ if none are named); exit code 3 where one has a problem."""
    from sim.cli.studies import read_studies

    for study in read_studies(files, options.changes_of(variants, settings, seed, replications)):
        click.echo(f"{study.path}: {study.name} is valid")
