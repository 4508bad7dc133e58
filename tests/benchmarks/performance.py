"""Writes docs/performance.md: the engines beside C, SimPy generators, salabim and Ciw; threads, growth, memory, start.

`make benchmark` runs it; RIVALS names a Python that has salabim and Ciw. Nothing here asserts: it measures and tells.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import deque
from importlib.metadata import version
from pathlib import Path

import numpy as np

from sim.events import kinds as ev
from sim.metrics import Plan
from sim.metrics.needed import plan_for
from sim.runs.replicate import Workers, replicate
from sim.selfcheck.formulas import erlang_b
from sim.world.engines import simulate
from tests.benchmarks import commands, growth, ways
from tests.benchmarks.apart import apart
from tests.benchmarks.c_program import FLAGS, CProgram, compiler
from tests.benchmarks.rounds import Ratio, Rounds, interleaved
from tests.verification.estimates import interval

PAGE = Path("docs/performance.md")
SCENARIO = "tests/benchmarks/ten-thousand-events.yaml"
BASELINE = "scenarios/baseline.yaml"
PYTHON = os.environ.get("RIVALS") or sys.executable
ROUNDS = int(os.environ.get("ROUNDS", "5"))
FOLDED = 400
"""Replications of a round by the ordinary path, which begins threads and memory once for all of them."""
MEMORY = tuple(map(int, os.environ.get("MEMORY", "100 1000 10000").split()))
PROGRAMS = {"simpy_processes": ("simpy", "SimPy, generator processes"), "salabim_components": ("salabim", "salabim"),
            "ciw_network": ("ciw", "Ciw, its nearest expression")}  # fmt: skip
INTRODUCTION = """# Performance

Written by `make benchmark`; all measured in one run. Times of one core are seconds of the processor, so that other
programs' turns do not count, though what they do to caches and memory does; a ratio is taken within each round, in
which each way runs once, and stands as the median of {rounds} rounds with the least and the most. An event is one
handler called from the calendar: stale wake-ups and log rows do not count.

{machine}
"""


def told(text: str) -> None:
    """Say on the error stream what is being measured."""
    sys.stderr.write(f"{text}\n")


def machine() -> str:
    """Processor, versions, and how busy the machine is."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())  # fmt: skip
    compiled_by = "no cc"
    if compiler():
        compiled_by = subprocess.check_output(["cc", "--version"], text=True).splitlines()[0]
    parts = [f"{model}, {os.cpu_count()} cores, {platform.system()}", f"Python {platform.python_version()}",
             *(f"{name} {version(name)}" for name in ("numba", "numpy", "simpy")), compiled_by, *_rival_versions(),
             f"load average at the start {os.getloadavg()[0]:.1f}"]  # fmt: skip
    return "; ".join(parts) + "."


def _rival_versions() -> list[str]:
    found = []
    for module, name in (("salabim", "salabim"), ("ciw", "Ciw")):
        if ways.has(PYTHON, module):
            ask = f"from importlib.metadata import version; print(version('{module}'))"
            found.append(f"{name} {subprocess.check_output([PYTHON, '-c', ask], text=True).strip()}")
    return found


def line(what: str, asked: str, ratio: Ratio, seconds: str = "") -> str:
    """A row of a table of ratios."""
    return f"| {what} | {asked} | {ratio.median:.2f} | {ratio.least:.2f} to {ratio.most:.2f} | {seconds} |"


HEAD = ["| ratio | asked | median | rounds | ms a replication, quickest rounds |", "|---|---|---|---|---|"]


def milliseconds(rounds: Rounds, *named: str) -> str:
    """The quickest rounds of some ways."""
    return ", ".join(f"{rounds.least(way) * 1e3:.3g}" for way in named)


def on_baseline() -> list[str]:
    """The engines on the shipped baseline."""
    told("the engines on the baseline")
    model = ways.model_of(BASELINE)
    rounds = interleaved(ways.engines(model, 1) | ways.folded(model, 20), ROUNDS)
    rows = [("SimPy engine over compiled, log rows written", "≥ 25", "simpy", "compiled"),
            ("SimPy engine over the same handlers on a bare heapq", "≤ 1.3", "simpy", "heapq"),
            ("compiled with every metric over without", "", "measured", "compiled")]  # fmt: skip
    return [f"## Baseline\n\n{ways.events_of(model):,} events in its first replication.\n", *HEAD,
            *(line(what, asked, rounds.ratio(a, b), milliseconds(rounds, a, b))
              for what, asked, a, b in rows)]  # fmt: skip


