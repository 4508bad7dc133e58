"""Writes a figure as PNG and SVG, the same bytes for the same figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.plots.style import styled

RESOLUTION = 170  # dots per inch of a PNG
FORMATS = ("png", "svg")
UNDATED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


@styled
def save_figure(figure: Figure, folder: Path, name: str, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Files of a figure in a folder, one per format; a file appears only when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix in formats:
        path = folder / f"{name}.{suffix}"
        unfinished = folder / f".{name}.{suffix}.part"
        figure.savefig(unfinished, format=suffix, dpi=RESOLUTION, metadata=UNDATED.get(suffix))
        unfinished.replace(path)
        written.append(path)
    return written
