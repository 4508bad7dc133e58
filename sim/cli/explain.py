"""`explain`: why something happened in a replication, walked back to clauses, actions and inputs, in words."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options

if TYPE_CHECKING:
    from sim.cli.explaining import Case


@click.command("explain")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--request", metavar="ID", help="The story of a request of a client, with its parts.")
@click.option("--lease", metavar="ID", help="The story of a tranche, as in leases-0017/0, or of all those of a site.")
@click.option("--site", metavar="ID", help="The story of a site, its tranches and its money.")
@click.option("--list", "listed", is_flag=True, help="Name the requests, tranches and sites that the log tells of.")
@click.option("--metric", metavar="FIGURE", help="What a figure is made of in the month --at, as in "
                                                 "'headroom_mw[grade=ai]'.")  # fmt: skip
@click.option("--at", metavar="MONTH", help="As in 2026-03.")
@click.option("--without", metavar="KEY", help="What an item of the scenario changed, against the same draws "
                                               "without it, as in 'timeline[cancelled-february]'.")  # fmt: skip
@click.option("--rows", type=click.IntRange(1, 10_000), default=10, show_default=True,
              help="Rows told of each figure, things told that an item changed.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Whose log is explained.")
@options.replications("With --without: so many for the mean difference of figures, too.")
@options.laid_over
@options.engine
@options.jobs
def command(run, request, lease, site, listed, metric, at, without, rows, replication, replications, variants, settings,
            seed, engine, jobs) -> None:  # fmt: skip
    """Explain what happened in one replication of RUN: the folder of a stored run, or a scenario file.

    Each event is told with the events that caused it and the lines of the scenario behind them.
    """
    asked = {"--request": request, "--lease": lease, "--site": site, "--metric": metric, "--without": without,
             "--list": listed or None}  # fmt: skip
    named = [option for option, value in asked.items() if value is not None]
    if len(named) != 1:
        raise click.UsageError(f"say what is to be explained by one of {', '.join(asked)}"
                               + (f": {' and '.join(named)} are given" if named else ""))  # fmt: skip
    if at is not None and metric is None:
        raise click.UsageError("--at is the month of a --metric: give one")
    if replications is not None and without is None:
        raise click.UsageError("--replications is for --without: other stories are of one replication, --replication")
    from sim.cli.explaining import case_of

    case = case_of(run, replication, options.changes_of(variants, settings, seed, None))
    if metric is not None:
        from sim.cli.explaining_figure import figure_of

        lines = [case.head, *figure_of(case, metric, at, rows)]
    elif without is not None:
        from sim.cli.explaining_change import change_of
        from sim.cli.simulating import How

        lines = change_of(case, without, rows, replications or 1, How(options.RESULTS, engine, jobs))
    else:
        lines = _listing(case) if listed else _story(case, named[0].lstrip("-"), request or lease or site)
    click.echo("\n".join(lines))


def _listing(case: "Case") -> list[str]:
    from sim.report.explain_text import listing

    return [case.head, *listing(case.book)]


def _story(case: "Case", what: str, name: str) -> list[str]:
    from sim.runs.logbook import NotInLogError

    try:
        positions = getattr(case.book, f"of_{what}")(name)
    except NotInLogError as error:
        raise click.UsageError(str(error)) from error
    return [f"{name}: {case.head}", *case.teller.story(positions, name)]
