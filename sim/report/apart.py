"""From when on an outsider can tell two scenarios apart, by each public figure alone and by all together."""

import textwrap
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.plots.words import plain
from sim.report.telling_apart import PUBLIC_FIGURES, quarter_labels
from sim.runs.results import Results
from sim.statistics.apart import Bin, calibration, guesses
from sim.statistics.intervals import LEVEL, Floats, Probability, wilson
from sim.statistics.paired import check_pairing
from sim.statistics.valued import refuse_without_value

TOGETHER = "all together"
CLEARLY = 0.9
"""Chance of guessing right from which two scenarios count as told apart."""
FEWEST = 5
"""Replications that a guess is learnt from."""
WIDTH = 120
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_YEARS = 5
"""Whose last quarters a table shows."""


class TooFewError(ValueError):
    """Runs between which nothing can be told."""


class Seen(NamedTuple):
    """What a figure, or all, tell of two scenarios as quarters go by."""

    figure: str
    chances: list[Probability]
    """Of guessing right by all that was seen up to the end of each quarter."""

    def told_from(self, clearly: float = CLEARLY) -> int | None:
        """The first quarter from which on guesses are right so often, by the interval's lower end; None if never."""
        from_on = len(self.chances)
        while from_on > 0 and self.chances[from_on - 1].low >= clearly:
            from_on -= 1
        return from_on if from_on < len(self.chances) else None


class Pair(NamedTuple):
    """Two scenarios, and what tells them apart."""

    one: str
    other: str
    quarters: list[str]
    seen: list[Seen]
    """By each public figure, then by all together."""
    calibration: list[Bin]
    """Of the guesses by all together, in all quarters."""


def pairs(runs: Sequence[Results], on_done: Callable[[int], None] | None = None) -> list[Pair]:
    """Every two of some runs; NotPairedError where they do not share their draws."""
    check_pairing(*runs)
    if runs[0].n < FEWEST:
        raise TooFewError(f"{runs[0].n} replications are too few to learn a guess from: {FEWEST} at least")
    if len({run.hash for run in runs}) < len(runs):
        raise TooFewError("a run is named twice, and nothing tells it from itself")
    figures = [_figures(run) for run in runs]
    found = []
    for one, other in combinations(range(len(runs)), 2):
        found.append(_pair(runs[one], runs[other], figures[one], figures[other]))
        if on_done is not None:
            on_done(len(found))
    return found


def _figures(run: Results) -> list[Floats]:
    """The public figures of a run, each of shape (replication, quarter)."""
    found = [np.asarray(figure.by_quarter(run), dtype=np.float64) for figure in PUBLIC_FIGURES]
    for figure, values in zip(PUBLIC_FIGURES, found, strict=True):
        refuse_without_value(figure.name, values, run.name)
    return found


def _pair(one: Results, other: Results, of_one: Sequence[Floats], of_other: Sequence[Floats]) -> Pair:
    quarters = quarter_labels(one)
    digits = [figure.least for figure in PUBLIC_FIGURES]
    seen = [Seen(figure.name, [_chance([mine], [theirs], [figure.least], quarter) for quarter in range(len(quarters))])
            for figure, mine, theirs in zip(PUBLIC_FIGURES, of_one, of_other, strict=True)]  # fmt: skip
    together = [_guesses(of_one, of_other, digits, quarter) for quarter in range(len(quarters))]
    seen.append(Seen(TOGETHER, [each.chance() for each in together]))
    return Pair(one.name, other.name, quarters, seen, calibration(together))


def _chance(one: Sequence[Floats], other: Sequence[Floats], digits: Sequence[float], quarter: int) -> Probability:
    return _guesses(one, other, digits, quarter).chance()


def _guesses(one: Sequence[Floats], other: Sequence[Floats], digits: Sequence[float], quarter: int):
    """By the figures up to the end of a quarter."""
    upto = slice(quarter + 1)
    mine, theirs = (np.concatenate([values[:, upto] for values in figures], axis=1) for figures in (one, other))
    return guesses(mine, theirs, np.repeat(digits, quarter + 1))


# --- as tables


def table(found: Sequence[Pair]) -> pa.Table:
    """One line a pair, figure and quarter: the chance of guessing right by all that was seen up to its end."""
    names = ("scenario", "other", "figure", "quarter", "right", "low", "high", "level", "n", "told_apart")
    rows = []
    for pair in found:
        for seen in pair.seen:
            first = seen.told_from()
            for place, (quarter, chance) in enumerate(zip(pair.quarters, seen.chances, strict=True)):
                rows.append((pair.one, pair.other, seen.figure, quarter, chance.share, chance.low, chance.high, LEVEL,
                             chance.n, first is not None and place >= first))  # fmt: skip
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def calibration_table(found: Sequence[Pair]) -> pa.Table:
    """One line a pair and bin of chances that guesses by all figures gave themselves: how often they were right."""
    names = ("scenario", "other", "from", "to", "guesses", "said", "right", "right_low", "right_high", "level",
             "replications")  # fmt: skip
    rows = [(pair.one, pair.other, *each[:-1], each.right.share, each.right.low, each.right.high, LEVEL, each.right.n)
            for pair in found for each in pair.calibration]  # fmt: skip
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def text(found: Sequence[Pair]) -> str:
    """The pairs as people read them."""
    n = found[0].seen[0].chances[0].n
    lines = [
        "How often a guess which of two scenarios is the world's is right, by public figures up to a quarter's end.",
        f"Cross-validated likelihood ratio, {LEVEL:.0%} Wilson intervals, n = {n:,} pairs of replications on the same "
        "draws; 50 % tells nothing.",
        f"Told from: the quarter from which on the lower end of the interval stays at {CLEARLY:.0%} or above.",
    ]
    if wilson(n, n).low < CLEARLY:
        lines.append(f"With {n} replications no interval is narrow enough for that, even if every guess is right.")
    for pair in found:
        lines += ["", *_lines(pair)]
    return "\n".join(lines)


def _lines(pair: Pair) -> list[str]:
    shown = [place for place, label in enumerate(pair.quarters) if label.endswith("Q4")][:MOST_YEARS]
    wide = max(len(seen.figure) for seen in pair.seen)
    head = "  ".join(f"{f'by {pair.quarters[place]}':>15}" for place in shown)
    lines = [f"{pair.one} or {pair.other}", f"  {'':{wide}}  {'told from':10}  {head}"]
    for seen in pair.seen:
        first = seen.told_from()
        cells = "  ".join(f"{_percent(seen.chances[place]):>15}" for place in shown)
        lines.append(f"  {seen.figure:{wide}}  {'never' if first is None else pair.quarters[first]:10}  {cells}")
    bins = (f"{each.said:.0%} sure: {_percent(each.right)} right in {each.right.n:,}" for each in pair.calibration)
    guesses_in_all = sum(each.n for each in pair.calibration)
    head = f"calibration of all together ({guesses_in_all:,} guesses of all quarters, in so many replications):"
    told = f"{head} {', '.join(bins)}".replace(" %", f"{NO_BREAK}%")
    return [*lines, *(line.replace(NO_BREAK, " ") for line in textwrap.wrap(
        told, WIDTH, initial_indent="  ", subsequent_indent="    "))]  # fmt: skip


def _percent(chance: Probability) -> str:
    return f"{plain(100 * chance.share, 0)} [{plain(100 * chance.low, 0)}, {plain(100 * chance.high, 0)}] %"
