"""What a selection leaves in the results: its words, a table, and what it was made of."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.scenario.scenario import Scenario
    from sim.statistics.selecting import Selected

RECORD = "selection"
SHORT = 40
"""Letters of the first candidate's name that the folder's has, at most."""


@dataclass(frozen=True)
class Record:
    """The folder of a selection: selection.txt, selection.csv, manifest.json."""

    done: "Selected"
    out: Path

    @property
    def folder(self) -> Path:
        """One for the same candidates and the same question."""
        from sim.runs.folders import SELECTIONS, named

        asked = self.done.asked
        how = asked.how
        said = (asked.metric, how.method, repr(asked.sign), repr(asked.indifference), repr(how.probability),
                str(how.first_stage), str(how.most), *self.done.keys)  # fmt: skip
        digest = hashlib.sha256("\0".join(said).encode()).hexdigest()
        first = self.done.names[0].partition(" (")[0].replace(" ", "-")
        return self.out / SELECTIONS / named(f"{first[:SHORT]}-and-{len(self.done.names) - 1}", digest)

    def put(self, scenarios: "Iterable[Scenario]", lines: "Sequence[str]") -> Path:
        """Each file as a whole, the manifest last; `scenarios` are the candidates', `lines` what is told."""
        import pyarrow as pa
        import pyarrow.csv as pa_csv

        from sim.runs import manifest
        from sim.runs.folders import of_folder
        from sim.runs.made import made_by
        from sim.runs.whole import put_bytes

        done, folder = self.done, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        rows = of_folder(done.table(), folder.name)
        as_csv = pa.BufferOutputStream()
        pa_csv.write_csv(rows, as_csv, pa_csv.WriteOptions(quoting_style="needed"))
        content = {"txt": ("\n".join(lines) + "\n").encode(), "csv": as_csv.getvalue().to_pybytes()}
        for ending, of_file in content.items():
            put_bytes(folder / f"{RECORD}.{ending}", of_file)
        manifest.seal(folder, made_by(scenarios) | {RECORD: self._facts()})
        return folder

    def _facts(self) -> dict[str, object]:
        asked, how = self.done.asked, self.done.asked.how
        candidates = [{"name": name, "hash": key} for name, key in zip(self.done.names, self.done.keys, strict=True)]
        return {"metric": asked.metric, "unit": asked.unit, "wanted": "least" if how.is_least else "most",
                "indifference": asked.indifference, "probability": how.probability, "method": how.method,
                "first_stage": how.first_stage, "replications_at_most": how.most, "candidates": candidates,
                "chosen": self.done.chosen}  # fmt: skip
