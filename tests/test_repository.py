"""The repository keeps its shape: its top level, its locks, the length of its files and functions."""

import ast
import pathlib
import subprocess
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock")
TOP_LEVEL = {
    *LOCKS, "pyproject.toml", "Makefile", "run_scenarios.py",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "sim", "scenarios", "results", "tests", "docs", ".ci", ".gitignore",
}  # fmt: skip
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
SOURCES = sorted((ROOT / "sim").rglob("*.py"))


def entries(lock: str) -> dict[str, str]:
    """What a lock pins: the line of a release, and the hashes that follow it."""
    pins: dict[str, str] = {}
    release = ""
    for line in (ROOT / lock).read_text().splitlines():
        if line.startswith(" "):
            pins[release] += line
        else:
            release = line
            pins[release] = ""
    return pins


def tracked_files() -> list[str]:
    """The paths that git keeps; the test is skipped in a tree without git."""
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_every_release(lock: str) -> None:
    pins = entries(lock)
    assert pins
    assert [release for release, hashes in pins.items() if "--hash=sha256:" not in hashes] == []


def test_development_lock_holds_every_release_of_the_other() -> None:
    assert entries("requirements.lock").items() <= entries("requirements-cluster.lock").items()
    assert entries("requirements-cluster.lock").items() <= entries("requirements-dev.lock").items()


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {release.split("==")[0] for release in entries("requirements-dev.lock")}
    asked = [*project["dependencies"], *(need for extra in project["optional-dependencies"].values() for need in extra)]
    assert {need.split(">=")[0].lower() for need in asked} <= pinned


def test_top_level_holds_nothing_else() -> None:
    assert {path.split("/")[0] for path in tracked_files()} <= TOP_LEVEL


def test_results_of_runs_are_not_kept_in_git() -> None:
    assert [path for path in tracked_files() if path.startswith("results/")] == ["results/README.md"]


def test_no_source_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCES}
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert too_long == {}
