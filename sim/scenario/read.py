"""From a file to a validated record: base < file < variant < sweep < `--set`, then every problem at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from sim.quantities.refusal import quoted
from sim.scenario import tree as trees
from sim.scenario.extends import Chain
from sim.scenario.override import KeyRefused, Place, path_of, set_value
from sim.scenario.paths import root_of
from sim.scenario.problems import Problem, ScenarioErrors, problem_at
from sim.scenario.tree import MapNode, Position, Source, follow
from sim.scenario.validate import validated, validated_anew
from sim.scenario.variants import variant_names, with_variant

M = TypeVar("M", bound=BaseModel)

Setting = tuple[str, str]
"""A key and the YAML of its value."""


class Laid(NamedTuple):
    """A single value that is laid over a tree."""

    key: str
    value: str
    """As YAML."""
    origin: str
    """What messages call what gave it."""


class Override(str):
    """A text `key=value`, as `--set` takes it, that another option stands for."""

    option: str

    @classmethod
    def of(cls, key: str, value: object, option: str) -> "Override":
        """The setting that an option means."""
        made = cls(f"{key}={value}")
        made.option = option
        return made


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """A validated scenario with the tree it came from."""

    scenario: M
    tree: MapNode
    """Resolved: bases, variant and settings merged; `extends` and `variants` are gone."""
    files: tuple[Path, ...]
    """All that were read, the scenario's own first."""
    variants: tuple[str, ...]
    """The names of the variants that the file offers."""
    stages: tuple[MapNode, ...] = ()
    """The tree as each file, the variant and each setting left it; the last is the resolved one."""

    def position(self, key: str | trees.Path) -> Position:
        """Where the value of a key was written; `sites[iowa-1].region`, or a path of keys and indexes.

        KeyRefused for a written key that the tree lacks; of a path, the part that exists counts.
        """
        path = path_of(self.tree, key) if isinstance(key, str) else key
        return follow(self.tree, path).node.at


def read(
    path: Path | str,
    model: type[M],
    *,
    variant: str | None = None,
    sweep: Iterable[Setting] = (),
    overrides: Iterable[str] = (),
) -> Loaded[M]:
    """The record that a file says, or ScenarioErrors with all that is wrong.

    A model finds problems between its blocks by its `checks`, or a method `check()`: pairs of a path and a text
    (or a `refusal`, which also says what is allowed).
    `overrides` are texts `key=value` as `--set` takes them. Two settings of one key at the same level are a problem,
    not a question of order.
    """
    files = Files.of(path)
    problems = list(files.problems)
    stages = list(files.chain.stages)
    if variant is not None:
        stages += with_variant(files.tree, files.chain.offered, variant, problems)
    Settings(problems).over(stages, [Laid(*setting, "sweep") for setting in sweep])
    Settings(problems).over(stages, settings_of(overrides, problems))
    return files.loaded(model, stages, problems)


@dataclass(frozen=True)
class Files:
    """A file with all it extends, read once: what is laid over it makes each record."""

    chain: Chain
    tree: MapNode
    """Without its variants."""
    names: tuple[str, ...]
    """Of the variants."""
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, path: Path | str) -> "Files":
        """The files that are there; ScenarioErrors where there is no tree to go by."""
        problems: list[Problem] = []
        chain = Chain(root_of(Path(path)), problems)
        tree = chain.tree(Path(path), Path(path).as_posix())
        if tree is None:
            raise ScenarioErrors(problems)
        names = variant_names(tree, chain.offered, problems)
        return cls(chain, tree, names, tuple(problems))

    def loaded(self, model: type[M], stages: list[MapNode], problems: list[Problem],
               known: Loaded[M] | None = None, sound: bool = False) -> Loaded[M]:  # fmt: skip
        """The record of the last stage; ScenarioErrors with these problems and all that is wrong with it.

        What `known` has alike is taken from there. It may be known to be `sound`.
        """
        tree = stages[-1]
        scenario = None
        if known is not None and not problems:
            scenario = validated_anew(tree, known.tree, known.scenario, sound)
        if scenario is None:
            scenario = validated(tree, model, problems, broken=self.chain.broken)
        if problems or scenario is None:
            raise ScenarioErrors(problems, self.names)
        return Loaded(scenario, tree, tuple(self.chain.read), self.names, tuple(stages))


def settings_of(overrides: Iterable[str], problems: list[Problem]) -> list[Laid]:
    """Keys and values of texts `key=value`, as `--set` takes them."""
    settings = []
    for text in overrides:
        key, equals, value = text.partition("=")
        if equals:
            settings.append(Laid(key.strip(), value, text.option if isinstance(text, Override) else "--set"))
        else:
            problems.append(Problem("--set", 0, 0, f"{quoted(text)} is not of the form key=value"))
    return settings


@dataclass(frozen=True)
class Settings:
    """Single values of one level of precedence, laid over a tree."""

    problems: list[Problem]
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where a file writes them; a key without a place is text of its origin itself."""
    kept: Mapping[trees.Path, str] = field(default_factory=dict)
    """What this level may not set, by its place in the tree: the keys of another that must hold."""

    def over(self, stages: list[MapNode], settings: Iterable[Laid]) -> dict[trees.Path, str]:
        """Adds to the stages the tree as each setting leaves it; the keys that were set, by their places in it."""
        seen: dict[trees.Path, str] = {}
        for key, value, origin in settings:
            at = self.places.get(key)
            try:
                tree = set_value(stages[-1], key, value, origin, at)
                path = path_of(tree, key)
            except KeyRefused as refused:
                self.problems.append(refused.problem)
                continue
            if (wrong := self._set_elsewhere(key, origin, path, seen)) is not None:
                here = at.key if at else Position(Source(origin, (f"{key}={value}",)), 1, 1)
                self.problems.append(problem_at(here, wrong))
                continue
            seen[path] = key
            stages.append(tree)
        return seen

    def _set_elsewhere(self, key: str, origin: str, path: trees.Path, seen: dict[trees.Path, str]) -> str | None:
        """What to say where another key sets the same value, or one that lies around it or within, by whatever name."""
        if (twice := _overlapping(path, seen)) is not None:
            return f"{quoted(key)} is set twice" + ("" if twice == key else f": {quoted(twice)} sets it too")
        if (other := _overlapping(path, self.kept)) is not None:
            return f"the sweep moves {quoted(other)}: leave it out of {origin}, or out of the sweep"
        return None


def _overlapping(path: trees.Path, keys: Mapping[trees.Path, str]) -> str | None:
    return next((key for other, key in keys.items() if path[: len(other)] == other[: len(path)]), None)
