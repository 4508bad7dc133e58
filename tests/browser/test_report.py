"""The report in a real browser: from a file, without a network, by keyboard, and whatever its names are."""

import json

import pytest

from sim.report.report_page import write_report
from tests.browser.conftest import watch
from tests.report.reported_runs import small_runs

DRAWN = "performance.getEntriesByName('drawn').length > 0"
TRACES = """() => document.getElementById('chart').data.filter((trace) => trace.name).map((trace) =>
    [trace.name, trace.x.length, trace.y.map((value) => value === null ? null : Math.round(value * 1000))])"""
DESK = {"width": 1280, "height": 900}
FILLED = """() => document.getElementById('values').checkVisibility() && document.querySelector('#values caption')
    ?.textContent.startsWith(document.getElementById('caption').textContent + ',')"""
"""What a browser tells a page after `details` have been opened, and not at once: the table is filled then. One of the
same title may be there from before, out of sight.
"""
FOCUSED = """() => { const at = document.activeElement;
    return [at.id || at.tagName, getComputedStyle(at).outlineStyle]; }"""
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A comparison whose reference has the evil names, as its file's address."""
    root = tmp_path_factory.mktemp("report & more")
    path = root / "report.html"
    write_report(small_runs(root / "results")[::-1], path)
    return path.as_uri()


