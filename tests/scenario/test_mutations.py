"""No edit of a shipped file, and nothing in the corpus, ends in anything but a scenario or problems in words."""

import pathlib
import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.studies import is_sweep
from sim.scenario.load import load, load_sweep
from sim.scenario.problems import ScenarioErrors

ROOT = pathlib.Path(__file__).parents[2] / "scenarios"
CORPUS = sorted((pathlib.Path(__file__).parent / "corpus").glob("*.yaml"))
SMALL = ["worked-example.yaml", "small-world.yaml", "own-policy.yaml", "spill-exclusive.yaml", "lease-stream.yaml"]
SWEEPS = ["churn-by-conversion.yaml", "what-moves-headroom.yaml", "headroom-together.yaml"]
WORDS = [
    "~", "[]", "{}", "[1]", "[~]", "[{}]", "{a: 1}", "NO", "yes", "010", "0o17", "1e3", ".inf", "12:30", "-1", "0",
    "1.5", "9" * 20, "2025-13-01", "FY2025", "2025-Q3", "FY0000", "2199-12-31", "1970-01-01", "FY2199-Q4", "$80B",
    "€80B", "101 %", "true", "null", "operator", "east", "general", "committed", "{id: x}", "[{id: x}, {id: x}]",
    "[{id: [1]}]", "{distribution: {}}", "{kind: [1]}", "{kind: python, name: 'a:b'}", "&a", "*a", "!t", "<<", "|",
    ">", "-3 days", "1000000 years",
]  # fmt: skip
KEYS = sorted(set(re.findall(r"([a-z_]+):", "".join((ROOT / "validation" / name).read_text() for name in SMALL))))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    made = tmp_path_factory.mktemp("mutations") / "scenarios"
    shutil.copytree(ROOT / "validation", made)
    for name in SWEEPS:
        shutil.copy(ROOT / "sweeps" / name, made)
    return made


def read_in_words(path: pathlib.Path) -> str:
    """What is wrong with a file; nothing if nothing is."""
    try:
        load_sweep(path) if is_sweep(path) else load(path)
    except ScenarioErrors as errors:
        return str(errors) or "refused without a word"
    return ""


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([*SMALL, *SWEEPS]), st.data())
def test_no_edit_of_a_shipped_file_ends_in_a_traceback(folder: pathlib.Path, name: str, data: st.DataObject) -> None:
    lines = (ROOT / ("sweeps" if name in SWEEPS else "validation") / name).read_text().split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = edited(lines[place], data)
        lines = lines or [""]
    path = folder / "edited.yaml"
    path.write_text("\n".join(lines))
    told = read_in_words(path)
    assert not told or re.match(r".*scenarios/[\w-]+\.yaml(:\d+:\d+)?: ", told), told


def edited(line: str, data: st.DataObject) -> list[str]:
    """A line dropped, doubled or moved in; or one of its words, its value or its key replaced."""
    way = data.draw(st.sampled_from(["drop", "double", "indent", "value", "word", "key"]))
    if way in ("drop", "double"):
        return [line] * (2 * (way == "double"))
    if way == "indent":
        return [" " * data.draw(st.integers(1, 3)) + line]
    new = data.draw(st.sampled_from(KEYS if way == "key" else WORDS))
    if way == "value":
        return [line.partition(":")[0] + ": " + new]
    found = list(re.finditer(r"[a-z_]+(?=:)" if way == "key" else r"[\w$%./-]+", line))
    if not found:
        return [line + new]
    chosen = data.draw(st.sampled_from(found))
    return [line[: chosen.start()] + new + line[chosen.end() :]]


@pytest.mark.parametrize("path", CORPUS, ids=[path.stem for path in CORPUS])
def test_what_is_kept_in_the_corpus_is_refused_in_words(folder: pathlib.Path, path: pathlib.Path) -> None:
    assert re.match(r".*corpus-.*\.yaml(:\d+:\d+)?: ", read_in_words(shutil.copy(path, folder / f"corpus-{path.name}")))
