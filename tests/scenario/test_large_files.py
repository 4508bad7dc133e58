"""Large files are refused after part of the work, in few words; one of 2,000 lines is told all its problems."""

import pathlib
from typing import Any

import pytest

from sim.scenario import compose, partial, variants
from sim.scenario.load import load
from sim.scenario.problems import Problem, ScenarioErrors

ROOT = pathlib.Path(__file__).parents[2]
BASE = ROOT / "docs/examples/base.yaml"
HEAD = "schema: 1\nextends: base.yaml\nname: large\n"
ENTRIES = 90_000
LEASE = "- {{id: t{}, rent: $150/kW-month, term_years: 15, accounting: finance}}\n"


@pytest.fixture
def problems(tmp_path: pathlib.Path):
    """What is wrong with a file that extends the smallest example."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "base.yaml").write_text(BASE.read_text())

    def found(text: str) -> list[Problem]:
        (folder / "large.yaml").write_text(HEAD + text)
        try:
            load(folder / "large.yaml")
        except ScenarioErrors as errors:
            return list(errors.problems)
        return []

    return found


def lines_of(entries: int, line: str) -> str:
    return "".join(line.format(i) for i in range(entries))


@pytest.mark.parametrize("text", [
    "lease_terms:\n" + lines_of(ENTRIES // 5, LEASE),
    "sites:\n" + lines_of(ENTRIES, "- {{id: s{}}}\n"),
    lines_of(ENTRIES, "k{}: 1\n"),
    "demand:\n" + lines_of(ENTRIES, "  k{}: 1\n"),
    "rivals:\n" + lines_of(ENTRIES, "- {{id: 1}}\n"),
    "capex: [" + ",".join(f"x{i}" for i in range(ENTRIES)) + "]\n",
    lines_of(ENTRIES // 40, "k{}: " + "[" * 37 + "]" * 37 + "\n"),
    lines_of(200, "? k{}" + "x" * 9_000 + "\n: [" + "1," * 300 + "]\n"),
], ids=["leases", "items", "keys", "keys of a block", "problems", "list for a map", "deep", "long keys"])  # fmt: skip
def test_what_is_too_large_is_refused_for_that_alone(problems, text: str) -> None:
    assert len(text) <= compose.MOST_BYTES - len(HEAD)
    [told] = problems(text)
    assert told.text == "the file has over 20,000 keys and values"
    assert 0 < told.line <= HEAD.count("\n") + text.count("\n")


def test_what_is_too_large_is_read_no_further_than_its_limit(problems, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes behind the limit is not looked at: neither a second key nor what is no YAML."""
    read = []
    at = compose._Composer.at
    monkeypatch.setattr(compose._Composer, "at", lambda self, event: read.append(1) or at(self, event))
    [told] = problems(lines_of(compose.MOST_NODES, "k{}: 1\n") + "k0: 1\nk0: [\n")
    assert "over 20,000" in told.text
    assert len(read) < compose.MOST_NODES + 1_000


def test_the_largest_file_shipped_is_far_from_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "MOST_NODES", compose.MOST_NODES // 4)
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        load(path)


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """Fills up with each call of a function."""
    calls: list[Any] = []
    original = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: calls.append(a) or original(*a, **k))
    return calls


def test_a_check_tells_its_first_problems_and_that_there_are_more(problems, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.scenario import references

    asked = counted(monkeypatch, references, "unknown_name")
    providers = ", ".join(f"x{i}" for i in range(10_000))
    told = problems(f"demand: {{classes: [{{id: training, providers: [{providers}]}}]}}\n")
    assert sum("no provider" in problem.text for problem in told) == partial.MOST_FOUND
    assert sum("there are more such problems than the first 200" in problem.text for problem in told) == 1
    assert len(asked) <= partial.MOST_FOUND + 1


def test_more_variants_than_anybody_compares_are_refused_and_none_is_read(problems) -> None:
    assert problems("variants:\n" + lines_of(variants.MOST_VARIANTS, "  v{}: {{title: x}}\n")) == []
    [told] = problems("variants:\n" + lines_of(variants.MOST_VARIANTS + 1, "  v{}: {{title: x}}\n"))
    assert "over 50 variants" in told.text
    assert (told.line, told.column) == (4, 1)


def test_a_file_of_two_thousand_lines_is_valid_or_told_all_that_is_wrong(problems) -> None:
    """Every hundredth lease has a unit that is none; one has a text for a number, one another's id, a site no such
    pipeline.
    """
    good = [LEASE.format(i) for i in range(1_980)]
    assert problems("lease_terms:\n" + "".join(good)) == []
    bad = [line.replace("kW-month", "kW-moth") if i % 100 == 7 else line for i, line in enumerate(good)]
    bad[1_000] = bad[1_000].replace("term_years: 15", 'term_years: "15"')
    bad.append("- {id: t3, rent: $150/kW-month, term_years: 15, accounting: finance}\n")
    told = problems("lease_terms:\n" + "".join(bad) + "sites: [{id: hall, pipeline: plian}]\n")
    lines = [problem.line for problem in told]
    head = HEAD.count("\n") + 2
    assert lines == sorted([*(head + i for i in range(7, 1_980, 100)), head + 1_000, head + 1_980, head + 1_981])
    assert {problem.nearest for problem in told} == {"/kW-month", "plain", None}


def test_what_is_read_twice_is_only_what_could_be_bent(problems, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 2,000 leases none has a value that a lenient reading bends: nothing of them is read a second time."""
    from sim.scenario import validate

    parts: list[Any] = []
    bendable = validate.bendable
    monkeypatch.setattr(validate, "bendable", lambda values: parts.append(bendable(values)) or parts[-1])
    assert problems("lease_terms:\n" + lines_of(2_000, LEASE)) == []
    assert parts[0].get("lease_terms") is None


def test_variants_of_a_large_file_are_bounded_by_what_they_make_together(problems, monkeypatch) -> None:
    monkeypatch.setattr(variants, "MOST_TOGETHER", 600)
    assert problems("variants:\n" + lines_of(2, "  v{}: {{title: x}}\n")) == []
    [told] = problems("variants:\n" + lines_of(9, "  v{}: {{title: x}}\n"))
    assert "values together, over 600: give fewer" in told.text


def test_a_name_that_no_run_could_carry_is_told_at_the_variant(problems) -> None:
    [told] = problems("variants:\n  V_: {title: x}\n")
    assert "'V_' names no variant" in told.text
    assert told.source_line.strip() == "V_: {title: x}"
