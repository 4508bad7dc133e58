"""Chances about sensitivity are never told as 0."""

from sim.report.sensitivity import p_words


def test_a_chance_is_never_told_as_none():
    assert (p_words(0.0234), p_words(0.001), p_words(1e-9)) == ("0.023", "0.001", "< 0.001")
