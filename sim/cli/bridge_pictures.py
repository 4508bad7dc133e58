"""Draws what a bridge found: a waterfall of each figure."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.sweep_pictures import in_words

if TYPE_CHECKING:
    from sim.runs.between import Bridge
    from sim.statistics.bridge_table import Bridged


def draw_bridge(bridge: "Bridge", found: "Sequence[Bridged]", folder: Path) -> list[Path]:
    """The figures of a bridge."""
    from matplotlib import pyplot

    from sim.plots.drawn import Drawn
    from sim.plots.files import save_figure
    from sim.plots.waterfall import Bridged as About
    from sim.plots.waterfall import Step, draw
    from sim.report.bridge_text import shown_of

    drawn, written = Drawn(folder), []
    method = "the mean over all orders of the changes" if bridge.every else "switched one after the other"
    for of_one in found:
        scale, unit, digits = shown_of(of_one)
        steps = [Step(line.what, line.interval.mean * scale, line.interval.half_width * scale, line.kind == "scenario")
                 for line in of_one.lines if line.kind != "difference"]  # fmt: skip
        about = About(f"From {bridge.one.scenario.name} to {bridge.other.scenario.name}", in_words(of_one.metric), unit,
                      method, bridge.points[0].replications, bridge.hash, digits=digits)  # fmt: skip
        figure = draw(steps, about)
        name = re.sub(r"[^a-zA-Z0-9]+", "-", of_one.metric).strip("-")
        written += save_figure(figure, drawn.folder, f"waterfall-{name}")
        pyplot.close(figure)
    drawn.seal(written)
    return written
