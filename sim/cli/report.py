"""`report`: one page to mail about stored or fresh runs."""

from pathlib import Path

import click

from sim.cli import options


@click.command("report")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where the page goes; report.html in the folder of the run, or of the comparison of several, where "
                   "not given.")  # fmt: skip
@options.changes
@options.engine
@options.jobs
@options.out
def command(runs, to, variants, settings, seed, replications, engine, jobs, out) -> None:
    """Write report.html on RUNS: scenario files, folders of stored runs, or the folder of a comparison.

    One file that holds all it needs, asks for nothing from elsewhere, and opens without a network: what was asked, what
    differs and how sure that is, every curve, paired differences, assumptions with their sources, methods, and where it
    comes from. Several runs are compared with the first.
    """
    from sim.cli.comparing import put_report
    from sim.cli.simulating import How
    from sim.cli.stored_runs import read_all, results_of, runs_of, stored_of
    from sim.statistics.paired import NotPairedError

    folders = [run for given in runs for run in runs_of(given)]
    changes = options.changes_of(variants, settings, seed, replications)
    stored = stored_of(read_all(folders, changes), How(Path(out), engine, jobs))
    try:
        place = put_report([one.results for one in stored], results_of(runs[0]) or Path(out), to)
    except NotPairedError as error:
        raise click.UsageError(f"{error}: report each by itself, or run them alike") from error
    click.echo(f"{place}: {place.stat().st_size / 1e6:.1f} MB")
