"""What a page works with: scenarios, points that were kept, saved files and stored runs, each by its id."""

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.explorer import saving
from sim.explorer.figures import View, offered
from sim.explorer.levers import Lever, Moved, NotOffered, described, levers_of
from sim.explorer.picture import pictures
from sim.explorer.points import FIRST, MOST, DesignPoint, Side, Stopped, StoredRun
from sim.explorer.trial import Moves, RefusedError, Trial, said_of
from sim.runs import manifest
from sim.runs.folders import RUNS

MOST_HELD = 2_400
"""Replications of all design points together that are remembered, the last ones asked for: some 150 kB each."""
IN_USE = 3
"""Design points that are never forgotten: both sides of a picture, and the one before."""
MOST_KEPT = 50
MOST_RUNS = 500
"""Stored runs that are listed."""
GRADES = {"ai": "AI", "general": "general"}
LONGEST = 100
"""Characters of a value, and of a name."""


class UnknownError(LookupError):
    """An id that nothing has."""


@dataclass
class Study:
    """A scenario that may be explored, with its levers."""

    trial: Trial
    levers: dict[str, Lever] = field(default_factory=dict)
    refused: list[NotOffered] = field(default_factory=list)
    ready: bool = False
    """Whether it was seen that the levers change nothing at rest."""

    @property
    def name(self) -> str:
        """Of the scenario."""
        return self.trial.plain.scenario.name


@dataclass(frozen=True)
class Kept:
    """A design point that was kept under a name."""

    name: str
    scenario: str
    moves: Moves


