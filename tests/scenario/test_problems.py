"""A refusal shows the place, the line, a caret, what is allowed and what was probably meant."""

from hypothesis import given
from hypothesis import strategies as st

from sim.quantities.refusal import unknown_name
from sim.scenario import problems as p
from sim.scenario.problems import Problem, ScenarioErrors, problem_at, problem_from, render
from sim.scenario.tree import Position, Source

SOURCE = Source("a.yaml", ("schema: 1", "region: us-esat", "\tx: é"))


def test_a_problem_is_rendered_with_all_that_helps() -> None:
    refused = unknown_name("region", "us-esat", ["us-west", "us-east"])
    assert render([problem_from(Position(SOURCE, 2, 9), refused)]) == (
        "a.yaml:2:9: no region 'us-esat'\n"
        "  2 | region: us-esat\n"
        "    |         ^\n"
        "    allowed: us-west, us-east\n"
        "    did you mean us-east?"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert render([Problem("a.yaml", 0, 0, "there is no such file")]) == "a.yaml: there is no such file"


def test_problems_are_sorted_by_place_and_told_once() -> None:
    first, second, third = (problem_at(Position(SOURCE, line, 1), "bad") for line in (1, 2, 3))
    other = Problem("Z.yaml", 9, 9, "bad")
    errors = ScenarioErrors([third, first, other, second, first])
    assert errors.problems == (other, first, second, third)
    assert str(errors) == render(errors.problems)


def test_the_caret_stays_under_its_letter_in_a_long_line() -> None:
    source = Source("a.yaml", ("x" * 500 + "!" + "x" * 500,))
    rows = render([problem_at(Position(source, 1, 501), "bad")]).splitlines()
    assert len(rows[1]) < 120
    assert rows[1][rows[2].index("^")] == "!"


def test_control_characters_never_reach_the_terminal() -> None:
    source = Source("a.yaml", ("a: \u202eb\t\x1b[31m",))
    shown = render([problem_at(Position(source, 1, 4), "bad")]).splitlines()[1]
    assert shown.isprintable()


def test_of_many_problems_and_words_the_first_are_shown_and_the_rest_counted() -> None:
    many = [Problem("a.yaml", line, 1, "bad") for line in range(1, p.MOST_SHOWN + 8)]
    assert render(many).endswith("and 7 more problems")
    words = [f"w{index}" for index in range(p.MOST_ALLOWED + 3)]
    assert "w0, w1" in render([Problem("a.yaml", 1, 1, "bad", allowed=tuple(words))])
    assert render([Problem("a.yaml", 1, 1, "bad", allowed=tuple(words))]).endswith("and 3 more")


@given(st.text(max_size=300), st.integers(1, 310))
def test_any_line_can_be_shown(line: str, column: int) -> None:
    rows = render([problem_at(Position(Source("a", (line,)), 1, column), "bad")]).split("\n")
    assert all(row.isprintable() for row in rows)
    assert all(len(row) < p.WIDEST_LINE + 20 for row in rows)
