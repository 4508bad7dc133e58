"""What a notebook shows: intervals beside every mean, names as text, one picture."""

import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.report.notebook import shown

VALIDATION = Path(__file__).parents[2] / "scenarios" / "validation"
CELL = re.compile(r"<td [^>]*>(.*?)</td>", re.DOTALL)
TOLD = re.compile(r"±|\[.+, .+\]|no variation|^none$|^same$|^–$")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    how = sim.How(out=tmp_path_factory.mktemp("out"), engine="simpy", jobs=1)
    return [sim.run(VALIDATION / f"{name}.yaml", 4, how) for name in ("small-world", "own-policy")]


@pytest.fixture(scope="module")
def compared(runs):
    return sim.compare(*runs)._repr_html_()


def cells(html):
    return [re.split(r"<br><small>|</small>", cell) for cell in CELL.findall(html)]


def test_no_mean_is_bare(runs, compared):
    for html, columns in ((runs[0]._repr_html_(), 1), (compared, 2)):
        found = cells(html)
        assert len(found) == columns * html.count('<th scope="row"')
        assert len(found) > 8
        assert [text for cell in found for text in cell if text and not TOLD.search(text)] == []


def test_differences_stand_beneath_those_of_the_second_run_alone(compared):
    found = cells(compared)
    assert all(len(cell) == 1 for cell in found[::2])
    assert any(len(cell) > 1 and "±" in cell[1] for cell in found[1::2])


def test_one_run_has_no_differences(runs):
    html = runs[0]._repr_html_()
    assert "Beneath" not in html
    assert all(len(cell) == 1 for cell in cells(html))


def test_the_chart_is_a_picture_in_the_page_with_words_for_those_who_cannot_see_it(runs, compared):
    for html, words in ((runs[0]._repr_html_(), "Capacity by band"), (compared, "live capacity and AI headroom")):
        [coded] = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
        assert b64decode(coded).startswith(b"\x89PNG")
        assert re.search(rf'alt="[^"]*{words}[^"]*small-world', html)
    assert not re.search(r"https?://|<script", compared)


def test_names_are_text(runs):
    mark = "<script>alert(1)</script>"
    html = shown([replace(run, info=replace(run.info, name=mark, title=mark)) for run in runs])
    assert "<script>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_one_replication_is_called_one(tmp_path):
    run = sim.run(VALIDATION / "worked-example.yaml", 1, sim.How(out=tmp_path, engine="simpy", jobs=1))
    html = run._repr_html_()
    assert "One replication: what happened once, with no interval." in html
    assert "means" not in html
    assert "AI headroom, end of FY25" in html


def test_in_a_terminal_a_run_and_a_comparison_are_one_line(runs):
    assert repr(runs[0]) == f"<run {runs[0].folder_name}: n = 4, seed 417>"
    assert re.fullmatch(r"<comparison of small-world, own-policy: \d+ figures>", repr(sim.compare(*runs)))
