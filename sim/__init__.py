"""A hyperscaler's data-center capacity, simulated event by event, under contracts and chance.

The parts, in the order data flows: `quantities`, `policy` and `scenario` say what may be asked; `events`,
`streams` and `world` simulate it; `metrics` and `runs` turn logs into stored numbers; `statistics`, `plots`
and `report` read them; `cli` is the command line, `api` what Python programs call. Nothing is imported here,
so that `--help` answers at once: what `api` offers is fetched when it is asked for.
"""

from importlib import import_module
from time import time
from typing import Any

BEGAN = time()
"""When this program began to read its sources: seconds since 1970."""

API = ("By", "How", "apart", "bridge", "compare", "load", "run", "select", "sensitivity", "sweep", "write_report")


def __getattr__(name: str) -> Any:
    """What `api` offers, as `sim.run`."""
    if name not in API:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module("sim.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *API})
