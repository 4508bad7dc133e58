"""Which figures of a folder are there as they were drawn: a manifest of their own names them, each with its hash.

They are drawn when what they show is sealed already; what is not named, or has other bytes, is drawn anew.
"""

from collections.abc import Iterable
from pathlib import Path

from sim.runs import manifest
from sim.runs.folders import FIGURES


class Drawn:
    """The figures of a folder of results."""

    def __init__(self, of: Path) -> None:
        """Where one of them is not as it was drawn, none counts."""
        self.folder = of / FIGURES
        try:
            self._names = {*manifest.checked(self.folder)["files"]}
        except manifest.IncompleteError:
            self._names = set()

    def has(self, paths: Iterable[Path]) -> bool:
        """Whether some figures are all there."""
        return all(path.name in self._names for path in paths)

    def seal(self, paths: Iterable[Path]) -> None:
        """Names some figures too, which are there or were drawn now."""
        named = self._names | {path.name for path in paths}
        if named != self._names:
            manifest.seal(self.folder, {FIGURES: sorted({Path(name).stem for name in named})}, only=named)
            self._names = named
