"""What must hold of names: a list has each once, and none that nothing refers to is a slip for another."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from sim.quantities.held import Path
from sim.quantities.refusal import quoted, refusal

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Found = tuple[Path, str | PydanticCustomError]

PAIRS = "between"
"""The key of a list of two names, which has a rule of its own."""

MOST_COMPARED = 100
"""Items of a list whose ids are compared with each other: of more, it would take long."""

TAKEN = {"all": "every", "none": "no"}
"""Ids that results use beside those of a scenario, and what for."""

LONGEST_MARK = 2
"""Letters of a part of an id that may tell it from others: `hall-a`, `hall-b`."""


def listed_once(path: Path, words: Sequence[Any]) -> Iterator[Found]:
    """No list of names or words has one of them twice."""
    if not all(isinstance(word, str) for word in words) or path[-1] == PAIRS or len(set(words)) == len(words):
        return
    first = {word: i for i, word in reversed(list(enumerate(words)))}
    yield from (((*path, i), f"{quoted(word)} stands twice in this list: leave one of them out")
                for i, word in enumerate(words) if first[word] < i)


def sums_keep_their_names(s: "Scenario") -> Iterator[Found]:
    """No region or provider has an id that results have for a sum, or for none of them."""
    for name, what in (("regions", "region"), ("providers", "provider")):
        for i, item in enumerate(getattr(s, name)):
            if item.id in TAKEN:
                why = f"{quoted(item.id)} stands for {TAKEN[item.id]} {what} in results: choose another id"
                yield (name, i, "id"), why


def unused_are_meant(s: "Scenario") -> Iterator[Found]:
    """No pipeline, lease terms or region that nothing refers to is named almost as another, which was meant."""
    holding: list[Any] = [*s.sites, *s.portfolios]
    standing: list[Any] = [*s.sites, *s.demand.in_service, *s.demand.reserved, *s.demand.waiting]
    spread: list[Any] = [*s.portfolios, *s.demand.baseline, *s.demand.classes]
    regions = {item.region for item in standing} | {region for item in spread for region in item.regions}
    used = {"pipelines": {item.pipeline for item in holding}, "lease_terms": {item.terms for item in holding},
            "regions": regions}  # fmt: skip
    for name, what in (("pipelines", "pipeline"), ("lease_terms", "lease terms"), ("regions", "region")):
        ids = [item.id for item in getattr(s, name)]
        unused = [(i, word) for i, word in enumerate(ids) if word not in used[name]]
        for i, word in unused if len(ids) <= MOST_COMPARED else ():
            there = [other for j, other in enumerate(ids) if j < i or other in used[name]]
            meant = next((other for other in there if _is_slip(word, other)), None)
            if meant is not None:
                why = f"nothing refers to the {what} {quoted(word)}: use it or leave it out"
                yield (name, i, "id"), refusal(why, meant=meant)


def _is_slip(word: str, other: str) -> bool:
    """Whether an id is another with one letter wrong: not where a number or a short part tells them apart."""
    left, right = _differing(word, other)
    if max(len(left), len(right)) > 1 and (len(left) != 2 or left != right[::-1]):
        return False
    parts, others = (re.split(r"[-_]", name) for name in (word, other))
    if len(parts) == len(others):
        differing = [pair for pair in zip(parts, others, strict=True) if pair[0] != pair[1]]
        if any(max(map(len, pair)) <= LONGEST_MARK for pair in differing):
            return False
    return re.sub(r"\d", "", word) != re.sub(r"\d", "", other)


def _differing(word: str, other: str) -> tuple[str, str]:
    """What is left of two words without the beginning and the end that they share."""
    start = _shared(word, other)
    left, right = word[start:], other[start:]
    end = _shared(left[::-1], right[::-1])
    return left[: len(left) - end], right[: len(right) - end]


def _shared(word: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(word, other, strict=False))
    return next((i for i, (left, right) in pairs if left != right), min(len(word), len(other)))
