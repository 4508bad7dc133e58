"""The nearest allowed word is the one that was probably meant."""

from hypothesis import given
from hypothesis import strategies as st

from sim.quantities.nearest import LONGEST_HELPED, edit_distance, nearest

WORDS = st.text(alphabet="abc-", max_size=8)


def test_swapped_neighbours_are_one_edit() -> None:
    assert edit_distance("us-esat", "us-east") == 1
    assert edit_distance("us-esat", "us-west") == 2


def test_transposed_region_suggests_the_transposed_one() -> None:
    assert nearest("us-esat", ["us-west", "us-east", "eu-north"]) == "us-east"


def test_case_alone_is_always_near() -> None:
    assert nearest("gw", ["kW", "MW", "GW"]) == "GW"
    assert nearest("mw", ["kW", "MW", "GW"]) == "MW"


def test_nothing_is_suggested_for_a_word_far_from_all() -> None:
    assert nearest("quux", ["region", "grade"]) is None
    assert nearest("", ["a"]) is None
    assert nearest("x", ["y"]) is None


def test_no_time_is_spent_on_long_words() -> None:
    assert nearest("a" * (LONGEST_HELPED + 1), ["a" * LONGEST_HELPED]) is None


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_only_for_equal_words(left: str, right: str) -> None:
    assert edit_distance(left, right) == edit_distance(right, left)
    assert (edit_distance(left, right) == 0) == (left == right)


@given(WORDS, st.integers(0, 7))
def test_one_dropped_letter_is_one_edit(word: str, index: int) -> None:
    if index < len(word):
        assert edit_distance(word, word[:index] + word[index + 1 :]) == 1


@given(st.lists(WORDS, min_size=1, unique=True), st.data())
def test_an_allowed_word_is_nearest_to_itself(words: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words))
    assert nearest(word, words) == (word or None)
