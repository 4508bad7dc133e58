"""The strict pass over what could be bent finds all that one over the whole file would."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.scenario.lenient import bendable
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.scenario.tree import plain
from sim.scenario.validate import _strict_errors

ROOT = Path(__file__).parents[2]
WHOLE = {name: plain(load(ROOT / f"scenarios/{name}.yaml").tree)
         for name in ("baseline", "validation/small-world", "validation/worked-example")}  # fmt: skip
OTHERS = ["5", "1", " 0 ", "1_000", "2.0", "nan", "True", "no", "OFF", "", "five", "1 MW", 0, 1, 2, 1.0, 0.5, True,
          False, None, [], {}, [1], {"distribution": "fixed", "value": "1"}]  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


PLACES = {name: places(tree)[1:] for name, tree in WHOLE.items()}


def set_at(tree: Any, path: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(tree)
    held = changed
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = value
    return changed


def of_the_whole(values: Any) -> set[tuple[str | int, ...]]:
    """Places that a strict reading of the whole file refuses and a lenient one takes."""
    kinds = ("bool_type", "int_type", "float_type", "string_type")
    found = []
    for strictly in (True, False):
        try:
            if strictly:
                Scenario.model_validate_json(json.dumps(values), strict=True)
            else:
                Scenario.model_validate(values)
        except ValidationError as refused:
            found.append({error["loc"] for error in refused.errors() if not strictly or error["type"] in kinds})
        else:
            found.append(set())
    return found[0] - found[1]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_nothing_is_bent_that_a_strict_reading_refuses(name: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PLACES[name]))
    values = set_at(WHOLE[name], path, data.draw(st.sampled_from(OTHERS)))
    told = {error["loc"] for error in _strict_errors(values, Scenario, {})}
    assert of_the_whole(values) <= told


@pytest.mark.parametrize(("path", "value"), [
    (("replications",), "200"), (("seed",), True), (("seed",), 1.0), (("review", "every_months"), "3"),
    (("demand", "classes", 0, "preemptible"), 1), (("demand", "classes", 0, "preemptible"), "no"),
    (("demand", "classes", 0, "priority"), " 5 "), (("rivals", 0, "weight"), "1e1"), (("rivals", 0, "weight"), True),
])  # fmt: skip
def test_what_is_bent_by_a_lenient_reading_is_found(path: tuple[str | int, ...], value: Any) -> None:
    [error] = _strict_errors(set_at(WHOLE["baseline"], path, value), Scenario, {})
    assert error["loc"] == path


def test_a_shipped_study_is_read_twice_only_where_it_holds_ones_and_wholes() -> None:
    part = bendable(WHOLE["baseline"])
    assert len(places(part)) < len(places(WHOLE["baseline"])) / 2


def test_a_text_that_is_long_is_no_number() -> None:
    assert bendable({"a": ["9" * 200, "x"]}) is None
    assert bendable({"a": ["9", "x"], "kind": "b", "c": [1, {"d": "e"}], "f": {"g": "h"}}) == {
        "a": ["9", None], "kind": "b", "c": [1, None],
    }  # fmt: skip
