"""Names become keys: a stream (`request.size`) or an entity (a lease's id) is a 64-bit hash of its text.

Keys come from names and never from row numbers, so adding, removing or reordering anything leaves the
draws of everything else where they were.
"""

from collections.abc import Iterable
from hashlib import blake2b


class NameCollisionError(ValueError):
    """Two different names hash to one key, and would share their draws."""


def stream_key(text: str) -> int:
    """The key of a name: blake2b of its UTF-8 bytes, eight of them, little-endian.

    Signed (-2**63 .. 2**63 - 1), so that compiled code takes every key as one int64. The text is used
    as it stands: case, spaces and Unicode forms make different names.
    """
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def keys_of(names: Iterable[str]) -> dict[str, int]:
    """The key of each name; raises NameCollisionError, naming both, if two different names share one."""
    name_of: dict[int, str] = {}
    for name in names:
        key = stream_key(name)
        other = name_of.setdefault(key, name)
        if other != name:
            raise NameCollisionError(f"{other!r} and {name!r} have the same key {key}; rename one of them")
    return {name: key for key, name in name_of.items()}
