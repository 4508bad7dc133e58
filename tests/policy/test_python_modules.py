"""The module of a Python policy: where it is looked for, what is said where it is none, and how it is called."""

import pytest

from sim.policy import python
from sim.policy.funding import PythonFunding, StartView
from sim.policy.placement import PythonPlacement, RegionView
from sim.policy.python import (
    PolicyFailedError,
    PolicyNotFoundError,
    call,
    modules_of,
    place_of,
    source_of,
    sources_hash,
)
from sim.policy.response import OfferView, PythonResponse
from sim.policy.review import PythonReview, ReviewView
from sim.quantities.record import Record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which alone modules are looked for."""
    monkeypatch.setattr(python, "FOLDERS", [])
    python.search_only_in(tmp_path)
    return tmp_path


def written(folder, name, text="def decide(view):\n    return 7\n"):
    path = folder / f"{name.replace('.', '/')}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


class Two(Record):
    """A part of a scenario with rules of one's own at two depths."""

    one: PythonFunding
    others: list[PythonPlacement]


def two(first, *others):
    return Two(one=PythonFunding(name=first), others=[PythonPlacement(name=name) for name in others])


def refusal(name):
    with pytest.raises(PolicyNotFoundError) as told:
        source_of(name)
    return str(told.value)


def test_a_folder_that_is_searched_alone_takes_the_place_of_all_before(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    there = written(other, "there")
    written(folder, "here")
    python.search_in(other, other)
    assert [folder, other] == python.FOLDERS
    python.search_only_in(other)
    assert [other] == python.FOLDERS
    assert source_of("there:decide") == there
    with pytest.raises(PolicyNotFoundError):
        source_of("here:decide")


def test_a_module_of_a_package_lies_in_its_folder(folder):
    path = written(folder, "rules.mild")
    assert source_of("rules.mild:decide") == path


def test_a_missing_module_is_told_with_every_folder_that_was_searched(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    python.search_in(other)
    assert f"no module `of_no_name`: not in {folder}, {other}, nor on PYTHONPATH" in refusal("of_no_name:decide")


def test_where_no_folder_is_searched_that_is_told(folder):
    python.FOLDERS.clear()
    assert refusal("of_no_name:decide") == "there is no module `of_no_name`: not in no folder, nor on PYTHONPATH"


def test_a_name_that_means_two_modules_is_refused_with_both(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    mine, theirs = written(folder, "twice"), written(other, "twice")
    python.search_in(other)
    assert source_of("twice:decide") == mine
    written(folder, "differs"), written(other, "differs", "def decide(view):\n    return 8\n")
    told = refusal("differs:decide")
    assert told == f"`differs` is two different modules: {mine.with_name('differs.py')} and " \
                   f"{theirs.with_name('differs.py')}; rename one"


def test_a_module_that_leads_out_of_its_folder_is_refused(folder, tmp_path_factory):
    outside = written(tmp_path_factory.mktemp("outside"), "real")
    (folder / "leads.py").symlink_to(outside)
    assert refusal("leads:decide") == f"{folder / 'leads.py'} leads out of the scenario's folder"


def test_a_module_of_the_program_is_refused_with_what_a_policy_is():
    told = refusal("sim.policy.review:decide")
    assert told == ("`sim.policy.review` is a part of the program, which changes with its versions: a policy is a "
                    "function of your own, in a module beside the scenario or on PYTHONPATH")


@pytest.mark.parametrize("name", ["json:loads", "json.decoder:scanstring", "pytest.nothing:decide", "six.moves:x"])
def test_python_s_own_modules_and_parts_of_none_are_no_policies(folder, name):
    assert f"no module `{name.split(':')[0]}`" in refusal(name)


def test_a_module_that_is_too_large_is_told(folder, monkeypatch):
    monkeypatch.setattr(python, "MOST_BYTES", 10)
    written(folder, "large")
    assert refusal("large:decide") == "`large` is not read: the file is over 10 bytes"


def test_a_module_with_a_slip_is_told_with_its_line(folder):
    path = written(folder, "slips", "x = 1\ndef decide(view:\n")
    assert refusal("slips:decide").startswith(f"{path} is no Python: line 2: ")


def test_a_module_of_no_text_is_told(folder):
    path = written(folder, "no_text")
    path.write_bytes(b"def decide(view):\0\n")
    assert refusal("no_text:decide").startswith(f"{path} is no Python")


def test_a_module_nested_too_deeply_is_told(folder):
    path = written(folder, "deep", "x = " + "-" * 30_000 + "1\n")
    assert refusal("deep:decide").startswith(f"{path} is no Python")


def test_a_function_that_is_missing_is_told_with_those_that_are_there(folder):
    path = written(folder, "names", "def decide(view):\n    return 0\ndef other(view):\n    return 0\n")
    assert refusal("names:decdie") == (f"{path} defines no function `decdie` (defined: decide, other); "
                                       "did you mean `decide`?")
    empty = written(folder, "empty", "decide = 1\n")
    assert refusal("empty:decide") == f"{empty} defines no function `decide` (defined: none)"


def test_a_policy_is_called_with_its_view_under_its_own_number(folder):
    written(folder, "adds", "def one(view):\n    return view + 1\ndef two(view):\n    return view + 2\n")
    one, two = place_of("adds:one"), place_of("adds:two")
    assert (call(one, 10), call(two, 10)) == (11, 12)
    assert (place_of("adds:one"), place_of("adds:two")) == (one, two)


def test_the_same_name_in_another_folder_is_another_policy(folder, tmp_path_factory):
    written(folder, "says")
    seven = place_of("says:decide")
    other = tmp_path_factory.mktemp("other")
    written(other, "says", "def decide(view):\n    return 8\n")
    python.search_only_in(other)
    assert (call(place_of("says:decide"), None), call(seven, None)) == (8, 7)


def test_a_module_is_run_once_and_knows_its_file(folder):
    path = written(folder, "once", "RUNS = []\nRUNS.append(__file__)\ndef file(view):\n    return RUNS == [view]\n"
                                   "def runs(view):\n    return len(RUNS)\n")
    assert call(place_of("once:file"), str(path)) == 1
    assert call(place_of("once:runs"), None) == 1


@pytest.mark.parametrize(("said", "number"), [
    ("True", 1), ("False", 0), ("-3", -3), ("10**12", 10**12), ("-10**12", -(10**12)),
])  # fmt: skip
def test_what_a_policy_says_is_a_whole_number(folder, said, number):
    written(folder, f"says_{abs(number - 9)}", f"def decide(view):\n    return {said}\n")
    got = call(place_of(f"says_{abs(number - 9)}:decide"), None)
    assert type(got) is int
    assert got == number


@pytest.mark.parametrize(("name", "said"), [
    ("half", "0.5"), ("word", "'yes'"), ("nothing", "None"), ("beyond", "1000000000001"), ("below", "-1000000000001"),
])  # fmt: skip
def test_what_is_no_whole_number_is_refused_as_it_was_said(folder, name, said):
    path = written(folder, name, f"def decide(view):\n    return {said}\n")
    with pytest.raises(PolicyFailedError) as told:
        call(place_of(f"{name}:decide"), None)
    meant = "a whole number is meant, from -1,000,000,000,000 to 1,000,000,000,000, or True and False"
    assert str(told.value) == f"policy {name}:decide ({path}) said {said}: {meant}"


@pytest.mark.parametrize(("name", "said", "told_of"), [
    ("long_word", "'y' * 99", f"'{'y' * 59}…"), ("long_number", "10 ** 5000", "something of type int that cannot be"),
    ("wordless", "Wordless()", "something of type Wordless that cannot be"),
])  # fmt: skip
def test_what_is_long_or_has_no_words_is_told_all_the_same(folder, name, said, told_of):
    written(folder, name, "class Wordless:\n    def __repr__(self):\n        raise OSError\n"
                          f"def decide(view):\n    return {said}\n")
    with pytest.raises(PolicyFailedError) as told:
        call(place_of(f"{name}:decide"), None)
    assert f" said {told_of}" in str(told.value)


def test_a_policy_that_breaks_is_told_with_the_last_of_its_own_lines(folder):
    path = written(folder, "breaks", "import json\ndef decide(view):\n    return inner(view)\n"
                                     "def inner(view):\n    return json.loads(view)\n")
    with pytest.raises(PolicyFailedError) as told:
        call(place_of("breaks:decide"), "{")
    assert str(told.value).startswith(f"policy breaks:decide ({path}:5): JSONDecodeError: Expecting")


def test_a_module_that_breaks_as_it_is_run_is_told_with_its_line(folder):
    path = written(folder, "early", "x = 1\n\nx = x / 0\ndef decide(view):\n    return 0\n")
    with pytest.raises(PolicyFailedError) as told:
        place_of("early:decide")
    assert str(told.value) == f"policy early:decide ({path}:3): ZeroDivisionError: division by zero"


def test_a_function_that_is_gone_once_its_module_has_run_is_told_with_its_file(folder):
    path = written(folder, "gone", "def decide(view):\n    return 0\ndel decide\n")
    with pytest.raises(PolicyFailedError) as told:
        place_of("gone:decide")
    assert str(told.value).startswith(f"policy gone:decide ({path}): AttributeError: ")


def test_what_enters_a_run_s_identity_is_each_module_s_name_and_text(folder):
    assert sources_hash(Record()) == ""
    hashes = []
    for number, texts in enumerate([("1", "2"), ("1", "3"), ("2", "1"), ("1", "2")]):
        python.search_only_in(folder / str(number))
        for name, text in zip("ab", texts, strict=True):
            (folder / str(number)).mkdir(exist_ok=True)
            written(folder / str(number), name, f"def decide(view):\n    return {text}\n")
        hashes.append(sources_hash(two("a:decide", "b:decide")))
    assert hashes[0] == hashes[3] == sources_hash(two("b:decide", "a:decide", "a:decide"))
    assert len({*hashes, sources_hash(two("a:decide"))}) == 4
    assert {len(each) for each in hashes} == {64}


def test_modules_are_kept_by_their_place_beside_the_scenario(folder):
    written(folder, "plain"), written(folder, "rules.mild", "def decide(view):\n    return 1\n")
    kept = modules_of(two("plain:decide", "rules.mild:decide"))
    assert kept == {"plain.py": b"def decide(view):\n    return 7\n",
                    "rules/mild.py": b"def decide(view):\n    return 1\n"}


@pytest.mark.parametrize(("rule", "view"), [
    (PythonFunding, StartView(grade=1, asset=2, kw=3)),
    (PythonPlacement, RegionView(position=1, headroom_kw=2)),
    (PythonReview, ReviewView(0, 1, 2, 3, 4)),
    (PythonResponse, OfferView(1, 2, 3, 1, 0, 5.0, 0.5, 6, 7)),
])  # fmt: skip
def test_each_kind_of_rule_may_be_a_function_which_gets_the_whole_view(folder, rule, view):
    name = rule.__name__.lower()
    written(folder, name, f"def decide(view):\n    return hash(view) % 10**12 if type(view).__name__ == "
                          f"'{type(view).__name__}' else -1\n")

    class Row:
        function = place_of(f"{name}:decide")

    assert rule.decide(Row, view) == hash(view) % 10**12


@pytest.mark.parametrize("name", ["ok_polcy:decide", "ruels.mild:decide", "rules.mlid:decide"])
def test_a_folder_is_looked_through_for_a_module_that_was_meant_only_so_far(folder, monkeypatch, name):
    written(folder, "ok_policy"), written(folder, "rules.mild")
    assert "did you mean" in refusal(name)
    monkeypatch.setattr(python, "MOST_LOOKED_AT", 0)
    assert "did you mean" not in refusal(name)


def test_a_package_that_is_there_is_looked_into_however_long_its_name(folder):
    package = "a" * 70
    written(folder, f"{package}.mild")
    assert refusal(f"{package}.mlid:decide").endswith(f"did you mean `{package}.mild`?")
