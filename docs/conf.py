"""How Sphinx makes a web site of these pages: `make site` writes it to site/, and asks for nothing outside."""

from pathlib import Path

project = "Data-center capacity simulation"
author = "The data-center capacity simulation authors"
copyright = author

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "results/README.md", "docs/**"]
exclude_patterns = ["docs/examples", "docs/images", ".venv", "site", "sim", "tests", "tables", "results/*/**"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "default"


def setup(app):
    """The site begins at its top, whatever folder its first page lies in."""
    app.connect("build-finished", begin_at_the_top)


def begin_at_the_top(app, exception):
    """A page that leads to the first one."""
    if exception is None and app.builder.format == "html":
        first = f"{root_doc}.html"
        page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={first}">'
        Path(app.outdir, "index.html").write_text(f'{page}<a href="{first}">{project}</a>\n', encoding="utf-8")
