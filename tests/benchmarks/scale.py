"""What many machines cost: `make scale` measures the parts on this machine and works out the whole into docs/scale.md.

Measured are one replication, what crosses the network for it, and what handing a task over costs; the rest is
arithmetic.
"""

import os
import platform
import time
from pathlib import Path
from typing import Any

from sim.runs import cluster, store
from sim.runs import cluster_tasks as tasks
from sim.runs.replicate import Workers
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.statistics.sums import Sums
from sim.world.model import build

PAGE = Path("docs/scale.md")
STUDY = "scenarios/baseline.yaml"
REPLICATIONS, CORES = 10**8, 1_000
NETWORK = 1.25e9
"""Assumed: bytes a second into the machine of the command, 10 Gbit/s."""
PRICE = 0.04
"""Assumed: dollars for an hour of one core in a public cloud, on demand."""
HANDED_OVER = 3_000


def seconds(work: Any, times: int = 3) -> float:
    """Least wall seconds of some calls."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def handing_over() -> float:
    """Seconds that a task takes which does nothing: scheduler, worker and client share this machine."""
    with cluster.connected("local", 1) as workers:
        few = [workers._submit("nothing", tasks.kept, b"") for _ in range(100)]
        workers._client.gather(few)
        begun = time.perf_counter()
        workers._client.gather([workers._submit("nothing", tasks.kept, b"") for _ in range(HANDED_OVER)])
        return (time.perf_counter() - begun) / HANDED_OVER


def measured() -> dict[str, float]:
    """The parts: seconds and bytes."""
    loaded = load(STUDY)
    model, resolved = build(loaded.scenario), resolved_yaml(loaded.tree)
    order = store.Order(model, resolved, store.EXACT, Workers("compiled", 1))
    asked = tasks.Asked.of(loaded.scenario, resolved, REPLICATIONS, "compiled")
    some = range(store.EXACT, store.EXACT + 64)
    tasks.chunk_of(asked, range(1))  # machine code is loaded
    chunk = tasks.chunk_of(asked, some)
    first = Sums.of(store.simulated(store.Order(model, resolved, 128, order.workers)))
    empty = tasks.packed(first.empty())
    spent = seconds(lambda: tasks.sums_of(asked, some, empty)) / len(some)
    part = tasks.sums_of(asked, range(store.EXACT, store.EXACT + 256), empty)
    merging = seconds(lambda: tasks.merged(empty, [part])) / 2  # unpacks two, packs one
    whole: Sums = tasks.unpacked(empty)
    here = seconds(lambda: whole.merge(tasks.unpacked(part)))
    points = [tasks.PointAsked(0, asked, range(20), ["live_mw@FY2028"] * 15)]
    return {"replication": spent, "asked": len(asked.scenario), "chunk": len(chunk), "sums": len(part),
            "merging": merging, "here": here, "handing": handing_over(), "point": len(tasks.figures_of(points)),
            "rows": float(len(first.table()))}


def page(of: dict[str, float]) -> str:
    """The page, as Markdown."""
    spans = -(-REPLICATIONS // cluster.MOST_REPLICATIONS)
    groups = -(-spans // cluster.GROUP)
    wall = REPLICATIONS * of["replication"] / CORES
    scheduler = (spans + groups) * of["handing"]
    inward, between = groups * of["sums"], spans * of["sums"]
    driver = groups * of["here"] + groups / 60 * 2 * of["merging"]
    kept = store.EXACT / 64 * of["chunk"] + of["sums"]
    hours = REPLICATIONS * of["replication"] / 3_600
    task = cluster.MOST_REPLICATIONS * of["replication"]
    points, each = 32_768, 20
    group = -(-cluster.TASK_REPLICATIONS // each)
    point_tasks = -(-points // group)
    rows = [
        ("one replication, measured and added up, on one core", f"{of['replication'] * 1e3:.1f} ms"),
        ("a task that does nothing, handed over and back", f"{of['handing'] * 1e3:.2f} ms"),
        ("what a task is told: the scenario, packed", f"{of['asked'] / 1e3:.0f} kB"),
        ("a chunk of 64 replications, packed", f"{of['chunk'] / 1e6:.1f} MB"),
        (f"sums of any number of replications, {of['rows']:,.0f} figures and months of curves, packed",
         f"{of['sums'] / 1e6:.1f} MB"),
        ("putting two sums together on a worker", f"{of['merging'] * 1e3:.0f} ms"),
        ("taking a sum in at the command", f"{of['here'] * 1e3:.0f} ms"),
        ("figures of a design point, 15 metrics of 20 replications, packed", f"{of['point'] / 1e3:.1f} kB"),
    ]
    worked = [
        ("core hours", f"{hours:,.0f}"), ("wall time on cores that are all busy", f"{wall / 60:.0f} min"),
        (f"tasks of {cluster.MOST_REPLICATIONS:,} replications, {task:.0f} s each", f"{spans:,}"),
        (f"groups of {cluster.GROUP}, whose sums the workers put together", f"{groups:,}"),
        ("scheduler at work, beside them on a core of its own",
         f"{scheduler:,.0f} s, {scheduler / wall:.1%} of the wall time"),
        ("handing over, as a share of a task", f"{of['handing'] / task:.3%}"),
        ("between workers", f"{between / 1e9:,.0f} GB, {between / wall / CORES / 1e6:.2f} MB/s each"),
        ("into the command", f"{inward / 1e9:,.0f} GB, {inward / NETWORK:,.0f} s at 10 Gbit/s (assumed)"),
        ("the command at work", f"{driver:,.0f} s, {driver / wall:.0%} of the wall time"),
        ("in the store afterwards", f"{kept / 1e6:,.0f} MB"),
        (f"cost at ${PRICE:.2f} a core hour (assumed)", f"${hours * PRICE:,.0f}"),
    ]
    swept = [
        ("core hours", f"{points * each * of['replication'] / 3_600:,.1f}"),
        (f"tasks of {group} points, {group * each * of['replication']:.1f} s each", f"{point_tasks:,}"),
        ("handing over, as a share of a task", f"{of['handing'] / (group * each * of['replication']):.2%}"),
        ("told to workers", f"{points * of['asked'] / 1e6:,.0f} MB"),
        ("into the command, and the store", f"{points * of['point'] / 1e6:,.0f} MB"),
    ]
    lines = ["# Scale", "", __doc__.split("\n\n")[0].strip(), "",
             f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; the shipped baseline, "
             "compiled engine.", "", "## Measured", "", "| part | |", "|---|---|"]  # fmt: skip
    lines += [f"| {what} | {how_much} |" for what, how_much in rows]
    lines += ["", f"## Worked out: {REPLICATIONS:,} replications on {CORES:,} cores", "", "| | |", "|---|---|"]
    lines += [f"| {what} | {how_much} |" for what, how_much in worked]
    lines += ["", f"## Worked out: a sweep of {points:,} design points of {each} replications", ""]
    lines += ["| | |", "|---|---|"]
    lines += [f"| {what} | {how_much} |" for what, how_much in swept]
    return "\n".join(lines) + "\n" + TEXT


TEXT = """
## How it works

