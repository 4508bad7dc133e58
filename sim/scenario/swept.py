"""The scenario that a sweep file moves: each design point, with the places of its values in the sweep's file."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock

from sim.scenario.axis import yaml_of
from sim.scenario.designs import PointList
from sim.scenario.moved import MovedScenario, begin_of, ends_in
from sim.scenario.override import Place
from sim.scenario.problems import Problem, moved_to, place_of
from sim.scenario.read import Loaded, Setting
from sim.scenario.resolved import Known, resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep


class SweptScenario:
    """The scenario that a sweep file moves, read once: each design point differs from it by a few values."""

    def __init__(self, path: Path, swept: Loaded[Sweep], overrides: Iterable[str] = ()) -> None:
        self.swept = swept
        self.base = MovedScenario(path, swept.tree, overrides)
        self.sound = False
        """Whether every design point is known to be a valid scenario: then it need not be checked again."""
        self._known: Loaded[Scenario] | None = None
        self._of: tuple[Setting, ...] | None = None
        """The settings of the one that is known."""
        self._written: Known | None = None
        self._one_at_a_time = Lock()

    def at(self, settings: tuple[Setting, ...]) -> Loaded[Scenario]:
        """The scenario of one design point; ScenarioErrors with all that is wrong with it."""
        with self._one_at_a_time:
            if self._known is None or settings != self._of:
                laying = self.base.laid(settings, self.places(settings))
                self._known = self.base.files.loaded(Scenario, laying.stages, laying.problems, self._known, self.sound)
                self._of = settings
            return self._known

    def resolved(self, settings: tuple[Setting, ...]) -> str:
        """The scenario of one design point as YAML."""
        tree = self.at(settings).tree
        if self._written is None:
            self._written = Known(tree)
        return resolved_yaml(tree, self._written)

    def ends(self) -> Iterator[tuple[Setting, Problem, Problem]]:
        """Each end of what a key moves over that is refused, drawn or not: the problem there, and where what is drawn
        is told.
        """
        written = ends_in(self.swept.tree)
        of_place = {place_of(one.place.value): (one.key, one.value) for ends in written.values() for one in ends}
        for problem in self.base.refused(written):
            if (end := of_place.get(problem.place)) is not None:
                yield end, problem, moved_to(self.places((end,))[end[0]].value, problem)

    def places(self, settings: tuple[Setting, ...]) -> dict[str, Place]:
        """Where the sweep's file says the keys and their values: in a list, at a range's beginning, in its points."""
        return dict(self._places(settings))

    def _places(self, settings: tuple[Setting, ...]) -> Iterator[tuple[str, Place]]:
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
                    place = self._listed.get(frozenset(given.items()))
                    path = ("design",) if place is None else ("design", "points", place, axis.key)
                yield axis.key, Place(begin_of(self.swept.position((block, index, "key"))), self.swept.position(path))

    @cached_property
    def _listed(self) -> dict[frozenset[Setting], int]:
        """The points of a list by their settings."""
        design = self.swept.scenario.design
        listed = design.listed if isinstance(design, PointList) else []
        return {frozenset((key, yaml_of(value)) for key, value in point.items()): place
                for place, point in enumerate(listed)}  # fmt: skip
