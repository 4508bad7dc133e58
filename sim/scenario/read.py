"""From a file to a validated record: base < file < variant < sweep < `--set`, then every problem at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.quantities.refusal import quoted
from sim.scenario import tree as trees
from sim.scenario.allowed import KEY
from sim.scenario.extends import Chain, root_of
from sim.scenario.override import KeyRefused, path_of, set_value
from sim.scenario.partial import Found, checks_of, found_in_part
from sim.scenario.problems import Problem, ScenarioErrors, problem_at, problem_from
from sim.scenario.translate import MOST_TRANSLATED, problems_of
from sim.scenario.tree import MapNode, Position, follow
from sim.scenario.variants import VARIANTS, variant_names, with_variant

M = TypeVar("M", bound=BaseModel)

Setting = tuple[str, str]
"""A key and the YAML of its value."""


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

    A model with a method `check()` finds problems between its blocks by it: pairs of a path and a text (or a
    `refusal`, which also says what is allowed).
    `overrides` are texts `key=value` as `--set` takes them. Two settings of one key at the same level are a
    problem, not a question of order.
    """
    problems: list[Problem] = []
    chain = Chain(root_of(Path(path)), problems)
    whole = chain.tree(Path(path), Path(path).as_posix())
    if whole is None:
        raise ScenarioErrors(problems)
    names = variant_names(whole, problems)
    tree = whole.without(VARIANTS) if variant is None else with_variant(whole, variant, problems)
    tree = _with_settings(tree, list(sweep), "sweep", problems)
    tree = _with_settings(tree, _settings_of(overrides, problems), "--set", problems)
    scenario = _validated(tree, model, problems)
    if problems or scenario is None:
        raise ScenarioErrors(problems)
    return Loaded(scenario, tree, tuple(chain.read), names)


def _settings_of(overrides: Iterable[str], problems: list[Problem]) -> list[Setting]:
    settings = []
    for text in overrides:
        key, equals, value = text.partition("=")
        if equals:
            settings.append((key.strip(), value))
        else:
            problems.append(Problem("--set", 0, 0, f"{quoted(text)} is not of the form key=value"))
    return settings


def _with_settings(
    tree: MapNode, settings: Sequence[Setting], origin: str, problems: list[Problem]
) -> MapNode:
    seen: set[str] = set()
    for key, value in settings:
        if key in seen:
            problems.append(Problem(origin, 0, 0, f"{quoted(key)} is set twice"))
            continue
        seen.add(key)
        try:
            tree = set_value(tree, key, value, origin)
        except KeyRefused as refused:
            problems.append(refused.problem)
    return tree


def _validated(tree: MapNode, model: type[M], problems: list[Problem]) -> M | None:
    """The record of a tree; None, with all that is wrong added to the problems, if it is refused."""
    fields = {info.alias or name for name, info in model.model_fields.items()}
    said = tree if "schema" in fields else tree.without("schema")
    values = trees.plain(said)
    errors: list[ErrorDetails] = []
    scenario: M | None = None
    try:
        scenario = model.model_validate(values)
    except ValidationError as refused:
        errors = refused.errors(include_url=False, include_input=False)
    if len(errors) <= MOST_TRANSLATED:
        strict = _strict_errors(values, model)
        told = {error["loc"] for error in strict}
        errors = [*strict, *(error for error in errors if error["loc"] not in told)]
    problems += problems_of(errors, tree, model)
    found: list[Found] = []
    if scenario is not None:
        found = [each for check in checks_of(model) for each in check(scenario)]
    elif len(errors) <= MOST_TRANSLATED:
        found = found_in_part(values, errors, tree, model)
    problems += [_checked_problem(tree, path, text) for path, text in found]
    return scenario


def _checked_problem(tree: MapNode, path: trees.Path, text: str | PydanticCustomError) -> Problem:
    """What a root record's own `check()` found: a path of keys and indexes, and a text or a refusal."""
    found = follow(tree, path)
    at = found.key_at if path[-1:] == (KEY,) else found.node.at
    return problem_at(at, text) if isinstance(text, str) else problem_from(at, text)


def _strict_errors(values: Any, model: type[BaseModel]) -> list[ErrorDetails]:
    """Where a text stands for a number, a number for true, and the like.

    pydantic is lenient between them with Python values and strict only with JSON; quantities, which tell
    written numbers from Python's, need Python values. So a pass of each kind.
    """
    try:
        model.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as refused:
        kinds = ("bool_type", "int_type", "float_type", "string_type")
        return [
            error
            for error in refused.errors(include_url=False, include_input=False)
            if error["type"] in kinds
        ]
    return []
