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
    from sim.cli.comparing import place_of, seal
    from sim.cli.simulating import How
    from sim.cli.stored_runs import read_all, runs_of, stored_of
    from sim.report.report_page import write_report
    from sim.runs.folders import REPORT
    from sim.runs.manifest import FILE
    from sim.statistics.paired import NotPairedError

    folders = [run for given in runs for run in runs_of(given)]
    changes = options.changes_of(variants, settings, seed, replications)
    stored = stored_of(read_all(folders, changes), How(Path(out), engine, jobs))
    results = [one.results for one in stored]
    if len(results) == 1:
        folder = stored[0].folder
    else:
        folder = runs[0] if len(runs) == 1 and runs[0].is_dir() else place_of(results, Path(out))
    place = to or folder / REPORT
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_report(results, place)
    except NotPairedError as error:
        raise click.UsageError(f"{error}: report each by itself, or run them alike") from error
    if to is None and not (folder / FILE).exists():
        seal(results, folder)
    click.echo(f"{place}: {place.stat().st_size / 1e6:.1f} MB")
