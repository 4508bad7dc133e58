"""Lines of the page's tables: each figure with what is asked of it, and whether that is met."""

import sys

from tests.benchmarks.asked import Asked
from tests.benchmarks.rounds import Ratio, Rounds

RATIOS = ["| ratio | asked | median | rounds | met | ms a replication, quickest rounds |", "|---|---|---|---|---|---|"]


def saying(text: str) -> None:
    """Say on the error stream what is being measured."""
    sys.stderr.write(f"{text}\n")


def line(what: str, asked: Asked | None, ratio: Ratio, seconds: str = "") -> str:
    """A row of a table of ratios."""
    limit, met = of(asked, ratio)
    return row(what, limit, f"{ratio.median:.2f}", spread(ratio, ".2f"), met, seconds)


def row(*cells: str) -> str:
    """A row of any table."""
    return f"| {' | '.join(cells)} |"


def of(asked: Asked | None, found: Ratio) -> tuple[str, str]:
    """A limit, and whether it is met; nothing where none is asked."""
    return ("", "") if asked is None else (str(asked), asked.met(found))


def spread(found: Ratio, shown: str) -> str:
    """The least and the most of the rounds."""
    return f"{found.least:{shown}} to {found.most:{shown}}"


def milliseconds(rounds: Rounds, *named: str) -> str:
    """The quickest rounds of some ways."""
    return ", ".join(f"{rounds.least(way) * 1e3:.3g}" for way in named)
