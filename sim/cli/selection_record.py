"""What a selection leaves in the results: its words, a table, and what it was made of."""

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.selecting import Selected
from sim.cli.selection_told import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.scenario import Scenario

RECORD = "selection"
SHORT = 40
"""Letters of the first candidate's name that the folder's has, at most."""


@dataclass(frozen=True)
class Record:
    """The folder of a selection: selection.txt, selection.csv, manifest.json."""

    done: Selected
    out: Path

    @property
    def folder(self) -> Path:
        """One for the same candidates and the same question."""
        from sim.runs.folders import SELECTIONS, named

        asked = self.done.asked
        said = (asked.metric, asked.method, repr(asked.sign), repr(asked.indifference), repr(asked.probability),
                str(asked.first_stage), str(asked.most), *self.done.keys)  # fmt: skip
        digest = hashlib.sha256("\0".join(said).encode()).hexdigest()
        first = self.done.names[0].partition(" (")[0].replace(" ", "-")
        return self.out / SELECTIONS / named(f"{first[:SHORT]}-and-{len(self.done.names) - 1}", digest)

    def put(self, scenarios: "Iterable[Scenario]") -> Path:
        """Each file as a whole, the manifest last; `scenarios` are the candidates'."""
        import pyarrow as pa
        import pyarrow.csv as pa_csv

        from sim.runs import manifest
        from sim.runs.folders import of_folder
        from sim.runs.made import made_by
        from sim.runs.whole import put_whole
        from sim.statistics.selection_table import table

        done, folder = self.done, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        rows = of_folder(table((done.asked.metric, done.asked.unit), done.names, done.standing), folder.name)
        as_csv = pa.BufferOutputStream()
        pa_csv.write_csv(rows, as_csv, pa_csv.WriteOptions(quoting_style="needed"))
        content = {"txt": ("\n".join(lines_of(done)) + "\n").encode(), "csv": as_csv.getvalue().to_pybytes()}
        for ending, of_file in content.items():
            put_whole(folder / f"{RECORD}.{ending}", partial(_write, of_file))
        manifest.seal(folder, made_by(scenarios) | {RECORD: self._facts()})
        return folder

    def _facts(self) -> dict[str, object]:
        asked, rule = self.done.asked, self.done.rule
        candidates = [{"name": name, "hash": key} for name, key in zip(self.done.names, self.done.keys, strict=True)]
        chosen = None if rule.chosen is None else self.done.names[rule.chosen]
        return {"metric": asked.metric, "unit": asked.unit, "wanted": "least" if asked.is_least else "most",
                "indifference": asked.indifference, "probability": asked.probability, "method": asked.method,
                "first_stage": asked.first_stage, "replications_at_most": asked.most, "candidates": candidates,
                "chosen": chosen}  # fmt: skip


def _write(content: bytes, draft: Path) -> None:
    draft.write_bytes(content)
