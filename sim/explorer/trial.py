"""A scenario that is tried with other values: levers laid over it, checked as a file is."""

import threading
from collections.abc import Mapping
from pathlib import Path

from sim.explorer.levers import Lever
from sim.policy.python import search_in
from sim.scenario.merge import merge_maps
from sim.scenario.problems import Problem, ScenarioErrors
from sim.scenario.read import Files, Laid, Loaded, Settings
from sim.scenario.scenario import Scenario

Moves = tuple[tuple[str, str], ...]
"""Keys that are moved, with the YAML of their values, sorted."""


def said_of(moves: Moves, levers: Mapping[str, Lever]) -> str:
    """What is moved, in words."""
    return "; ".join(f"{levers[key].label}: {value}" for key, value in moves)


class RefusedError(ValueError):
    """Values that validation refuses, in its own words: by the key that brings a problem about, and the others."""

    def __init__(self, by_key: Mapping[str, list[str]], others: list[str]) -> None:
        self.by_key, self.others = dict(by_key), others
        super().__init__("; ".join([*(text for texts in by_key.values() for text in texts), *others]))


class Trial:
    """The scenario of a file, read once; each trial differs from it by the levers that are moved."""

    def __init__(self, path: Path) -> None:
        """ScenarioErrors with all that is wrong with it."""
        search_in(path.parent)
        self.path = path
        self.files = Files.of(path)
        self.plain: Loaded[Scenario] = self.files.loaded(Scenario, list(self.files.chain.stages),
                                                         list(self.files.problems))  # fmt: skip
        self._known = self.plain
        self._lock = threading.Lock()

    def at(self, moves: Moves, levers: Mapping[str, Lever]) -> Loaded[Scenario]:
        """The scenario with some levers moved; RefusedError where validation refuses it."""
        if not moves:
            return self.plain
        problems: list[Problem] = []
        stages = list(self.files.chain.stages)
        for key, _ in moves:
            if (added := levers[key].added) is not None:
                stages.append(merge_maps(stages[-1], added, problems))
        Settings(problems).over(stages, [Laid(key, value, key) for key, value in moves])
        with self._lock:
            try:
                self._known = self.files.loaded(Scenario, stages, problems, self._known)
            except ScenarioErrors as errors:
                raise refused(errors, moves) from errors
            return self._known


def refused(errors: ScenarioErrors, moves: Moves) -> RefusedError:
    """Problems by the key whose value has them; one that stands elsewhere, where a single key is moved, is its."""
    keys = [key for key, _ in moves]
    by_key: dict[str, list[str]] = {}
    others = []
    for problem in errors.problems:
        if problem.file in keys:
            by_key.setdefault(problem.file, []).append(_words(problem))
        elif len(keys) == 1:
            by_key.setdefault(keys[0], []).append(f"with this value, {problem}")
        else:
            others.append(str(problem))
    return RefusedError(by_key, others)


def _words(problem: Problem) -> str:
    text = problem.text
    if problem.allowed:
        text += f" (allowed: {', '.join(problem.allowed)})"
    if problem.example:
        text += f" (for example: {problem.example})"
    return text
