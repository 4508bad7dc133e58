"""A file becomes a validated record, or all that is wrong with it is told at once, each in its place."""

import json
import pathlib
import time
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from sim.quantities import Day, Kilowatts, Seconds, Share, YearlyRate
from sim.quantities.record import Record
from sim.quantities.refusal import unknown_name
from sim.scenario.compose import FORBIDDEN, compose_map
from sim.scenario.distributions import DurationDraw, PowerDraw
from sim.scenario.distributions_bounded import Fixed
from sim.scenario.override import KeyRefused
from sim.scenario.problems import Problem, ScenarioErrors
from sim.scenario.read import Loaded, read
from sim.scenario.resolved import resolved_yaml
from sim.scenario.tree import plain


class Growth(Record):
    kind: Literal["growth"] = "growth"
    rate: YearlyRate


class Table(Record):
    kind: Literal["table"] = "table"
    steps: dict[Day, Kilowatts]


class Site(Record):
    id: str
    region: str
    size: PowerDraw
    grade: Literal["general", "ai"] = "general"


class Study(Record):
    name: str
    regions: list[str]
    sites: list[Site] = []
    slip: DurationDraw = Fixed(value=0)
    path: Annotated[Growth | Table, Field(discriminator="kind")] | None = None
    flag: bool = False
    count: int = Field(default=1, ge=1)
    ratio: float = 1
    patience: Seconds | Literal["forever"] = "forever"
    shares: dict[Literal["us", "eu"], Share] = {}
    pair: tuple[int, str] | None = None

    def check(self) -> list[tuple[tuple[str | int, ...], Any]]:
        found: list[tuple[tuple[str | int, ...], Any]] = []
        for index, site in enumerate(self.sites):
            if site.region not in self.regions:
                refused = unknown_name("region", site.region, self.regions)
                found.append((("sites", index, "region"), refused))
        if sum(self.shares.values()) > 1:
            found.append((("shares",), "the shares sum to more than 100 %"))
        return found


HEAD = "schema: 1\nname: x\nregions: [us-east, us-west]\n"
SITES = "sites:\n- {id: iowa, region: us-east, size: 48 MW}\n- {id: ohio, region: us-west, size: 2 GW}\n"

Reader = Callable[..., Loaded[Study]]


@pytest.fixture
def load(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)

    def loaded(text: str, **options: Any) -> Loaded[Study]:
        pathlib.Path("a.yaml").write_text(text)
        return read("a.yaml", Study, **options)

    return loaded


@pytest.fixture
def problems(load: Reader) -> Callable[..., list[Problem]]:
    def told(text: str, **options: Any) -> list[Problem]:
        with pytest.raises(ScenarioErrors) as caught:
            load(text, **options)
        return list(caught.value.problems)

    return told


def test_a_right_file_gives_its_record(load: Reader) -> None:
    study = load(HEAD + SITES + "slip: 2 weeks\npath: {kind: table, steps: {2025-01-21: 1 MW}}\n").scenario
    assert [site.size.parameters() for site in study.sites] == [(48_000.0,), (2_000_000.0,)]
    assert study.slip.mean() == 14 * 86_400
    assert isinstance(study.path, Table)
    assert list(study.path.steps.values()) == [1_000]
    assert type(study.count) is int


def test_positions_of_values_are_known_by_key_and_by_path(load: Reader) -> None:
    loaded = load(HEAD + SITES)
    assert str(loaded.position("sites[ohio].size")) == "a.yaml:6:37"
    assert str(loaded.position(("sites", 1, "size"))) == "a.yaml:6:37"
    assert str(loaded.position(("sites", 1, "grade"))) == "a.yaml:6:3"
    with pytest.raises(KeyRefused, match="there is no item 'utah'"):
        loaded.position("sites[utah].size")


