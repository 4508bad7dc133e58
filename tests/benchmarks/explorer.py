"""How soon the explorer draws after a move: the session alone, and the page in a browser; for docs/explorer.md.

PYTHONPATH=. .venv/bin/python tests/benchmarks/explorer.py
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
MOVES = 20
FIRST, DONE = "body[data-sides='2'][data-n='8']", "#status.done"


def of_the_session() -> tuple[list[float], list[float]]:
    """Seconds from a move to its first picture, by the clock and of processors; of twenty moves after the first."""
    from sim.explorer.figures import View
    from sim.explorer.levers import read_sweeps
    from sim.explorer.session import Asked, Session, Which
    from sim.explorer.trial import Trial

    sweeps = read_sweeps([ROOT / "scenarios/sweeps/levers.yaml"])
    session = Session([Trial(ROOT / "scenarios/baseline.yaml")], sweeps, Path("none"))
    session.told_of("baseline")
    took, worked = [], []
    for place in range(MOVES + 1):
        moved = Which("baseline", {"timeline[release].capacity": f"{0.1 * (place + 1):.1f}"})
        begun, busy = time.perf_counter(), time.process_time()
        next(iter(session.draw(Asked(View("headroom_mw", None, "ai"), Which("baseline"), moved), lambda: False)))
        took.append(time.perf_counter() - begun)
        worked.append(time.process_time() - busy)
    return took[1:], worked[1:]


def of_the_page() -> tuple[list[float], float]:
    """Seconds from leaving the field to the first picture, each move ending the one before; in chromium.

    And those to all replications of the last one.
    """
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "run_scenarios.py", "explore", "scenarios/baseline.yaml", "--no-browser"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    address = next(filter(None, (re.search(r"http://\S+", line) for line in server.stderr)))[0]
    try:
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector(DONE, timeout=300_000)
            first = []
            for place in range(MOVES + 1):
                page.get_by_role("textbox", name="Released in February 2025").fill(f"{0.1 * (place + 1):.1f}")
                page.evaluate("document.body.removeAttribute('data-n')")
                begun = time.perf_counter()
                page.keyboard.press("Tab")
                page.wait_for_selector(FIRST, timeout=300_000)
                first.append(time.perf_counter() - begun)
            page.wait_for_selector(DONE, timeout=300_000)
            last = time.perf_counter() - begun
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    return first[1:], last


def told(name: str, took: list[float]) -> None:
    """A line of the table."""
    sys.stdout.write(f"| {name} | {median(took):.2f} | {min(took):.2f} to {max(took):.2f} |\n")


if __name__ == "__main__":
    sys.stdout.write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {MOVES} moves\n")
    took, worked = of_the_session()
    told("session: move to first picture (8 replications)", took)
    told("the same, processor time of all threads", worked)
    first, last = of_the_page()
    told("page: move to first picture (8 replications)", first)
    told("page: last move to all 200 replications", [last])
