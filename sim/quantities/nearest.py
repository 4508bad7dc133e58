"""Spelling help: which allowed word somebody most likely meant."""

from collections.abc import Iterable
from functools import lru_cache

LONGEST_HELPED = 64
"""Characters; longer words get no suggestion, so that hostile input costs no time."""


def edit_distance(left: str, right: str) -> int:
    """Edits from one word to the other, a swap of two neighbouring letters counting as one.

    The optimal string alignment form of the Damerau-Levenshtein distance: inserting, dropping, replacing
    or swapping neighbours costs 1 each, and no letter is edited twice.
    """
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other
            if swapped:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word nearest to `word`, or None when none is near enough to be what was meant.

    Upper and lower case count only between words that are equally near without them. Near enough is an
    edit distance of a third of the longer word, at least 1, and less than the whole of it.
    """
    return _nearest(word, tuple(allowed)) if 0 < len(word) <= LONGEST_HELPED else None


@lru_cache(1_000)
def _nearest(word: str, allowed: tuple[str, ...]) -> str | None:
    best: tuple[int, int, str] | None = None
    for candidate in allowed:
        if len(candidate) > LONGEST_HELPED:
            continue
        longer = max(len(word), len(candidate))
        reach = min(max(1, longer // 3), longer - 1)
        if abs(len(word) - len(candidate)) > reach:
            continue
        distance = edit_distance(word.casefold(), candidate.casefold())
        if distance > reach:
            continue
        rank = (distance, edit_distance(word, candidate), candidate)
        if best is None or rank < best:
            best = rank
    return best[2] if best else None
