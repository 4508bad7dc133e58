"""The scenario that a sweep file moves: each design point, with the places of its values in the sweep's file."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.policy.python import search_in
from sim.quantities.refusal import quoted
from sim.scenario.axis import yaml_of
from sim.scenario.designs import PointList
from sim.scenario.override import Place
from sim.scenario.problems import Problem, ScenarioErrors, problem_at
from sim.scenario.read import Files, Laid, Loaded, Setting, Settings, settings_of
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep
from sim.scenario.tree import Position


class SweptScenario:
    """The scenario that a sweep file moves, read once: each design point differs from it by a few values."""

    def __init__(self, path: Path, swept: Loaded[Sweep], overrides: Iterable[str] = ()) -> None:
        scenario = os.path.normpath(path.parent / swept.scenario.scenario)
        search_in(Path(scenario).parent)
        self.swept = swept
        self.overrides = tuple(overrides)
        self.files = Files.of(scenario)
        self._known: Loaded[Scenario] | None = None
        if self.files.tree.get("scenario") is not None:
            text = f"{quoted(swept.scenario.scenario)} is a sweep itself: name the scenario that is to be moved"
            raise ScenarioErrors([problem_at(swept.position("scenario"), text)])

    def at(self, settings: tuple[Setting, ...]) -> Loaded[Scenario]:
        """The scenario of one design point; ScenarioErrors with all that is wrong with it."""
        problems = list(self.files.problems)
        stages = list(self.files.chain.stages)
        laid = [Laid(*setting, "sweep") for setting in settings]
        moved = Settings(problems, dict(self._places(settings))).over(stages, laid)
        Settings(problems, kept=moved).over(stages, self._overrides(problems))
        loaded = self.files.loaded(Scenario, stages, problems, self._known)
        self._known = loaded
        return loaded

    def _overrides(self, problems: list[Problem]) -> list[Laid]:
        """What `--set` lays over every design point; how many replications each has is not the scenario's to say."""
        settings = settings_of(self.overrides, problems)
        if any(laid.key == "replications" for laid in settings):
            text = "a sweep has `replications` of its own: give --replications"
            problems.append(Problem("--set", 0, 0, text))
        return settings

    def _places(self, settings: tuple[Setting, ...]) -> Iterator[tuple[str, Place]]:
        """Where the sweep's file says the keys and their values: in a list, at a range's beginning, in its points."""
        given = dict(settings)
        sweep = self.swept.scenario
        for block in ("levers", "uncertainties"):
            for index, axis in enumerate(getattr(sweep, block)):
                if axis.key not in given:
                    continue
                path: tuple[str | int, ...] = (block, index)
                written = [yaml_of(value) for value in axis.values or ()]
                if given[axis.key] in written:
                    path = (*path, "values", written.index(given[axis.key]))
                elif axis.first is not None:
                    path = (*path, "from")
                elif axis.distribution is not None:
                    path = (*path, "distribution")
                elif isinstance(sweep.design, PointList):
                    path = self._in_list(sweep.design, axis.key, given)
                yield axis.key, Place(_begin_of(self.swept.position((block, index, "key"))), self.swept.position(path))

    @staticmethod
    def _in_list(design: PointList, key: str, given: dict[str, str]) -> tuple[str | int, ...]:
        """The value of a key in the point of a list that has these settings."""
        points = [{name: yaml_of(value) for name, value in point.items()} for point in design.listed]
        return ("design", "points", points.index(given), key) if given in points else ("design",)


def _begin_of(at: Position) -> Position:
    """Where the text of a key begins, behind its quote if it has one."""
    quote = at.source.line(at.line)[at.column - 1 : at.column] in ("'", '"')
    return at._replace(column=at.column + 1) if quote else at
