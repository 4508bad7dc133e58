"""What a run's numbers depend on, as one hash: the same hash means the same numbers.

Libraries and processor are no part of it: what is derived from a log by numpy's powers and logarithms may differ in its
last bit between builds of them; logs do not.
"""

import hashlib
import os
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import sim
from sim.policy import python
from sim.quantities.files import edited
from sim.runs.manifest import SCHEMA
from sim.scenario.scenario import Scenario

SHOWING = ("api.py", "cli", "explorer", "plots", "report", "selfcheck")
"""Parts of sim that no stored number depends on; every other source may be one that it does."""


_REPLICATIONS = re.compile(r"^replications:.*\n", re.MULTILINE)
"""The line of a resolved scenario that says how many; no other line of it begins so, for what is nested is indented."""


class OtherCodeError(Exception):
    """A worker has another version of the program, or of a scenario's own policies."""


class Version(NamedTuple):
    """What the numbers of a scenario are made by: the program, and the scenario's own Python policies."""

    sources: str
    policies: str

    @classmethod
    def of(cls, scenario: Scenario) -> "Version":
        """That which this process has."""
        return cls(sources_hash(), python.sources_hash(scenario))

    def check(self, scenario: Scenario) -> None:
        """Raises OtherCodeError where this process has another one."""
        if Version.of(scenario) != self:
            raise OtherCodeError("its program, or a policy of the scenario, is of another version")


def run_hash(resolved: str, scenario: Scenario, replications: int, until: date | None = None) -> str:
    """Hash of schema, resolved scenario, number of replications and sources, a scenario's own Python policies among
    them: 64 hexadecimal digits. `until` is the last day that is simulated, where that is not the horizon's.
    """
    return _hash_of(resolved, scenario, f"{replications} replications{_up_to(until)}")


def chunk_hash(resolved: str, scenario: Scenario, first: int, until: date | None = None) -> str:
    """The same for the replications from one on, however many the scenario asks for."""
    return _hash_of(_REPLICATIONS.sub("", resolved), scenario, f"from replication {first}{_up_to(until)}")


def _up_to(until: date | None) -> str:
    return "" if until is None else f" until {until}"


def _hash_of(resolved: str, scenario: Scenario, which: str) -> str:
    digest = hashlib.sha256()
    own = python.sources_hash(scenario) if python.KIND in resolved else ""
    for part in (str(SCHEMA), resolved, str(scenario.seed), which, sources_hash(), *filter(None, [own])):
        digest.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return digest.hexdigest()


@cache
def sources_hash() -> str:
    """Hash of the sources, by name and content; one of this process alone where some were edited since it began, so
    that numbers of older ones are not found by theirs.
    """
    root = Path(sim.__path__[0])
    digest = hashlib.sha256()
    paths = [path for path in sorted(root.rglob("*.py")) if path.relative_to(root).parts[0] not in SHOWING]
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    if edited(paths):
        digest.update(f"{os.getpid()} since {sim.BEGAN}".encode())
    return digest.hexdigest()
