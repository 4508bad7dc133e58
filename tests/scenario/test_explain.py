"""Each effective value knows where it comes from and what it was laid over."""

import pathlib
import sys

import pytest

from sim.cli import main
from sim.runs.designs import points_of
from sim.scenario.explain import explained
from sim.scenario.load import load, load_point, load_sweep
from sim.scenario.override import KeyRefused
from sim.scenario.problems import ScenarioErrors

ROOT = pathlib.Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    (tmp_path / "base.yaml").write_text((ROOT / "validation/worked-example.yaml").read_text())
    (tmp_path / "a.yaml").write_text(
        "schema: 1\nextends: base.yaml\nname: a\noperator:\n  reserve: 7 %\n"
        "variants:\n  more:\n    operator:\n      reserve: 8 %\n"
    )
    (tmp_path / "s.yaml").write_text(
        "schema: 1\nname: s\ntitle: s\nscenario: a.yaml\nlevers:\n- {key: operator.reserve, values: [9 %, 10 %]}\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_value_names_its_place_and_all_that_it_overrode(folder: pathlib.Path) -> None:
    base = (folder / "base.yaml").read_text().split("\n")
    line = next(number for number, text in enumerate(base, 1) if "reserve:" in text)
    assert explained(load("a.yaml", variant="more", overrides=["operator.reserve=11 %"]), "operator.reserve")[:4] == [
        "operator.reserve: 11 %", "  from --set:1:18", "  over a.yaml:9:16: 8 %", "  over a.yaml:5:12: 7 %",
    ]  # fmt: skip
    assert explained(load("a.yaml"), "operator.reserve")[2].startswith(f"  over base.yaml:{line}:")


def test_a_value_of_a_sweep_names_its_place_in_the_sweep(folder: pathlib.Path) -> None:
    swept = load_sweep(pathlib.Path("s.yaml"))
    points = [load_point(pathlib.Path("s.yaml"), swept, settings) for settings in points_of(swept.scenario)]
    assert [str(point.position("operator.reserve")) for point in points] == ["s.yaml:6:36", "s.yaml:6:41"]
    wrong = (folder / "s.yaml").read_text().replace("10 %", "10 MW")
    (folder / "s.yaml").write_text(wrong)
    swept = load_sweep(pathlib.Path("s.yaml"))
    with pytest.raises(Exception, match=r"s\.yaml:6:41: 'MW' is no unit"):
        load_point(pathlib.Path("s.yaml"), swept, points_of(swept.scenario)[1])


def test_a_key_that_is_not_given_has_its_default_and_one_that_may_not_be_is_refused(folder: pathlib.Path) -> None:
    assert explained(load("a.yaml"), "capex.other_leases") == ["capex.other_leases: not given; the default is `$0M`"]
    with pytest.raises(KeyRefused) as caught:
        explained(load("a.yaml"), "operator.option")
    assert caught.value.problem.nearest == "options"


def test_two_settings_of_one_value_are_an_error_by_whatever_names(folder: pathlib.Path) -> None:
    for settings in (["operator.reserve=1 %", "operator={name: x}"], ["regions[0].pue=1.1", "regions[0].pue=1.2"]):
        with pytest.raises(Exception, match="set twice"):
            load("a.yaml", overrides=settings)
    name = load("a.yaml").scenario.regions[0].id
    with pytest.raises(Exception, match="set twice"):
        load("a.yaml", overrides=["regions[0].pue=1.1", f"regions[{name}].pue=1.2"])


def test_validate_explains_on_the_command_line(folder: pathlib.Path, monkeypatch, capsys) -> None:
    arguments = ["run_scenarios.py", "validate", "a.yaml", "s.yaml", "--explain", "operator.reserve"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert main() == 0
    said = capsys.readouterr().out
    assert "operator.reserve: 8 %\n  from a.yaml:9:16\n  over a.yaml:5:12: 7 %" in said
    assert "  from s.yaml:6:41\n  over a.yaml:5:12: 7 %" in said


@pytest.mark.parametrize(("file", "variant", "key"), [
    ("analyst-reading.yaml", "oversupply", "timeline[lois-autumn].note"),
    ("analyst-reading.yaml", "oversupply", "timeline[lois-autumn].select.grades"),
    ("baseline.yaml", None, "pipelines[finance-lease].power_slip.scaled_by"),
])
def test_a_key_below_one_of_several_kinds_has_its_default_too(file: str, variant: str | None, key: str) -> None:
    loaded = load(ROOT / file, variant=variant)
    assert explained(loaded, key) == [f"{key}: not given; the default is none"]
    with pytest.raises(KeyRefused) as caught:
        explained(loaded, f"{key}x")
    assert caught.value.problem.nearest == key.rpartition(".")[2]


def test_what_a_setting_breaks_in_a_map_is_told_at_the_setting() -> None:
    with pytest.raises(ScenarioErrors) as caught:
        load(ROOT / "baseline.yaml", overrides=["horizon.last_day=2030-06-29"])
    assert "last_day 2030-06-29 must be the last day of a month" in caught.value.problems[0].text
    assert caught.value.problems[0].file == "--set"
