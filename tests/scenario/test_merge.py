"""What is laid over a tree changes what it says, and nothing else."""

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.compose import compose_map
from sim.scenario.extends import Chain
from sim.scenario.merge import merge_maps
from sim.scenario.override import KeyRefused, path_of, set_value
from sim.scenario.paths import root_of
from sim.scenario.problems import Problem
from sim.scenario.tree import Entry, MapNode, Position, ScalarNode, Source, follow, plain

SITES = """\
sites:
- id: iowa
  region: us
  tranches: [1, 2]
- id: ohio
  region: us
- id: texas
  region: us
"""


def tree_of(text: str, name: str = "base.yaml") -> MapNode:
    problems: list[Problem] = []
    tree = compose_map(text, name, problems)
    assert tree is not None, problems
    return tree


def merged(base: str, over: str) -> tuple[MapNode, list[str]]:
    problems: list[Problem] = []
    tree = merge_maps(tree_of(base), tree_of(over, "over.yaml"), problems)
    return tree, [str(problem) for problem in problems]


def test_maps_merge_key_by_key() -> None:
    tree, problems = merged("a: {b: 1, c: 2}\nd: 3\n", "a: {c: 5, e: 6}\n")
    assert plain(tree) == {"a": {"b": 1, "c": 5, "e": 6}, "d": 3}
    assert problems == []


def test_items_merge_by_id_and_new_ones_are_appended() -> None:
    tree, problems = merged(SITES, "sites:\n- {id: utah, region: us}\n- {id: ohio, region: eu}\n")
    assert [site["id"] for site in plain(tree)["sites"]] == ["iowa", "ohio", "texas", "utah"]
    assert plain(tree)["sites"][1] == {"id": "ohio", "region": "eu"}
    assert plain(tree)["sites"][0]["tranches"] == [1, 2]
    assert problems == []


def test_removed_items_are_dropped() -> None:
    tree, problems = merged(SITES, "sites:\n- {id: ohio, remove: true, note: sold}\n")
    assert [site["id"] for site in plain(tree)["sites"]] == ["iowa", "texas"]
    assert problems == []


def test_removing_what_is_not_there_is_a_problem_with_the_nearest_id() -> None:
    problems: list[Problem] = []
    merge_maps(tree_of(SITES), tree_of("sites:\n- {id: ohoi, remove: true}\n", "over.yaml"), problems)
    (problem,) = problems
    assert (problem.file, problem.line, problem.nearest) == ("over.yaml", 2, "ohio")
    assert problem.allowed == ("iowa", "ohio", "texas")


def test_removal_in_a_file_laid_over_nothing_is_a_problem() -> None:
    assert "nothing to remove" in merged("a: 1\n", "sites:\n- {id: x, remove: true}\n")[1][0]
    assert (
        "nothing to remove" in merged(SITES, "sites:\n- id: new\n  parts:\n  - {id: x, remove: true}\n")[1][0]
    )


def test_removal_that_says_more_is_a_problem() -> None:
    assert "region says nothing" in merged(SITES, "sites:\n- {id: ohio, remove: true, region: eu}\n")[1][0]


def test_lists_without_ids_are_replaced_whole() -> None:
    tree, _ = merged("a: [1, 2, 3]\nb: [{x: 1}]\n", "a: [9]\nb: [{y: 2}]\n")
    assert plain(tree) == {"a": [9], "b": [{"y": 2}]}


def test_empty_list_clears_a_list_of_ids() -> None:
    tree, problems = merged(SITES, "sites: []\n")
    assert plain(tree) == {"sites": []}
    assert problems == []


def test_an_id_twice_in_one_list_is_a_problem() -> None:
    assert "stands twice" in merged(SITES, "sites:\n- {id: ohio}\n- {id: ohio}\n")[1][0]


def test_items_with_and_without_ids_together_are_a_problem() -> None:
    assert "has no id" in merged(SITES, "sites:\n- {id: ohio}\n- {region: eu}\n")[1][0]


def test_map_of_another_kind_replaces_and_of_the_same_kind_merges() -> None:
    base = "slip: {distribution: lognormal, median: 2 months, p90: 6 months}\n"
    tree, _ = merged(base, "slip: {distribution: fixed, value: 1 month}\n")
    assert plain(tree)["slip"] == {"distribution": "fixed", "value": "1 month"}
    tree, _ = merged(base, "slip: {p90: 9 months}\n")
    assert plain(tree)["slip"] == {"distribution": "lognormal", "median": "2 months", "p90": "9 months"}


