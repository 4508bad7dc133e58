"""`explore` from its command to its end, as docs/explorer.md tells it."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.interrupting import hearing_ctrl_c

ROOT = Path(__file__).parents[2]
SMALL = "validation/small-world.yaml"


@pytest.fixture
def folder(tmp_path) -> Path:
    own = tmp_path / "scenarios"
    for path in (SMALL, "sweeps/small-screening.yaml"):
        (own / path).parent.mkdir(parents=True)
        shutil.copy(ROOT / "scenarios" / path, own / path)
    return own


def test_a_port_that_is_taken_is_told_with_what_to_do(call, folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, said = call("explore", folder / SMALL, "--levers", folder / "sweeps/small-screening.yaml",
                             "--no-browser", "--port", port)  # fmt: skip
    assert code == 2
    assert f"port {port} of 127.0.0.1 is taken" in said
    assert "another --port" in said


def test_a_sweep_is_no_scenario_to_explore(call, folder):
    code, _, said = call("explore", folder / "sweeps/small-screening.yaml", "--no-browser")
    assert code == 2
    assert "is a sweep" in said and "--levers" in said


def test_a_scenario_that_is_wrong_is_told_as_by_validate(call, folder):
    path = folder / SMALL
    path.write_text(path.read_text().replace("reserve: 5 %", "reserve: 500 %"))
    code, _, said = call("explore", path, "--no-browser")
    assert code == 3
    assert "'500 %' is outside 0 % to 100 %" in said


def test_a_lever_s_file_that_is_no_sweep_is_told(call, folder):
    code, _, said = call("explore", folder / SMALL, "--no-browser", "--levers", folder / SMALL)
    assert code == 3
    assert "small-world.yaml" in said


def test_more_replications_than_are_held_are_refused(call, folder):
    code, _, said = call("explore", folder / SMALL, "--no-browser", "-n", 2_000)
    assert code == 2
    assert "at most 1,000, not 2,000" in said


def test_the_same_scenario_is_not_named_twice(call, folder):
    code, _, said = call("explore", folder / SMALL, folder / SMALL, "--no-browser")
    assert code == 2
    assert "small-world" in said


@contextmanager
def served(folder, *options: object) -> Iterator[tuple[str, int]]:
    """The start address and the port of a server, which Ctrl-C ends without a word of trouble."""
    command = [sys.executable, ROOT / "run_scenarios.py", "explore", folder / SMALL, "--no-browser", *options,
               "--levers", folder / "sweeps/small-screening.yaml"]  # fmt: skip
    with hearing_ctrl_c():
        server = subprocess.Popen([*map(str, command)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                                  text=True)  # fmt: skip
    try:
        lines = iter(server.stderr.readline, "")
        address = next(filter(None, (re.search(r"http://127\.0\.0\.1:(\d+)/\S+", line) for line in lines)))
        assert server.stderr.readline() == "Ctrl-C ends it.\n"
        yield address[0], int(address[1])
    finally:
        server.send_signal(signal.SIGINT)
        out, said = server.communicate(timeout=60)
    assert server.returncode == 0
    assert out == ""
    assert said.strip() == "ended"


def test_it_answers_on_this_machine_alone_and_ctrl_c_ends_it(folder):
    with served(folder, "-n", 8) as (address, port):
        with pytest.raises(HTTPError, match="403"):
            urlopen(address.partition("?")[0], timeout=60)
        with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
            socket.create_connection(("127.0.0.2", port), timeout=10)


def test_ctrl_c_ends_it_in_the_midst_of_a_simulation(folder):
    with served(folder, "-n", 1_000) as (address, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", address.partition(str(port))[2])
        given = connection.getresponse()
        given.read()
        asked = {"page": "p", "metric": "live_mw", "first": {"scenario": "small-world"}}
        headers = {"Cookie": given.headers["Set-Cookie"].partition(";")[0], "Content-Type": "application/json"}
        connection.request("POST", "/api/picture", json.dumps(asked), headers)
        answer = connection.getresponse()
        assert json.loads(answer.readline())["n"] == 8
    rest = answer.read().splitlines()
    assert not any(json.loads(line)["n"] == 1_000 for line in rest)
