"""`sweep`: the design points of a sweep on the same draws; tables, and a figure of each metric."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import PartlyFailed, Refused

if TYPE_CHECKING:
    from sim.runs.prepared import Point, Prepared
    from sim.runs.sweep_cost import Cost
    from sim.scenario.axis import Axis

MOST_SHOWN = 1_000
"""Design points that are shown one by one before a sweep runs."""


@click.command("sweep")
@click.argument("file", type=click.Path(path_type=Path))
@options.replications_of("sweep")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Lay one value over every design point.")
@options.engine
@options.jobs
@options.cluster
@options.share
@options.out
@click.option("--again", is_flag=True, help="Simulate even the design points that are stored.")
@click.option("--settle", "figure", metavar="FIGURE",
              help="Give more replications to the design points at which the sign of this figure is open.")
@click.option("--most", type=click.IntRange(1, options.MOST_REPLICATIONS),
              help="Replications of a design point at most, with --settle; 64 times the sweep's own where not given.")
@click.option("--dry-run", is_flag=True, help="Check every design point, show it, and say what all of them would cost.")
def command(file, replications, settings, engine, jobs, cluster, share, out, again, figure, most,
            dry_run) -> None:  # fmt: skip
    """Run every design point of a sweep FILE; one that was interrupted goes on where it stopped."""
    from sim.cli.progress import Progress, say
    from sim.runs.folders import SWEEPS

    made = read_sweep(file, replications, settings, jobs or os.cpu_count() or 1)
    root = Path(out) / SWEEPS

    from sim.cli import settling
    from sim.runs.replicate import Workers

    asked, first = settling.asked_of(figure, most, made), made.points[0].replications

    workers = Workers(engine, jobs)
    if dry_run:
        from sim.runs.sweep_cost import cost

        for line in what_it_costs(made, cost(made, root, workers, again)):
            click.echo(line)
        return

    from sim.cli.clusters import shared_at, using
    from sim.cli.simulating import compile_if_cold
    from sim.cli.sweep_pictures import TOLD_APART, draw_sweep
    from sim.runs.sweep import PointsFailedError, Simulation
    from sim.statistics.sweep_table import sweep

    if engine == "compiled" and cluster is None:
        compile_if_cold()
    with using(cluster, jobs) as handed_to, Progress(made.sweep.name, first * len(made.points)) as tell:
        told = _Told(first, len(made.points), tell)
        try:
            workers = replace(workers, on_done=told.within, on_stuck=say, cluster=handed_to)
            run = Simulation(workers, shared_at(share, out))
            if asked is not None:
                made, signs = settling.settled(made, asked, root, run, told.point)
            folder = sweep(made, root, run, again, told.point)
        except PointsFailedError as error:
            raise PartlyFailed(str(error)) from error
    figures = draw_sweep(made, folder, {} if asked is None else {asked.figure: signs})
    say(f"{folder}: sweep.csv, points.csv, sweep.parquet" + (", figures/" if figures else ""))
    for line in settling.recommended(made, folder) if asked is None else settling.told(made, asked, signs, first):
        say(line)
    if made.sweep.design.kind in TOLD_APART:
        say(f"`sensitivity {folder}` says what its figures depend on")


class _Told:
    """Tells of replications done, from points done and those of the point under way."""

    def __init__(self, each: int, count: int, tell: Callable[..., None]) -> None:
        self._each, self._count, self._tell, self._points = each, count, tell, 0

    def point(self, done: int, _: int) -> None:
        """So many design points are done."""
        self._points = done
        self._tell(done * self._each, self._part)

    def within(self, replications: int) -> None:
        """So many replications of the design point under way are."""
        self._tell(min(self._points * self._each + replications, self._count * self._each), self._part)

    @property
    def _part(self) -> str:
        return f"{self._points:,} of {self._count:,} design points done"


def read_sweep(path: Path, replications: int | None, settings: tuple[str, ...], jobs: int = 1) -> "Prepared":
    """Every design point of a sweep file, read and checked; Refused with every problem if any has one."""
    from sim.runs.prepared import prepare
    from sim.scenario.problems import ScenarioErrors

    try:
        return prepare(path, replications, settings, jobs=jobs)
    except ScenarioErrors as errors:
        raise Refused(str(errors)) from errors


def what_it_costs(made: "Prepared", cost: "Cost") -> list[str]:
    """Each design point with its levers and uncertainties, then replications in all, those stored, and the time."""
    lines = []
    shown = zip(made.points[:MOST_SHOWN], cost.stored, strict=False)
    for number, (point, there) in enumerate(shown, start=1):
        part = "stored" if there == cost.replications else f"{there:,} of {cost.replications:,} replications stored"
        lines.append(f"design point {number}" + (f" ({part})" if there else ""))
        for what, axes in (("levers", made.sweep.levers), ("uncertainties", made.sweep.uncertainties)):
            lines += [f"  {what}: {_values(axes, point)}"] if axes else []
    if cost.points > MOST_SHOWN:
        lines.append(f"and {cost.points - MOST_SHOWN:,} design points more, checked like these")
    total = cost.points * cost.replications
    lines.append(f"{cost.points:,} design points × {cost.replications:,} replications = {total:,} replications")
    done = cost.points - cost.missing
    lines.append(f"stored, and used again: {done:,} design points, {total - cost.lacking:,} replications")
    return [*lines, f"time to simulate the other {cost.missing:,}: {_time(cost)}"]


def _values(axes: "list[Axis]", point: "Point") -> str:
    return ", ".join(f"{axis.key} = {point.value(axis.key)}" for axis in axes)


def _time(cost: "Cost") -> str:
    if cost.seconds is None:
        return "not known yet: the engine has to be compiled first, once for this version, in about a minute"
    if cost.pace is None:
        return "none, all is stored"
    return f"about {_duration(cost.seconds)}, by {cost.pace.method}"


def _duration(seconds: float) -> str:
    """As people say it: `40 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
