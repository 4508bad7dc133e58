"""Writes a figure as PNG and SVG, the same bytes for the same figure, with its label: what it is drawn from."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.plots.style import styled
from sim.runs.whole import put_bytes

RESOLUTION = 170  # dots per inch of a PNG
COLOURS = 256  # of a PNG: a third of the bytes that all shades of its smooth edges would take
EFFORT = 7  # of zlib, at most 9, which takes four times as long for a twentieth of the bytes
FORMATS = ("png", "svg")
ORIGIN = {"png": "Source", "svg": "Source", "pdf": "Subject"}
"""The key of a file's metadata that says what a figure is drawn from."""
UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def save_figure(figure: Figure, folder: Path, name: str, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Files of a figure in a folder, one per format; a file appears only when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.{suffix}" for suffix in formats]
    for path, suffix in zip(written, formats, strict=True):
        put_bytes(path, bytes_of(figure, suffix))
    return written


@styled
def bytes_of(figure: Figure, suffix: str) -> bytes:
    """A figure as a file of a format."""
    if suffix == "png":
        return _png(figure)
    whole, told = BytesIO(), UNDATED.get(suffix, {}) | {ORIGIN[suffix]: figure.get_label()}
    figure.savefig(whole, format=suffix, metadata=told)
    return whole.getvalue()


def _png(figure: Figure) -> bytes:
    """A figure in 256 colours, without date or author."""
    small, told = BytesIO(), PngInfo()
    told.add_text(ORIGIN["png"], str(figure.get_label()))
    _drawn(figure).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        small, "PNG", compress_level=EFFORT, dpi=(RESOLUTION, RESOLUTION), pnginfo=told
    )
    return small.getvalue()


def _drawn(figure: Figure) -> Image.Image:
    """Its pixels as they are drawn: written as a PNG first, and read again, they would take twice as long."""
    dpi, canvas = figure.dpi, FigureCanvasAgg(figure)
    figure.set_dpi(RESOLUTION)
    canvas.draw()
    figure.set_dpi(dpi)
    return Image.fromarray(np.asarray(canvas.buffer_rgba()))
