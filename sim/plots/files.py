"""Writes a figure as PNG and SVG, the same bytes for the same figure."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from sim.plots.style import styled

RESOLUTION = 170  # dots per inch of a PNG
COLOURS = 256  # of a PNG: a third of the bytes that all shades of its smooth edges would take
FORMATS = ("png", "svg")
UNDATED: dict[str, dict[str, Any]] = {
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
        if suffix == "png":
            unfinished.write_bytes(_png(figure))
        else:
            figure.savefig(unfinished, format=suffix, metadata=UNDATED.get(suffix))
        unfinished.replace(path)
        written.append(path)
    return written


def _png(figure: Figure) -> bytes:
    """A figure in 256 colours, without date or author."""
    drawn, small = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=RESOLUTION, metadata={"Software": None})
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            small, "PNG", optimize=True, dpi=(RESOLUTION, RESOLUTION)
        )
    return small.getvalue()
