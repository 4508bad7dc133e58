"""What a page may ask, as its requests say it: anything else is refused in words."""

import json
from typing import Any

from sim.explorer.figures import View
from sim.explorer.session import LONGEST, Asked, Which

MOST_BYTES = 64_000
"""Of a request."""
MOST_KEYS = 200


class MalformedError(ValueError):
    """A request that this page does not make."""


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object of a request."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedError("the request is no JSON") from None
    if not isinstance(said, dict):
        raise MalformedError("the request is no JSON object")
    return said


def text(said: dict[str, Any], key: str) -> str:
    """A short text."""
    value = said.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
        raise MalformedError(f"`{key}` is a text of at most {LONGEST} characters that can be printed")
    return value


def optional(said: dict[str, Any], key: str) -> str | None:
    """A short text, or nothing."""
    return None if said.get(key) in (None, "") else text(said, key)


def typed(said: dict[str, Any]) -> dict[str, str]:
    """What is typed into levers, by key."""
    values = said.get("typed", {})
    if not isinstance(values, dict) or len(values) > MOST_KEYS:
        raise MalformedError("`typed` is an object of a lever's key and what is typed into it")
    if not all(key.isprintable() for key in values):
        raise MalformedError("`typed` has a key that is no lever's")
    return {key: "" if values[key] == "" else text(values, key) for key in values}


def which(said: object) -> Which:
    """One side of a comparison."""
    if not isinstance(said, dict):
        raise MalformedError("a side names a scenario, a kept point or a run")
    found = Which(optional(said, "scenario"), typed(said), optional(said, "kept"), optional(said, "run"))
    if sum(one is not None for one in (found.scenario, found.kept, found.run)) != 1:
        raise MalformedError("a side names one scenario, one kept point or one run")
    return found


def asked(said: dict[str, Any]) -> Asked:
    """What is to be drawn."""
    view = View(text(said, "metric"), optional(said, "region"), optional(said, "grade"))
    second = said.get("second")
    return Asked(view, which(said.get("first")), None if second is None else which(second))
