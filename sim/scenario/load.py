"""A scenario from its file."""

from collections.abc import Iterable
from pathlib import Path

from sim.policy.python import search_in
from sim.scenario.read import Loaded, Setting, read
from sim.scenario.scenario import Scenario


def load(
    path: Path | str,
    *,
    variant: str | None = None,
    sweep: Iterable[Setting] = (),
    overrides: Iterable[str] = (),
) -> Loaded[Scenario]:
    """The scenario that a file says; ScenarioErrors with every problem at once if it is refused.

    base < file < `variant` < `sweep` (keys and values) < `overrides` (`key=value`, as `--set` takes them).
    """
    search_in(Path(path).parent)
    return read(path, Scenario, variant=variant, sweep=sweep, overrides=overrides)
