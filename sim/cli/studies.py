"""Which scenarios a command is about: files, their variants, and settings laid over them, all read before any runs."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failing import Refused

if TYPE_CHECKING:
    from sim.scenario.read import Loaded
    from sim.scenario.scenario import Scenario

SCENARIOS = Path("scenarios")
FIRST = "baseline.yaml"
"""Others are compared with it where no files are named."""


@dataclass(frozen=True)
class Study:
    """A scenario to run: its file, and the variant of it that is meant."""

    path: Path
    variant: str | None
    loaded: "Loaded[Scenario]"

    @property
    def name(self) -> str:
        """As folders and charts show it."""
        return self.loaded.scenario.name


@dataclass(frozen=True)
class Changes:
    """What the command line lays over the files."""

    variants: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    seed: int | None = None
    replications: int | None = None

    @property
    def overrides(self) -> tuple[str, ...]:
        """As `--set` takes them."""
        own = () if self.seed is None else (f"seed={self.seed}",)
        more = () if self.replications is None else (f"replications={self.replications}",)
        return (*own, *more, *self.settings)


def files_or_all(files: tuple[Path, ...]) -> list[Path]:
    """The files named, else every study in scenarios/, the one to compare with first."""
    if files:
        return list(files)
    found = sorted(SCENARIOS.glob("*.yaml"), key=lambda path: (path.name != FIRST, path.name))
    if not found:
        raise click.UsageError(f"there is no scenario file in {SCENARIOS.absolute()}; name the files to run")
    return found


def is_sweep(path: Path) -> bool:
    """True for a file that has levers: a sweep and no scenario."""
    try:
        return re.search(rb"^levers\s*:", path.read_bytes(), re.MULTILINE) is not None
    except OSError:
        return False  # the reader of scenarios says what is wrong with it


def read_studies(files: tuple[Path, ...], changes: Changes) -> list[Study]:
    """Every scenario meant, read and checked; Refused with every problem of every file if any has one.

    Without files every variant of each study is meant too; with files only those named by `--with`.
    """
    from sim.scenario.problems import Problem, ScenarioErrors

    studies: list[Study] = []
    problems: list[Problem] = []
    for path in files_or_all(files):
        if is_sweep(path):
            raise click.UsageError(f"{path} is a sweep: `run_scenarios.py sweep {path}` runs it")
        try:
            plain = _read(path, None, changes)
            wanted = changes.variants if files else plain.variants
            if not changes.variants:
                studies.append(Study(path, None, plain))
            studies += [Study(path, name, _read(path, name, changes)) for name in wanted]
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    _refuse_same_names(studies)
    return studies


def _read(path: Path, variant: str | None, changes: Changes) -> "Loaded[Scenario]":
    from sim.scenario.load import load

    if variant is None:
        return load(path, overrides=changes.overrides)
    name = load(path, overrides=changes.overrides).scenario.name
    return load(path, variant=variant, overrides=(f"name={name}-{variant}", *changes.overrides))


def _refuse_same_names(studies: list[Study]) -> None:
    names: dict[str, Path] = {}
    for study in studies:
        if study.name in names:
            raise click.UsageError(f"{study.path} and {names[study.name]} are both named `{study.name}`")
        names[study.name] = study.path
