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
from sim.runs.garbage import look_less_often
from sim.runs.replicate import Workers, replicate
from sim.selfcheck.formulas import erlang_b
from sim.world.engines import simulate
from tests.benchmarks import ways
from tests.benchmarks.apart import apart
from tests.benchmarks.asked import Asked
from tests.benchmarks.c_program import FLAGS, CProgram, compiler
from tests.benchmarks.commands import BASELINE, run_way
from tests.benchmarks.costs import on_growth, on_memory, on_start
from tests.benchmarks.rounds import interleaved
from tests.benchmarks.tables import RATIOS, line, milliseconds, saying
from tests.verification.estimates import interval

PAGE = Path("docs/performance.md")
SCENARIO = "tests/benchmarks/ten-thousand-events.yaml"
PYTHON = os.environ.get("RIVALS") or sys.executable
ROUNDS = int(os.environ.get("ROUNDS", "5"))
FOLDED = 400
"""Replications of a round by the ordinary path, which begins threads and memory once for all of them."""
STORED, ADDED_UP = (224, 1024), (1024, 4096)
"""Numbers of replications of `run` whose difference says what one more takes, that is stored, and that is added up."""
PROGRAMS = {"simpy_processes": ("simpy", "SimPy, generator processes"), "salabim_components": ("salabim", "salabim"),
            "ciw_network": ("ciw", "Ciw, its nearest expression")}  # fmt: skip
AS_C = Asked("≤", 1.5)
OVER_C = (
    ("compiled, rows posted to series, over C, which does the same", AS_C, "posted", "C"),
    ("compiled by the ordinary path for one figure, over C, which posts the same rows", AS_C, "swept", "C, one figure"),
    ("compiled by the ordinary path with every metric, nothing written or summed up, over C, which only posts", AS_C,
     "measured", "C"),
    ("`run`, one more replication of the first 1,024, over C, which only posts", None, "run, stored", "C"),
    ("`run`, one more beyond 1,024, over C, which only posts", None, "run, added up", "C"),
)  # fmt: skip
LEFT_OUT = (
    "By the ordinary path means as `run` has replications simulated and measured, by one thread. It leaves out what "
    "`run` does besides: to start, write files, sum up, draw and present. What one more replication of `run` takes, by "
    "as many threads as there are cores, is the difference of two numbers of them over what they differ by "
    f"({STORED[0]} and {STORED[1]:,}; {ADDED_UP[0]:,} and {ADDED_UP[1]:,}); no limit is asked of it."
)
INTRODUCTION = """# Performance

Written by `make benchmark`; all measured in one run. Times of one core are seconds of the processor, so that other
programs' turns do not count, though what they do to caches and memory does; a ratio is taken within each round, in
which each way runs once, and stands as the median of {rounds} rounds with the least and the most. What is asked is met
or not by the median; "within noise" stands where the limit lies between the least and the most. An event is one
handler called from the calendar: stale wake-ups and log rows do not count.

{machine}
"""


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


def on_baseline() -> list[str]:
    """The engines on the shipped baseline."""
    saying("the engines on the baseline")
    model = ways.model_of(BASELINE)
    rounds = interleaved(ways.engines(model, 1) | ways.folded(model, 20), ROUNDS)
    rows = [("SimPy engine over compiled, log rows written", Asked("≥", 25), "simpy", "compiled"),
            ("SimPy engine over the same handlers on a bare heapq", Asked("≤", 1.3), "simpy", "heapq"),
            ("compiled with every metric over without", None, "measured", "compiled")]  # fmt: skip
    return [f"## Baseline\n\n{ways.events_of(model):,} events in its first replication.\n", *RATIOS,
            *(line(what, asked, rounds.ratio(a, b), milliseconds(rounds, a, b))
              for what, asked, a, b in rows)]  # fmt: skip


def on_scenario(folder: Path) -> list[str]:
    """The benchmark's scenario in every way there is."""
    saying("ten thousand events, in every way")
    model = ways.model_of(SCENARIO)
    plan = Plan.of(model.layout)
    all_ways = ways.engines(model, 2) | ways.folded(model, FOLDED)
    missing = []
    if compiler():
        for name, of in (("C", plan), ("C, one figure", plan_for(plan, ways.FIGURE))):
            program = CProgram(model, of, folder / name)
            all_ways[name] = lambda program=program: program.timed(200).seconds / 200
        all_ways |= {"run, stored": run_way(SCENARIO, *STORED), "run, added up": run_way(SCENARIO, *ADDED_UP)}
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
    rows = [("SimPy engine over compiled", Asked("≥", 25), "simpy", "compiled"),
            ("SimPy engine over bare heapq", Asked("≤", 1.3), "simpy", "heapq")]  # fmt: skip
    if compiler():
        rows += OVER_C
    for name, title in rivals.items():
        asked = Asked("≥", 50) if name == "simpy_processes" else None
        rows += [(f"{title} over compiled, log rows written", asked, name, "compiled"),
                 (f"{title} over compiled, rows posted", None, name, "posted"),
                 (f"{title} over compiled by the ordinary path", None, name, "measured")]  # fmt: skip
    events = ways.events_of(model)
    return [f"## Ten thousand events\n\n`{SCENARIO}`: {events:,} events in its first replication. "
            f"C ({' '.join(FLAGS)}) has the tables, draws and log rows of the handlers, without what the scenario has "
            f"none of, and as its calendar a plain binary heap. {LEFT_OUT}\n", *RATIOS,
            *(line(what, asked, rounds.ratio(a, b), milliseconds(rounds, a, b)) for what, asked, a, b in rows),
            "", *missing]  # fmt: skip


def on_same_model() -> list[str]:
    """Whether the programs tell the same model: the share of requests that each loses, beside Erlang's formula."""
    saying("shares lost")
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
    saying("two threads")
    lines = ["## Two threads\n",
             "Two processes share nothing but the machine: threads cannot come to more than they do.\n", *RATIOS]
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
        lines += [line(f"{name}: one thread over two", Asked("≥", 1.8), rounds.ratio("one", "two"),
                       milliseconds(rounds, "one", "two")),
                  line(f"{name}: one process over two", None, rounds.ratio("one process", "two processes"),
                       milliseconds(rounds, "one process", "two processes"))]  # fmt: skip
    return lines


def page() -> str:
    """The page, as Markdown."""
    parts = [INTRODUCTION.format(rounds=ROUNDS, machine=machine())]
    with tempfile.TemporaryDirectory() as folder:
        sections = (on_baseline(), on_scenario(Path(folder)), on_same_model(), on_threads(), on_growth(ROUNDS),
                    on_memory(), on_start())  # fmt: skip
    return "\n\n".join([*parts, *("\n".join(lines).strip() for lines in sections)]).strip() + "\n"


if __name__ == "__main__":
    look_less_often()  # as each command does
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
