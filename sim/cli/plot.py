"""`plot`: figures of stored runs."""

from pathlib import Path

import click

from sim.cli import options

DRAWN_BY = {"sweep": "sweep", "points": "sweep", "bridge": "bridge", "apart": "apart", "indices": "sensitivity",
            "effects": "sensitivity", "boxes": "sensitivity"}  # fmt: skip
"""By what figures are drawn that are not of runs: the command that finds what they show."""


def _refuse_other(name: str, takes: str, runs: int) -> None:
    """UsageError for a figure that some runs do not have."""
    if takes in DRAWN_BY:
        raise click.UsageError(f"`{name}` shows no run: `{DRAWN_BY[takes]}` draws it, into the figures of its folder")
    if takes == "runs" and runs < 2:
        raise click.UsageError(f"`{name}` compares runs: name two or more, the first to be compared with")


@click.command("plot")
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--figure", "names", multiple=True, help="Only this figure; all of them where none is named.")
@click.option("--format", "formats", multiple=True, type=click.Choice(["png", "svg", "pdf"]),
              help="png and svg where none is named.")
@click.option("--list", "listing", is_flag=True, help="Name every figure, with what it is drawn from, and end.")
@options.out
def command(runs, names, formats, listing, out) -> None:
    """Draw figures of stored RUNS (folders); of several, those that compare too, into their comparison."""
    from sim.cli.comparing import INDEX, place_of, seal
    from sim.cli.pictures import USUAL, draw_run, draw_runs
    from sim.cli.progress import say
    from sim.cli.stored_runs import loaded
    from sim.plots.registry import plots
    from sim.quantities.nearest import nearest
    from sim.runs.manifest import FILE

    if listing:
        wide = max(map(len, plots()))
        for plot in plots().values():
            click.echo(f"{plot.name:{wide}}  {plot.takes:8}  {plot.about}")
        return
    if not runs:
        raise click.UsageError("which runs? Name their folders, as in results/runs/baseline-0123456789; --list names "
                               "the figures")  # fmt: skip
    for name in names:
        if name not in plots():
            near = nearest(name, list(plots()))
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"there is no figure `{name}`{hint} (figures: {', '.join(plots())})")
        _refuse_other(name, plots()[name].takes, len(runs))
    given = [(loaded(folder), folder) for folder in runs]
    written = [path for results, folder in given for path in draw_run(results, folder, formats or USUAL, names)]
    if len(given) > 1:
        compared = [results for results, _ in given]
        place = place_of(compared, Path(out))
        together = draw_runs(compared, place, formats or USUAL, names)
        if together and not (place / FILE).exists():
            seal(compared, place)
        written += together
    for path in written:
        click.echo(path)
    if (page := Path(out) / INDEX).exists():
        say(f"{page} shows them once it is written anew: the same `run` again does, and simulates nothing")
