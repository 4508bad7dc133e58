"""Validation errors as problems: each at the node it is about, in the words of the scenario language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sim.policy.python import NAMED
from sim.quantities.nearest import nearest
from sim.quantities.record import ID, SAYS
from sim.quantities.refusal import quoted
from sim.scenario.allowed import KEY, Allowed
from sim.scenario.cut_short import UNTIL
from sim.scenario.field_types import limits_in_words
from sim.scenario.merge import REMOVE
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import ListNode, MapNode, Node, Path, Position, ScalarNode, follow, identity, kind_of
from sim.scenario.variants import NAME

MOST_TRANSLATED = 200
"""Errors that are told one by one."""

MOST_MISSPELT = 10
"""Items whose ids are compared with those of their list."""

Location = tuple[str | int, ...]

_NEEDED: Mapping[str, str] = {
    "bool": "true or false is needed here",
    "int": "a whole number is needed here",
    "float": "a number is needed here",
    "string": "a text is needed here",
    "list": "a list is needed here",
    "tuple": "a list is needed here",
    "set": "a list is needed here",
    "frozen_set": "a list is needed here",
    "dict": "a map is needed here",
    "model": "a map is needed here",
    "model_attributes": "a map is needed here",
}
"""By the kind of value that pydantic misses."""

_BEYOND = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
"""Errors of a number beyond one of its limits."""

_PATTERNS: Mapping[str, str] = {
    NAME: "a name is of lower-case letters, digits and hyphens, at most 61, and does not begin with a hyphen",
    ID: "an id is of letters, digits, hyphens and underscores, at most 61, and begins with a letter or a digit",
    NAMED: "a policy is named by its module and its function, as in policies.cautious:respond",
    UNTIL: "a fiscal year or quarter is needed here, as in FY2028 or FY2028Q2",
    SAYS: "a text that says something is needed here: leave the key out where there is none",
}
"""What a text is to be, by its pattern."""


def problems_of(errors: Iterable[ErrorDetails], tree: MapNode, model: type[BaseModel]) -> list[Problem]:
    """The problems that validation errors mean; errors of one place, from alternatives, are told as one."""
    listed = _without_echoes(list(errors))
    if not listed:
        return []
    translate = _translator(tree, model)
    found: dict[tuple[Path, str], Problem] = {}
    misspelt = list(misspelt_items(listed, tree))
    meant = {(path, key) for path, _, key in translate.meant_keys(listed[:MOST_TRANSLATED])}
    for item, problem in misspelt:
        found[item, ""] = problem
    amounts = {found_at.path for error in listed if error["type"] == "quantity"
               and _is_amount((found_at := follow(tree, error["loc"])).node)}  # fmt: skip
    for error in listed[:MOST_TRANSLATED]:
        if error["type"] == "literal_error" and follow(tree, error["loc"]).path in amounts:
            continue  # what is written as an amount is meant to be no word
        lacks = lacked_by(error)
        if lacks and _told_otherwise(follow(tree, lacks[0]).path, lacks[1], misspelt, meant):
            continue
        place, problem = translate.one(error)
        earlier = found.get(place)
        found[place] = _either(earlier, problem) if earlier else problem
    return list(found.values())


def unsaid(errors: Iterable[ErrorDetails], tree: MapNode, model: type[BaseModel]) -> Iterator[Path]:
    """The places whose values are not what their file means: keys that others were meant to be, misspelt ids."""
    listed = list(errors)
    for path, misspelt, key in _translator(tree, model).meant_keys(listed):
        entries = follow(tree, path).node.entries  # type: ignore[union-attr]
        if key not in entries or entries[key].key_at.source is not entries[misspelt].key_at.source:
            yield (*path, key)
    yield from ((*item, "id") for item, _ in misspelt_items(listed, tree))


def _translator(tree: MapNode, model: type[BaseModel]) -> "_Translator":
    return _Translator(tree, Allowed(model), getattr(model, "OF_A_FILE", ()))


def _is_amount(node: Node) -> bool:
    """Whether a value is written as an amount, be it a right one or not: with digits."""
    return isinstance(node, ScalarNode) and any(letter.isdigit() for letter in node.text)


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without what is said of a list only because entries of it are wrong, and so not counted."""
    wrong = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in wrong]


