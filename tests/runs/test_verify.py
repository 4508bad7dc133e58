"""One altered byte, or a chunk that another version made, is noticed and named."""

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.plots.drawn import Drawn
from sim.runs import checked_file, chunks, identity, manifest, points_file, signed_page, store
from sim.runs.checked_file import DamagedError
from sim.runs.results import Results
from sim.runs.verify import faults_of_cache, faults_of_folder, faults_of_points
from sim.statistics.summary import Summary
from tests.runs.small_runs import order


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return store.run(order(70), tmp_path_factory.mktemp("verified") / "runs", Summary).folder


@pytest.fixture
def copied(stored, tmp_path):
    return Path(shutil.copytree(stored, tmp_path / stored.name))


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_not_touched_has_no_fault(stored):
    assert list(faults_of_folder(stored)) == []
    assert list(faults_of_cache(chunks.Cache(stored.parent.parent / "cache"))) == []


def test_an_altered_byte_of_any_file_is_named(copied):
    places = random.Random(11)
    for path in files_in(copied):
        whole = path.read_bytes()
        for _ in range(20):
            place = places.randrange(len(whole))
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << places.randrange(8)]) + whole[place + 1 :])
            said = " ".join(faults_of_folder(copied))
            assert path.relative_to(copied).as_posix() in said, place
            assert str(copied) in said
        path.write_bytes(whole)
    assert list(faults_of_folder(copied)) == []


def test_an_altered_report_is_named_and_the_run_stays_whole(copied):
    report = copied / "report.html"
    signed_page.write(report, "<p>told</p>")
    assert list(faults_of_folder(copied)) == []
    report.write_bytes(report.read_bytes().replace(b"told", b"sold"))
    assert list(faults_of_folder(copied)) == [f"{report} is not what was written; `report` writes it anew"]
    assert Results.load(copied).n == 70


def test_a_missing_file_is_named(copied):
    for path in files_in(copied):
        whole = path.read_bytes()
        path.unlink()
        assert path.name in " ".join(faults_of_folder(copied))
        path.write_bytes(whole)


def sealed(folder: Path, **changes: object) -> None:
    """A manifest written anew, whose hashes are those of the files as they are."""
    made = json.loads((folder / manifest.FILE).read_text())
    manifest.seal(folder, {key: made[key] for key in made if key not in manifest.OWN} | changes)


def parts(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / "series" / name, folder / "tranches" / name


def test_a_chunk_that_another_version_made_is_named_though_the_manifest_agrees_with_its_bytes(copied):
    series, tranches = parts(copied, "00000001.parquet")
    chunk, told = chunks.read(series, tranches)
    chunks.write(series, tranches, chunk, told | {chunks.SOURCES: "0123456789abcdef"})
    sealed(copied)
    [fault] = faults_of_folder(copied)
    assert str(series) in fault
    assert "made by version 0123456789" in fault


def test_a_chunk_of_another_place_is_named(copied):
    for folder in ("series", "tranches"):
        shutil.copyfile(copied / folder / "00000000.parquet", copied / folder / "00000001.parquet")
    sealed(copied)
    faults = list(faults_of_folder(copied))
    assert "of another run" in faults[0]
    assert "the values have the digest" in faults[-1]


def test_chunks_that_are_kept_are_read_and_those_under_another_name_told(stored, tmp_path):
    cache = chunks.Cache(Path(shutil.copytree(stored.parent.parent / "cache", tmp_path / "cache")))
    first, second = cache.chunks()
    first.with_name("f" * 64 + "-64.parquet").write_bytes(first.read_bytes())
    shutil.copyfile(cache.tranches_of(first), first.with_name("f" * 64 + "-64-tranches.parquet"))
    second.write_bytes(second.read_bytes()[:-9])
    faults = list(faults_of_cache(cache))
    assert len(faults) == 2
    assert f"{second} is not what was written" in faults
    assert any("not the one of its name" in fault for fault in faults)


def test_an_altered_bit_of_a_design_point_or_a_kept_chunk_is_named(stored, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(stored.parent.parent / "cache", root / "cache")
    points_file.write(tmp_path / "point.parquet", ["live_mw"], np.random.default_rng(3).normal(size=(1, 500)))
    places, cache = random.Random(5), chunks.Cache(root / "cache")
    assert [*faults_of_points(tmp_path), *faults_of_cache(cache)] == []
    for path in (tmp_path / "point.parquet", cache.chunks()[0], cache.tranches_of(cache.chunks()[0])):
        whole = path.read_bytes()
        for _ in range(60):
            place = places.randrange(len(whole))
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << places.randrange(8)]) + whole[place + 1 :])
            assert [*faults_of_points(tmp_path), *faults_of_cache(cache)] == [f"{path} is not what was written"], place
        path.write_bytes(whole)


