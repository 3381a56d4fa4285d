"""House docstrings as reStructuredText: equations stay as they are typed, names in backticks are code."""

import re

from sphinx.application import Sphinx

_NAME = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_MARKUP = re.compile(r"([*|\\]|_(?!\w))")
_RELATION = re.compile(r"\S\s*[=≈≤≥∝←]\s*\S|∇|∂")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Yields):\n")
_PROMPT = (">>> ", "... ")


def setup(app: Sphinx) -> dict[str, bool]:
    """Come before napoleon, which reads the sections (Args, Attributes, Raises)."""
    app.connect("autodoc-process-docstring", _rewrite, priority=400)
    return {"parallel_read_safe": True}


def _rewrite(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    text = _FENCE.sub(lambda block: re.sub("^", "    ", block[1], flags=re.MULTILINE), "\n".join(lines))
    paragraphs = re.split(r"\n\s*\n", text)
    lines[:] = "\n\n".join(_equations(p) if is_equation(p) else _plain(p) for p in paragraphs).split("\n")


def sections_cut(docstring: str) -> list[str]:
    """Return the paragraphs of a docstring before its first section (Args, Attributes, Raises, Returns)."""
    paragraphs = re.split(r"\n\s*\n", docstring)
    sections = (n for n, paragraph in enumerate(paragraphs) if _SECTION.match(paragraph))
    return [paragraph for paragraph in paragraphs[: next(sections, None)] if paragraph.strip()]


def is_equation(paragraph: str) -> bool:
    """Whether a paragraph is made of relations, or all of it is indented; sentences have a full stop."""
    lines = paragraph.rstrip().splitlines()
    if not lines or all(line.startswith("    ") for line in lines):
        return bool(lines)
    relations = [line for line in lines if _RELATION.search(line) and len(line) < 120]
    return not lines[-1].endswith((".", ":")) and lines[0] in relations and 2 * len(relations) > len(lines)


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
