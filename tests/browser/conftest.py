"""A real browser, Debian's chromium, which makes no request of its own."""

import os
import shutil
from collections.abc import Iterator

import pytest

NAME = "chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """The browser; the test is skipped where there is none, and fails there in CI."""
    found = shutil.which(NAME)
    if found is None:
        told = f"there is no {NAME} here: `apt-get install {NAME}`"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(told)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser) -> Iterator:
    """A page of a context of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
