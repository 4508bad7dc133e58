"""A tree as a record, or everything that is wrong with it: in its blocks and between them, in one pass."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.quantities.dates import ABOUT_FISCAL_YEARS, FISCAL_YEAR_ENDS, USUAL_END
from sim.scenario import tree as trees
from sim.scenario.allowed import KEY, Allowed
from sim.scenario.lenient import bendable
from sim.scenario.partial import ABOUT_A_WHOLE, Found, found_in, found_in_part
from sim.scenario.problems import Problem, problem_at, problem_from
from sim.scenario.translate import MOST_TRANSLATED, problems_of
from sim.scenario.tree import MapNode, ScalarNode, follow

M = TypeVar("M", bound=BaseModel)

MOST_LISTED = 5_000
"""Errors that are looked at; of a file with more, the beginnings of its lists and maps are."""

_LACKS = ("missing", "union_tag_not_found")
_ABOUT_A_WORD = ("extra_forbidden", "union_tag_invalid")
"""Errors that stand at a map and are about a word of it."""


def validated(tree: MapNode, model: type[M], problems: list[Problem], *, broken: bool = False) -> M | None:
    """The record of a tree; None, with all that is wrong added to the problems, if it is refused.

    `broken` is a tree that lacks what a file that can't be read would have said: nothing is told to be missing
    in it, and nothing checked between its blocks.
    """
    values, about = _said(tree, model), about_dates(tree)
    scenario, errors, untold = _read(values, model, about)
    if broken:
        errors = [error for error in errors if error["type"] not in _LACKS]
    problems += problems_of(errors, tree, model)
    if untold:
        problems.append(problem_at(tree.at, f"{untold:,} more values are refused, beside those told"))
    if not broken and not untold:
        found = found_in_part(tree, values, errors, model, about) if scenario is None else found_in(scenario)
        problems += [_problem_of(tree, each) for each in found]
    return scenario


def refused_values(tree: MapNode, model: type[BaseModel], blocks: Iterable[str]) -> list[Problem]:
    """What is refused in some blocks of a tree of single keys and values, each for itself: nothing is told to be
    missing, and nothing checked between them.
    """
    kept = tree.without(*(tree.entries.keys() - {*blocks, "horizon"}))
    _, errors, _ = _read(_said(kept, model), model, about_dates(tree))
    alone = [error for error in errors if error["type"] in _ABOUT_A_WORD or _is_of_a_value(error, kept)]
    return problems_of(alone, kept, model)


def _is_of_a_value(error: ErrorDetails, tree: MapNode) -> bool:
    return error["type"] not in (*_LACKS, *ABOUT_A_WHOLE) and isinstance(follow(tree, error["loc"]).node, ScalarNode)


def _said(tree: MapNode, model: type[BaseModel]) -> dict[str, Any]:
    """A tree as values; without the version of the language where the record has none."""
    fields = {info.alias or name for name, info in model.model_fields.items()}
    said: dict[str, Any] = trees.plain(tree if "schema" in fields else tree.without("schema"))
    return said


def _read(values: Any, model: type[M], about: dict[str, Any]) -> tuple[M | None, list[ErrorDetails], int]:
    """The record that some values give, or the errors that are told, and how many are not."""
    scenario: M | None = None
    errors: list[ErrorDetails] = []
    untold = 0
    try:
        scenario = model.model_validate(values, context=about)
    except ValidationError as refused:
        errors, untold = _errors_of(refused, values, model, about)
    if not untold:
        strict = _strict_errors(values, model, about)
        told = {error["loc"] for error in strict}
        errors = [*strict, *(error for error in errors if error["loc"] not in told)]
    allowed = Allowed(model)
    for error in errors:
        error["loc"] = allowed.with_kinds(error["loc"])
    return scenario, errors, untold


def validated_anew(tree: MapNode, old_tree: MapNode, old: M, sound: bool = False) -> M | None:
    """The record of a tree most of which another shares, whose record is known: only what differs is read.

    None where anything is wrong, which `validated` will tell. Of a tree that is known to be `sound` only the values
    are read.
    """
    shared = {key for key, entry in tree.entries.items()
              if (before := old_tree.entries.get(key)) is not None and before.value is entry.value}  # fmt: skip
    if "horizon" not in shared:  # how dates are read depends on it
        return None
    values: dict[str, Any] = {}
    differing: dict[str, Any] = {}
    for key, entry in tree.entries.items():
        known = getattr(old, key, None)
        if key in shared and _is_of_records(known):
            values[key] = known
        else:
            values[key] = differing[key] = trees.plain(entry.value)
    model, about = type(old), about_dates(tree)
    try:
        scenario = model.model_validate(values, context=about)
    except ValidationError:
        return None
    if sound:
        return scenario
    return None if _strict_errors(differing, model, about) or found_in(scenario) else scenario


def _is_of_records(value: Any) -> bool:
    """Whether validation takes a value of a record as it is."""
    return isinstance(value, BaseModel) or (isinstance(value, list) and all(isinstance(v, BaseModel) for v in value))


def about_dates(tree: MapNode) -> dict[str, Any]:
    """What reading a date needs to know of the whole file: with which month its fiscal years end."""
    ends = follow(tree, ("horizon", "fiscal_year_ends"))
    said = ends.node.value if len(ends.path) == 2 and isinstance(ends.node, ScalarNode) else None
    return {ABOUT_FISCAL_YEARS: said if said in FISCAL_YEAR_ENDS else USUAL_END}


def _problem_of(tree: MapNode, found: Found) -> Problem:
    """What a check found: a path of keys and indexes, with KEY behind a key itself, and a text or a refusal."""
    path, text = found
    place = follow(tree, path)
    at = place.key_at if path[-1:] == (KEY,) else place.node.at
    return problem_from(at, text) if isinstance(text, PydanticCustomError) else problem_at(at, text)


def _errors_of(refused: ValidationError, values: Any, model: type[BaseModel],
               about: dict[str, Any]) -> tuple[list[ErrorDetails], int]:  # fmt: skip
    """The errors that are told, and how many are not: listing a hundred thousand takes seconds."""
    count = refused.error_count()
    if count > MOST_LISTED:
        try:
            model.model_validate(_beginning(values), context=about)
        except ValidationError as fewer:
            refused = fewer
    errors = refused.errors(include_url=False, include_input=False) if refused.error_count() <= MOST_LISTED else []
    return errors[:MOST_TRANSLATED], max(count - MOST_TRANSLATED, 0)


def _beginning(value: Any, most: int = 100) -> Any:
    """A tree with the beginnings of its lists and maps, shorter the deeper."""
    if isinstance(value, dict):
        return {key: _beginning(value[key], most // 4 + 1) for key in list(value)[:most]}
    if isinstance(value, list):
        return [_beginning(item, most // 4 + 1) for item in value[:most]]
    return value


def _strict_errors(values: Any, model: type[BaseModel], about: dict[str, Any]) -> list[ErrorDetails]:
    """Where a text stands for a number, a number for true, and the like.

    pydantic is lenient between them with Python values and strict only with JSON; quantities, which tell
    written numbers from Python's, need Python values. So a pass of each kind, the strict one over what leads to
    values that could be bent: what is left out there is missing, or nothing at all, and neither counts.
    """
    part = bendable(values)
    try:
        if part is not None:
            model.model_validate_json(json.dumps(part), strict=True, context=about)
    except ValidationError as refused:
        kinds = ("bool_type", "int_type", "float_type", "string_type")
        listed = refused.errors(include_url=False) if refused.error_count() <= MOST_LISTED else []
        return [error for error in listed if error["type"] in kinds and error["input"] is not None]
    return []
