"""What a plain scalar means: the core schema of YAML 1.2, less the forms that YAML 1.1 reads otherwise.

So `NO`, `12:30`, `1_000` and dates are texts, `1e3` is a number and `0o17` an integer; `010` (ten or eight?),
infinities and not-a-number are refused.
"""

import math
import re

LONGEST_NUMBER = 40
"""Characters of a number."""

_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_PADDED = re.compile(r"[-+]?0[0-9]")


def resolve(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar; ValueError with the reason for one that is refused."""
    if text[:1].isalpha() and text[0] not in "ntfNTF":
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number that can be computed with")
    if not _REAL.fullmatch(text) and not _BASED.fullmatch(text):
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters is too long")
    if _PADDED.match(text):
        raise ValueError(
            f"{text} starts with 0 and could be read two ways: drop the 0, or quote it as a text"
        )
    if _BASED.fullmatch(text) or _INTEGER.fullmatch(text):
        return int(text, 0 if _BASED.fullmatch(text) else 10)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large")
    return number
