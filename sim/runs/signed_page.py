"""Pages that know their own bytes: the last line of one is a comment with the hash of all before it.

A page lies beside what it tells of and is mailed from there, alone. Whoever holds it can ask whether it is as it was
written; the folder that it lies in stays whole whatever becomes of it.
"""

import hashlib
from pathlib import Path

from sim.runs.whole import put_bytes

BEFORE, BEHIND = "<!-- sha256 of all before this line: ", " -->\n"


def write(path: Path, page: str) -> None:
    """A page, put there as a whole, with its hash as the last line."""
    content = (page if page.endswith("\n") else page + "\n").encode("utf-8")
    put_bytes(path, content + _line(content))


def is_intact(path: Path) -> bool:
    """Whether every byte of a page is as it was written."""
    content = path.read_bytes()
    body = content[: -len(_line(b""))]
    return content[len(body) :] == _line(body)


def _line(content: bytes) -> bytes:
    return f"{BEFORE}{hashlib.sha256(content).hexdigest()}{BEHIND}".encode()
