"""Who takes part names places that there are."""

from tests.scenario.said import said

RIVAL = "rivals=[{{id: big, areas: [europe, {}]}}]"


def test_a_misspelt_area_of_a_rival_is_refused_with_the_areas_there_are():
    told = said(RIVAL.format("asia_pacfic"))
    assert "allowed: us, europe, asia_pacific, other" in told
    assert "did you mean asia_pacific?" in told
    assert said(RIVAL.format("asia_pacific")) == ""
