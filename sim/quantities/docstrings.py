"""Whether records take over the docstrings of their fields: a JSON Schema and the reference show them, nothing else.

To look for them takes a good part of the time that models take to load, so that is done only for who asks before.
"""

import sys

_RECORD = "sim.quantities.record"
_asked: set[str] = set()


def wanted() -> bool:
    """Whether records are to be described."""
    return bool(_asked)


def describe_fields() -> None:
    """Ask for descriptions. RuntimeError where records are loaded already, without them."""
    if _RECORD in sys.modules:
        refuse_undescribed()
    _asked.add(_RECORD)


def refuse_undescribed() -> None:
    """RuntimeError where records are not described, in place of a schema or a page that says nothing of its keys."""
    if not _asked:
        raise RuntimeError("records are loaded without the docstrings of their fields: call describe_fields() before")