def test_item_with_an_id_keeps_its_other_keys_when_its_kind_changes() -> None:
    tree, _ = merged("p: [{id: a, kind: own, mw: 3}]\n", "p: [{id: a, kind: rented}]\n")
    assert plain(tree)["p"] == [{"id": "a", "kind": "rented", "mw": 3}]


def test_nodes_keep_the_place_where_they_were_written() -> None:
    tree, _ = merged(SITES, "# over\nsites:\n- id: ohio\n  region: eu\n")
    index = 1
    assert str(follow(tree, ("sites", index, "region")).node.at) == "over.yaml:4:11"
    assert str(follow(tree, ("sites", 0, "region")).node.at) == "base.yaml:3:11"
    assert str(follow(tree, ("sites", 0, "region")).key_at) == "base.yaml:3:3"


AT = Position(Source("x", ()), 1, 1)
SCALARS = st.integers(0, 3).map(lambda value: ScalarNode(value, str(value), AT))
MAPS = st.recursive(
    SCALARS,
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
        lambda items: MapNode({key: Entry(AT, value) for key, value in items.items()}, AT)
    ),
    max_leaves=8,
).filter(lambda node: isinstance(node, MapNode))


def _ends(value: object, path: tuple[str, ...] = ()) -> set[tuple[tuple[str, ...], object]]:
    """Every text or number of a tree with its path."""
    if not isinstance(value, dict):
        return {(path, value)}
    return {end for key, item in value.items() for end in _ends(item, (*path, key))}


@given(MAPS, MAPS, MAPS)
def test_laying_over_twice_is_once_and_the_last_word_counts(a: MapNode, b: MapNode, c: MapNode) -> None:
    empty = MapNode({}, AT)
    assert plain(merge_maps(a, empty, [])) == plain(merge_maps(empty, a, [])) == plain(a)
    once = merge_maps(a, b, [])
    assert plain(merge_maps(once, b, [])) == plain(once)
    left, right = merge_maps(once, c, []), merge_maps(a, merge_maps(b, c, []), [])
    assert _ends(plain(c)) <= _ends(plain(left)) & _ends(plain(right))


def chained(folder: pathlib.Path, name: str = "a.yaml") -> tuple[MapNode | None, list[str]]:
    problems: list[Problem] = []
    path = folder / name
    tree = Chain(root_of(path), problems).tree(path, name)
    return tree, [str(problem) for problem in problems]


