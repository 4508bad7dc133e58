"""docs/studies.md gives what the study's command leaves; docs/sweeps.md shows the same command."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parents[2]
FIGURES = ("headroom_mw[grade=ai]@FY2028", "unserved_mw")


@pytest.mark.long
def test_the_tables_of_the_page_are_those_of_its_sweep(call, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "studies.md").read_text()
    file = "scenarios/sweeps/release-by-exercise.yaml"
    code, _, said = call("sweep", file, "--settle", FIGURES[0], "--out", tmp_path)
    assert code == 0
    folder = next((tmp_path / "sweeps").glob("release-by-exercise-*"))
    rows = {(row["metric"], row["lever: Training exercised"], row["lever: Released"]): row
            for row in pq.read_table(folder / "sweep.parquet").to_pylist()}  # fmt: skip
    tables = re.findall(r"\| training exercised \|(.*?)\|\n\|[-|]+\n(.*?)\n\n", text, re.DOTALL)
    assert len(tables) == len(FIGURES)
    for metric, (head, body) in zip(FIGURES, tables, strict=True):
        released = [cell.strip().removesuffix(" released") for cell in head.strip().strip("|").split("|")]
        for line in body.splitlines():
            share, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            for gigawatts, cell in zip(released, cells, strict=True):
                row = rows[metric, share, gigawatts]
                assert cell == f"{row['mean'] / 1000:.2f} ± {row['half_width'] / 1000:.2f}"
    assert "25 have its sign settled with 100 replications" in said
