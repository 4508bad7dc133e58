"""How Sphinx makes a web site of these pages: `make site` writes it to site/, and asks for nothing outside."""

import json
from pathlib import Path

from myst_parser.parsers.sphinx_ import MystParser

project = "Data-center capacity simulation"
author = "The data-center capacity simulation authors"
copyright = author

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "results/README.md",
                    "docs/**"]  # fmt: skip
exclude_patterns = ["docs/examples", "docs/images", ".venv", "site", "sim", "tests", "tables", "results/*/**"]
source_suffix = {".md": "markdown", ".ipynb": "notebook"}
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "default"


def setup(app):
    """Notebooks are pages too, and the site begins at its top, whatever folder its first page lies in."""
    app.add_source_parser(NotebookParser)
    app.connect("build-finished", begin_at_the_top)


class NotebookParser(MystParser):
    """Reads a notebook as the page that its cells make."""

    supported = ("notebook",)

    def parse(self, inputstring, document):
        """Text as it stands, code between fences."""
        cells = json.loads(inputstring)["cells"]
        texts = ["".join(cell["source"]) for cell in cells]
        super().parse("\n\n".join(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
                                  for cell, text in zip(cells, texts, strict=True)), document)  # fmt: skip


def begin_at_the_top(app, exception):
    """A page that leads to the first one."""
    if exception is None and app.builder.format == "html":
        first = f"{root_doc}.html"
        page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={first}">'
        Path(app.outdir, "index.html").write_text(f'{page}<a href="{first}">{project}</a>\n', encoding="utf-8")
