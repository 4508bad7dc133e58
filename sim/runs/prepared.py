"""A sweep made ready: every design point a valid scenario, before anything runs."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from sim.quantities.refusal import quoted
from sim.runs.designs import points_of
from sim.runs.folders import named
from sim.runs.made import inputs_of
from sim.runs.prepared_apart import FromFile, facts_apart
from sim.scenario.cut_short import last_day, too_late
from sim.scenario.figure import Figure, wrong_in
from sim.scenario.load import load_sweep
from sim.scenario.override import KeyRefused, path_of, steps_of
from sim.scenario.point_problems import PointProblems
from sim.scenario.problems import Problem, ScenarioErrors, problem_at, problem_from
from sim.scenario.read import Loaded, Setting
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep
from sim.scenario.swept import SweptScenario
from sim.scenario.tree import MapNode, ScalarNode, follow, kind_of


class Facts(NamedTuple):
    """What is known of a design point's scenario without making it anew."""

    name: str
    hash: str
    chunk_hash: str
    until: date | None


@dataclass(frozen=True)
class Point:
    """One design point: what is set, the scenario that results, and what its numbers depend on.

    The scenario is made anew wherever it is asked for, but for the last one: ten thousand of them are 200 MB.
    """

    settings: tuple[Setting, ...]
    replications: int
    swept: SweptScenario = field(repr=False, compare=False)

    @property
    def scenario(self) -> Scenario:
        """The scenario with what is set."""
        return self.swept.at(self.settings).scenario

    @property
    def until(self) -> date | None:
        """Last day that is simulated, where that is not the horizon's."""
        return self.facts.until

    @property
    def scenario_name(self) -> str:
        """Its short name."""
        return self.facts.name

    @property
    def tree(self) -> MapNode:
        """The same as it is written."""
        return self.swept.at(self.settings).tree

    @property
    def resolved(self) -> str:
        """The scenario as YAML."""
        return self.swept.resolved(self.settings)

    @property
    def hash(self) -> str:
        """Of all that determines the numbers."""
        return self.facts.hash

    @property
    def chunk_hash(self) -> str:
        """Of all that determines the numbers of any replication."""
        return self.facts.chunk_hash

    @cached_property
    def facts(self) -> Facts:
        """What is known of its scenario without making it anew."""
        from sim.runs.identity import chunk_hash, run_hash

        resolved, scenario = self.resolved, self.scenario
        until = last_day(self.swept.swept.scenario.until, scenario.horizon)
        of_all = run_hash(resolved, scenario, self.replications, until)
        return Facts(scenario.name, of_all, chunk_hash(resolved, scenario, 0, until), until)

    def know(self, facts: Facts) -> None:
        """Take what another process has found out."""
        vars(self).update(facts=facts)

    def value(self, key: str) -> str:
        """What the scenario has at a key, as it is written."""
        given = dict(self.settings).get(key)
        return _written_at(self.tree, key) if given is None else given


