"""A bridge as people read it: one scenario's figure, what each change adds or takes away, the other's."""

from collections.abc import Sequence

from sim.plots.words import NO_VARIATION, plain, plus_minus, signed
from sim.quantities.shown import Shown
from sim.runs.between import Bridge
from sim.statistics.bridge_table import METHODS, Bridged, Line


def bridge_text(bridge: Bridge, found: Sequence[Bridged]) -> str:
    """A block for each figure; in brackets what may be nothing."""
    n = bridge.points[0].replications
    head = (f"From {bridge.one.scenario.name} to {bridge.other.scenario.name}: {METHODS[bridge.every]}; "
            f"{len(bridge.points)} scenarios on the same draws.\nMeans ± half of a 95 % interval, n = {n:,}; "
            "in brackets where the interval holds zero. The contributions add up to the difference.")  # fmt: skip
    return "\n".join([head, *(line for of_one in found for line in _block(of_one))])


def shown_of(of_one: Bridged) -> Shown:
    """How all numbers about one figure are shown."""
    intervals = [line.interval for line in of_one.lines]
    return Shown.of(of_one.unit, [each.mean for each in intervals], [each.half_width for each in intervals])


def _block(of_one: Bridged) -> list[str]:
    scale, unit, digits = shown_of(of_one)
    wide = max(len(line.what) for line in of_one.lines) + 2
    cells = [_cell(line, scale, digits) for line in of_one.lines]
    left = max(cell.index("±") if "±" in cell else len(cell.partition(" ")[0]) for cell in cells)
    rows = []
    for line, cell in zip(of_one.lines, cells, strict=True):
        indent = "" if line.kind == "scenario" else "  "
        lead = cell.index("±") if "±" in cell else len(cell.partition(" ")[0])
        rows.append(f"  {indent}{line.what:{wide - len(indent)}}  {' ' * (left - lead)}{cell}")
    return ["", f"{of_one.metric}, {unit}", *rows]


def _cell(line: Line, scale: float, digits: int) -> str:
    interval = line.interval
    mean, half_width = interval.mean * scale, interval.half_width * scale
    shown = plain(mean, digits) if line.kind == "scenario" else signed(mean, digits)
    if not interval.varies and interval.n > 1:
        return f"{shown} {NO_VARIATION}"
    text = shown + plus_minus(half_width, digits)
    return f"({text})" if line.kind != "scenario" and abs(mean) <= half_width else text