def misspelt_items(errors: Iterable[ErrorDetails], tree: MapNode) -> Iterator[tuple[Path, Problem]]:
    """Items of lists that lack keys and whose id is nearly that of another: laid over nothing, for a letter."""
    lacking: dict[Path, list[str]] = {}
    for error in errors:
        if lacks := lacked_by(error):
            lacking.setdefault(follow(tree, lacks[0]).path, []).append(lacks[1])
    for path, keys in list(lacking.items())[:MOST_MISSPELT]:
        item, items = follow(tree, path).node, follow(tree, path[:-1]).node
        name = identity(item)
        if name is None or not isinstance(items, ListNode) or not isinstance(item, MapNode):
            continue
        if any(nearest(key, keys) for key in item.entries):
            continue  # the key is misspelt, not the id
        whole = [each for index, each in enumerate(items.items) if (*path[:-1], index) not in lacking]
        others = [other for other in map(identity, whole) if other is not None]
        meant = nearest(name, others)
        if meant is not None:
            at = item.entries["id"].value.at
            text = f"the item {quoted(name)} is new here, and lacks {', '.join(map(quoted, sorted(keys)))}"
            yield path, problem_at(at, text, allowed=others, nearest=meant)


def lacked_by(error: ErrorDetails) -> tuple[Location, str] | None:
    """The map that lacks a key by an error, and the key; None for other errors."""
    if error["type"] == "missing":
        return error["loc"][:-1], str(error["loc"][-1])
    if error["type"] == "union_tag_not_found":
        return error["loc"], str(error["ctx"]["discriminator"]).strip("'")
    return None


def _told_otherwise(path: Path, key: str, items: Iterable[tuple[Path, Problem]], meant: set[tuple[Path, str]]) -> bool:
    """Whether a key is missing only because it, its map's id, or the id of an item around is misspelt."""
    return {(path, key), (path, "id")} & meant != set() or any(path[: len(item)] == item for item, _ in items)


class _Translator:
    """One tree and what may stand in it."""

    def __init__(self, tree: MapNode, allowed: Allowed, of_a_file: tuple[str, ...]) -> None:
        """`of_a_file` are keys that a file has and what it comes to has not."""
        self.tree = tree
        self.allowed = allowed
        self.of_a_file = of_a_file

    def one(self, error: ErrorDetails) -> tuple[tuple[Path, str], Problem]:
        """A problem, and the place (a path, and the key that is missing there) that it is about."""
        location = error["loc"]
        kind = error["type"]
        if kind == "missing":
            return self.missing(location[:-1], str(location[-1]))
        if kind == "union_tag_not_found":
            return self.no_kind(location, str(error["ctx"]["discriminator"]).strip("'"))
        if kind == "union_tag_invalid":
            return self.unknown_kind(location, str(error["ctx"]["discriminator"]).strip("'"))
        if location and location[-1] == KEY:
            return self.bad_key(location[:-1], error)
        found = follow(self.tree, location)
        if kind == "extra_forbidden":
            return (found.path, ""), self.unknown_key(location)
        return (found.path, ""), self.bad_value(location, error)

    def meant_keys(self, errors: Iterable[ErrorDetails]) -> Iterator[tuple[Path, str, str]]:
        """Unknown keys and those they were meant to be, each pair with the path of its map."""
        for error in errors:
            if error["type"] == "extra_forbidden":
                meant = self.unknown_key(error["loc"]).nearest
                if meant is not None:
                    yield follow(self.tree, error["loc"][:-1]).path, str(error["loc"][-1]), meant

    def missing(self, location: Location, key: str) -> tuple[tuple[Path, str], Problem]:
        """A key that has to be there, at its parent map."""
        found = follow(self.tree, location)
        return (found.path, key), problem_at(found.node.at, f"the key {quoted(key)} is missing here")

    def no_kind(self, location: Location, key: str) -> tuple[tuple[Path, str], Problem]:
        """The key that says the kind of a map is missing there, or misspelt."""
        found = follow(self.tree, location)
        for word, entry in found.node.entries.items() if isinstance(found.node, MapNode) else ():
            if nearest(word, [key]):
                text = f"unknown key {quoted(word)}"
                return (found.path, key), problem_at(entry.key_at, text, allowed=[key], nearest=key)
        text = f"the key {quoted(key)} is missing here"
        return (found.path, key), problem_at(found.node.at, text, allowed=self.allowed.kinds(location))

    def unknown_key(self, location: Location) -> Problem:
        """A key that the map may not have."""
        key = str(location[-1])
        keys = self.allowed.keys(location[:-1])
        if len(location) == 1:
            keys += self.of_a_file
        elif identity(follow(self.tree, location[:-1]).node) is not None:
            keys.append(REMOVE)
        at = follow(self.tree, location).key_at
        if key in self.of_a_file:
            return problem_at(at, f"{quoted(key)} stands at the head of a file: it is neither set nor moved")
        if key == REMOVE and key in keys:
            return problem_at(at, "`remove: true` drops an item of a list; leave it out to keep the item")
        return problem_at(at, f"unknown key {quoted(key)}", allowed=keys, nearest=nearest(key, keys))

    def unknown_kind(self, location: Location, key: str) -> tuple[tuple[Path, str], Problem]:
        """A kind (of distribution, of rule) that does not exist."""
        found = follow(self.tree, (*location, key))
        kinds = self.allowed.kinds(location)
        given = getattr(found.node, "text", "")
        text = f"unknown {key} {quoted(given)}" if given else f"{key} is a word, not {kind_of(found.node)}"
        return (found.path, ""), problem_at(found.node.at, text, allowed=kinds, nearest=nearest(given, kinds))

    def bad_key(self, location: Location, error: ErrorDetails) -> tuple[tuple[Path, str], Problem]:
        """A key of an open map that is none of its kind."""
        found = follow(self.tree, location)
        words = self.allowed.words((*location[:-1], KEY))
        key = ScalarNode(str(location[-1]), str(location[-1]), found.key_at)
        return (found.path, KEY), _worded(key.at, error, key, words)

    def bad_value(self, location: Location, error: ErrorDetails) -> Problem:
        """A value that does not fit its key."""
        node = follow(self.tree, location).node
        words = self.allowed.words(location) if error["type"] in ("literal_error", "enum") else []
        if error["type"] in _BEYOND:
            limits = " ".join(limits_in_words(self.allowed.limits(location)))
            return problem_at(node.at, f"{_called(node)} is outside the range allowed here: {limits}")
        return _worded(node.at, error, node, words)


