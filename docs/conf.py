"""Sphinx: the pages of this folder, with equations, sources and the reference read from the package itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

import nelumbo

project = "nelumbo"
author = copyright = "the nelumbo developers"
version = release = nelumbo.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "docstrings", "sphinx.ext.napoleon", "laws"]
exclude_patterns = ["_build", "_extensions"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
suppress_warnings = [
    "myst.xref_missing",  # links to files beside docs/: tests/test_documents.py checks them
    "ref.python",  # several modules have a Section, a width: a bare word in a docstring means the nearest
]

napoleon_use_ivar = True
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
toc_object_entries = False

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_title = f"nelumbo {version}"
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "show_prev_next": False,
    "header_links_before_dropdown": 7,
}
html_sidebars = {page: [] for page in ("index", "tutorial")}  # without pages below them
html_show_sourcelink = False
