"""Where the numbers of some runs come from, as their manifests say: what they share, and what is each one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.report.stored_tables import facts_of
from sim.runs import manifest
from sim.runs.results import Results
from sim.statistics.paired import labels_of

NAMES = {
    "folder": "folder", "run": "hash of the run", "digest": "digest of every value", "seed": "seed",
    "replications": "replications", "engine": "engine", "sources": "program's sources", "made": "made",
    "command": "command", "versions": "versions", "machine": "machine", "inputs": "inputs", "policies": "policies",
}  # fmt: skip
"""Facts as the page calls them, in its order."""


@dataclass(frozen=True)
class Origin:
    """Facts by name."""

    shared: tuple[tuple[str, str], ...]
    """What all runs have alike."""
    own: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Of each run by its name, what differs."""


def origin_of(runs: Sequence[Results]) -> Origin:
    """Of stored runs."""
    told = [_facts(run.folder) for run in runs if run.folder is not None]
    alike = [name for name in NAMES if len(runs) > 1 and len({facts.get(name) for facts in told}) == 1]
    shared = tuple((NAMES[name], told[0][name]) for name in alike if name in told[0])
    rest = [name for name in NAMES if name not in alike]
    own = tuple((label, tuple((NAMES[name], facts[name]) for name in rest if name in facts))
                for label, facts in zip(labels_of(runs), told, strict=True))  # fmt: skip
    return Origin(shared, own)


def _facts(folder: Path) -> dict[str, str]:
    made = manifest.read(folder)
    facts = facts_of(folder)
    machine = made["machine"]
    facts["replications"] = f"{facts['replications']:,}"
    facts["machine"] = f"{machine['system']}, {machine['processor']}, {machine['cores']} cores"
    if inputs := made.get("inputs"):
        hashes = ", ".join(f"{name} (sha256 {digest[:10]})" for name, digest in inputs["files"].items())
        unsourced = f"{len(inputs['without_source']):,} of {inputs['numbers']:,} numbers name no source"
        facts["inputs"] = f"{hashes}; {unsourced}"
    if policies := made.get("policies"):
        facts["policies"] = ", ".join(f"{name} (sha256 {digest[:10]})" for name, digest in policies.items())
    return {name: str(said) for name, said in facts.items()}
