"""The pages make a web site without a warning, and it asks nothing of anybody."""

import re
import subprocess
import sys

import pytest

from tests.docs.pages import PAGES, ROOT

OUTSIDE = re.compile(r"""(?:src|srcset)=["'](?:https?:)?//|<link[^>]+href=["'](?:https?:)?//|@import"""
                     r"""|url\(["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Built as `make site` builds it."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-W", "--keep-going", "-q", "-c", "docs", "-d", folder / "trees", "-b", "html", ".", folder / "site"]
    done = subprocess.run([sys.executable, "-m", "sphinx", *map(str, words)], cwd=ROOT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_every_page_is_in_it_and_led_to(site):
    contents = (site / "docs" / "index.html").read_text(encoding="utf-8")
    for page in PAGES:
        made = site / page.replace(".md", ".html")
        assert made.is_file(), page
        assert page == "docs/index.md" or f"{made.stem}.html" in contents, page
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_the_notebook_is_a_page_with_its_code(site):
    page = (site / "docs" / "notebook.html").read_text(encoding="utf-8")
    assert "highlight-python" in page
    assert "to_xarray" in page


def test_nothing_is_fetched_from_elsewhere(site):
    files = [path for suffix in ("html", "css") for path in site.rglob(f"*.{suffix}")]
    assert len(files) > len(PAGES)
    found = {path.name: match[0] for path in files if (match := OUTSIDE.search(path.read_text(encoding="utf-8")))}
    assert found == {}


def test_the_makefile_builds_it_the_same_way():
    assert "-m sphinx -W --keep-going -q -c docs -d site/.doctrees -b html . site" in (ROOT / "Makefile").read_text()
