"""`explore`: a page on this machine on which a scenario's levers are sliders."""

from pathlib import Path

import click

from sim.cli import options
from sim.cli.failing import Refused

LEVERS = "levers.yaml"
"""The sweep whose keys are shown first."""


@click.command("explore")
@options.scenario_files
@click.option("--port", type=click.IntRange(1, 65_535), help="Of 127.0.0.1; a free one where not given.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option("--levers", "sweeps", multiple=True, type=click.Path(path_type=Path),
              help="A sweep file whose keys are the sliders, in place of those in scenarios/sweeps/; several may be "
                   "given.")  # fmt: skip
@options.replications("Of each design point, in place of its scenario's own: at most 1,000.")
@options.jobs
@options.out
def command(files, port, no_browser, sweeps, replications, jobs, out) -> None:
    """Serve a page on 127.0.0.1 to move the levers of FILES (every study in scenarios/ if none are named).

    The first is shown first, and compared with. Moving a lever simulates anew; points are kept, and saved as scenario
    files into explored/ beside the scenarios. Stored runs in --out can be opened and compared. Ctrl-C ends it.
    """
    from sim.cli.progress import say
    from sim.cli.simulating import compile_if_cold
    from sim.cli.studies import files_or_all, is_sweep
    from sim.explorer.levers import read_sweeps
    from sim.explorer.points import MOST
    from sim.explorer.serving import PortTakenError, bound, serve
    from sim.explorer.session import Session
    from sim.explorer.trial import Trial
    from sim.scenario.problems import Problem, ScenarioErrors

    if replications is not None and replications > MOST:
        raise click.UsageError(f"the page holds all replications of a point: at most {MOST:,}, not {replications:,}")
    trials, problems = [], list[Problem]()
    for path in files_or_all(files):
        if is_sweep(path):
            raise click.UsageError(f"{path} is a sweep: name a scenario, and give the sweep to --levers")
        try:
            trials.append(Trial(path))
        except ScenarioErrors as errors:
            problems += errors.problems
    names = [trial.plain.scenario.name for trial in trials]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise click.UsageError(f"two of the files are named `{twice}`")
    try:
        moved = read_sweeps(sweeps or usual_sweeps())
    except ScenarioErrors as errors:
        problems += errors.problems
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    try:
        listening = bound(port or 0)
    except PortTakenError as error:
        raise click.UsageError(f"{error.strerror}: give another --port, or none for a free one") from error
    compile_if_cold()
    session = Session(trials, moved, Path(out), replications, jobs)
    serve(session, listening, lambda address: say(f"{address}\nCtrl-C ends it."), not no_browser)
    say("\nended")


def usual_sweeps() -> list[Path]:
    """The sweeps in scenarios/, that of a planner's levers first."""
    from sim.cli.studies import SCENARIOS, is_sweep

    found = sorted((SCENARIOS / "sweeps").glob("*.yaml"), key=lambda path: (path.name != LEVERS, path.name))
    return [path for path in found if is_sweep(path)]
