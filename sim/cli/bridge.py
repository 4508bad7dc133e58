"""`bridge`: what each change between two scenarios contributes to the difference of a figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import PartlyFailed, Refused, refusing

if TYPE_CHECKING:
    from sim.runs.between import Bridge
    from sim.scenario.read import Loaded
    from sim.scenario.scenario import Scenario


@click.command("bridge")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--metric", "metrics", multiple=True, required=True, metavar="FIGURE",
              help="As in 'headroom_mw[grade=ai]@FY2027'; several may be given.")
@click.option("--change", "asked", multiple=True, metavar="NAME=KEY,KEY",
              help="Switch what differs in these keys together, as in 'right=agreement.regimes,partner'. What no "
                   "change names goes by the file's block that it lies in.")  # fmt: skip
@click.option("--in-turn", is_flag=True,
              help="Switch the changes one after the other in the order given, in place of the mean over all orders.")
@options.changes
@options.engine
@options.jobs
@options.cluster
@options.out
def command(files, metrics, asked, in_turn, variants, settings, seed, replications, engine, jobs, cluster, out) -> None:
    """Split the difference of two scenarios, exactly and in each replication, into what each change contributes.

    FILES: two scenarios, or one and `--with` a variant of it. Up to six changes are taken in every order (Shapley);
    more are switched in turn.
    """
    from sim.cli.progress import say
    from sim.runs.folders import BRIDGES

    one, other = _both(files, options.changes_of((), settings, seed, replications), variants)
    made = _made(one, other, (metrics, _changes(asked)), every=False if in_turn else None)
    place = Path(out) / BRIDGES
    folder, found = _stored(made, place, (engine, jobs, cluster))

    from sim.cli.bridge_pictures import draw_bridge
    from sim.report.bridge_text import bridge_text

    draw_bridge(made, found, folder)
    click.echo(bridge_text(made, found))
    say(f"{folder}: bridge.csv, terms.parquet, figures/")


def _both(files: Sequence[Path], changes, variants: Sequence[str]) -> "tuple[Loaded[Scenario], Loaded[Scenario]]":
    """The two scenarios that are meant."""
    from dataclasses import replace

    from sim.cli.studies import read_studies

    if len(files) == 2 and not variants:
        one, other = read_studies(tuple(files), changes)
    elif len(files) == 1 and len(variants) == 1:
        (one,) = read_studies(tuple(files), changes)
        (other,) = read_studies(tuple(files), replace(changes, variants=tuple(variants)))
    else:
        raise click.UsageError("a bridge leads from one scenario to another: name two files, or one and --with")
    if differing := [key for key in ("seed", "replications", "horizon") if
                     getattr(one.loaded.scenario, key) != getattr(other.loaded.scenario, key)]:  # fmt: skip
        told = " and ".join(differing)
        raise click.UsageError(f"{one.name} and {other.name} differ in {told}, so that their replications are no "
                               "pairs: set what both have, as by --seed and --replications")  # fmt: skip
    return one.loaded, other.loaded


def _changes(asked: Sequence[str]) -> dict[str, list[str]]:
    """Keys by the name of the change that switches them."""
    changes: dict[str, list[str]] = {}
    for text in asked:
        name, equals, keys = text.partition("=")
        listed = [key.strip() for key in keys.split(",") if key.strip()]
        if not equals or not name.strip() or not listed:
            raise click.UsageError(f"--change '{text}': write 'name=key,key', as in 'releases=timeline,backfill'")
        if name.strip() in changes:
            raise click.UsageError(f"--change: {name.strip()!r} is given twice")
        changes[name.strip()] = listed
    return changes


def _made(one: "Loaded[Scenario]", other: "Loaded[Scenario]", asked: tuple[Sequence[str], dict[str, list[str]]],
          every: bool | None) -> "Bridge":  # fmt: skip
    from sim.cli.figures_asked import check_scenario, unit_of
    from sim.runs.between import NoBridgeError, bridge
    from sim.scenario.problems import ScenarioErrors

    metrics, changes = asked
    for metric in metrics:
        unit_of(metric)
        for loaded in (one, other):
            check_scenario(metric, loaded.scenario.name, loaded.scenario)
    try:
        return bridge(one, other, changes, tuple(dict.fromkeys(metrics)), every)
    except NoBridgeError as error:
        raise click.UsageError(str(error)) from error
    except ScenarioErrors as errors:
        raise Refused(str(errors)) from errors


def _stored(made: "Bridge", place: Path, how: tuple):
    from sim.cli.clusters import using
    from sim.cli.progress import Progress, say
    from sim.cli.simulating import compile_if_cold
    from sim.runs.folders import SWEEPS
    from sim.runs.replicate import Workers
    from sim.runs.sweep import PointsFailedError, Simulation
    from sim.statistics.bridge_table import store

    engine, jobs, cluster = how
    if engine == "compiled" and cluster is None:
        compile_if_cold()
    each, count = made.points[0].replications, len(made.points)
    with using(cluster, jobs) as handed_to, Progress("bridge", each * count) as tell:
        run = Simulation(Workers(engine, jobs, on_stuck=say, cluster=handed_to))
        try:
            with refusing():
                return store(made, place, place.parent / SWEEPS, run, lambda done, _: tell(done * each))
        except PointsFailedError as error:
            raise PartlyFailed(str(error)) from error
