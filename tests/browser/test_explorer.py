"""The explorer in a real browser, served on this machine by the command, which the test ends."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.interrupting import hearing_ctrl_c

ROOT = Path(__file__).parents[2]
MINUTES = 180_000
DONE = "#status.done"
RESERVE = "Reserve kept free"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """scenarios/ with the small world and its sweep."""
    own = tmp_path_factory.mktemp("explored") / "scenarios"
    for path in ("validation/small-world.yaml", "sweeps/small-screening.yaml"):
        (own / path).parent.mkdir(parents=True)
        shutil.copy(ROOT / "scenarios" / path, own / path)
    for name, reserve in (("spare", 20), ("scarce", 2)):
        (own / f"validation/{name}.yaml").write_text(
            f"schema: 1\nextends: small-world.yaml\nname: {name}\ntitle: {name}\noperator: {{reserve: {reserve} %}}\n")
    return own


@pytest.fixture(scope="module")
def start(browser, folder):
    """The start address of a server; it ends by Ctrl-C, without a word of trouble."""
    scenarios = [folder / f"validation/{name}.yaml" for name in ("small-world", "spare", "scarce")]
    command = [sys.executable, ROOT / "run_scenarios.py", "explore", *scenarios, "-n", 120,
               "--levers", folder / "sweeps/small-screening.yaml", "--no-browser",
               "--out", folder.parent / "results"]  # fmt: skip
    with hearing_ctrl_c():
        server = subprocess.Popen(list(map(str, command)), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line):
            break
    else:
        pytest.fail(f"the server ended: {server.wait()}")
    yield found[0]
    server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Traceback" not in said and "Error" not in said


def pictures(page) -> int:
    """How many were asked for."""
    return sum(urlsplit(url).path == "/api/picture" for url in page.seen.requests)


def hosts(page) -> set[str | None]:
    """Whom the page asked."""
    return {urlsplit(url).hostname for url in page.seen.requests if not url.startswith("data:")}


@pytest.fixture
def opened(page, start):
    """The page, opened and drawn at rest."""
    page.goto(start)
    page.wait_for_selector(DONE, timeout=MINUTES)
    yield page
    assert page.seen.complaints == []
    assert hosts(page) == {"127.0.0.1"}


def curve(page) -> str:
    """The line that is drawn last among the curves."""
    return page.locator("#curves-chart .scatterlayer .js-line").last.get_attribute("d")


def move(page, value: str) -> None:
    page.get_by_role("textbox", name=RESERVE).fill(value)
    page.keyboard.press("Tab")


def test_moving_a_lever_draws_the_curves_and_the_difference_anew(opened):
    page = opened
    assert page.locator("#difference").is_hidden()
    before, asked = curve(page), pictures(page)
    page.get_by_role("slider", name=RESERVE).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.wait_for_selector(DONE, timeout=MINUTES)
    assert curve(page) != before
    assert page.get_by_role("textbox", name=RESERVE).input_value() == "7"
    assert page.locator("#difference-chart .js-line").count() >= 3
    assert "n = 120" in page.inner_text("#status")
    assert "P10 to P90 of 120 replications" in page.inner_text("#curves-note")
    assert "same draws" in page.inner_text("#difference-note")
    assert "±" in page.inner_text("#years")
    assert 1 <= pictures(page) - asked <= 4


def test_dragging_asks_for_few_pictures_and_the_last_is_shown(opened):
    page = opened
    asked = pictures(page)
    page.get_by_role("slider", name=RESERVE).evaluate("""(slider) => {
      for (let step = 0; step < 40; step += 1) {
        slider.value = Number(slider.min) + (slider.max - slider.min) * (0.5 + step / 100);
        slider.dispatchEvent(new Event("input"));
      }
    }""")
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.wait_for_selector(DONE, timeout=MINUTES)
    assert 1 <= pictures(page) - asked <= 3, "one for the last place, more as its replications arrive"
    assert float(page.get_by_role("textbox", name=RESERVE).input_value()) > 8


def test_of_two_choices_in_a_row_the_last_has_its_own_levers(opened):
    opened.locator("#show").evaluate("""(show) => {
      for (const name of ["spare", "scarce"]) {
        show.value = `scenario:${name}`;
        show.dispatchEvent(new Event("change"));
      }
    }""")
    opened.get_by_text("rest: 2 %").wait_for(state="attached", timeout=MINUTES)
    opened.wait_for_selector(DONE, timeout=MINUTES)
    assert opened.locator("#show").input_value() == "scenario:scarce"
    assert opened.get_by_role("textbox", name=RESERVE).input_value() == "2"


def test_a_value_with_its_unit_moves_the_slider_too(opened):
    move(opened, "9 %")
    assert opened.get_by_role("textbox", name=RESERVE).input_value() == "9"
    assert float(opened.get_by_role("slider", name=RESERVE).input_value()) == 9


def test_a_wrong_value_is_told_beside_its_lever(opened):
    page = opened
    before = curve(page)
    move(page, "150")
    page.get_by_text("outside 0 % to 100 %").wait_for(timeout=MINUTES)
    assert page.get_by_role("textbox", name=RESERVE).get_attribute("aria-invalid") == "true"
    assert curve(page) == before
    move(page, "9")
    page.wait_for_selector("body[data-sides='2']", timeout=MINUTES)
    assert page.get_by_text("outside 0 % to 100 %").count() == 0


def test_a_point_is_saved_and_after_a_reload_opened_again(opened, folder):
    page = opened
    move(page, "9")
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.get_by_label("Name of this point").fill("more-reserve")
    page.get_by_role("button", name="Save as scenario file").click()
    page.get_by_text("Saved: ").wait_for(timeout=MINUTES)
    assert "reserve: 9 %" in (folder / "explored/more-reserve.yaml").read_text()
    page.wait_for_selector(DONE, timeout=MINUTES)
    drawn = curve(page)
    page.reload()
    page.wait_for_selector(DONE, timeout=MINUTES)
    assert page.get_by_role("textbox", name=RESERVE).input_value() == "5"
    page.get_by_role("button", name="Open: more-reserve").click()
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.wait_for_selector(DONE, timeout=MINUTES)
    assert page.get_by_role("textbox", name=RESERVE).input_value() == "9"
    assert curve(page) == drawn


def test_a_kept_point_is_compared_with_and_its_name_is_text(opened):
    page = opened
    move(page, "9")
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.get_by_label("Name of this point").fill("<b onclick=x>more</b>")
    page.keyboard.press("Enter")
    page.get_by_text("Kept as").wait_for(timeout=MINUTES)
    assert page.locator("#kept b").count() == 0
    page.get_by_role("button", name="Compare with it").click()
    page.get_by_role("button", name="All at rest").click()
    page.get_by_role("heading", name="small-world less <b onclick=x>more</b>").wait_for(timeout=MINUTES)
    page.get_by_role("button", name="Drop").click()
    page.get_by_text("none yet").first.wait_for(timeout=MINUTES)


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_serious_bars_anyone_and_nothing_is_wider_than_the_page(opened, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened
    page.set_viewport_size({"width": width, "height": 900})
    move(page, "9")
    page.wait_for_selector("body[data-sides='2'][data-n='120']", timeout=MINUTES)
    page.wait_for_selector(DONE, timeout=MINUTES)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found
               if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert serious == []


def test_another_browser_without_the_token_sees_nothing(browser, start):
    parts = urlsplit(start)
    stranger = browser.new_context()
    try:
        answer = stranger.new_page().goto(f"{parts.scheme}://{parts.netloc}/")
        assert answer.status == 403
    finally:
        stranger.close()
