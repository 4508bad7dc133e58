"""Processes that share nothing but the machine, each at replications of its own: what threads could come to at most.

`python -m tests.benchmarks.apart SCENARIO COUNT` is one of them: a line makes it run COUNT replications, and it answers
with a line when it is done.
"""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sim.runs.garbage import look_less_often
from sim.runs.replicate import Workers, replicate
from tests.benchmarks.ways import Way, model_of


@contextmanager
def apart(path: str, count: int) -> Iterator[dict[str, Way]]:
    """One process, and two at once: seconds by the clock on the wall over all their replications."""
    command = [sys.executable, "-m", __name__, path, str(count)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
    ):
        for process in (one, other):
            _answer(process)

        def way(*processes: subprocess.Popen[str]) -> Way:
            def ask() -> float:
                begun = time.perf_counter()
                for process in processes:
                    _ask(process)
                for process in processes:
                    _answer(process)
                return (time.perf_counter() - begun) / count / len(processes)

            return ask

        yield {"one process": way(one), "two processes": way(one, other)}


def _ask(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def _answer(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    if not process.stdout.readline():
        raise ChildProcessError(f"{process.args} ended")


def main(path: str, count: int) -> None:
    """Be one of them."""
    look_less_often()
    model = model_of(path)
    deque(replicate(model, 2, Workers(jobs=1)), 0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        deque(replicate(model, count, Workers(jobs=1)), 0)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
