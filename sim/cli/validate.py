"""`validate`: check scenario and sweep files and say every problem at once; explain where a value comes from."""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import Refused

if TYPE_CHECKING:
    from sim.cli.studies import Changes, Study

MOST_EXPLAINED = 100
"""Design points of a sweep that are looked at for where a value comes from."""


@click.command("validate")
@options.scenario_files
@options.changes
@click.option("--explain", "key", metavar="KEY",
              help="Say where a value comes from and what it overrode, as in --explain 'capex.other'.")  # fmt: skip
@click.option("--sources", is_flag=True, help="List the numbers that name no source.")
def command(files, variants, settings, seed, replications, key, sources) -> None:
    """Check FILES (every study in scenarios/ if none are named), with all their variants unless --with names some.

    Exit code 3 where one has a problem.
    """
    gc.disable()  # a sixth of the time: what is read is kept to the end
    try:
        say = _sources_of if sources else partial(_of_study, key=key)
        lines = _checked(files, options.changes_of(variants, settings, seed, replications), key, say)
    finally:
        gc.enable()
    for line in lines:
        click.echo(line)


def _checked(files: tuple[Path, ...], changes: "Changes", key: str | None,
             say: Callable[["Study"], list[str]]) -> list[str]:  # fmt: skip
    """What is to be said of files that are valid; Refused with every problem of all of them if one is not."""
    from sim.cli.studies import files_or_all, is_sweep, refuse_same_names, studies_of
    from sim.scenario.problems import Problem, ScenarioErrors

    problems: list[Problem] = []
    said: list[str] = []
    studies = []
    for path in files_or_all(files):
        try:
            if is_sweep(path):
                said += _of_sweep(path, changes, key)
                continue
            found = studies_of(path, changes, every_variant=True)
            said += [line for study in found for line in say(study)]
            studies += found
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    if not changes.sets("name"):
        refuse_same_names(studies)
    return said


def _of_study(study, key: str | None) -> list[str]:
    """That a scenario is valid, or where a value of it comes from."""
    if key is None:
        return [f"{study.path}: {study.name} is valid"]
    return [f"{study.path}: {study.name}", *_explained(study.loaded, key)]


def _sources_of(study) -> list[str]:
    """The numbers of a scenario that name no source, at their places, and how many there are."""
    from sim.scenario.sources import unsourced

    found, count = unsourced(study.loaded.stages)
    listed = [f"  {one.at}: {one.key}: {one.text}" for one in found]
    return [f"{study.path}: {study.name}: {len(found)} of {count} numbers name no source", *listed]


def _of_sweep(path: Path, changes, key: str | None) -> list[str]:
    """That the design points of a sweep are valid, or the ways in which they come to a value."""
    from sim.scenario.load import load_sweep

    swept = load_sweep(path)
    if key is None:
        from sim.runs.prepared import prepare

        return [f"{path}: {len(prepare(path, changes.replications, changes.settings).points)} design points are valid"]
    from sim.runs.designs import points_of
    from sim.scenario.swept import SweptScenario

    scenario = SweptScenario(path, swept, changes.settings)
    lines = dict.fromkeys("\n".join(_explained(scenario.at(settings), key))
                          for settings in points_of(swept.scenario)[:MOST_EXPLAINED])  # fmt: skip
    return [f"{path}: {swept.scenario.name}", *lines]


def _explained(loaded, key: str) -> list[str]:
    from sim.scenario.explain import explained
    from sim.scenario.override import KeyRefused
    from sim.scenario.problems import ScenarioErrors

    try:
        return explained(loaded, key)
    except KeyRefused as refused:
        raise ScenarioErrors([refused.problem]) from refused
