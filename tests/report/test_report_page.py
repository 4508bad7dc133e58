"""The report holds all it needs, lets only its own scripts run, takes names as text, and is the same every time."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from sim.report.chart_data import chart_data
from sim.report.content_policy import content_policy
from sim.report.report_page import report, write_report
from sim.runs import signed_page
from sim.runs.store import simulated
from sim.statistics.paired import NotPairedError
from tests.report.reported_runs import ATTRIBUTE, ENTITY, EVIL, small_runs
from tests.runs.small_runs import order

VOID = {"meta", "img", "link", "input", "br", "hr"}


class Page(HTMLParser):
    """Elements with their attributes and content, and the ids there are."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open:
            self.open[-1][2].append(data)
        if not self.open or self.open[-1][0] not in ("script", "style"):
            self.words.append(data)

    def all(self, tag):
        return [(attrs, "".join(content)) for name, attrs, content in self.elements if name == tag]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return small_runs(tmp_path_factory.mktemp("reported"))


@pytest.fixture(scope="module")
def text(runs):
    return report(runs)


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_elements_are_closed_and_ids_stand_once(page):
    assert page.open == []
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for attrs, _ in page.all("a")]
    assert len(links) > 6
    assert {link[1:] for link in links} <= set(ids)
    named = [attrs[name] for _, attrs, _ in page.elements for name in ("for", "aria-labelledby", "aria-describedby")
             if name in attrs]  # fmt: skip
    assert set(named) <= set(ids)


def test_the_policy_names_every_script_and_style_sheet_by_its_hash_and_nothing_else(page):
    [policy] = [attrs["content"] for attrs, _ in page.all("meta") if "http-equiv" in attrs]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    scripts = [content for attrs, content in page.all("script") if attrs.get("type") != "application/json"]
    styles = [content for _, content in page.all("style")]
    assert len(scripts) == 2
    assert rules["default-src"] == ["'none'"]
    assert set(rules["script-src"]) == {hashed(script) for script in scripts}
    assert set(rules["style-src-elem"]) == {hashed(style) for style in [*styles, ""]}
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in "".join(rules["script-src"])


def hashed(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_policy_of_other_bytes_is_another_one():
    assert content_policy(["a"], []) != content_policy(["b"], [])
    assert hashed("a") in content_policy(["a"], ["s"])
    assert hashed("s") in content_policy(["a"], ["s"])


def test_nothing_leads_out_of_the_page(text, page):
    for _, attrs, _ in page.elements:
        assert not {"src", "action", "formaction", "srcset", "poster", "ping"} & set(attrs)
        assert not any(name.startswith("on") for name in attrs)
        assert attrs.get("href", "#").startswith("#")
    assert [tag for tag, _, _ in page.elements if tag in ("link", "iframe", "object", "embed", "base", "img")] == []
    own = "".join(content for attrs, content in page.all("script") if "plotly.js v" not in content[:200])
    assert not re.search(r"https?://(?!www\.w3\.org)|\beval\(|new Function|innerHTML|insertAdjacent|\.write\(", own)
    assert "url(" not in page.all("style")[0][1]
    assert "@import" not in page.all("style")[0][1]


def test_names_are_text(page):
    words = " ".join(" ".join(page.words).split())
    assert EVIL in words
    assert ENTITY in words
    assert ATTRIBUTE in words
    assert len(page.all("script")) == 3


def test_data_holds_no_tag_that_could_end_it(runs):
    data = chart_data(runs[::-1])
    told = json.loads(data)
    assert "<" not in data
    assert told["names"]["region"]["north"] == ATTRIBUTE
    assert told["names"]["holder"]["cloud"] == EVIL


def test_the_same_runs_give_the_same_bytes(runs, text, tmp_path):
    assert report(runs) == text
    write_report(runs, tmp_path / "a" / "report.html")
    write_report(runs, tmp_path / "b.html")
    assert (tmp_path / "a" / "report.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["report.html"]


def test_it_says_what_differs_how_sure_and_where_it_comes_from(page, runs):
    words = " ".join(" ".join(page.words).split())
    for said in ("n = 6", "95 %", "Student's t", "Wilson", "Holm", "max-|t|", "providers[cloud].on_demand.limit",
                 "60 MW", "10 MW", runs[0].hash, runs[1].hash, "seed"):  # fmt: skip
        assert said in words
    assert re.search(r"numbers? of small-world|the world of small-world", words)


def test_of_one_run_nothing_is_compared(runs):
    words = " ".join(Page(report(runs[:1])).words)
    assert "Paired differences" not in words
    assert "What each scenario changes" not in words
    assert "Assumptions" in words


def test_one_replication_says_nothing_of_how_sure(tmp_path):
    words = " ".join(Page(report(small_runs(tmp_path, 1))).words)
    assert "says nothing of how sure" in words


def test_runs_that_share_no_draws_are_refused(runs, tmp_path):
    with pytest.raises(NotPairedError):
        report([runs[0], small_runs(tmp_path, 2)[1]])


def test_runs_in_memory_are_refused():
    with pytest.raises(ValueError, match="in memory only"):
        report([simulated(order(3))])


def test_a_page_knows_its_own_bytes(runs, tmp_path):
    path = tmp_path / "report.html"
    signed_page.write(path, "<p>told</p>")
    assert signed_page.is_intact(path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not signed_page.is_intact(path)
    for other in (b"", whole[:-1], whole + b"\n", whole[3:]):
        path.write_bytes(other)
        assert not signed_page.is_intact(path)
