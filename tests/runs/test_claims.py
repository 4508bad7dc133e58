"""Of several processes one makes a file, and a claim ends with its process."""

import os
from contextlib import ExitStack

from sim.runs.claims import claimed
from tests.runs.small_runs import forked


def test_one_has_it_until_it_is_done(tmp_path):
    path = tmp_path / "file"
    with claimed(path) as first, claimed(path) as second:
        assert first
        assert not second
    with claimed(path) as again:
        assert again
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_gone_claims_nothing(tmp_path):
    path = tmp_path / "file"

    def dies():
        with ExitStack() as held:
            held.enter_context(claimed(path))
            os._exit(9)

    os.waitpid(forked(dies), 0)
    assert path.with_name("file.claim").exists()
    with claimed(path) as mine:
        assert mine


def test_many_processes_have_it_one_at_a_time(tmp_path):
    path, held = tmp_path / "file", tmp_path / "held"

    def work():
        for _ in range(300):
            with claimed(path) as mine:
                if mine:
                    held.touch(exist_ok=False)  # fails where another process has it
                    held.unlink()

    children = [forked(work) for _ in range(4)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