@dataclass(frozen=True)
class Prepared:
    """A sweep whose design points are all valid scenarios, and its metrics ones that there are."""

    sweep: Sweep
    points: tuple[Point, ...]
    inputs: Mapping[str, Any] = field(default_factory=dict)
    """Where it comes from: the files read, and which numbers of its last design point name no source."""
    source: FromFile | None = None
    """How processes of their own may read it, where they may be used."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The figures that are read off each design point."""
        return tuple(self.sweep.metrics)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Of each metric of the sweep."""
        from sim.metrics import catalogue

        return tuple(catalogue()[Figure.parse(metric).metric].unit for metric in self.sweep.metrics)

    @property
    def hash(self) -> str:
        """Of all that determines the numbers and which of them are read off."""
        parts = [self.sweep.name, *self.sweep.headings, *self.sweep.metrics, *(point.hash for point in self.points)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def folder_name(self) -> str:
        """`release-by-exercise-0123456789`."""
        return named(self.sweep.name, self.hash)

    def moved(self, place: int) -> str:
        """What a design point sets, in words: `Reserve 20 %, costs.land $170/kW`."""
        names = {axis.key: axis.name for axis in self.sweep.axes}
        return ", ".join(f"{names[key]} {value}" for key, value in self.points[place].settings) or "nothing set"

    def kept_name(self, point: Point) -> str:
        """The file that keeps what is read off a design point."""
        from sim.runs.points_file import name_of

        return name_of(point.chunk_hash, self.sweep.metrics)


def prepare(path: Path, replications: int | None = None, overrides: Iterable[str] = (), to_run: bool = True,
            jobs: int = 1) -> Prepared:  # fmt: skip
    """The design points of a sweep file; ScenarioErrors with all that is wrong with it or any of them.

    What is `to_run` needs some facts of each, which are taken while its scenario is at hand. Many points are shared out
    among `jobs` processes of their own, which a program that asks for more than one has to be written for.
    """
    overrides = tuple(overrides)
    loaded = load_sweep(path, overrides)
    sweep = loaded.scenario
    swept = SweptScenario(path, loaded, overrides)
    settings = points_of(sweep)
    replications = replications or sweep.replications
    source = FromFile(path, tuple(map(str, overrides)))
    facts = facts_apart(source, settings, replications, jobs) if to_run else None
    points: list[Point] = []
    refused = PointProblems(swept, settings)
    for number, setting in enumerate(settings, start=1):
        point = Point(setting, replications, swept)
        if facts is None:
            try:
                refused.add(number, checked(point, loaded, to_run))
            except ScenarioErrors as errors:
                refused.add(number, errors.problems)
                continue
        else:
            point.know(facts[number - 1])
        points.append(point)
    if wrong := refused.told():
        raise ScenarioErrors(wrong)
    if same := list(_given_twice(loaded, points)):
        raise ScenarioErrors(same)
    last = swept.at(settings[-1])
    return Prepared(sweep, tuple(points), inputs_of((*loaded.files, *last.files), last.stages),
                    source if jobs > 1 else None)  # fmt: skip


def checked(point: Point, loaded: Loaded[Sweep], to_run: bool) -> list[Problem]:
    """What of the sweep's figures a design point does not have; ScenarioErrors where it is no valid scenario. One that
    is `to_run` knows its facts after that.
    """
    scenario = point.scenario
    if wrong := list(_wrong_metrics(loaded, scenario)):
        return wrong
    if to_run:
        point.facts  # noqa: B018
    return []


def _wrong_metrics(loaded: Loaded[Sweep], scenario: Scenario) -> Iterator[Problem]:
    """Figures that the scenario of a design point does not have."""
    sweep = loaded.scenario
    if sweep.until is not None and (wrong := wrong_in(Figure("", {}, sweep.until), scenario)):
        yield problem_from(loaded.position(("until",)), wrong)
        return
    unsaid = "" if "metrics" in sweep.model_fields_set else "no `metrics` are given, and of the usual ones "
    for place, metric in enumerate(sweep.metrics):
        figure = Figure.parse(metric)
        if wrong := wrong_in(figure, scenario) or too_late(figure, sweep.until, scenario.horizon):
            problem = problem_from(loaded.position(("metrics", place)), wrong)
            yield replace(problem, text=f"{unsaid}{quoted(metric)}: {problem.text}")


def _given_twice(loaded: Loaded[Sweep], points: list[Point]) -> Iterator[Problem]:
    """Values of a key that mean the same, such as `5 %` and `0.05`; where points differ by that key alone."""
    by_settings = {point.settings: point for point in points}
    first = points[0].settings
    for block in ("levers", "uncertainties"):
        for place, axis in enumerate(getattr(loaded.scenario, block)):
            seen: dict[str, str] = {}
            for index, value in enumerate(axis.listed() or () if axis.values else ()):
                alone = tuple((key, value if key == axis.key else old) for key, old in first)
                point = by_settings.get(alone if axis.key in dict(first) else ((axis.key, value),))
                if point is None:
                    continue
                block_of = point.scenario.model_dump_json(by_alias=True, include={_field_of(axis.key)})
                if block_of in seen:
                    text = f"{quoted(value)} means the same as {quoted(seen[block_of])}: the value is given twice"
                    yield problem_at(loaded.position((block, place, "values", index)), text)
                seen.setdefault(block_of, value)


def _field_of(key: str) -> str:
    """The field of a scenario in which a key lies."""
    said = steps_of(key)[0].name
    return next((name for name, info in Scenario.model_fields.items() if info.alias == said), said)


def _written_at(tree: MapNode, key: str) -> str:
    try:
        node = follow(tree, path_of(tree, key)).node
    except KeyRefused:
        return "not given"
    return node.text if isinstance(node, ScalarNode) else kind_of(node)