def _worded(at: Position, error: ErrorDetails, node: Node, words: list[str]) -> Problem:
    """The problem of one value."""
    given = _called(node)
    written = node.text if isinstance(node, ScalarNode) else ""
    kind, context = error["type"], error.get("ctx", {})
    parts: dict[str, Any] = {}
    needed = next(
        (_NEEDED[name] for name in _NEEDED if kind.startswith((f"{name}_type", f"{name}_pars"))), None
    )
    if kind == "quantity":
        text = str(context["reason"])
        parts = {
            "allowed": context["allowed"], "example": context["example"], "nearest": context["meant"],
        }  # fmt: skip
    elif kind in ("literal_error", "enum"):
        text = f"{given} is not one of the words allowed here"
        parts = {"allowed": words, "nearest": nearest(written, words)}
    elif kind == "int_from_float":
        text = f"a whole number is needed here, not {given}"
    elif kind in ("too_short", "too_long"):
        least = kind == "too_short"
        bound = context["min_length" if least else "max_length"]
        text = f"at {'least' if least else 'most'} {bound} entr{'y is' if bound == 1 else 'ies are'} needed here"
        text = text if least else text.replace("needed", "allowed")
    elif kind == "string_pattern_mismatch" and context["pattern"] in _PATTERNS:
        text = f"{given}: {_PATTERNS[context['pattern']]}"
    elif needed is not None:
        text = f"{needed}, not {given}"
    elif kind in ("value_error", "assertion_error"):
        text = str(context.get("error", error["msg"]))
    else:
        text = error["msg"].replace("Input", given, 1)
    return problem_at(at, text, **parts)


def _called(node: Node) -> str:
    """How a message calls a value: in quotes as it was written, or what it is."""
    if isinstance(node, ScalarNode) and node.value is not None:
        return quoted(node.text)
    return kind_of(node)


def _either(first: Problem, second: Problem) -> Problem:
    """Two reasons why none of several alternatives fits one place."""
    if first.text == second.text:
        return first
    return Problem(
        first.file, first.line, first.column,
        text=f"{first.text}; or: {second.text}",
        allowed=tuple(dict.fromkeys((*first.allowed, *second.allowed))),
        example=first.example or second.example,
        nearest=first.nearest or second.nearest,
        source_line=first.source_line,
    )  # fmt: skip
