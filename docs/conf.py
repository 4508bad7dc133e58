"""How Sphinx builds the pages of this folder: `make site` writes them to site/, as they are read here."""

project = "Data-center capacity simulation"
author = "The data-center capacity simulation authors"
copyright = f"2026, {author}"

extensions = ["myst_parser"]
exclude_patterns = ["examples", "images"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"source_repository": "", "top_of_page_buttons": []}
