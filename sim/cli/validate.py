"""`validate`: check scenario and sweep files and say every problem at once; explain where a value comes from."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sim.cli import options
from sim.cli.failing import Refused

if TYPE_CHECKING:
    from sim.cli.studies import Changes, Study
    from sim.scenario.read import Loaded

MOST_EXPLAINED = 100
"""Design points of a sweep that are looked at for where a value comes from."""


@click.command("validate")
@options.scenario_files
@options.changes
@click.option("--explain", "keys", metavar="KEY", multiple=True,
              help="Say where a value comes from and what it overrode, as in --explain 'capex.other'; for several keys "
                   "give it several times.")  # fmt: skip
@click.option("--sources", is_flag=True, help="List the numbers that name no source.")
def command(files, variants, settings, seed, replications, keys, sources) -> None:
    """Check FILES (every study in scenarios/ if none are named), with all their variants unless --with names some.

    Exit code 3 where one has a problem.
    """
    gc.disable()  # a sixth of the time: what is read is kept to the end
    try:
        asked = Asked(keys, sources)
        lines = _checked(files, options.changes_of(variants, settings, seed, replications), asked)
    finally:
        gc.enable()
    for line in lines:
        click.echo(line)


class Asked(NamedTuple):
    """What is to be said of files that are valid."""

    keys: tuple[str, ...]
    """Whose values are explained."""
    sources: bool


def _checked(files: tuple[Path, ...], changes: "Changes", asked: Asked) -> list[str]:
    """What is to be said of files that are valid; Refused with every problem of all of them if one is not."""
    from sim.cli.studies import files_or_all, is_sweep, refuse_same_names, studies_of
    from sim.scenario.problems import Problem, ScenarioErrors

    problems: list[Problem] = []
    said: list[str] = []
    studies = []
    for path in files_or_all(files):
        try:
            if is_sweep(path):
                said += _of_sweep(path, changes, asked)
                continue
            found = studies_of(path, changes, every_variant=True)
            said += [line for study in found for line in _of_study(study, asked)]
            studies += found
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    if not changes.sets("name"):
        refuse_same_names(studies)
    return said


def _of_study(study: "Study", asked: Asked) -> list[str]:
    """That a scenario is valid, or where values of it come from, or which name no source."""
    if asked.sources:
        return [*_sources_of(study), *_explained(study.loaded, asked.keys)]
    if not asked.keys:
        return [f"{study.path}: {study.name} is valid"]
    return [f"{study.path}: {study.name}", *_explained(study.loaded, asked.keys)]


def _sources_of(study: "Study") -> list[str]:
    """The numbers of a scenario that name no source, at their places, and how many there are."""
    from sim.scenario.sources import unsourced

    found, count = unsourced(study.loaded.stages)
    listed = [f"  {one.at}: {one.key}: {one.text}" for one in found]
    return [f"{study.path}: {study.name}: {len(found)} of {count} numbers name no source", *listed]


def _of_sweep(path: Path, changes: "Changes", asked: Asked) -> list[str]:
    """That the design points of a sweep are valid, or the ways in which they come to values."""
    if changes.variants or asked.sources:
        what = "--with names variants of a scenario" if changes.variants else "--sources lists numbers of a scenario"
        raise click.UsageError(f"{path} is a sweep, and {what}: leave it out, or name scenario files alone")
    if not asked.keys:
        from sim.runs.prepared import prepare

        made = prepare(path, changes.replications, changes.of_each_point, to_run=False)
        return [f"{path}: {len(made.points)} design points are valid"]
    from sim.runs.designs import points_of
    from sim.scenario.load import load_sweep
    from sim.scenario.swept import SweptScenario

    swept = load_sweep(path, changes.of_each_point)
    scenario = SweptScenario(path, swept, changes.of_each_point)
    points = [scenario.at(settings) for settings in points_of(swept.scenario)[:MOST_EXPLAINED]]
    lines = dict.fromkeys("\n".join(_explained(point, (key,))) for key in asked.keys for point in points)
    return [f"{path}: {swept.scenario.name}", *lines]


def _explained(loaded: "Loaded[Any]", keys: tuple[str, ...]) -> list[str]:
    from sim.scenario.explain import explained
    from sim.scenario.override import KeyRefused
    from sim.scenario.problems import ScenarioErrors

    lines: list[str] = []
    problems = []
    for key in dict.fromkeys(keys):
        try:
            lines += explained(loaded, key)
        except KeyRefused as refused:
            problems.append(refused.problem)
    if problems:
        raise ScenarioErrors(problems)
    return lines
