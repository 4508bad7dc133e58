"""The memory of a command is that of all its processes; what is asked is met, or not, or within noise."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.asked import Asked
from tests.benchmarks.held import watched
from tests.benchmarks.rounds import Ratio

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="what Linux tells of memory")
WITH_A_CHILD = """
import subprocess, sys, time
own = bytearray(60 * 2**20)
subprocess.run([sys.executable, "-S", "-c", "import time; own = bytearray(40 * 2**20); time.sleep(1)"])
"""


def test_processes_that_a_command_begins_are_counted():
    most = watched([sys.executable, "-S", "-c", WITH_A_CHILD], {})
    assert [round(own, -1) for own in most.each] == [60, 40]
    assert 100 < most.together < 125


def test_a_command_that_fails_is_not_measured():
    with pytest.raises(subprocess.CalledProcessError):
        watched([sys.executable, "-S", "-c", "raise SystemExit(3)"], {})


@pytest.mark.parametrize(("found", "said"), [((1.2, 1.1, 1.4), "yes"), ((1.6, 1.51, 1.9), "no"),
                                             ((1.5, 1.5, 1.5), "yes"), ((1.4, 1.3, 1.6), "within noise")])  # fmt: skip
def test_what_is_asked_is_met_by_the_median_and_said_to_be_noise_between_the_rounds(found, said):
    assert Asked("≤", 1.5).met(Ratio(*found)) == said
