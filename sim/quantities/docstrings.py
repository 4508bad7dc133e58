"""Whether records take over the docstrings of their fields: a JSON Schema and the reference show them, nothing else.

To look for them takes as long as all the rest of loading the models, so that is done only for who asks before.
"""

import sys

_RECORD = "sim.quantities.record"
_asked: set[str] = set()


def wanted() -> bool:
    """Whether records are to be described."""
    return bool(_asked)


def describe_fields() -> None:
    """Ask for descriptions. RuntimeError where records are loaded already, without them."""
    if _RECORD in sys.modules and not _asked:
        raise RuntimeError("records are loaded without the docstrings of their fields: call describe_fields() before")
    _asked.add(_RECORD)
