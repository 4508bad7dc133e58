"""A real browser for pages: Debian's chromium, driven by Playwright, cut off from every network."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

ALONE = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
MISSING = "no chromium here: `apt-get install --no-install-recommends chromium` lets pages be tested in a browser"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The browser; the tests are skipped where there is none, and fail in CI, which installs it."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ALONE))
        yield started
        started.close()


@dataclass
class Watched:
    """What a page did that it should not have, and what it asked for."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Errors, warnings, and what a content security policy kept it from."""
    dialogs: list[str] = field(default_factory=list)


def watch(page) -> Watched:
    """Notes all of it from now on."""
    seen = Watched()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text)
            if message.type in ("error", "warning") else None)  # fmt: skip
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    return seen


@pytest.fixture
def page(browser) -> Iterator[object]:
    """An empty page in a context of its own, without animations; `page.seen` is what it did."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.seen = watch(opened)
    yield opened
    context.close()