@pytest.fixture(scope="module")
def loaded(browser, address):
    """The page, its chart drawn; no request but for the file itself is let through."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    context.set_offline(True)
    page = context.new_page()
    page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    page.seen = watch(page)
    page.goto(address)
    page.wait_for_function(DRAWN)
    yield page
    context.close()


@pytest.fixture
def opened(loaded):
    """The page as it is when it has been opened, but for what it has been seen to do."""
    loaded.set_viewport_size(DESK)
    loaded.emulate_media(media="screen")
    loaded.evaluate("""() => {
        document.querySelectorAll("details").forEach((each) => { each.open = false; });
        document.querySelectorAll("#which input").forEach((each) => { each.checked = true; });
        document.getElementById("from").selectedIndex = 0;
        document.activeElement.blur();
    }""")
    loaded.locator("#easy button").first.click()
    loaded.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    return loaded


def choose(page, name, value):
    page.locator(f"#{name}").select_option(value)
    return page.evaluate(TRACES)


def test_it_asks_for_nothing_but_itself_and_breaks_no_rule(opened, address):
    for button in opened.locator("#easy button").all():
        button.click()
    opened.locator("#chart .nsewdrag").first.hover()
    opened.locator("#behind summary").click()
    buttons = opened.locator("#chart .modebar-btn").evaluate_all("(all) => all.map((each) => each.dataset.title)")
    assert "Download plot as a PNG" in buttons
    assert [title for title in buttons if "hare" in title or "loud" in title] == []
    with opened.expect_download() as picture:
        opened.locator("#chart .modebar-btn[data-title^=Download]").click()
    assert picture.value.suggested_filename.endswith(".png")
    assert opened.seen.requests == [address, *(asked for asked in opened.seen.requests if asked.startswith("blob:"))]
    assert opened.seen.complaints == []
    assert opened.locator("#broken").is_hidden()


def test_other_choices_draw_other_curves_and_say_so(opened):
    shown = opened.evaluate(TRACES)
    said = opened.locator("#status").inner_text()
    other = choose(opened, "metric", "used_mw")
    assert other != shown
    assert opened.locator("#status").inner_text() != said
    assert opened.locator("#caption").inner_text() == "Used"
    region = choose(opened, "region", "south")
    assert region != other
    assert opened.locator("#caption").inner_text() == "Used, south"
    holders = choose(opened, "metric", "partner_elsewhere_mw")
    assert choose(opened, "holder", "cloud") != holders
    later = choose(opened, "from", opened.locator("#from option").nth(2).get_attribute("value"))
    assert 0 < later[0][1] < holders[0][1]
    choose(opened, "to", opened.locator("#to option").first.get_attribute("value"))
    assert opened.locator("#status").inner_text() == "No period lies in the years chosen."
    choose(opened, "to", opened.locator("#to option").last.get_attribute("value"))
    names = [name for name, *_ in later]
    assert names == ["less-on-demand", "small-world", "small-world less less-on-demand"]
    opened.get_by_role("checkbox", name="small-world").uncheck()
    assert [name for name, *_ in opened.evaluate(TRACES)] == names[:1]
    opened.get_by_role("checkbox", name="less-on-demand").uncheck()
    assert "No scenario" in opened.locator("#status").inner_text()


def test_the_table_behind_the_chart_has_what_is_drawn(opened):
    choose(opened, "metric", "partner_elsewhere_mw")
    opened.locator("#behind summary").click()
    opened.wait_for_function(FILLED)
    rows = opened.locator("#values tbody tr")
    first, other, difference = opened.evaluate(TRACES)
    assert rows.count() == first[1]
    cells = rows.last.locator("td").all_text_contents()  # what is laid out as text may still be out of sight
    drawn = [first[2][-1] / 1000, other[2][-1] / 1000]
    assert [float(cells[place]) for place in (1, 4)] == pytest.approx(drawn, abs=0.51)
    assert opened.locator("#values caption").inner_text().endswith("n = 6")
    assert difference[2][-1] != 0


def test_evil_names_are_text(opened):
    assert opened.title() == "less-on-demand against 1 more: data-center capacity"
    assert opened.seen.dialogs == []
    assert opened.locator("main img, main b, #chart b").count() == 0
    words = opened.locator("body").inner_text()
    assert '<script>document.title="owned"</script>' in words
    assert "</script><b>A&amp;B</b> {{ 7 * 7 }}" in opened.locator(".stories details p").first.text_content()
    choose(opened, "metric", "used_mw")
    choose(opened, "region", "north")
    assert "onerror" in opened.locator("#caption").inner_text()
    assert opened.title() != "owned"


def test_the_keyboard_reaches_every_control(opened):
    opened.locator(".skip").focus()
    assert opened.locator(".skip").bounding_box()["x"] >= 0
    opened.keyboard.press("Enter")
    reached, place = set(), ""
    while place != "BODY" and len(reached) < 60:
        opened.keyboard.press("Tab")
        place, outline = opened.evaluate(FOCUSED)
        assert outline != "none" or place == "BODY", place
        reached.add(place)
    assert {"metric", "region", "from", "to", "INPUT", "BUTTON", "SUMMARY"} <= reached
    opened.locator("#metric").focus()
    before = opened.locator("#caption").inner_text()
    opened.keyboard.press("ArrowDown")
    opened.wait_for_function("(before) => document.getElementById('caption').textContent !== before", arg=before)


def test_nothing_grave_stands_in_the_way_of_anyone(opened):
    from axe_playwright_python.sync_playwright import Axe

    opened.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = Axe().run(opened, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [(each["id"], each["impact"], [node["html"][:120] for node in each["nodes"][:3]])
             for each in found if each["impact"] in GRAVE]  # fmt: skip
    assert grave == [], json.dumps(grave, indent=1)


def test_it_fits_a_phone_and_a_sheet_of_paper(opened):
    opened.set_viewport_size({"width": 400, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 400
    assert len(opened.pdf(prefer_css_page_size=True)) > 20_000
    opened.emulate_media(media="print")
    assert opened.locator("#controls").is_hidden()
    assert opened.locator("#chart .main-svg").first.is_visible()
    assert opened.evaluate("document.querySelectorAll('details:not([open])').length") > 0


def test_without_scripts_the_tables_say_it(browser, address):
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(address)
    assert "The curves need JavaScript" in still.locator("#curves + noscript").inner_text()
    assert still.locator("#controls").is_hidden()
    assert still.get_by_role("heading", name="The numbers").is_visible()
    context.close()
