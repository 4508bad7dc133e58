"""Whether every Python on this machine gives the same bytes: `make pythons`, some three minutes for each.

Each named Python gets a virtual environment of its own from the lock, and runs every study of scenarios/ there, of more
than one chunk. Their files are compared: tables, series and rows, and the digests in the manifests.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPLICATIONS = 70
OF_VALUES = ("digest", "chunks", "events", "files", "hashes")
"""What of a manifest depends on the values alone; the rest says when and where it was made."""


def version_of(python: str) -> str | None:
    """`3.12.1`; None where there is no such Python."""
    try:
        told = subprocess.run([python, "-c", "import platform; print(platform.python_version())"], check=False,
                              capture_output=True, text=True)  # fmt: skip
    except OSError:
        return None
    return told.stdout.strip() if told.returncode == 0 else None


def digests_of(python: str, folder: Path) -> dict[str, str]:
    """Hash of what the manifest of each study says of its values and files, by study, where a Python ran them."""
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    own = folder / "venv" / "bin" / "python"
    subprocess.run([own, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:",
                    "-r", ROOT / "requirements.lock"], check=True)  # fmt: skip
    subprocess.run([own, "run_scenarios.py", "run", "--no-figures", "--replications", str(REPLICATIONS), "--out",
                    folder / "results"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    found = {}
    for path in sorted((folder / "results" / "runs").glob("*/manifest.json")):
        made = json.loads(path.read_text(encoding="utf-8"))
        said = json.dumps({key: made[key] for key in OF_VALUES}, sort_keys=True)
        found[path.parent.name] = hashlib.sha256(said.encode()).hexdigest()
    return found


def say(text: str) -> None:
    """A line of what was found."""
    sys.stdout.write(f"{text}\n")


def main(pythons: list[str]) -> int:
    """Says of each Python whether it agrees with the first; 1 where one does not."""
    there = {version: python for python in pythons if (version := version_of(python))}
    if len(there) < 2:
        say(f"of {', '.join(pythons)} there is {', '.join(there) or 'none'} here: name two or more, PYTHONS='…'")
        return 2
    found = {}
    for version, python in there.items():
        with tempfile.TemporaryDirectory() as folder:
            found[version] = digests_of(python, Path(folder))
    first, same = next(iter(found)), True
    for version, studies in found.items():
        names = sorted(found[first].keys() | studies.keys())
        differing = [name for name in names if studies.get(name) != found[first].get(name)]
        same = same and not differing
        what = f"not as with {first}: {', '.join(differing)}" if differing else "every file and value the same"
        say(f"Python {version}: {len(studies)} studies, {REPLICATIONS} replications, {what}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