The command hands over tasks and takes in what comes back, in order, three tasks ahead for each thread. The first 1,024
replications come back as chunks, the measures of each replication, and are stored; all others come back as sums: exact
whole numbers and counts about quantiles, whose size does not depend on how many replications they are of, and which
give the same bits in any grouping. So the store does not grow with the replications, and the sums kept every half
minute are all that a resumed run needs.

What limits it: the command takes sums in one after the other. Where its share of the wall time comes near to 100 %,
more replications to a task, or larger groups (`MOST_REPLICATIONS` and `GROUP` in `sim/runs/cluster.py`), halve it.
A sweep's points come back as figures, some kB each; there the number of files in `sweeps/points` is the limit of a file
system, not of the program.

<!-- not run: needs a cluster of machines -->
```sh
make .venv/cluster.installed          # on every machine, from the same sources
dask scheduler                        # on one
dask worker tcp://10.0.0.1:8786       # on the others
python run_scenarios.py run scenarios/baseline.yaml -n 100000000 --cluster tcp://10.0.0.1:8786
```

On a worker the program's folder is on PYTHONPATH; the scheduler need not have it. A worker states the hash of its own
sources, and gets work only where it is that of the command's. A worker that is lost costs the tasks it was at; the
scheduler lost ends the command with exit code 4, and the same command goes on from what was kept.

With `--share s3://bucket/capacity`, or any place that fsspec knows, chunks, sums and design points are looked for there
under the same names, and put there as they are made: other machines take them as their own, and a lost disk loses
nothing.

Not measured here: a network between machines, and more than some workers. The scheduler's share is that of one on this
machine with one worker beside it.
"""


if __name__ == "__main__":
    PAGE.write_text(page(measured()), encoding="utf-8")
