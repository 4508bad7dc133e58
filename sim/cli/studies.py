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
        from sim.scenario.read import Override

        own = () if self.replications is None else (Override.of("replications", self.replications, "--replications"),)
        return (*own, *self.of_each_point)

    @property
    def of_each_point(self) -> tuple[str, ...]:
        """What is laid over a sweep's scenario, whose replications are the sweep's."""
        from sim.scenario.read import Override

        own = () if self.seed is None else (Override.of("seed", self.seed, "--seed"),)
        return (*own, *self.settings)

    def sets(self, key: str) -> bool:
        """Whether a key is given by `--set` under its own name."""
        return any(text.partition("=")[0].strip() == key for text in self.settings)


def files_or_all(files: tuple[Path, ...]) -> list[Path]:
    """The files named, else every study in scenarios/, the one to compare with first."""
    if files:
        return list(files)
    found = sorted(SCENARIOS.glob("*.yaml"), key=lambda path: (path.name != FIRST, path.name))
    if not found:
        raise click.UsageError(f"there is no scenario file in {SCENARIOS.absolute()}; name the files to run")
    return found


def is_sweep(path: Path) -> bool:
    """True for a file that names a scenario, or has levers or a design: a sweep and no scenario itself."""
    from sim.quantities.files import NotReadableError, bytes_of
    from sim.scenario.compose import MOST_BYTES

    try:
        return re.search(rb"^(scenario|levers|design)\s*:", bytes_of(path, MOST_BYTES), re.MULTILINE) is not None
    except NotReadableError:
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
            studies += studies_of(path, changes, every_variant=not files)
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise Refused(str(ScenarioErrors(problems)))
    refuse_same_names(studies)
    return studies


def studies_of(path: Path, changes: Changes, every_variant: bool) -> list[Study]:
    """What of a file is meant: the variants named by `--with`; else the file, and every variant if asked to.

    ScenarioErrors with the problems of all of them.
    """
    from sim.scenario.load import load
    from sim.scenario.problems import Problem, ScenarioErrors

    studies: list[Study] = []
    problems: list[Problem] = []
    try:
        plain = load(path, overrides=changes.overrides)
        offered = plain.variants
        if not changes.variants:
            studies.append(Study(path, None, plain))
    except ScenarioErrors as errors:
        problems, offered = [*errors.problems], errors.variants
    for variant in changes.variants or (offered if every_variant else ()):
        try:
            studies.append(Study(path, variant, load(path, variant=variant, overrides=changes.overrides)))
        except ScenarioErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise ScenarioErrors(problems)
    return studies


def refuse_same_names(studies: list[Study]) -> None:
    """UsageError where two scenarios would go to one folder."""
    names: dict[str, Study] = {}
    for study in studies:
        other = names.setdefault(study.name, study)
        if other is study:
            continue
        if (other.path, other.variant) == (study.path, study.variant):
            what = f"{study.path}" if study.variant is None else f"the variant `{study.variant}` of {study.path}"
            raise click.UsageError(f"{what} is named twice")
        raise click.UsageError(f"{study.path} and {other.path} are both named `{study.name}`")
