"""A Python policy is found, and refused where it cannot be one, by its text alone."""

import pytest

from sim.policy.python import PolicyNotFoundError, search_in, source_of
from tests.scenario.said import EXAMPLE, said

RULES = "agreement.responses[always].rules=[{{kind: python, name: '{}'}}]"


@pytest.fixture
def beside(tmp_path):
    """The small world in a folder, for modules beside it."""
    (tmp_path / "base.yaml").write_text(EXAMPLE.read_text())
    return tmp_path / "base.yaml"


def module(base, name, text):
    path = base.parent / f"{name.replace('.', '/')}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(("number", "arguments"), list(enumerate(["", "a, b", "*, view", "a, b, *rest", "a, *, must"])))
def test_a_function_that_does_not_take_a_view_alone_is_refused_with_its_line(beside, number, arguments):
    module(beside, f"refused_{number}", f"\ndef respond({arguments}):\n    return True\n")
    told = said(RULES.format(f"refused_{number}:respond"), path=beside)
    assert f"refused_{number}.py:2: a policy is called with its view and nothing else" in told


@pytest.mark.parametrize(("number", "text"), list(enumerate([
    "def respond(view):", "def respond(view, share=0.5):", "def respond(*views):", "def respond(view, /, *, share=1):",
    "import functools\n@functools.cache\ndef respond(a, b):",
    "def respond():\n    return True\ndef respond(view):",
])))  # fmt: skip
def test_a_function_that_can_be_called_with_a_view_is_taken(beside, number, text):
    module(beside, f"taken_{number}", f"{text}\n    return True\n")
    assert said(RULES.format(f"taken_{number}:respond"), path=beside) == ""


def test_a_part_of_the_program_is_no_policy():
    told = said(RULES.format("sim.cli:main"))
    assert "`sim.cli` is a part of the program" in told


@pytest.mark.parametrize(("name", "meant"), [
    ("ok_polcy:always", "ok_policy"), ("rules.mild:always", "rules.mildly"), ("ruels.mildly:always", "rules.mildly"),
])  # fmt: skip
def test_a_misspelt_module_is_told_with_the_one_that_was_meant(beside, name, meant):
    for there in ("ok_policy", "rules.mildly"):
        module(beside, there, "def always(view):\n    return True\n")
    assert f"did you mean `{meant}`?" in said(RULES.format(name), path=beside)


def test_a_module_unlike_any_other_is_told_without_a_guess(tmp_path):
    search_in(tmp_path)
    with pytest.raises(PolicyNotFoundError, match=r"nor on PYTHONPATH$"):
        source_of("of_no_such_name_at_all.whatever:decide")


def test_a_name_that_is_none_is_told_in_words():
    told = said(RULES.format("always"))
    assert "'always': a policy is named by its module and its function, as in policies.cautious:respond" in told
    assert "pattern" not in told


def test_a_policy_that_is_set_by_an_action_is_looked_for_too():
    told = said("timeline=[{id: p, action: set_policy, at: 2025-01-01, funding: {kind: python, name: 'gone:fund'}}]")
    assert "there is no module `gone`" in told