def write(folder: pathlib.Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("schema: 1\n" + text)


def test_a_chain_of_files_merges_from_the_last_to_the_first(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "scenarios"
    write(folder, base="x: 1\ny: 1\nz: 1\n", studies__b="extends: ../base.yaml\ny: 2\nz: 2\n",
          studies__a="extends: b.yaml\nz: 3\n")  # fmt: skip
    tree, problems = chained(folder, "studies/a.yaml")
    assert problems == []
    assert tree is not None
    assert plain(tree) == {"schema": 1, "x": 1, "y": 2, "z": 3}
    assert [str(follow(tree, (key,)).node.at) for key in "xyz"] == [
        "base.yaml:2:4", "studies/b.yaml:3:4", "studies/a.yaml:3:4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("named", "word"),
    [
        ("../outside.yaml", "leads out of the folder scenarios"),
        ("../scenarios/../outside.yaml", "leads out of the folder"),
        ("link.yaml", "leads out of the folder"),
        ("folder/outside.yaml", "leads out of the folder"),
        ("/etc/passwd", "absolute"),
        ("missing.yaml", "no file"),
        (".", "a folder, not a file"),
        ("[b.yaml]", "the path of a file"),
        ("''", "the path of a file"),
        ('"b\\0.yaml"', "the character U+0000 is not allowed"),
        ("loop.yaml", "no"),
        ("x" * 190, "no file"),
        ("x" * 300, "the path of a file"),
        ("a.yaml", "circle: a.yaml → a.yaml"),
        ("round.yaml", "circle: a.yaml → round.yaml → a.yaml"),
    ],
)
def test_extends_reads_nothing_but_files_of_its_folder(tmp_path: pathlib.Path, named: str, word: str) -> None:
    folder = tmp_path / "scenarios"
    write(tmp_path, outside="x: 1\n")
    write(folder, a=f"extends: {named}\n", round="extends: a.yaml\n")
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    tree, problems = chained(folder)
    assert tree is not None
    assert plain(tree) == {"schema": 1}, "nothing but the file itself is read"
    assert word in problems[0]


def test_without_a_folder_scenarios_the_files_own_folder_is_the_limit(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path, base="x: 1\n", inner__a="extends: ../base.yaml\n", inner__b="extends: c.yaml\n", inner__c=""
    )
    assert "leads out" in chained(tmp_path, "inner/a.yaml")[1][0]
    assert chained(tmp_path, "inner/b.yaml")[1] == []


def test_long_chain_is_refused(tmp_path: pathlib.Path) -> None:
    files = {f"f{i}": f"extends: f{i + 1}.yaml\n" for i in range(40)}
    write(tmp_path, **files, f40="x: 1\n")
    assert "over 20 files" in chained(tmp_path, "f0.yaml")[1][0]


def test_removal_in_a_base_of_what_its_own_base_has_holds(tmp_path: pathlib.Path) -> None:
    write(tmp_path, c=SITES, b="extends: c.yaml\nsites: [{id: ohio, remove: true}]\n", a="extends: b.yaml\n")
    tree, problems = chained(tmp_path)
    assert problems == []
    assert tree is not None
    assert [site["id"] for site in plain(tree)["sites"]] == ["iowa", "texas"]


def test_set_value_reaches_items_by_id_and_by_index() -> None:
    tree = tree_of(SITES)
    changed = set_value(set_value(tree, "sites[ohio].region", "eu"), "sites[iowa].tranches[1]", "7")
    assert plain(changed)["sites"][1]["region"] == "eu"
    assert plain(changed)["sites"][0]["tranches"] == [1, 7]
    assert plain(tree)["sites"][1]["region"] == "us"


def test_set_value_reads_yaml_and_makes_maps_on_its_way() -> None:
    tree = tree_of("a: 1\n")
    assert plain(set_value(tree, "b.c", "{d: 4.5 %, e: [1]}")) == {
        "a": 1,
        "b": {"c": {"d": "4.5 %", "e": [1]}},
    }
    assert plain(set_value(tree, "a", "$80B")) == {"a": "$80B"}
    assert plain(set_value(tree, "a", "")) == {"a": None}


def test_value_set_knows_its_place_in_the_option() -> None:
    tree = set_value(tree_of("a: {b: 1}\n"), "a.b", "[x, y]")
    found = follow(tree, ("a", "b", 1))
    assert str(found.node.at) == "--set:1:9"
    assert found.node.at.source.lines == ("a.b=[x, y]",)


@pytest.mark.parametrize(
    ("key", "value", "column", "nearest"),
    [
        ("sites[ohoi].region", "x", 7, "ohio"),
        ("sites[9]", "x", 7, None),
        ("none[x].y", "1", 6, None),
        ("sites[ohio].region.x", "1", 20, None),
        ("sites.ohoi", "1", 7, "ohio"),
        ("a..b", "1", 3, None),
        ("a.", "1", 2, None),
        (".a", "1", 1, None),
        ("", "1", 1, None),
        ("[a]", "1", 1, None),
        ("a[b", "1", 2, None),
        ("a]b", "1", 2, None),
        ("a b", "1", 2, None),
        ("a.[b]", "1", 2, None),
        ("a[b]c", "1", 5, None),
        ("a" + ".a" * 50, "1", 102, None),
        ("a", "[", 4, None),
        ("a", "&x 1", 3, None),
    ],
)
def test_key_that_leads_nowhere_is_refused_with_the_nearest(
    key: str, value: str, column: int, nearest: str | None
) -> None:
    with pytest.raises(KeyRefused) as caught:
        set_value(tree_of(SITES), key, value)
    problem = caught.value.problem
    assert (problem.file, problem.line, problem.column, problem.nearest) == ("--set", 1, column, nearest)


def test_written_key_gives_its_path() -> None:
    assert path_of(tree_of(SITES), "sites[texas].region") == ("sites", 2, "region")
    with pytest.raises(KeyRefused, match="regoin"):
        path_of(tree_of(SITES), "sites[texas].regoin")
