"""The pages make a web site without a warning, and it asks nothing of anybody."""

import re
import subprocess
import sys

import pytest

from tests.docs.pages import PAGES, ROOT

OUTSIDE = re.compile(r"""(?:src|srcset)=["'](?:https?:)?//|<link[^>]+href=["'](?:https?:)?//|@import"""
                     r"""|url\(["']?(?:https?:)?//""")


def test_the_site_is_whole_and_asks_nothing_of_anybody(tmp_path):
    words = ["-W", "--keep-going", "-q", "-c", "docs", "-d", tmp_path / "trees", "-b", "html", ".", tmp_path / "site"]
    done = subprocess.run([sys.executable, "-m", "sphinx", *map(str, words)], cwd=ROOT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    every_page_is_led_to(tmp_path / "site")
    the_notebook_shows_its_code(tmp_path / "site" / "docs" / "notebook.html")
    nothing_is_fetched(tmp_path / "site")


def every_page_is_led_to(site):
    contents = (site / "docs" / "index.html").read_text(encoding="utf-8")
    for page in PAGES:
        made = site / page.replace(".md", ".html")
        assert made.is_file(), page
        assert page == "docs/index.md" or f"{made.stem}.html" in contents, page
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def the_notebook_shows_its_code(page):
    text = page.read_text(encoding="utf-8")
    assert "highlight-python" in text
    assert "to_xarray" in text


def nothing_is_fetched(site):
    files = [path for suffix in ("html", "css") for path in site.rglob(f"*.{suffix}")]
    assert len(files) > len(PAGES)
    found = {path.name: match[0] for path in files if (match := OUTSIDE.search(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize("text", ['<script src="https://x/y.js">', '<link rel="stylesheet" href="//x/y.css">',
                                  "@import 'y.css'", 'src: url("http://x/y.woff2")'])  # fmt: skip
def test_what_would_be_fetched_is_noticed(text):
    assert OUTSIDE.search(text)


def test_the_makefile_builds_it_the_same_way():
    assert "-m sphinx -W --keep-going -q -c docs -d site/.doctrees -b html . site" in (ROOT / "Makefile").read_text()
