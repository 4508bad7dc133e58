"""`report` writes one page of what it is given, beside it, and says in words what it can't report."""

import re
import shutil

import pytest

from sim.runs import signed_page

QUICK = ("--engine", "simpy", "--jobs", 1)


@pytest.fixture
def two(example, tmp_path):
    """Two scenarios that differ."""
    other = tmp_path / "other.yaml"
    other.write_text(re.sub(r"^name: .*$", "name: other", example.read_text(), count=1, flags=re.MULTILINE))
    return example, other


def test_files_runs_and_a_comparison_give_the_same_page(call, two, tmp_path):
    out = tmp_path / "out"
    code, said, _ = call("report", *two, "-n", 2, "--out", out, *QUICK)
    assert code == 0
    (folder,) = (out / "comparisons").iterdir()
    page = folder / "report.html"
    assert said.startswith(f"{page}: 4.9 MB")
    assert signed_page.is_intact(page)
    assert call("results", "verify", "--out", out)[0] == 0
    whole = page.read_bytes()
    runs = [next((out / "runs").glob(f"{name}-*")) for name in ("worked-example", "other")]
    assert call("report", *runs, "--to", tmp_path / "new" / "b.html")[0] == 0
    assert (tmp_path / "new" / "b.html").read_bytes() == whole
    page.write_bytes(whole.replace(b"<h1>", b"<h1>Sold: ", 1))
    code, said, _ = call("results", "verify", "--out", out)
    assert code == 5
    assert f"{page} is not what was written; `report` writes it anew" in said
    assert call("report", folder)[0] == 0
    assert page.read_bytes() == whole
    assert call("report", runs[0])[0] == 0
    assert signed_page.is_intact(runs[0] / "report.html")
    code, _, said = call("compare", *runs, "--out", out)
    assert code == 0
    assert f"`run_scenarios.py report {folder}`" in said
    assert page.read_bytes() == whole
    assert 'report.html">report.html</a> (a page to read and to mail)' in (out / "index.html").read_text()
    assert call("results", "verify", "--out", out)[0] == 0
    shutil.rmtree(runs[1])
    code, _, said = call("report", folder)
    assert code == 2
    assert f"compares {runs[1].name}, which" in " ".join(said.split())


def test_what_cannot_be_reported_is_told_in_words(call, two, tmp_path):
    out = tmp_path / "out"
    assert call("run", two[0], "-n", 2, "--out", out, "--no-figures", *QUICK)[0] == 0
    (run,) = (out / "runs").iterdir()
    for given, told in (
        ((run, two[1], "-n", 3), "are not paired"),
        ((run, run), "is given twice"),
        ((tmp_path / "nowhere.yaml",), "nowhere.yaml"),
        ((out,), "holds no finished run"),
    ):
        code, _, said = call("report", *given, "--out", out, *QUICK)
        assert code in (2, 3), told
        assert told in said
        assert "Traceback" not in said
    (out / "comparisons" / "empty").mkdir(parents=True)
    code, _, said = call("report", out / "comparisons" / "empty")
    assert code == 2
    assert "holds no finished comparison" in said
