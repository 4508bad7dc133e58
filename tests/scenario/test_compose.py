"""The composer reads YAML 1.2 with positions and refuses what the language has no use for, fast."""

import pathlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import compose
from sim.scenario.compose import compose_file, compose_map
from sim.scenario.problems import Problem
from sim.scenario.tree import ScalarNode, plain, walk


def composed(text: str) -> dict[str, object]:
    problems: list[Problem] = []
    tree = compose_map(text, "a.yaml", problems)
    assert problems == []
    assert tree is not None
    return plain(tree)


def refusals(text: str) -> list[str]:
    problems: list[Problem] = []
    compose_map(text, "a.yaml", problems)
    assert problems
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("12:30", "12:30"), ("1_000", "1_000"),
        ("2025-01-21", "2025-01-21"), ("4.5 %", "4.5 %"), ("$80B", "$80B"), ("0o17", 15), ("0x1f", 31),
        ("1e3", 1000.0), (".5", 0.5), ("-3", -3), ("+3", 3), ("0", 0), ("0.50", 0.5), ("true", True),
        ("FALSE", False), ("~", None), ("null", None), ("", None), ("'10'", "10"), ('"true"', "true"),
        ("nil", "nil"), ("truth", "truth"), ("-", None), ("|\n  a\n  b\n", "a\nb\n"),
    ],
)  # fmt: skip
def test_scalar_means_what_yaml_1_2_says(written: str, value: object) -> None:
    if written == "-":
        assert composed("a:\n-\n") == {"a": [None]}
        return
    found = composed(f"a: {written}\n")["a"]
    assert found == value
    assert isinstance(found, type(value))


@pytest.mark.parametrize("written", ["010", "-01", "00.5", ".inf", "-.inf", ".nan", "1e999", "9" * 41])
def test_number_that_could_mislead_is_refused(written: str) -> None:
    assert refusals(f"a: {written}\n")[0].startswith("a.yaml:1:4: ")


def test_every_node_and_key_knows_its_place() -> None:
    tree = compose_map("é: [1, {b: ü, c: 2}]\nlist:\n  - x\n", "a.yaml", [])
    assert tree is not None
    places = {path: (node.at.line, node.at.column) for path, node in walk(tree)}
    assert places == {
        (): (1, 1), ("é",): (1, 4), ("é", 0): (1, 5), ("é", 1): (1, 8), ("é", 1, "b"): (1, 12),
        ("é", 1, "c"): (1, 18), ("list",): (3, 3), ("list", 0): (3, 5),
    }  # fmt: skip
    assert tree.entries["list"].key_at.line == 2


def test_keys_are_text_as_written() -> None:
    assert composed("2025: 1\nNO: 2\n2025-01-21: 3\n'<<': 4\n") == {
        "2025": 1,
        "NO": 2,
        "2025-01-21": 3,
        "<<": 4,
    }


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a: &x 1\n", "1:4", "anchors"),
        ("a: 1\nb: *x\n", "2:4", "aliases"),
        ("<<: {a: 1}\n", "1:1", "merge keys"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "tags"),
        ("a: !x b\n", "1:4", "tags"),
        ("a: 1\n---\nb: 2\n", "2:1", "second document"),
        ("a: 1\nb: {c: 1, c: 2}\n", "2:11", "stands twice"),
        ("a: 1\nb: 2\na: 3\n", "3:1", "first in line 1"),
        ("a: \x00\n", "1:4", "U+0000"),
        ("a: b\x1b[31m\n", "1:5", "U+001B"),
        ("ok: 1\r\na: \u2028\r\n", "2:4", "U+2028"),
        ('a: "b\\x1b[31m\\0"\n', "1:4", "U+001B"),
        ('a: 1\n"b\\0": 2\n', "2:1", "U+0000"),
        ("? [a]\n: b\n", "1:3", "key has to be a text"),
        ("%YAML 1.1\n---\na: 1\n", "1:1", "directive"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "1:1", "directive"),
        ("a:\n\t- b\n", "2:1", "not valid YAML"),
        ("a: 'b\n", "2:1", "not valid YAML"),
        ("a: b: c\n", "1:5", "not valid YAML"),
        ("", "1:1", "empty"),
        ("# nothing\n", "1:1", "empty"),
        ("[1]\n", "1:1", "map of keys"),
        ("a: " + "[" * 41 + "]" * 41, "1:44", "40 deep"),
    ],
)
def test_what_the_language_has_no_use_for_is_refused_in_its_place(text: str, place: str, word: str) -> None:
    told = refusals(text)
    assert any(line.startswith(f"a.yaml:{place}: ") and word in line for line in told), told


def test_version_directive_1_2_is_allowed() -> None:
    assert composed("%YAML 1.2\n---\na: 1\n") == {"a": 1}


def test_all_problems_of_a_text_are_told_at_once() -> None:
    assert len(refusals("a: &x 010\nb: *x\nc: !y 1\na: 2\n")) == 5


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a]\n" for i in range(50_000)),
        "".join("a: 1\n" for _ in range(100_000)),
        "a: '" + "x" * 1_500_000,
        "a: " + "!" * 1_000_000,
        "a: [" + "1," * 250_000,
        "a: \"" + "\\u0041" * 200_000 + '"',
    ],
    ids=["brackets", "keys", "flow maps", "dashes", "questions", "aliases", "duplicates", "open quote", "tag",
         "many", "escapes"],
)  # fmt: skip
def test_hostile_text_is_refused_quickly_and_in_few_words(text: str) -> None:
    start = time.process_time()
    told = refusals(text)
    assert time.process_time() - start < 10, "work that grows faster than the text"
    assert len(told) <= compose.MOST_PROBLEMS
    assert all(len(line) < 300 for line in told)


def test_limits_count_keys_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "MOST_NODES", 5)
    assert composed("a: 1\nb: 2\n") == {"a": 1, "b": 2}
    assert "over 5 keys and values" in refusals("a: 1\nb: 2\nc: 3\n")[0]


def test_long_scalar_is_refused() -> None:
    assert composed("a: " + "x" * compose.LONGEST_SCALAR)
    assert "over 100,000 characters" in refusals("a: " + "x" * (compose.LONGEST_SCALAR + 1))[0]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"a: 1\nb: \xff\n", "line 2 is not valid UTF-8"),
        ("a: 1\n".encode("utf-16"), "not valid UTF-8"),
        (b"a: " + b"x" * 2_000_000, "over 2,000,000 bytes"),
    ],
)
def test_unreadable_file_is_refused(tmp_path: pathlib.Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    problems: list[Problem] = []
    assert compose_file(path, "a.yaml", problems) is None
    assert word in str(problems[0])


def test_file_that_is_none_is_refused(tmp_path: pathlib.Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml", pathlib.Path("/dev/zero")):
        problems: list[Problem] = []
        assert compose_file(path, "a.yaml", problems) is None
        assert "no such file" in str(problems[0])


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    tree = compose_file(path, "a.yaml", [])
    assert tree is not None
    assert plain(tree) == {"a": 1}
    assert tree.at.column == 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-[]{},&*!|>'\"%@#?\n\t \x00é0.1<~", max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    problems: list[Problem] = []
    tree = compose_map(text, "a.yaml", problems)
    assert tree is not None or problems
    for problem in problems:
        assert problem.line <= text.count("\n") + 1
    for _, node in walk(tree) if tree else ():
        assert node.at.line >= 1
        assert not isinstance(node, ScalarNode) or node.text is not None
