"""Stored runs whose replications can be simulated again: their scenario built, and no other code than made them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.policy.python import search_only_in
from sim.runs import manifest
from sim.runs.identity import chunk_hash, run_hash
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.store import Order, in_portions
from sim.scenario.load import load
from sim.world.model import build


class NotRebuiltError(ValueError):
    """A run whose replications would not be the same ones; the text says why."""


@dataclass(frozen=True)
class Rebuilt:
    """The order of a stored run once more."""

    order: Order
    folder: Path
    """Where the modules of the scenario's own policies lie."""
    key: str
    """Hash of all that the replications depend on whose values are not at hand."""

    @classmethod
    def of(cls, run: Results, workers: Workers) -> "Rebuilt":
        """That of a stored run; NotRebuiltError where it was made by other code, ScenarioErrors where its scenario is
        refused by now.
        """
        if run.folder is None:
            raise NotRebuiltError(f"{run.name} is in memory only: no scenario is stored with it")
        path = run.folder / manifest.SCENARIO
        search_only_in(run.folder)  # a run keeps the modules of its own policies
        scenario, text = load(path).scenario, path.read_text(encoding="utf-8")
        if run_hash(text, scenario, run.info.simulated) != run.hash:
            raise NotRebuiltError(f"{run.folder_name}: the program, or a policy of the scenario, is another than made "
                                  "the run: its replications might be others now. Run it again")  # fmt: skip
        order = Order(build(scenario), text, run.info.simulated, workers, known_hash=run.hash)
        return cls(order, run.folder, chunk_hash(text, scenario, run.n))

    def portions(self, replications: range, figures: Sequence[str]) -> Iterator[Results]:
        """What some figures are read off, of some replications: simulated again, a chunk's number at a time."""
        search_only_in(self.folder)  # worker processes are told it
        yield from in_portions(self.order, replications, figures)
