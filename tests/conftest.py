"""Machine code before workers: the controller compiles the engine once, and every worker finds it on disk."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the engine, a minute when its sources have changed and a second when they have not.

    Only where this process hands the tests on to workers: alone it compiles when a test first needs it.
    """
    config = session.config
    in_worker = hasattr(config, "workerinput")
    hands_on = bool(getattr(config.option, "numprocesses", None))
    if in_worker or not hands_on or config.option.collectonly:
        return
    from sim.world.engines import simulate
    from sim.world.model import build
    from tests.world.small import scenario

    simulate(build(scenario()), 0)
