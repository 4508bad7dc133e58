"""To where replications grow when a rule asks for more."""

import pytest

from sim.statistics.selection import Question


@pytest.mark.parametrize(("known", "first_stage", "grown"), [
    (0, 10, 64), (0, 64, 64), (0, 65, 128), (1, 2, 64), (63, 2, 64), (64, 2, 128), (127, 2, 128), (190, 2, 192),
    (192, 2, 200), (200, 2, 200),
])  # fmt: skip
def test_a_scenario_grows_to_the_end_of_a_chunk_the_first_stage_at_once_and_the_most_at_last(known, first_stage, grown):
    assert Question(3, 0.1, 0.95, first_stage, 200).next_chunk(known) == grown
