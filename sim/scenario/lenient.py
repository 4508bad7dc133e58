"""What a lenient reading would bend to fit its key: a text that looks like a number or a truth value, and the like."""

import re
from typing import Any

_NUMBER = re.compile(r"\s*[-+]?[\d_]*\.?[\d_]*([eE][-+]?\d+)?\s*")
_WORDS = frozenset({"nan", "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity",
                    "on", "off", "t", "f", "true", "false", "y", "n", "yes", "no"})  # fmt: skip
LONGEST = 100
"""Characters of a text that may be a number; what is longer is none, or refused for its length."""


def bendable(value: Any) -> Any:
    """The part of a tree that leads to such values, each item of a list in its place; None where there is none.

    A map that is kept keeps its plain values: one of them may say which kind it is.
    """
    if isinstance(value, dict):
        kept = {key: bendable(inner) for key, inner in value.items()}
        if all(inner is None for inner in kept.values()):
            return None
        return {key: value[key] if _is_plain(value[key]) else inner
                for key, inner in kept.items() if inner is not None or _is_plain(value[key])}  # fmt: skip
    if isinstance(value, list):
        items = [bendable(item) for item in value]
        return None if all(item is None for item in items) else items
    return value if _is_bendable(value) else None


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _is_bendable(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, str):
        return len(value) <= LONGEST and (_NUMBER.fullmatch(value) is not None or value.strip().lower() in _WORDS)
    if isinstance(value, int):
        return value in (0, 1)
    return isinstance(value, float) and value.is_integer()
