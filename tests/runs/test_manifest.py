"""A seal names what is there, but for drafts that other processes are at."""

import pytest

from sim.runs import manifest


def test_a_seal_names_every_file_but_drafts_and_figures_which_have_their_own(tmp_path):
    (tmp_path / "figures").mkdir()
    for name in ("table.txt", ".table.txt.part", "figures/a.png", ".manifest.json.tmp-1"):
        (tmp_path / name).write_text(name)
    manifest.seal(tmp_path, {"about": "this"})
    (tmp_path / ".table.txt.part").unlink()
    made = manifest.read(tmp_path)
    assert made["files"].keys() == made["hashes"].keys() == {"table.txt"}
    assert made["about"] == "this"


def test_a_folder_that_is_sealed_again_tells_what_it_holds_now(tmp_path):
    (tmp_path / "table.txt").write_text("one")
    manifest.seal(tmp_path, {})
    (tmp_path / "table.txt").write_text("three")
    with pytest.raises(manifest.IncompleteError, match=r"table\.txt is missing or not the 3 bytes"):
        manifest.read(tmp_path)
    manifest.seal(tmp_path, {})
    assert manifest.read(tmp_path)["files"] == {"table.txt": 5}
