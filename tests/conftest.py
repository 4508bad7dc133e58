"""Machine code before workers: the controller compiles the engine once, and every worker finds it on disk."""

import os

import pytest

from sim.quantities.docstrings import describe_fields

describe_fields()  # before any test loads the models: some hold that every key is described


def pytest_addoption(parser: pytest.Parser) -> None:
    """While a handler is being written: no minute of compiling after each edit."""
    parser.addoption("--interpreted", action="store_true",
                     help="run every replication by the SimPy engine: slower tests, nothing to compile")  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Put the SimPy engine in the compiled one's place where asked to; tell mutmut what shared fixtures reach."""
    if config.option.interpreted:
        from sim.world import engine_compiled, engine_simpy

        engine_compiled.buffers_of = engine_simpy.buffers_of
        engine_compiled.hand_over = engine_simpy.hand_over
        engine_compiled.follow = lambda *_: 0
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        from tests import mutants_reach

        config.pluginmanager.register(mutants_reach)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about machine code where there is none."""
    if config.option.interpreted:
        for item in items:
            if item.get_closest_marker("machine_code"):
                item.add_marker(pytest.mark.skip(reason="about machine code"))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the engine, a minute when its sources have changed and a second when they have not.

    Only where this process hands the tests on to workers: alone it compiles when a test first needs it.
    """
    config = session.config
    in_worker = hasattr(config, "workerinput")
    hands_on = bool(getattr(config.option, "numprocesses", None))
    if in_worker or not hands_on or config.option.collectonly or config.option.interpreted:
        return
    from sim.world.engines import simulate
    from sim.world.model import build
    from tests.world.small import scenario

    simulate(build(scenario()), 0)
