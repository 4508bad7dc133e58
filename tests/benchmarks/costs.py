"""What growth, memory and start cost: sections of docs/performance.md."""

import os
from collections.abc import Callable

from tests.benchmarks import commands, growth
from tests.benchmarks.asked import Asked
from tests.benchmarks.held import EVERY, Held
from tests.benchmarks.rounds import Ratio
from tests.benchmarks.tables import of, row, saying, spread

MEMORY = tuple(map(int, os.environ.get("MEMORY", "100 1000 2000 10000 100000").split()))
AGAIN, MANY = 3, 2_000
"""So often a run is repeated whose memory is measured, where that comes to no more replications than so many."""
COLD, WARM = int(os.environ.get("COLD", "2")), 3
GROWTH, HELD, COMPILING, START = Asked("≤", 1.3), Asked("<", 400), Asked("<", 45), Asked("<", 3)


def on_growth(rounds: int) -> list[str]:
    """Time of an event as a replication grows."""
    lines = ["## Growth\n",
             f"Asked: within {GROWTH.limit:g} from the smallest to the largest. The last row of each is stricter: the "
             "largest of all sizes over the quickest of all, which need not be the smallest. Under an envelope, which "
             "is hard and never reached, each start asks for money; under a cap each answer asks for the partner's "
             "share.\n",
             "| of what | a replication | events | ns an event, quickest round | rounds | asked | over the smallest | "
             "rounds | met |", "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for what, sizes_of, others in (("leases", growth.leases, []),
                                   ("leases under an envelope", growth.leases, [growth.ENVELOPES]),
                                   ("requests", growth.requests, []),
                                   ("requests under a cap", growth.requests, [growth.CAP])):  # fmt: skip
        saying(f"more {what}")
        lines += _growth_of(what, sizes_of(rounds, *others))
    return lines


def _growth_of(what: str, sizes: list[growth.Size]) -> list[str]:
    smallest, found = sizes[0], []
    for size in sizes:
        over = size.over(smallest)
        limit, met = of(GROWTH if size is not smallest else None, over)
        found.append(row(what, f"{size.count:,}", f"{size.events:,}", f"{size.nanoseconds:.0f}",
                         spread(Ratio.of(size.rounds), ".0f"), limit, f"{over.median:.2f}", spread(over, ".2f"),
                         met))  # fmt: skip
    slowest, quickest = (by(sizes, key=lambda size: Ratio.of(size.rounds).median) for by in (max, min))
    most = slowest.over(quickest)
    limit, met = of(GROWTH, most)
    return [*found, row(what, f"{slowest.count:,} over {quickest.count:,}", "", "", "", limit, f"{most.median:.2f}",
                        spread(most, ".2f"), met)]  # fmt: skip


def on_memory() -> list[str]:
    """What `run` of the baseline holds, with every process that it begins."""
    lines = ["## Memory\n",
             "The most that `run` of the baseline held together with every process that it began (who draws, who keeps "
             f"account of them), looked at each {EVERY * 1e3:.0f} ms: of each process the memory of its own, and of "
             "files, such as libraries, what lies in memory, once. MB are of 2²⁰ bytes; the same is asked of any "
             "number of replications. The first run after sources have changed compiles, and holds more meanwhile.\n",
             "| replications | runs | MB, median | least to most | own memory of each process then | asked | met |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for replications in MEMORY:
        saying(f"memory of {replications} replications")
        runs = [commands.held_by(replications) for _ in range(max(1, min(AGAIN, MANY // replications)))]
        lines.append(_held(f"{replications:,}", runs, HELD))
    saying("memory of one that compiles")
    return [*lines, _held("100, nothing compiled", [commands.held_cold()], None)]


def _held(what: str, runs: list[Held], asked: Asked | None) -> str:
    together = Ratio.of([run.together for run in runs])
    each = " + ".join(f"{own:.0f}" for own in max(runs).each)
    return row(what, str(len(runs)), f"{together.median:.0f}", spread(together, ".0f"), each, *of(asked, together))


def on_start() -> list[str]:
    """What `run` of some replications takes, warm and cold."""
    saying("start")
    named = "`run scenarios/baseline.yaml --replications 100`"
    warm = _each(WARM, lambda: commands.seconds_of(100))
    cold = _each(COLD, commands.cold)
    compiling = [seconds - Ratio.of(warm).median for seconds in cold]
    rows = ((f"warm {named}", START, warm), ("the same, nothing compiled", None, cold),
            ("of that compiling: what it takes longer than the warm ones' median", COMPILING, compiling))  # fmt: skip
    lines = ["## Start\n", "By the clock on the wall, so that whatever else runs counts.\n",
             "| of what | asked, s | median | each | met |", "|---|---|---|---|---|"]  # fmt: skip
    for what, asked, seconds in rows:
        limit, met = of(asked, Ratio.of(seconds))
        lines.append(row(what, limit, f"{Ratio.of(seconds).median:.1f}", ", ".join(f"{each:.1f}" for each in seconds),
                         met))  # fmt: skip
    return lines


def _each(times: int, ask: Callable[[], float]) -> list[float]:
    return [ask() for _ in range(times)]
