"""Every figure and every table that commands leave says which runs it is made from."""

import json
import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image

from sim.cli import main
from sim.report.index import FIGURES
from sim.runs import manifest
from tests.cli.conftest import EXAMPLE
from tests.cli.test_commands import SWEEP

PLAIN = (".csv", ".txt", ".yaml")
"""Plain tables and texts: the sealed manifest beside them says what they are of."""


def call(*arguments: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["run_scenarios.py", *map(str, arguments)])
        return main()


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Three runs, the first two compared by `run`; a sweep; an export; and figures of other pairs, drawn by `plot`."""
    folder = tmp_path_factory.mktemp("all")
    out = folder / "results"
    text = EXAMPLE.read_text()
    for name in ("one", "two", "three"):
        (folder / f"{name}.yaml").write_text(text.replace("name: worked-example", f"name: {name}", 1))
    shutil.copy(EXAMPLE, folder / "example.yaml")
    (folder / "small.yaml").write_text(SWEEP)
    usual = ("-n", 2, "--engine", "simpy", "--jobs", 1, "--out", out)
    assert call("sweep", folder / "small.yaml", *usual) == 0
    assert call("run", folder / "three.yaml", "--no-figures", *usual) == 0
    assert call("run", folder / "one.yaml", folder / "two.yaml", *usual) == 0
    one, three, two = sorted((out / "runs").iterdir())
    for runs, kind in (((one, three), "png"), ((three, two), "png"), ((one, three), "pdf")):
        assert call("plot", *runs, "--figure", "overlay", "--format", kind, "--out", out) == 0
    assert call("results", "export", one, "--to", out / "exported") == 0
    return out


def hashes_of(folder: Path) -> list[str]:
    """Of the runs, or of the sweep, that a folder is about, by its manifest."""
    made = manifest.read(folder)
    if "compared" in made:
        return [each["run"] for each in made["compared"]]
    return [made["run"]["hash"] if "run" in made else made["exported"]["run"] if "exported" in made
            else made["sweep"]["hash"]]  # fmt: skip


def folders(out: Path) -> list[Path]:
    found = (path.parent for path in sorted(out.rglob(manifest.FILE)))
    return [folder for folder in found if folder.name != FIGURES]


def test_every_folder_of_tables_is_sealed_with_its_hashes(out):
    kinds = [folder.relative_to(out).parts[0] for folder in folders(out)]
    assert kinds == ["comparisons", "comparisons", "comparisons", "exported", "runs", "runs", "runs", "sweeps"]
    for folder in folders(out):
        assert all(len(each) == 64 for each in hashes_of(folder))
        plain = {path.name for path in folder.iterdir() if path.suffix in PLAIN}
        assert plain <= manifest.read(folder)["hashes"].keys()


def test_every_figure_shows_in_its_file_what_it_is_drawn_from(out):
    drawn = [path for path in out.rglob("*") if path.parent.name == FIGURES and path.name != manifest.FILE]
    for folder in {path.parent for path in drawn}:
        named = manifest.checked(folder)["files"].keys()
        assert named == {path.name for path in drawn if path.parent == folder}
    assert {path.suffix for path in drawn} == {".png", ".svg", ".pdf"}
    for path in drawn:
        folder = path.parent.parent
        said = " ".join(["sweep" if folder.parent.name == "sweeps" else "run", *hashes_of(folder)])
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert image.text["Source"] == said
        else:
            assert said.encode() in path.read_bytes()


def test_figures_of_other_runs_are_others(out):
    overlays = sorted(out.rglob("overlay.png"))
    assert len(overlays) == 3
    texts = []
    for path in overlays:
        with Image.open(path) as image:
            texts.append(image.text["Source"])
    assert len(set(texts)) == 3


def test_every_table_in_parquet_says_what_it_is_of(out):
    tables = [path for folder in folders(out) for path in folder.glob("*.parquet")]
    assert {path.stem for path in tables} == {"curves", "scalars", "events", "sweep"}
    for path in tables:
        told = pq.read_schema(path).metadata
        key = b"sweep" if path.stem == "sweep" else b"run"
        assert [told[key].decode()] == hashes_of(path.parent)


def test_a_sweep_lists_the_runs_of_its_design_points(out):
    (folder,) = [each for each in folders(out) if each.parent.name == "sweeps"]
    told = json.loads((folder / manifest.FILE).read_text())["sweep"]
    assert len(told["runs"]) == len(told["design_points"]) == len(set(told["runs"])) == 4


def test_the_page_and_the_screen_show_ten_digits_of_every_run(out):
    page = (out / "index.html").read_text()
    (compared,) = [each for each in folders(out) if (each / "screen.txt").exists()]
    ten = [each[:10] for each in hashes_of(compared)]
    assert f"run {' · '.join(ten)}" in page
    for name in ("screen.txt", "table.txt"):
        assert all(each in (compared / name).read_text() for each in ten)
    (sweep,) = [each for each in folders(out) if each.parent.name == "sweeps"]
    assert hashes_of(sweep)[0][:10] in page
