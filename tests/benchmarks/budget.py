"""What a replication and a start cost: events, rows, bytes, seconds; `make budget` writes it to docs/budget.md.

Times are those of one run on one machine: compare ratios within a table, not seconds between tables.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PAGE = Path("docs/budget.md")
SCENARIOS = ("baseline", "analyst-reading", "operator-reading", "stargate")
REPLICATIONS = 20


def seconds_of(command: list[str], times: int = 5, code: int = 0, **environment: str) -> float:
    """Median wall seconds of a command in a process of its own, which ends with an exit code.

    Where it is run more than once, it runs before too, so that its modules are on disk as bytecode.
    """
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | environment
    spent = []
    for _ in range(times + (times > 1)):
        begun = time.perf_counter()
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=around)
        spent.append(time.perf_counter() - begun)
        if done.returncode != code:
            raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr[-500:]}")
    return statistics.median(spent[-times:])


def seconds_of_file(text: str, code: int) -> float:
    """Median wall seconds in which a scenario file is validated, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        path.write_text(text, encoding="utf-8")
        return seconds_of([sys.executable, "run_scenarios.py", "validate", str(path)], code=code)


def large(leases: int) -> str:
    """The smallest example with so many more lease terms, one a line."""
    more = "".join(f"  - {{id: t{i}, rent: $150/kW-month, term_years: 15}}\n" for i in range(leases))
    example = Path("docs/examples/base.yaml").read_text(encoding="utf-8")
    return example.replace("lease_terms:\n", "lease_terms:\n" + more)


def of_scenario(name: str) -> dict[str, float]:
    """Events, rows and bytes a replication, in the mean, and milliseconds by engine."""
    from sim.events.row import ROW
    from sim.scenario.load import load
    from sim.world.engines import simulate
    from sim.world.memory import Memory
    from sim.world.model import build

    begun = time.perf_counter()
    model = build(load(f"scenarios/{name}.yaml").scenario)
    built = time.perf_counter() - begun
    memory = Memory(model)
    events_and_rows(model, 0, memory)
    begun = time.perf_counter()
    runs = [events_and_rows(model, replication, memory) for replication in range(REPLICATIONS)]
    compiled = (time.perf_counter() - begun) / REPLICATIONS
    events, rows = np.array(runs).T
    begun = time.perf_counter()
    simulate(model, 0, "simpy")
    interpreted = time.perf_counter() - begun
    return {"events": float(events.mean()), "rows": float(rows.mean()), "most": int(rows.max()),
            "bytes": float(rows.mean() * ROW.itemsize), "compiled": compiled * 1e3, "simpy": interpreted * 1e3,
            "build": built * 1e3}


def events_and_rows(model, replication: int, memory) -> tuple[int, int]:
    """Events handled and rows written in a replication by the compiled engine, in memory that serves again."""
    from sim.world.engine_compiled import Replication

    under_way = Replication(model, replication, memory)
    rows = sum(len(buffer) for buffer in under_way)
    return under_way.run.events, rows


def page() -> str:
    """The page, as Markdown."""
    python = sys.executable
    engine = "import sim.world.engine_compiled"
    simulate = ("from sim.scenario.load import load; from sim.world.model import build; "
                "from sim.world.engines import simulate; simulate(build(load('scenarios/baseline.yaml').scenario), 0)")
    with tempfile.TemporaryDirectory() as empty:
        cold = seconds_of([python, "-c", simulate], 1, NUMBA_CACHE_DIR=empty)
    starts = {
        "`run_scenarios.py --help`": seconds_of([python, "run_scenarios.py", "--help"]),
        "`run_scenarios.py validate scenarios/baseline.yaml`":
            seconds_of([python, "run_scenarios.py", "validate", "scenarios/baseline.yaml"]),
        "the same of a file of 2,000 lines": seconds_of_file(large(1_930), 0),
        "the same of one of 90,000 keys, which is refused":
            seconds_of_file("schema: 1\n" + "".join(f"k{i}: 1\n" for i in range(90_000)), 3),
        "import of the compiled engine, machine code on disk": seconds_of([python, "-c", engine]),
        "first replication of a process, machine code on disk": seconds_of([python, "-c", simulate]),
        "first replication of a process, nothing compiled yet": cold,
    }
    lines = ["# Budget", "", __doc__.split("\n\n")[0].strip(), "",
             f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; "
             f"{REPLICATIONS} replications of each scenario.", "",
             "| scenario | events | rows, mean | rows, most | log, MB | compiled, ms | SimPy, ms | ratio | build, ms |",
             "|---|---|---|---|---|---|---|---|---|"]
    for name in SCENARIOS:
        of = of_scenario(name)
        lines.append(
            f"| {name} | {of['events']:,.0f} | {of['rows']:,.0f} | {of['most']:,} | {of['bytes'] / 1e6:.2f} | "
            f"{of['compiled']:.1f} | {of['simpy']:.0f} | {of['simpy'] / of['compiled']:.0f} | "
            f"{of['build']:.0f} |"
        )
    lines += ["", "An event is one handler called from the calendar; stale wake-ups and log rows do not count. A row",
              "has 18 columns of 64 bits. Compiled and SimPy are one core, without metrics or storage.", "",
              "| start | seconds |", "|---|---|"]
    lines += [f"| {what} | {spent:.2f} |" for what, spent in starts.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
