"""`explain`: stories of files and stored runs, and wrong names answered with the nearest."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL, WORKED = (ROOT / "scenarios/validation" / f"{name}.yaml" for name in ("small-world", "worked-example"))
COMMANDS = re.findall(r"run_scenarios\.py explain .*", (ROOT / "docs/explain.md").read_text())


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A stored run of the small world, three replications of which have logs and three have not."""
    from sim.cli.simulating import How, run_study
    from sim.cli.studies import Changes, read_studies

    [study] = read_studies((SMALL,), Changes(replications=6))
    return run_study(study, How(tmp_path_factory.mktemp("out"), "simpy", 1)).folder


def listed(said, what):
    """The names below one heading of --list."""
    block = said.partition(f"({what}): ")[2].splitlines()
    return [line.split()[0] for line in block[1 : 1 + int(block[0])]]


@pytest.mark.parametrize("replication", range(6))
def test_a_stored_run_is_told_like_its_file(call, stored, replication):
    words = ("--replication", replication)
    code, said, _ = call("explain", stored, "--list", *words)
    assert code == 0
    assert "; its scenario came from small-world.yaml" in said.splitlines()[0]
    assert said.splitlines()[1:] == call("explain", SMALL, "--list", *words)[1].splitlines()[1:]
    request = listed(said, "--request")[replication]
    tales = [call("explain", run, "--request", request, *words)[1] for run in (stored, SMALL)]
    of_run, of_file = (re.sub(r"\(\S+:\d+\)", "", tale).splitlines()[1:] for tale in tales)
    assert of_run == of_file
    assert len(of_run) > 1


def test_places_in_a_stored_run_are_lines_of_its_resolved_scenario(call, stored):
    code, said, _ = call("explain", stored, "--metric", "headroom_mw", "--at", "2026-03")
    assert code == 0
    places = re.findall(r"by (\S+?)(?:: .*)? \((\S+):(\d+)\)", said)
    lines = (stored / "scenario.yaml").read_text().splitlines()
    assert len({key for key, _, _ in places}) > 3
    for key, file, line in places:
        assert Path(file) == stored / "scenario.yaml"
        item, name = key.endswith("]"), re.split(r"[.\[\]]+", key.rstrip("]"))[-1]
        assert (f"id: {name}" if item else f"{name}:") in lines[int(line) - 1]


def test_places_lead_through_extends_to_the_file_that_gave_the_value(call):
    reading = ROOT / "scenarios/analyst-reading.yaml"
    code, said, _ = call("explain", reading, "--without", "cancelled-february", "--rows", 1)
    assert code == 0
    text = reading.read_text().splitlines()
    places = re.findall(r"timeline\[cancelled-february\] \(\S+analyst-reading.yaml:(\d+)\)", said)
    [line] = {int(found) for found in places}
    assert "cancelled-february" in "".join(text[line - 2 : line + 2])
    assert re.search(r"with it: +#\d+ 2025-02-14 lease cancelled while signed: .*, by an action", said)
    assert "released_mw" in said


def test_an_item_that_changes_nothing_says_so(call, example):
    example.write_text(example.read_text() + "\nrivals: [{id: idle, areas: [us]}]\n")
    code, said, _ = call("explain", example, "--without", "rivals[idle]")
    assert code == 0
    assert "It changes nothing here: the logs are equal to the bit." in said


@pytest.mark.parametrize(("words", "said"), [
    ((), "say what is to be explained by one of --request"),
    (("--list", "--site", "ash"), "--site and --list are given"),
    (("--request", "trainig-0000"), "did you mean `training-0000`?"),
    (("--lease", "ceder"), "did you mean `cedar`?"),
    (("--site", "brich"), "did you mean `birch`?"),
    (("--metric", "unservd_mw", "--at", "2025-01"), "did you mean unserved_mw?"),
    (("--metric", "live_mw"), "--metric needs --at with a month"),
    (("--at", "2025-01", "--list"), "--at is the month of a --metric"),
    (("--metric", "live_mw", "--at", "March"), "--at March is no month"),
    (("--metric", "live_mw", "--at", "2025-13"), "--at 2025-13 is no month"),
    (("--metric", "live_mw", "--at", "2025-07"), "the months that count are 2024-07 to 2025-06"),
    (("--metric", "live_mw@FY2025", "--at", "2025-01"), "leave out @FY2025"),
    (("--metric", "live_mw[client=own]", "--at", "2025-01"), "is split by region, grade, not by client"),
    (("--metric", "live_mw[region=nort]", "--at", "2025-01"), "did you mean north?"),
    (("--metric", "used_mw[client=partnr]", "--at", "2025-01"), "did you mean partner?"),
    (("--metric", "months_short_ai", "--at", "2025-01"), "has no months"),
    (("--without", "exactly-enogh"), "did you mean `exactly-enough`?"),
    (("--without", "timeline[x]"), "there is no item 'x' (there are exactly-enough)"),
    (("--without", "="), "'=' is no key"),
    (("--without", "seed"), "seed would be another"),
    (("--list", "-n", 3), "--replications is for --without"),
])  # fmt: skip
def test_what_cannot_be_explained_is_told_with_what_could(call, words, said):
    code, out, err = call("explain", WORKED, *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_scenario_that_cannot_do_without_is_refused(call):
    code, _, err = call("explain", WORKED, "--without", "regions[north]")
    assert code == 3
    assert "without regions[north] it is no scenario that can be run" in err


def test_wrong_runs_are_told(call, stored, tmp_path):
    assert call("explain", tmp_path, "--list")[0] == 2
    assert call("explain", tmp_path / "none.yaml", "--list")[0] == 3
    code, _, err = call("explain", stored, "--list", "--replication", 6)
    assert code == 2
    assert "this run has 0 to 5" in err
    code, _, err = call("explain", stored, "--list", "--set", "seed=3")
    assert code == 2
    assert "is a stored run" in err


def test_the_page_has_every_kind_of_story():
    shown = " ".join(COMMANDS)
    assert all(option in shown for option in ("--request", "--lease", "--metric", "--without", "-n "))
