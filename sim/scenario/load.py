"""A scenario from its file, and a sweep from its own with the scenario it moves."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.policy.python import search_in
from sim.scenario.paths import fault_of_named, root_of
from sim.scenario.problems import Problem, ScenarioErrors, problem_at, problem_from
from sim.scenario.read import Files, Loaded, Setting, read
from sim.scenario.scenario import Scenario
from sim.scenario.tree import MapNode, ScalarNode

if TYPE_CHECKING:
    from sim.scenario.sweep import Sweep


def load(
    path: Path | str,
    *,
    variant: str | None = None,
    sweep: Iterable[Setting] = (),
    overrides: Iterable[str] = (),
) -> Loaded[Scenario]:
    """The scenario that a file says; ScenarioErrors with every problem at once if it is refused.

    base < file < `variant` < `sweep` (keys and values) < `overrides` (`key=value`, as `--set` takes them).
    """
    search_in(Path(path).parent)
    return read(path, Scenario, variant=variant, sweep=sweep, overrides=overrides)


def load_sweep(path: Path, overrides: Iterable[str] = ()) -> "Loaded[Sweep]":
    """The sweep that a file says; ScenarioErrors if it is refused, or names a scenario that may not be read.

    With what is wrong with a sweep it is told what can be told of its design points: keys that lead nowhere, values
    that are refused.
    """
    from sim.scenario.sweep import Sweep

    files = Files.of(path)
    if wrong := list(_of_a_scenario(files)):
        raise ScenarioErrors([*files.problems, *wrong])
    problems: list[Problem] = []
    loaded = None
    try:
        loaded = files.loaded(Sweep, list(files.chain.stages), list(files.problems))
    except ScenarioErrors as errors:
        problems += errors.problems
    named = files.tree.get("scenario")
    if isinstance(named, ScalarNode) and isinstance(named.value, str):
        if fault := fault_of_named(path, named, root_of(path)):
            problems.append(problem_from(named.at, fault))
        elif problems:
            known = {problem.place for problem in problems}
            problems += (more for more in _of_its_values(path, files.tree, overrides) if more.place not in known)
    if problems or loaded is None:
        raise ScenarioErrors(problems)
    return loaded


def _of_its_values(path: Path, tree: MapNode, overrides: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the values of a sweep that is refused, and with the scenario it names."""
    from sim.scenario.moved import MovedScenario, written_in

    try:
        base, written = MovedScenario(path, tree, overrides), written_in(tree)
    except ScenarioErrors as errors:
        yield from errors.problems
        return
    yield from base.refused(written)
    yield from base.refused_itself(written)


def _of_a_scenario(files: Files) -> Iterator[Problem]:
    """What a sweep says as if it were a scenario; told alone, for all keys of such a base are unknown to a sweep."""
    for variants in files.chain.offered:
        text = "a sweep has no variants: name another `scenario`, or move the keys they change"
        yield problem_at(variants.key_at, text)
    if files.chain.bases and not files.chain.broken and files.chain.stages[0].get("scenario") is None:
        text = "this is a scenario, which a sweep does not extend: it names it by `scenario`"
        yield problem_at(files.chain.bases[-1], text)


def load_point(path: Path, swept: "Loaded[Sweep]", settings: tuple[Setting, ...],
               overrides: Iterable[str] = ()) -> Loaded[Scenario]:  # fmt: skip
    """The scenario of one design point of a sweep file; each value that it sets knows its place in that file."""
    from sim.scenario.swept import SweptScenario

    return SweptScenario(path, swept, overrides).at(settings)
