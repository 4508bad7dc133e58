"""A file is there as a whole or not at all."""

import pytest

from sim.runs.whole import put_whole


def test_what_fails_half_way_leaves_what_was_there(tmp_path):
    path = tmp_path / "table.txt"
    put_whole(path, lambda draft: draft.write_text("first"))

    def half(draft):
        draft.write_text("sec")
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        put_whole(path, half)
    assert path.read_text() == "first"
    put_whole(path, lambda draft: draft.write_text("second"))
    assert path.read_text() == "second"
    assert [each.name for each in tmp_path.iterdir()] == ["table.txt"]


def test_nothing_is_in_its_place_while_it_is_written(tmp_path):
    path = tmp_path / "table.txt"
    put_whole(path, lambda draft: (draft.write_text("all"), path.exists() and pytest.fail("there already")))
    assert path.exists()