def test_a_space_more_in_a_manifest_and_figures_that_are_gone_are_told(copied):
    text = (copied / manifest.FILE).read_text()
    for altered in (text + "\n", text.replace('\n "', '\n  "', 1), text.replace(": 4,", ": 4.0,", 1)):
        assert altered != text
        (copied / manifest.FILE).write_text(altered)
        [fault] = faults_of_folder(copied)
        assert "manifest.json is not what was written" in fault
    (copied / manifest.FILE).unlink()
    (copied / manifest.FILE).mkdir()
    [fault] = faults_of_folder(copied)
    assert "manifest.json cannot be read" in fault
    (copied / manifest.FILE).rmdir()
    (copied / manifest.FILE).write_text(text)
    drawn = Drawn(copied)
    drawn.folder.mkdir()
    (drawn.folder / "one.png").write_bytes(b"picture")
    drawn.seal([drawn.folder / "one.png"])
    (drawn.folder / "one.png").unlink()
    [fault] = faults_of_folder(copied)
    assert "one.png is missing" in fault


def test_altered_rows_of_tranches_are_named_and_not_taken_into_another_run(stored, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(stored.parent.parent / "cache", root / "cache")
    cache = chunks.Cache(root / "cache")
    (series,) = [path for path in cache.chunks() if path.stem.endswith("-64")]
    tranches = cache.tranches_of(series)
    table = pq.read_table(tranches)
    kw = table["kw"].to_numpy().copy()
    kw[5] += 1
    pq.write_table(table.set_column(table.column_names.index("kw"), "kw", pa.array(kw)), tranches)
    assert [fault for fault in faults_of_cache(cache) if tranches.name in fault]
    assert cache.most_of(series.stem[:-3], 64) is None


def test_every_source_but_of_what_shows_is_in_the_hash(monkeypatch, tmp_path):
    shutil.copytree(Path(sim.__path__[0]), tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sim, "__path__", [str(tmp_path / "sim")])
    monkeypatch.setattr(identity, "edited", lambda paths: False)  # as it is for a program that begins afterwards
    whole = identity.sources_hash.__wrapped__()
    for part in sorted(path for path in (tmp_path / "sim").iterdir()):
        path = part if part.is_file() else next(iter(sorted(part.glob("*.py"))))
        before = path.read_text()
        path.write_text(before + "# changed\n")
        assert (identity.sources_hash.__wrapped__() == whole) == (part.name in identity.SHOWING), part
        path.write_text(before)


def test_what_was_put_in_the_place_of_another_is_told_and_not_used(tmp_path):
    one, other = (points_file.name_of(key, ["live_mw"]) for key in ("a", "b"))
    for name, value in ((one, 1.0), (other, 2.0)):
        points_file.write(tmp_path / name, ["live_mw"], np.full((1, 5), value))
    assert list(faults_of_points(tmp_path)) == []
    shutil.copyfile(tmp_path / one, tmp_path / other)
    [fault] = faults_of_points(tmp_path)
    assert fault == f"{tmp_path / other} is {one[:10]}, in the place of another"
    with pytest.raises(DamagedError, match="in the place of another"):
        points_file.read(tmp_path / other)


def test_a_file_that_says_another_version_made_it_is_told(tmp_path):
    path = tmp_path / points_file.name_of("a", ["live_mw"])
    points_file.write(path, ["live_mw"], np.ones((1, 5)))
    table = pq.read_table(path)
    told = table.schema.metadata
    assert told[checked_file.SOURCES].decode() == identity.sources_hash()
    pq.write_table(table.replace_schema_metadata(told | {checked_file.SOURCES: b"another"}), path)
    assert list(faults_of_points(tmp_path)) == [f"{path} is not what was written"]


def test_figures_that_were_not_drawn_so_are_told(copied):
    drawn = Drawn(copied)
    paths = [drawn.folder / f"{name}.png" for name in ("one", "two")]
    drawn.folder.mkdir()
    for path in paths:
        path.write_bytes(b"picture")
    [fault] = faults_of_folder(copied)
    assert "figures holds no finished" in fault
    drawn.seal(paths)
    assert list(faults_of_folder(copied)) == []
    assert Drawn(copied).has(paths)
    paths[1].write_bytes(b"picturf")
    assert list(faults_of_folder(copied)) == [f"{paths[1]} is not what was drawn"]
    assert not Drawn(copied).has(paths[1:])
    paths[1].write_bytes(b"picture")
    (drawn.folder / "three.png").write_bytes(b"planted")
    assert list(faults_of_folder(copied)) == [f"{drawn.folder / 'three.png'} is not what was drawn"]
    assert not Drawn(copied).has([drawn.folder / "three.png"])


def test_a_file_beside_the_parts_of_a_run_is_not_read(copied):
    before = Results.load(copied)
    known = {metric: before.measured.of(metric).copy() for metric in ("live_mw", "call_capex_usd")}
    shutil.copyfile(copied / "series" / "00000000.parquet", copied / "series" / "00000007.parquet")
    again = Results.load(copied)
    for metric, values in known.items():
        assert np.array_equal(again.measured.of(metric), values)
    assert any("3 files, and the run 2 chunks" in fault for fault in faults_of_folder(copied))
