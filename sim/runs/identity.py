"""What a run's numbers depend on, as one hash: the same hash means the same numbers."""

import hashlib
from functools import cache
from pathlib import Path

import sim
from sim.runs.manifest import SCHEMA

SOURCES = ("quantities", "policy", "scenario", "events", "streams", "world", "metrics", "runs", "statistics")
"""Parts of sim whose sources a stored number may depend on."""


def run_hash(resolved: str, seed: int, replications: int) -> str:
    """Hash of schema, resolved scenario, seed, number of replications and sources: 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in (str(SCHEMA), resolved, str(seed), str(replications), sources_hash()):
        digest.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return digest.hexdigest()


@cache
def sources_hash() -> str:
    """Hash of the sources, by name and content."""
    root = Path(sim.__path__[0])
    digest = hashlib.sha256()
    for path in sorted(path for part in SOURCES for path in (root / part).rglob("*.py")):
        digest.update(str(path.relative_to(root).as_posix()).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
