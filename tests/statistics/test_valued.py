"""A figure without a value in some replications is refused in one way, or left out where means are told."""

import numpy as np
import pytest

from sim.statistics.valued import NoValueError, refuse_without_any_value, refuse_without_value

SOME = np.array([[1.0, np.nan, 2.0], [1.0, 1.0, np.nan]])


def test_what_decides_by_a_figure_names_it_and_how_often_it_lacks():
    refuse_without_value("delay", np.ones(4))
    with pytest.raises(NoValueError, match=r"^delay has no value in 2 of 6 replications .*: ask for"):
        refuse_without_value("delay", SOME)
    with pytest.raises(NoValueError, match=r"^baseline: delay has no value"):
        refuse_without_value("delay", SOME, "baseline")


def test_where_means_are_told_only_a_figure_that_never_has_one_is_refused():
    refuse_without_any_value("delay", SOME[0])
    refuse_without_any_value("delay", np.empty(0))
    with pytest.raises(NoValueError, match="no value in 3 of 3 replications"):
        refuse_without_any_value("delay", np.full(3, np.nan))


def test_the_refusal_says_whose_figure_it_is_and_what_to_ask_for():
    words = "delay has no value in 3 of 3 replications (a delay of what never came, say): ask for a figure that " \
            "always has one"  # fmt: skip
    for whose, said in (((), words), (("baseline",), f"baseline: {words}")):
        with pytest.raises(NoValueError) as told:
            refuse_without_any_value("delay", np.full(3, np.nan), *whose)
        assert str(told.value) == said
    assert str(NoValueError("delay", 3, 3)) == words
