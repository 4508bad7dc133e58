"""Outcomes as people and programs read them: a table in words, and one of columns."""

from collections.abc import Iterator, Sequence
from math import floor, log10

import pyarrow as pa

from sim.plots.words import NO_VARIATION
from sim.selfcheck.families import FAMILIES
from sim.selfcheck.measure import LEVEL, Outcome

HEAD = ("case", "quantity", f"ours ± half of {LEVEL:.1%}", "exact", "source", "verdict")
WITHIN, EXACT, OUTSIDE = "within", "exact", "OUTSIDE"


def verdict(outcome: Outcome) -> str:
    """Whether the exact value lies within the interval, or, of what is certain, is that of every replication.

    `to 1` where it is within 1 of what was published as the difference of rounded numbers.
    """
    if not outcome.holds():
        return OUTSIDE
    if not outcome.quantity.certain:
        return WITHIN
    return EXACT if outcome.holds_exactly() else f"to {outcome.quantity.off:g}"


def text(found: Sequence[Outcome], seed: int) -> str:
    """The table, family by family, with what the columns mean above it and the sources below."""
    rows = [_row(outcome) for outcome in found]
    wide = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    lines = [
        "The model against theory: means over independent replications with Student's intervals at "
        f"{LEVEL:.1%}, by the compiled engine.",
        "The warm-up that a scenario states is left out. `exact` beside a row: the same in every replication.",
    ]
    for family in FAMILIES:
        of_family = [place for place, outcome in enumerate(found) if outcome.case in family.cases]
        if of_family:
            lines += ["", family.title, *(_line(row, wide) for row in (HEAD, *(rows[place] for place in of_family)))]
    sources = {outcome.quantity.source: None for outcome in found}
    lines += ["", *(f"{source.short}: {source.full}" for source in sources), "", *_summary(found, seed)]
    return "\n".join(lines)


def _line(row: tuple[str, ...], wide: Sequence[int]) -> str:
    return ("  " + "  ".join(f"{cell:{width}}" for cell, width in zip(row, wide, strict=True))).rstrip()


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.case.name, outcome.quantity.title, _ours(outcome), f"{outcome.exact:.7g}",
            outcome.quantity.source.short, verdict(outcome))  # fmt: skip


def _ours(outcome: Outcome) -> str:
    """The mean to the digits that half the interval tells, with the number of replications."""
    found = outcome.interval
    if not found.varies:
        return f"{found.mean:.7g} {NO_VARIATION} (n = {found.n:,})"
    digits = max(0, 1 - floor(log10(found.half_width)))
    return f"{found.mean:.{digits}f} ± {found.half_width:.{digits}f} (n = {found.n:,})"


def _summary(found: Sequence[Outcome], seed: int) -> Iterator[str]:
    estimated = sum(not outcome.quantity.certain for outcome in found)
    rows = {outcome.case: outcome.rows for outcome in found}
    by_chance = {outcome.case for outcome in found if not outcome.quantity.certain}
    fewest = min((rows[case] for case in by_chance), default=0)
    least = f", at least {fewest:,} a case in which chance has a part" if by_chance else ""
    outside = sum(not outcome.holds() for outcome in found)
    yield (f"{len(found) - outside} of {len(found)} hold, seed {seed}; {sum(rows.values()):,} rows of logs{least}.")
    if estimated:
        yield (f"Of {estimated} intervals at {LEVEL:.1%}, one or more miss what is exact in at most "
               f"{1 - LEVEL**estimated:.1%} of all seeds, by luck alone.")  # fmt: skip


def table(found: Sequence[Outcome], seed: int) -> pa.Table:
    """One line a quantity; `run SCENARIO --with VARIANT --seed SEED` makes the replications of a case."""
    names = ("family", "case", "scenario", "variant", "selfcheck_seed", "seed", "quantity", "mean", "half_width",
             "level", "n", "rows", "exact", "source", "verdict")  # fmt: skip
    rows = []
    for outcome in found:
        case, interval = outcome.case, outcome.interval
        [family] = (family.name for family in FAMILIES if case in family.cases)
        rows.append((family, case.name, case.scenario, case.variant, seed, outcome.seed, outcome.quantity.title,
                     interval.mean, interval.half_width, interval.level, interval.n, outcome.rows, outcome.exact,
                     outcome.quantity.source.full, verdict(outcome)))  # fmt: skip
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
