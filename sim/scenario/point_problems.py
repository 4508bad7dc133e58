"""What is wrong with the design points of a sweep: told once, at the value of the sweep that brings it about."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

from sim.quantities.refusal import quoted
from sim.scenario.problems import Problem, ScenarioErrors, moved_to, place_of
from sim.scenario.read import Setting
from sim.scenario.swept import SweptScenario
from sim.scenario.tree import MapNode, Path, walk

MOST_NUMBERS = 8
"""Numbers of design points that a problem lists."""

Settings = tuple[Setting, ...]
"""Of one design point."""


class PointProblems:
    """What the design points of a sweep are refused for, gathered one by one."""

    def __init__(self, swept: SweptScenario, settings: tuple[Settings, ...]) -> None:
        self.swept = swept
        self.settings = settings
        """Of every design point."""
        self._met: list[tuple[int, Problem]] = []
        self._keys: dict[tuple[object, ...], str] = {}
        """Those that bring problems of one sort about."""

    def add(self, number: int, problems: Iterable[Problem]) -> None:
        """What is wrong with a design point, by its number from 1."""
        self._met += ((number, problem) for problem in problems)

    def told(self) -> list[Problem]:
        """Problems that are one, once, with the design points that have them; ends of ranges, drawn or not."""
        ends = list(self.swept.ends())
        found: dict[Problem, list[tuple[int, Problem]]] = {}
        for number, problem in self._met:
            setting = self.settings[number - 1]
            moved = self._at_its_cause(problem, setting)
            found.setdefault(_whatever_value(moved, setting), []).append((number, moved))
        for end, _, drawn in ends:
            found.pop(_whatever_value(drawn, (end,)), None)
        return [*(problem for _, problem, _ in ends), *map(self._in_points, found.values())]

    def _in_points(self, found: list[tuple[int, Problem]]) -> Problem:
        """The first of the problems that are one, with the design points that have it and the settings of the first."""
        problem, numbers = found[0][1], [number for number, _ in found]
        if len(numbers) == len(self.settings):
            of_the_scenario = problem in self._itself
            return problem if of_the_scenario else replace(problem, text=f"{problem.text} (in every design point)")
        names = {axis.key: axis.name for axis in self.swept.swept.scenario.axes}
        first = ", ".join(f"{names[key]} {value}" for key, value in self.settings[numbers[0] - 1]) or "nothing set"
        if len(numbers) == 1:
            return replace(problem, text=f"{problem.text} (design point {numbers[0]}: {first})")
        listed = ", ".join(map(str, numbers[:MOST_NUMBERS])) + (", …" if len(numbers) > MOST_NUMBERS else "")
        where = f"in {len(numbers)} of the design points: {listed}; the first: {first}"
        return replace(problem, text=f"{problem.text} ({where})")

    def _at_its_cause(self, problem: Problem, setting: Settings) -> Problem:
        """A problem that the scenario has without the sweep, at its place there; any other at a value that is set."""
        if not setting or problem in self._itself:
            return problem
        if problem.file not in self._files:
            return self._of_the_map_around(problem, setting) or problem
        at = self.swept.places(setting)[self._key_of(problem, setting)].value
        return moved_to(at, replace(problem, text=f"with this value, {problem}"))

    def _of_the_map_around(self, problem: Problem, setting: Settings) -> Problem | None:
        """The scenario's own problem with a map, which stands at the value that a sweep sets in the map."""
        for own in self._itself:
            if own.text == problem.text and (around := self._paths.get(own.place)) is not None:
                places, paths = self.swept.places(setting), self._moved(setting)
                if any(path[: len(around)] == around and place_of(places[key].value) == problem.place
                       for key, path in paths.items()):  # fmt: skip
                    return own
        return None

    def _key_of(self, problem: Problem, setting: Settings) -> str:
        """The key that brings a problem about: the nearest one whose value alone does, else the nearest."""
        sort = (_without_numbers(problem), *(key for key, _ in setting))
        if sort not in self._keys:
            at, moved = self._paths.get(problem.place, ()), self._moved(setting)
            near = sorted(setting, key=lambda one: -_shared(moved.get(one[0], ()), at))
            alone = (one for one in near if len(near) > 1
                     and _without_numbers(problem) in map(_without_numbers, self._alone((one,))))  # fmt: skip
            self._keys[sort] = next(alone, near[0])[0]
        return self._keys[sort]

    def _moved(self, setting: Settings) -> dict[str, Path]:
        """Where in the scenario the keys lie that a design point sets; without those that lead nowhere."""
        return {key: path for path, key in self.swept.base.laid(setting, {}).moved.items()}

    def _alone(self, setting: Settings) -> frozenset[Problem]:
        """What is wrong with the scenario with these settings and no others."""
        try:
            self.swept.at(setting)
        except ScenarioErrors as errors:
            return frozenset(errors.problems)
        return frozenset()

    @cached_property
    def _itself(self) -> frozenset[Problem]:
        """What is wrong with the scenario without what the sweep sets."""
        return self._alone(())

    @cached_property
    def _files(self) -> frozenset[str]:
        """Those of the scenario that is moved, as problems call them."""
        return frozenset(file for file, _, _ in self._paths)

    @cached_property
    def _paths(self) -> dict[tuple[str, int, int], Path]:
        """What stands where in the files of the scenario."""
        tree = self.swept.base.files.tree
        keys = {place_of(entry.key_at): (*path, key) for path, node in walk(tree) if isinstance(node, MapNode)
                for key, entry in node.entries.items()}  # fmt: skip
        return keys | {place_of(node.at): path for path, node in walk(tree)}


def _whatever_value(problem: Problem, setting: Settings) -> Problem:
    """A problem without the values set that it quotes: those drawn from one range are often wrong in one way."""
    text = problem.text
    for _, value in setting:
        text = text.replace(quoted(value), "'…'")
    return replace(problem, text=text, nearest=None)


def _without_numbers(problem: Problem) -> tuple[object, ...]:
    """What problems that differ by their numbers have in common."""
    return (*problem.place, re.sub(r"\d+", "…", problem.text))


def _shared(path: Path, other: Path) -> int:
    """From how far down two paths go apart."""
    return sum(1 for _ in takewhile(lambda steps: steps[0] == steps[1], zip(path, other, strict=False)))
