"""The SimPy engine as these tests run it: its tables refuse an index that counts from the end, which machine code
would follow to what lies before the table.
"""

import pytest

from sim.world import engine_simpy

USUAL = engine_simpy.objects


class Forwards(list):
    """A table's rows by their places from the first on."""

    def __getitem__(self, index):
        if index < 0:
            raise IndexError(f"row {index} of a table")
        return super().__getitem__(index)


@pytest.fixture(scope="session", autouse=True)
def no_handler_counts_from_the_end():
    """Whatever these tests simulate."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine_simpy, "objects", lambda row, records: Forwards(USUAL(row, records)))
        yield


@pytest.fixture
def usual_tables(monkeypatch):
    """For hundreds of replications of what a few are of with tables that refuse, which takes thrice as long."""
    monkeypatch.setattr(engine_simpy, "objects", USUAL)