class Session:
    """All that the pages of one server share. One thread at a time simulates by it."""

    def __init__(self, trials: Iterable[Trial], sweeps: list[Moved], out: Path, most: int | None = None,
                 jobs: int | None = None) -> None:  # fmt: skip
        """`most` replications of a point in place of its scenario's own."""
        self.studies = {trial.plain.scenario.name: Study(trial) for trial in trials}
        self._sweeps, self._runs, self._most, self._jobs = sweeps, out / RUNS, most, jobs
        self.kept: dict[str, Kept] = {}
        self._number = 0
        self._points: OrderedDict[tuple[str, Moves], DesignPoint] = OrderedDict()

    # --- what there is

    def told(self) -> dict[str, Any]:
        """What may be chosen among, as the page lists it."""
        scenarios = [{"id": name, "title": study.trial.plain.scenario.title, "path": study.trial.path.as_posix()}
                     for name, study in self.studies.items()]  # fmt: skip
        kept = [{"id": name, "name": one.name, "scenario": one.scenario, "moves": dict(one.moves),
                 "said": said_of(one.moves, self.studies[one.scenario].levers)}
                for name, one in list(self.kept.items())]  # fmt: skip
        return {"scenarios": scenarios, "kept": kept, "saved": self._saved(), "runs": self._listed_runs()}

    def study(self, name: str) -> Study:
        """A scenario of the start, its levers looked for; UnknownError for another."""
        if name not in self.studies:
            raise UnknownError(f"there is no scenario {name!r} here")
        study = self.studies[name]
        if not study.ready:
            levers, study.refused = levers_of(study.trial.files, self._sweeps)
            study.levers = {lever.key: lever for lever in levers}
            self._leave_out_what_moves_at_rest(study)
            study.ready = True
        return study

    def told_of(self, name: str) -> dict[str, Any]:
        """A scenario's levers, those that are none with the reason, and the figures it has."""
        study = self.study(name)
        point = self._point(study, ())
        point.grow(FIRST, lambda: False)
        info = point.info
        return {"levers": list(described(study.levers.values())),
                "refused": [{"label": one.label, "key": one.key, "why": one.why} for one in study.refused],
                "figures": offered(info), "regions": [[region, label] for region, label, _ in info.regions],
                "grades": [[grade, GRADES[grade]] for grade in info.names["grade"]],
                "replications": point.most}  # fmt: skip

    def keep(self, name: str, scenario: str, typed: Mapping[str, str]) -> None:
        """Remember a design point; RefusedError where its values are."""
        study = self.study(scenario)
        moves = moves_of(study, typed)
        study.trial.at(moves, study.levers)
        if not name.strip() or len(name) > LONGEST or len(self.kept) >= MOST_KEPT:
            raise saving.NotSavedError(f"give a name of at most {LONGEST} characters; at most {MOST_KEPT} are kept")
        self._number += 1
        self.kept[str(self._number)] = Kept(name.strip(), scenario, moves)

    def save(self, name: str, scenario: str, typed: Mapping[str, str]) -> Path:
        """Write a design point as a scenario file."""
        study = self.study(scenario)
        return saving.save(study.trial, moves_of(study, typed), study.levers, name)

    def open(self, name: str) -> dict[str, Any]:
        """The scenario that a saved file extends, and the values of its levers by key."""
        path = next((found[name] for found in map(saving.listed, self._folders()) if name in found), None)
        if path is None:
            raise UnknownError(f"there is no saved point {name!r}")
        base = saving.base_of(path)
        for study in self.studies.values():
            if study.trial.path.resolve() == base:
                study = self.study(study.name)
                return {"scenario": study.name, "typed": dict(saving.opened(study.trial, study.levers, path))}
        raise UnknownError(f"{name} extends {base.name}, which is not open here: name that file to `explore`")

    # --- what is drawn

    def draw(self, asked: "Asked", stopped: Stopped) -> Iterator[dict[str, Any]]:
        """Pictures of what a page asks for."""
        first = self._side(asked.first)
        second = None if asked.second is None else self._side(asked.second)
        if first is second:
            second = None
        return pictures(first, second, asked.view, stopped)

    def _side(self, which: "Which") -> Side:
        if which.run is not None:
            path = {one.name: one for one in self._run_folders()}.get(which.run)
            if path is None:
                raise UnknownError(f"there is no stored run {which.run!r}")
            return StoredRun(path)
        if which.kept is not None:
            if which.kept not in self.kept:
                raise UnknownError(f"there is no kept point {which.kept!r}")
            kept = self.kept[which.kept]
            return self._point(self.study(kept.scenario), kept.moves, kept.name)
        study = self.study(which.scenario or "")
        moves = moves_of(study, which.typed)
        return self._point(study, moves, f"{study.name} (moved)" if moves else study.name)

    def _point(self, study: Study, moves: Moves, label: str = "") -> DesignPoint:
        key = (study.name, moves)
        if key not in self._points:
            loaded = study.trial.at(moves, study.levers)
            self._points[key] = DesignPoint(loaded, label, self._most or loaded.scenario.replications, self._jobs)
            while len(self._points) > IN_USE and sum(point.n for point in self._points.values()) > MOST_HELD:
                self._points.popitem(last=False)
        self._points.move_to_end(key)
        point = self._points[key]
        point.label = label or point.label or study.name
        return point

    def _leave_out_what_moves_at_rest(self, study: Study) -> None:
        """Leave out levers whose item changes the scenario by being there."""
        brought = [lever for lever in study.levers.values() if lever.added is not None]
        if not brought or self._same_at_rest(study, brought):
            return
        for lever in brought:
            if not self._same_at_rest(study, [lever]):
                del study.levers[lever.key]
                why = "what it moves would change this scenario even at rest"
                study.refused.append(NotOffered(lever.key, lever.label, why))

    def _same_at_rest(self, study: Study, levers: list[Lever]) -> bool:
        plain = self._point(study, ())
        try:
            rest = tuple(sorted((lever.key, lever.rest) for lever in levers))
            tried = DesignPoint(study.trial.at(rest, study.levers), "", FIRST, self._jobs)
        except RefusedError:
            return False
        for point in (plain, tried):
            point.grow(FIRST, lambda: False)
        views = [View(one["name"]) for one in offered(plain.info)]  # type: ignore[arg-type]
        return all(np.array_equal(plain.series(view, FIRST), tried.series(view, FIRST)) for view in views)

    # --- what lies on the disk

    def _saved(self) -> list[dict[str, str]]:
        own = {study.trial.path.resolve() for study in self.studies.values()}
        return [{"id": name, "path": saving.shown(path)} for folder in self._folders()
                for name, path in saving.listed(folder).items() if path.resolve() not in own]  # fmt: skip

    def _folders(self) -> list[Path]:
        return [*dict.fromkeys(saving.folder_for(study.trial.path) for study in self.studies.values())]

    def _run_folders(self) -> list[Path]:
        try:
            with os.scandir(self._runs) as entries:
                names = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
        except OSError:
            return []
        return [self._runs / name for name in names[:MOST_RUNS]]

    def _listed_runs(self) -> list[dict[str, Any]]:
        found = []
        for folder in self._run_folders():
            try:
                info = manifest.info_of(manifest.read(folder))
            except manifest.IncompleteError:
                continue
            found.append({"id": folder.name, "name": info.name, "title": info.title, "n": info.n})
        return found


def moves_of(study: Study, typed: Mapping[str, str]) -> Moves:
    """What was typed into a study's levers, but for those at rest; UnknownError for a key that is no lever."""
    found = {}
    for key, text in typed.items():
        lever = study.levers.get(key)
        if lever is None:
            raise UnknownError(f"{study.name} has no lever {key!r}")
        if len(text) > LONGEST:
            raise RefusedError({key: [f"this is longer than {LONGEST} characters"]}, [])
        value = lever.written(text)
        if not lever.is_rest(value):
            found[key] = value
    return tuple(sorted(found.items()))


@dataclass(frozen=True)
class Which:
    """One side: a scenario with what is typed into its levers, a kept point, or a stored run."""

    scenario: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    kept: str | None = None
    run: str | None = None


@dataclass(frozen=True)
class Asked:
    """What a page asks to see: what it looks at, against what, and which figure."""

    view: View
    first: Which
    second: Which | None = None


__all__ = ["MOST", "Asked", "Kept", "Session", "Study", "UnknownError", "Which", "moves_of"]