@pytest.mark.parametrize(
    ("line", "column", "words", "nearest"),
    [
        ("regoins: 1", 1, "unknown key 'regoins'", "regions"),
        ("sites: [{id: a, region: us-east, size: 48}]", 40, "'48' has no unit", None),
        ("sites: [{id: a, region: us-east, size: 48 Wm}]", 40, "'Wm' is no unit of a power", "MW"),
        ("sites: [{id: a, region: us-east, size: 3 days}]", 40, "'days' is no unit of a power", None),
        ("sites: [{id: a, region: us-east, size: 1 GW, grade: genral}]", 53,
         "not one of the words", "general"),
        ("sites: [{id: a, region: us-esat, size: 1 GW}]", 25, "no region 'us-esat'", "us-east"),
        ("sites: [{id: a, size: 1 GW}]", 9, "the key 'region' is missing", None),
        ("sites: [{id: a, region: us-east, size: {distribution: lognorml}}]", 55,
         "unknown distribution", "lognormal"),
        ("sites: [{id: a, region: us-east, size: {median: 1 MW}}]", 40,
         "the key 'distribution' is missing", None),
        ("sites: [{id: a, region: us-east, size: {distribution: fixed, valeu: 1 MW, value: 1 MW}}]", 62,
         "unknown key 'valeu'", "value"),
        ("slip: {distribution: uniform, low: 2 days, high: 1 day}", 7, "low < high", None),
        ("slip: {distribution: uniform, low: 2 dyas, high: 3 days}", 36, "'dyas'", "days"),
        ("slip:", 6, "a duration is needed here, not nothing", None),
        ("slip: [1]", 7, "a map is needed here, not a list", None),
        ("path: {kind: tabel}", 14, "unknown kind 'tabel'", "table"),
        ("path: {knid: growth, rate: 3 %/year}", 8, "unknown key 'knid'", "kind"),
        ("slip: {dsitribution: fixed, value: 3 days}", 8, "unknown key 'dsitribution'", "distribution"),
        ("path: {rate: 3 %/year}", 7, "the key 'kind' is missing", None),
        ("path: {kind: [1]}", 14, "kind is a word, not a list", None),
        ("path: {kind: growth, rate: 3 %}", 28, "'%' is no unit", None),
        ("path: {kind: table, steps: {2025-02-30: 1 MW}}", 29, "'2025-02-30' is no day", None),
        ("path: {kind: table, steps: {2025-02-20: 1}}", 41, "'1' has no unit", None),
        ("flag: NO", 7, "true or false is needed here, not 'NO'", None),
        ("flag: 1", 7, "true or false is needed here, not '1'", None),
        ("count: '12'", 8, "a whole number is needed here, not '12'", None),
        ("count: true", 8, "a whole number is needed here, not 'true'", None),
        ("count: 1.5", 8, "a whole number is needed here, not '1.5'", None),
        ("count: 1.0", 8, "a whole number is needed here, not '1.0'", None),
        ("count: 0", 8, "'0' is outside the range allowed here: from 1", None),
        ("ratio: inf", 8, "a number is needed here, not 'inf'", None),
        ("ratio: 1_000", 8, "a number is needed here, not '1_000'", None),
        ("ratio: 12:30", 8, "a number is needed here, not '12:30'", None),
        ("note: 5", 7, "a text is needed here, not '5'", None),
        ("patience: forevr", 11, "or: 'forevr' is not one of the words", "forever"),
        ("shares: {us: 6 %, ue: 3 %}", 19, "'ue' is not one of the words", "eu"),
        ("shares: {us: 60 %, eu: 50 %}", 9, "sum to more than 100 %", None),
        ("shares: {us: 160 %}", 14, "is outside 0 % to 100 %", None),
        ("sites: {a: 1}", 8, "a list is needed here, not a map", None),
        ("confidence: X", 13, "not one of the words", None),
        ("variants: 3", 11, "variants are a map", None),
        ("variants: {a: {extends: b.yaml}}", 16, "a variant has no extends", None),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_its_place(
    problems: Callable[..., list[Problem]], line: str, column: int, words: str, nearest: str | None
) -> None:
    (problem,) = problems(HEAD + line + "\n")
    assert (problem.line, problem.column, problem.nearest) == (4, column, nearest), str(problem)
    assert words in problem.text
    assert problem.source_line == line


def test_all_mistakes_are_told_at_once_and_sorted(problems: Callable[..., list[Problem]]) -> None:
    told = problems(HEAD + "count: x\nflag: maybe\nnmae: 1\nsites:\n- {id: a, size: 3}\nnote: &n a\n")
    assert [(problem.line, problem.column) for problem in told] == [
        (4, 8),
        (5, 7),
        (6, 1),
        (8, 3),
        (8, 17),
        (9, 7),
    ]


def test_unknown_key_lists_the_keys_of_its_map(problems: Callable[..., list[Problem]]) -> None:
    (problem,) = problems(HEAD + "sites: [{id: a, region: us-east, size: 1 MW, gread: ai}]\n")
    assert set(problem.allowed) == {*Site.model_fields, "remove"}
    (problem,) = problems(HEAD + "path: {kind: growth, rate: 1 %/year, steps: {}}\n")
    assert set(problem.allowed) == {*Growth.model_fields}
    (problem,) = problems(HEAD + "path: {rate: 1 %/year}\n")
    assert problem.allowed == ("growth", "table")


def test_mistake_in_a_base_points_to_the_base(
    problems: Callable[..., list[Problem]], tmp_path: pathlib.Path
) -> None:
    (tmp_path / "base.yaml").write_text(HEAD + SITES + "count: x\n")
    told = problems("schema: 1\nextends: base.yaml\nsites:\n- {id: ohio, grade: ia}\nflag: 3\n")
    assert [str(problem).split(" ")[0] for problem in told] == [
        "a.yaml:4:21:",
        "a.yaml:5:7:",
        "base.yaml:7:8:",
    ]


@pytest.mark.parametrize(
    "schema", ["schema: 2", "schema: '1'", "schema: true", "schema: 1.0", "schema: [1]", "a: 1"]
)
def test_file_of_another_language_is_refused(problems: Callable[..., list[Problem]], schema: str) -> None:
    (problem,) = problems(schema + "\nname: x\nregions: []\n")
    assert "schema: 1" in problem.text
    assert problem.line == 1


def test_the_later_word_counts(load: Reader, tmp_path: pathlib.Path) -> None:
    (tmp_path / "base.yaml").write_text(HEAD + "count: 1\n")
    text = (
        "schema: 1\nextends: base.yaml\ncount: 2\nvariants: {more: {count: 3, ratio: 2}, other: {count: 9}}\n"
    )
    assert load(text).scenario.count == 2
    more = load(text, variant="more")
    assert (more.scenario.count, more.scenario.ratio, more.variants) == (3, 2, ("more", "other"))
    assert load(text, variant="more", sweep=[("count", "4")]).scenario.count == 4
    both = load(text, variant="more", sweep=[("count", "4")], overrides=["count=5"])
    assert both.scenario.count == 5
    assert str(both.position("count")) == "--set:1:7"
    assert str(both.position("ratio")) == "a.yaml:4:36"
    assert [path.name for path in both.files] == ["a.yaml", "base.yaml"]


def test_variants_of_a_base_can_be_chosen(load: Reader, tmp_path: pathlib.Path) -> None:
    variants = "variants: {less: {sites: [{id: ohio, remove: true}]}, more: {count: 3}}\n"
    (tmp_path / "base.yaml").write_text(HEAD + SITES + variants)
    text = "schema: 1\nextends: base.yaml\nvariants: {more: {count: 4}}\n"
    assert [site.id for site in load(text, variant="less").scenario.sites] == ["iowa"]
    assert load(text, variant="more").scenario.count == 4
    assert load(text).variants == ("less", "more")


VARIANTS_OVER = [
    ("more: {count: 4}", (4, 2.5, ["iowa", "ohio"], "ai")),
    ("more: {ratio: 1}", (3, 1, ["iowa", "ohio"], "ai")),
    ("more: {sites: [{id: ohio, remove: true}]}", (3, 2.5, ["iowa"], "ai")),
    ("more: {sites: [{id: iowa, remove: true}]}", (3, 2.5, ["ohio"], None)),
    ("more: {}", (3, 2.5, ["iowa", "ohio"], "ai")),
    ("other: {count: 9}", (3, 2.5, ["iowa", "ohio"], "ai")),
]


@pytest.mark.parametrize(("over", "expected"), VARIANTS_OVER)
def test_a_variant_of_an_extending_file_is_laid_over_that_of_its_base(load, tmp_path, over, expected) -> None:
    variants = "variants: {more: {count: 3, ratio: 2.5, sites: [{id: iowa, grade: ai}]}}\n"
    (tmp_path / "base.yaml").write_text(HEAD + SITES + variants)
    more = load(f"schema: 1\nextends: base.yaml\nratio: 7\nvariants: {{{over}}}\n", variant="more").scenario
    grades = {site.id: site.grade for site in more.sites}
    assert (more.count, more.ratio, list(grades), grades.get("iowa")) == expected


def test_unknown_variant_is_refused_with_the_nearest(problems: Callable[..., list[Problem]]) -> None:
    (problem,) = problems(HEAD + "variants: {big: {count: 5}}\n", variant="bgi")
    assert (problem.allowed, problem.nearest) == (("big",), "big")
    (problem,) = problems(HEAD, variant="big")
    assert problem.allowed == ()


@pytest.mark.parametrize(
    ("override", "words", "nearest"),
    [
        ("nmae=3", "unknown key 'nmae'", "name"),
        ("sites[iwoa].region=us-west", "no item 'iwoa'", "iowa"),
        ("sites[iowa].regoin=us-west", "unknown key 'regoin'", "region"),
        ("sites[iowa].region=us-wset", "no region 'us-wset'", "us-west"),
        ("sites[iowa].size=3", "'3' has no unit", None),
        ("count", "not of the form key=value", None),
        ("name.x=1", "leads into a text", None),
    ],
)
def test_mistake_on_the_command_line_is_told_like_one_in_a_file(
    problems: Callable[..., list[Problem]], override: str, words: str, nearest: str | None
) -> None:
    (problem,) = problems(HEAD + SITES, overrides=[override])
    assert problem.file == "--set"
    assert words in problem.text
    assert problem.nearest == nearest


def test_two_settings_of_one_key_are_a_problem(problems: Callable[..., list[Problem]]) -> None:
    (problem,) = problems(HEAD, overrides=["count=2", "count=3"])
    assert "set twice" in problem.text


def test_resolved_scenario_needs_no_other_file_and_loads_to_the_same(
    load: Reader, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "base.yaml").write_text(HEAD + SITES + "variants: {more: {count: 3}}\n")
    text = "schema: 1\nextends: base.yaml\nratio: 1e3\nslip: 3 weeks\nnote: 'NO'\n"
    first = load(text, variant="more", overrides=["flag=true"])
    written = resolved_yaml(first.tree)
    assert written.startswith("schema: 1\n")
    assert "ratio: 1e3\n" in written
    again = load(written)
    assert again.scenario == first.scenario
    assert resolved_yaml(again.tree) == written




def is_written(text: str) -> bool:
    """Whether a file may hold a text: no character of it is one that it may not even write by its number."""
    return not any(forbidden.search(text) for forbidden in FORBIDDEN)


TEXTS = st.one_of(
    st.sampled_from(["NO", "010", "1e3", "12:30", "<<", "", "~", "null", "- a", "a: b", "#", "'", '"', "|",
                     "0x1f", "2025-01-21", "a\nb", " a ", "\t", "---", "...", "?", "&a", "*a", "!x", "%", "é",
                     "a #b", ".inf", "=", "[", "{", "@", "`",
                     "x" * 300 + " " + "y" * 300]),
    st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0xFFFF), max_size=20).filter(is_written),
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(TEXTS, st.booleans(), st.none(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


def _quoted(value: Any) -> str:
    """The value as YAML in flow style with every text in quotes: JSON."""
    return json.dumps(value)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_any_tree_is_written_so_that_it_reads_the_same(value: dict[str, Any]) -> None:
    problems: list[Problem] = []
    tree = compose_map(_quoted(value), "a.yaml", problems)
    assert tree is not None, problems
    assert plain(tree) == value
    again = compose_map(resolved_yaml(tree), "b.yaml", problems)
    assert problems == []
    assert again is not None
    assert plain(again.without("schema")) == plain(tree.without("schema"))


def test_two_thousand_lines_are_validated_in_half_a_second(
    load: Reader, problems: Callable[..., list[Problem]]
) -> None:
    items = "".join(f"- id: s{index}\n  region: us-east\n  size: 48 MW\n" for index in range(670))
    for text, of in ((items, load), (items.replace("size", "szie"), problems)):
        start = time.process_time()
        of(HEAD + "sites:\n" + text)
        assert time.process_time() - start < 0.5


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_edit_of_a_file_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = (
        HEAD + SITES + "slip: {distribution: lognormal, median: 2 months, p90: 6 months}\npatience: 3 days\n"
    )
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 6))
    new = data.draw(st.text(alphabet="ab:-[]{},&*!|>'\"%@#?\n 01.é", max_size=4))
    path = tmp_path_factory.getbasetemp() / "edited.yaml"
    path.write_text(text[:start] + new + text[start + length :])
    told = ()
    try:
        read(path, Study)
    except ScenarioErrors as errors:
        told = errors.problems
    assert all(str(problem).startswith(path.as_posix()) for problem in told)
