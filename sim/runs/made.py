"""What made a folder of results: sources, day, command, machine and versions."""

import hashlib
import os
import platform
import shlex
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.policy import python
from sim.scenario.scenario import Scenario
from sim.scenario.sources import unsourced
from sim.scenario.tree import MapNode

LIBRARIES = ("numpy", "numba", "pyarrow")
"""Those that numbers and files come from."""


def inputs_of(files: Iterable[Path], stages: Sequence[MapNode]) -> dict[str, Any]:
    """The files that a scenario was read from, each with its hash, and which of its numbers name no source."""
    found, count = unsourced(stages)
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {"files": hashes, "numbers": count, "without_source": [each.key for each in found]}


def made_by(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """The same facts for a run and a sweep; no number depends on any of them but the sources and the scenarios' own
    policies, whose modules are named with their hashes.

    What was simulated before, and taken from the cache, may have been made on another machine, with other libraries.
    """
    from sim.runs.identity import sources_hash

    modules = {name: content for each in scenarios for name, content in python.modules_of(each).items()}
    return {
        "sources": sources_hash(),
        "policies": {name: hashlib.sha256(content).hexdigest() for name, content in modules.items()},
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": shlex.join(sys.argv),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES},
    }