def on_scenario(folder: Path) -> list[str]:
    """The benchmark's scenario in every way there is."""
    told("ten thousand events, in every way")
    model = ways.model_of(SCENARIO)
    plan = Plan.of(model.layout)
    all_ways = ways.engines(model, 2) | ways.folded(model, FOLDED)
    missing = []
    if compiler():
        for name, of in (("C", plan), ("C, one figure", plan_for(plan, ways.FIGURE))):
            program = CProgram(model, of, folder / name)
            all_ways[name] = lambda program=program: program.timed(200).seconds / 200
    else:
        missing.append("There is no cc here: nothing is said of C.")
    rivals = {}
    for name, (module, title) in PROGRAMS.items():
        if ways.has(PYTHON, module):
            rivals[name] = title
            all_ways[name] = ways.rival_way(PYTHON, name, ways.loss_system(model), 3)
        else:
            missing.append(f"{title}: not importable by {Path(PYTHON).name}; name a Python that has it by RIVALS.")
    rounds = interleaved(all_ways, ROUNDS)
    rows = [("SimPy engine over compiled", "≥ 25", "simpy", "compiled"),
            ("SimPy engine over bare heapq", "≤ 1.3", "simpy", "heapq")]  # fmt: skip
    if compiler():
        rows += [("compiled, rows posted to series, over C, which does the same", "≤ 1.5", "posted", "C"),
                 ("compiled by the ordinary path for one figure, over C, which posts the same rows", "≤ 1.5", "swept",
                  "C, one figure"),
                 ("compiled by the ordinary path with every metric, over C, which only posts", "≤ 1.5", "measured",
                  "C")]  # fmt: skip
    for name, title in rivals.items():
        asked = "≥ 50" if name == "simpy_processes" else ""
        rows += [(f"{title} over compiled, log rows written", asked, name, "compiled"),
                 (f"{title} over compiled, rows posted", "", name, "posted"),
                 (f"{title} over compiled by the ordinary path", "", name, "measured")]  # fmt: skip
    events = ways.events_of(model)
    return [f"## Ten thousand events\n\n`{SCENARIO}`: {events:,} events in its first replication. "
            f"C ({' '.join(FLAGS)}) has the tables, draws and log rows of the handlers, without what the scenario has "
            "none of, and as its calendar a plain binary heap.\n", *HEAD,
            *(line(what, asked, rounds.ratio(a, b), milliseconds(rounds, a, b)) for what, asked, a, b in rows),
            "", *missing]  # fmt: skip


def on_same_model() -> list[str]:
    """Whether the programs tell the same model: the share of requests that each loses, beside Erlang's formula."""
    told("shares lost")
    model = ways.model_of(SCENARIO)
    system = ways.loss_system(model)
    exact = erlang_b(10, 10)
    lines = ["## The same model\n",
             f"Share of requests lost: {exact:.4f} by Erlang's formula, each replication starting empty, which takes "
             "one percent of it off; intervals of 99.9 % over 30 replications.\n",
             "| program | lost | holds it |", "|---|---|---|"]  # fmt: skip
    logs = [simulate(model, replication)["event"] for replication in range(30)]
    shares = {"this one": [(log == ev.OFFER_DECLINED).sum() / (log == ev.REQUEST_MADE).sum() for log in logs]}
    for name, (module, title) in PROGRAMS.items():
        if ways.has(PYTHON, module):
            said = ways.rival(PYTHON, name, system, 30)
            shares[title] = list(np.array(said["lost"]) / np.array(said["made"]))
    for title, lost in shares.items():
        found = interval(np.array(lost))
        lines.append(f"| {title} | {found} | {'yes' if found.holds(exact) else 'no'} |")
    return lines


def on_threads() -> list[str]:
    """One thread over two, by the clock on the wall: this figure suffers from whatever else runs."""
    told("two threads")
    lines = ["## Two threads\n",
             "Two processes share nothing but the machine: threads cannot come to more than they do.\n", *HEAD]
    for path, count in ((BASELINE, 400), (SCENARIO, 1600)):
        model = ways.model_of(path)

        def way(jobs: int, model=model, count=count):
            def ask() -> float:
                begun = time.perf_counter()
                deque(replicate(model, count, Workers(jobs=jobs)), 0)
                return (time.perf_counter() - begun) / count

            return ask

        name = model.scenario.name
        with apart(path, count) as processes:
            rounds = interleaved({"one": way(1), "two": way(2)} | processes, ROUNDS)
        lines += [line(f"{name}: one thread over two", "≥ 1.8", rounds.ratio("one", "two"),
                       milliseconds(rounds, "one", "two")),
                  line(f"{name}: one process over two", "", rounds.ratio("one process", "two processes"),
                       milliseconds(rounds, "one process", "two processes"))]  # fmt: skip
    return lines


def on_growth() -> list[str]:
    """Time of an event as a replication grows."""
    lines = ["## Growth\n", "Asked: within 1.3 from the smallest to the largest.\n",
             "| of what | a replication | events | ns an event | over the smallest |",
             "|---|---|---|---|---|"]  # fmt: skip
    for what, sizes_of in (("leases", growth.leases), ("requests", growth.requests)):
        told(f"more {what}")
        sizes = sizes_of(ROUNDS)
        lines += [f"| {what} | {s.count:,} | {s.events:,} | {s.nanoseconds:.0f} | "
                  f"{s.nanoseconds / sizes[0].nanoseconds:.2f} |" for s in sizes]  # fmt: skip
    return lines


def on_commands() -> list[str]:
    """Memory and start of the command line."""
    lines = ["## Memory\n",
             "The most that `run` of the baseline held (asked: under 400 MB, here of 2²⁰ bytes, at any number).\n",
             "| replications | MB | seconds |", "|---|---|---|"]  # fmt: skip
    for replications in MEMORY:
        told(f"memory of {replications} replications")
        took = commands.run_of(replications)
        lines.append(f"| {replications:,} | {took.megabytes:.0f} | {took.seconds:.1f} |")
    told("start")
    warm = [commands.run_of(100).seconds for _ in range(3)]
    lines += ["\n## Start\n", "| by the clock on the wall | asked, s | s |", "|---|---|---|",
              f"| cold compile | < 45 | {commands.cold():.1f} |",
              "| warm `run scenarios/baseline.yaml --replications 100`, quickest of 3 | < 3 | "
              f"{min(warm):.1f} |"]  # fmt: skip
    return lines


def page() -> str:
    """The page, as Markdown."""
    parts = [INTRODUCTION.format(rounds=ROUNDS, machine=machine())]
    with tempfile.TemporaryDirectory() as folder:
        sections = (on_baseline(), on_scenario(Path(folder)), on_same_model(), on_threads(), on_growth(), on_commands())
    return "\n\n".join([*parts, *("\n".join(lines).strip() for lines in sections)]).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
