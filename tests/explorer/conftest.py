"""A small scenario in a folder of its own, a session of it, and a page's client that was let in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sim.explorer.app import Page
from sim.explorer.desk import Desk
from sim.explorer.levers import read_sweeps
from sim.explorer.security import Guard
from sim.explorer.session import Session
from sim.explorer.trial import Trial

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PORT = 8123
RESERVE = "operator.reserve"


@pytest.fixture
def folder(tmp_path) -> Path:
    """scenarios/ with the small world and a sweep of it."""
    own = tmp_path / "scenarios"
    for path in ("validation/small-world.yaml", "sweeps/small-screening.yaml"):
        (own / path).parent.mkdir(parents=True)
        shutil.copy(SCENARIOS / path, own / path)
    return own


@pytest.fixture
def session(folder, tmp_path) -> Session:
    """Of the small world, 24 replications a point."""
    sweeps = read_sweeps([folder / "sweeps/small-screening.yaml"])
    return Session([Trial(folder / "validation/small-world.yaml")], sweeps, tmp_path / "results", 24)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk that is closed in the end."""
    made = Desk()
    yield made
    made.close()


@pytest.fixture
def guard(session, desk) -> Guard:
    """The whole server."""
    return Guard(Page(session, desk).app(), PORT)


@pytest.fixture
def stranger(guard) -> TestClient:
    """A browser on this machine that was not let in."""
    return TestClient(guard, f"http://127.0.0.1:{PORT}", follow_redirects=False)


@pytest.fixture
def client(guard, stranger) -> TestClient:
    """One that opened the start address."""
    assert stranger.get(guard.start).status_code == 303
    return stranger
