import numpy as np
import pytest

import sim
from sim.explorer import saving
from sim.explorer.figures import View
from sim.explorer.levers import read_sweeps
from sim.explorer.session import Session, moves_of
from sim.explorer.trial import Trial
from tests.explorer.conftest import RESERVE, SCENARIOS

SHARE = "agreement.responses[four-in-five].rules[0].share"
TYPED = {RESERVE: "9", SHARE: "70"}


def test_a_saved_point_validates_and_gives_the_explored_numbers(session, tmp_path):
    path = session.save("more-reserve", "small-world", TYPED)
    assert path.parent.name == "explored"
    assert "extends: ../validation/small-world.yaml" in path.read_text()
    run = sim.run(path, replications=24, how=sim.How(out=tmp_path / "results"))
    study = session.study("small-world")
    point = session._point(study, moves_of(study, TYPED))
    point.grow(24, lambda: False)
    for metric in ("headroom_mw", "live_mw", "used_mw", "call_capex_usd"):
        assert np.array_equal(point.series(View(metric), 24), run.series(metric))
    assert run.name == "more-reserve"


def test_a_saved_point_is_opened_again_with_the_same_moves(session):
    session.save("more-reserve", "small-world", TYPED)
    study = session.study("small-world")
    assert session.told()["saved"][0]["id"] == "more-reserve"
    assert moves_of(study, session.open("more-reserve")["typed"]) == moves_of(study, TYPED)


def test_every_lever_of_the_baseline_can_be_saved_and_opened(tmp_path, monkeypatch):
    files = [SCENARIOS / "sweeps" / f"{name}.yaml" for name in ("levers", "thirty-uncertainties")]
    trial = Trial(SCENARIOS / "baseline.yaml")
    from sim.explorer.levers import levers_of

    levers = {lever.key: lever for lever in levers_of(trial.files, read_sweeps(files))[0]}
    assert len(levers) > 30
    monkeypatch.setattr(saving, "FOLDER", f"{saving.FOLDER}-{tmp_path.name}")
    folder = saving.folder_for(trial.path)
    try:
        for key, lever in levers.items():
            end = lever.choices[-1] if lever.range is None else lever.written(f"{lever.range.first:g}")
            if lever.is_rest(end):
                assert lever.range is not None
                end = lever.written(f"{lever.range.last:g}")
            path = saving.save(trial, ((key, end),), levers, "one")
            assert saving.opened(trial, levers, path) == ((key, end),)
            path.unlink()
    finally:
        for path in folder.glob("*"):
            path.unlink()
        folder.rmdir()


def test_a_number_that_was_moved_does_not_keep_the_source_of_the_one_before(tmp_path, session, folder):
    trial = Trial(SCENARIOS / "baseline.yaml")
    from sim.explorer.levers import levers_of

    levers = {lever.key: lever for lever in levers_of(trial.files, read_sweeps([SCENARIOS / "sweeps/levers.yaml"]))[0]}
    moves = ((RESERVE, "9 %"),)
    text = saving.text_of(trial, trial.at(moves, levers), moves, levers, "more-reserve")
    assert "source: 'explored by hand; baseline: reserve" in text
    assert "confidence: A" in text


def test_an_item_that_a_lever_brings_does_not_keep_the_source_of_its_sweep():
    from sim.explorer.levers import levers_of

    trial = Trial(SCENARIOS / "baseline.yaml")
    levers = {lever.key: lever for lever in levers_of(trial.files, read_sweeps([SCENARIOS / "sweeps/levers.yaml"]))[0]}
    [released] = [lever.key for lever in levers.values() if lever.key.startswith("timeline[release]")]
    moves = ((released, "3 GW"),)
    text = saving.text_of(trial, trial.at(moves, levers), moves, levers, "three")
    [source] = [line for line in text.splitlines() if line.strip().startswith(("source:", "- source:"))]
    assert "explored by hand" in source


def test_a_name_is_not_taken_twice_and_nothing_moved_is_not_saved(session):
    session.save("more-reserve", "small-world", TYPED)
    with pytest.raises(saving.NotSavedError, match="there already"):
        session.save("more-reserve", "small-world", TYPED)
    with pytest.raises(saving.NotSavedError, match="there already"):
        session.save("small-world", "small-world", TYPED)
    with pytest.raises(saving.NotSavedError, match="no lever is moved"):
        session.save("at-rest", "small-world", {RESERVE: "5"})


def test_a_file_that_says_more_than_levers_is_told_not_opened_in_part(session, folder):
    path = session.save("more-reserve", "small-world", TYPED)
    path.write_text(path.read_text() + "seed: 5\n")
    with pytest.raises(saving.NotSavedError, match="changes more than levers"):
        session.open("more-reserve")
    path.write_text(path.read_text().replace("reserve: 9 %", "reserve: 900 %"))
    with pytest.raises(saving.NotSavedError, match="outside"):
        session.open("more-reserve")


def test_a_scenario_outside_any_folder_of_scenarios_has_its_points_beside_it(folder, tmp_path):
    alone = tmp_path / "alone" / "world.yaml"
    alone.parent.mkdir()
    alone.write_text((folder / "validation/small-world.yaml").read_text())
    session = Session([Trial(alone)], read_sweeps([folder / "sweeps/small-screening.yaml"]), tmp_path, 8)
    path = session.save("more-reserve", "small-world", {RESERVE: "9"})
    assert path.parent == alone.parent
    moved = sim.load(alone, settings={RESERVE: "9 %"}).scenario
    assert sim.load(path).scenario.operator == moved.operator
    assert [one["id"] for one in session.told()["saved"]] == ["more-reserve"]
    assert session.open("more-reserve")["typed"] == {RESERVE: "9 %"}


def test_links_and_other_files_are_not_listed(session, folder, tmp_path):
    session.save("more-reserve", "small-world", TYPED)
    (folder / "explored" / "link.yaml").symlink_to(folder / "validation/small-world.yaml")
    (folder / "explored" / "notes.txt").write_text("no scenario")
    (folder / "explored" / "No Slug.yaml").write_text("no scenario")
    assert list(saving.listed(folder / "explored")) == ["more-reserve"]


def test_a_point_is_kept_compared_with_and_dropped(client):
    said = {"page": "p", "scenario": "small-world", "typed": TYPED}
    kept = client.post("/api/keep", json=said | {"name": "More <b>reserve</b>"}).json()["kept"]
    assert kept[0]["name"] == "More <b>reserve</b>"
    assert kept[0]["moves"] == {RESERVE: "9 %", SHARE: "70 %"}
    asked = {"page": "p", "metric": "headroom_mw", "first": {"kept": kept[0]["id"]},
             "second": {"scenario": "small-world"}}  # fmt: skip
    assert client.post("/api/picture", json=asked).text.count("\n") == 3
    assert client.post("/api/drop", json={"page": "p", "kept": kept[0]["id"]}).json()["kept"] == []
    assert "no kept point" in client.post("/api/picture", json=asked).json()["error"]


def test_no_more_points_are_kept_than_stated(client, monkeypatch):
    monkeypatch.setattr("sim.explorer.session.MOST_KEPT", 2)
    said = {"page": "p", "scenario": "small-world", "typed": TYPED, "name": "again"}
    assert ["error" in client.post("/api/keep", json=said).json() for _ in range(3)] == [False, False, True]


def test_the_folder_is_that_of_the_scenarios_and_no_session_writes_elsewhere(session: Session, folder):
    assert saving.folder_for(folder / "validation/small-world.yaml") == folder / "explored"
