"""The page holds everything, fetches nothing, links to what is there, and takes names as words."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from sim.plots.files import save_figure
from sim.plots.registry import plots
from sim.report.index import Shelf, write_index
from sim.report.story import story
from sim.report.table import comparison
from tests.plots.synthetic import SyntheticResults, three_scenarios

EVIL = '<script>alert("x")</script>'


class Seen(HTMLParser):
    """Tags with their attributes, and the words between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag, attribute):
        return [attrs[attribute] for name, attrs in self.tags if name == tag and attribute in attrs]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    root = tmp_path_factory.mktemp("results & more")
    runs = three_scenarios(n=5)
    runs[1].title, runs[1].description, runs[1].name = f"Title {EVIL}", EVIL, "a<b>&c"
    shelves = []
    for run in runs:
        folder = root / "runs" / f"{run.hash10} <#1>"
        (folder / "figures").mkdir(parents=True)
        (folder / "summary.csv").write_text("metric\n")
        (folder / ".hidden").write_text("")
        shelves.append((run, folder))
    save_figure(plots()["overlay"].draw(runs), root / "compared" / "figures", "overlay")
    write_index(root / "index.html", shelves, [Shelf(f"All {EVIL}", root / "compared", f"run {runs[0].hash10}, again")])
    return root, (root / "index.html").read_text(encoding="utf-8")


def test_names_and_titles_are_text_not_tags(page):
    seen = Seen(page[1])
    assert [tag for tag, _ in seen.tags if tag == "script"] == []
    words = " ".join(seen.words)
    assert words.count(EVIL) >= 4
    assert "a<b>&c" in words


def test_page_asks_nobody_for_anything(page):
    seen = Seen(page[1])
    assert all(source.startswith("data:image/png;base64,") for source in seen.all("img", "src"))
    assert [tag for tag, _ in seen.tags if tag in ("link", "iframe", "object", "script")] == []
    assert "url(" not in page[1]
    assert not re.search(r'(href|src)="(https?:)?//', page[1])
    assert "default-src 'none'" in page[1]


def test_every_link_leads_to_a_file_or_a_place_in_the_page(page):
    root, text = page
    seen = Seen(text)
    ids = {attrs["id"] for _, attrs in seen.tags if "id" in attrs}
    links = seen.all("a", "href")
    assert len(links) > 6
    for link in links:
        assert link[1:] in ids if link.startswith("#") else (root / unquote(link)).is_file()
    assert not any(".hidden" in link for link in links)


def test_a_report_is_linked_first_and_said_to_be_one(tmp_path):
    runs = three_scenarios(n=3)
    folder = tmp_path / "compared"
    folder.mkdir()
    for name in ("comparison.csv", "report.html"):
        (folder / name).write_text("")
    write_index(tmp_path / "index.html", [(runs[0], folder)])
    text = (tmp_path / "index.html").read_text()
    assert 'href="compared/report.html">report.html</a> (a page to read and to mail), ' in text
    assert text.index("compared/report.html") < text.index("compared/comparison.csv")


def test_pictures_say_what_they_show(page):
    assert plots()["overlay"].about in Seen(page[1]).all("img", "alt")


def test_a_comparison_shows_the_hashes_of_its_runs(page):
    assert f"run {three_scenarios(n=5)[0].hash10}, again" in Seen(page[1]).words


def test_page_holds_every_row_of_the_table(page):
    words = " ".join(Seen(page[1]).words)
    labels = [row.label for section in comparison(three_scenarios(n=3)).sections for row in section.rows]
    assert [label for label in labels if label not in words] == []


def test_empty_page_says_that_nothing_was_run(tmp_path):
    write_index(tmp_path / "index.html", [])
    assert "Nothing has been run yet" in (tmp_path / "index.html").read_text()


def test_story_tells_what_was_released_and_what_it_changes():
    runs = three_scenarios(n=40)
    table = comparison(runs)
    text = story(table, 1)
    assert re.search(r"Released by decision: 2\.\d\d ± 0\.\d\d GW \(1\.\d\d ± 0\.\d\d LOI lapsed, ", text)
    assert re.search(
        r"Against baseline: AI headroom −0\.\d\d.* GW \(FY30 end\); call capex −\d+\.\d ± ", text
    )
    assert "First told apart from baseline in FY" in text
    assert "Nothing is released or deferred by decision." in story(table, 0)


def test_story_says_when_nothing_tells_it_apart():
    runs = [SyntheticResults("first", n=5), SyntheticResults("twin", n=5)]
    text = story(comparison(runs), 1)
    assert "No public figure parts it from first within the horizon." in text
    assert "AI headroom the same; call capex the same" in text


def test_story_does_not_take_months_for_gigawatts():
    runs = three_scenarios(n=40)[:2]
    runs[0].put("headroom_mw", 1.0)
    runs[1].put("headroom_mw", -1.0)
    assert "AI headroom −0.01 (no variation) GW (FY24 end)" in story(comparison(runs), 1)
