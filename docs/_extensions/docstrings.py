"""House docstrings as reStructuredText: equations stay as they are typed, names in backticks are code."""

import re

from sphinx.application import Sphinx

_NAME = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_MARKUP = re.compile(r"([*|\\]|_(?!\w))")
_RELATION = re.compile(r"\S\s*[=≈≤≥∝←]\s*\S|∇|∂")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROMPT = (">>> ", "... ")


def setup(app: Sphinx) -> dict[str, bool]:
    """Come before napoleon, which reads the sections (Args, Attributes, Raises)."""
    app.connect("autodoc-process-docstring", _rewrite, priority=400)
    return {"parallel_read_safe": True}


def _rewrite(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    text = _FENCE.sub(lambda block: re.sub("^", "    ", block[1], flags=re.MULTILINE), "\n".join(lines))
    paragraphs = re.split(r"\n\s*\n", text)
    lines[:] = "\n\n".join(_equations(p) if _is_equation(p) else _plain(p) for p in paragraphs).split("\n")


def _is_equation(paragraph: str) -> bool:
    lines = paragraph.splitlines()
    indented = bool(lines) and all(line.startswith("    ") for line in lines)
    return indented or (bool(lines) and all(_RELATION.search(line) and len(line) < 110 for line in lines))


def _equations(paragraph: str) -> str:
    return "::\n\n" + "\n".join(f"    {line.strip()}" for line in paragraph.splitlines())


def _plain(paragraph: str) -> str:
    return "\n".join(_escaped(line) for line in paragraph.splitlines())


def _escaped(line: str) -> str:
    """Escape what reStructuredText would take for markup, outside of code."""
    if line.lstrip().startswith(_PROMPT):
        return line
    parts = re.split(r"(``[^`]+``)", _NAME.sub(r"``\1``", line))
    return "".join(part if part.startswith("``") else _MARKUP.sub(r"\\\1", part) for part in parts)
