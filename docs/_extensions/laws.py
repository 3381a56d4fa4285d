"""Directives that read the package: the laws of a stage, the modules of a package, the sources."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib.resources import files
from types import ModuleType

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nelumbo.law import Law

_ENTRY = re.compile(r"^@\w+\{(?P<key>[^,\s]+),(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*?)\},?\s*$", re.MULTILINE | re.DOTALL)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name, directive in (("laws", Laws), ("modules", Modules), ("sources", Sources)):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True}


def sources() -> dict[str, dict[str, str]]:
    """Return the fields of every entry of ``materials/references.bib``."""
    text = (files("nelumbo.materials") / "references.bib").read_text(encoding="utf-8")
    return {entry["key"]: dict(_FIELD.findall(entry["body"])) for entry in _ENTRY.finditer(text)}


def modules_of(package: str) -> Iterator[ModuleType]:
    """Yield the modules below a package, kernels left out: they are read beside the module that calls them."""
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}."):
        if ".kernels" not in found.name:
            yield importlib.import_module(found.name)


def laws_of(module: ModuleType) -> Iterator[type[Law]]:
    """Yield the final laws that a module defines."""
    for thing in vars(module).values():
        own = isinstance(thing, type) and issubclass(thing, Law) and thing.__module__ == module.__name__
        if own and "equation" in vars(thing) and not inspect.isabstract(thing):
            yield thing


class Laws(SphinxDirective):
    """``{laws} nelumbo.structure``: every law of a stage with equation, units and sources."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return one section per law."""
        found = [law for module in modules_of(self.arguments[0]) for law in laws_of(module)]
        return [self._section(law) for law in found]

    def _section(self, law: type[Law]) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"{law.__module__}-{law.__name__}")], names=[])
        section += nodes.title("", law.__name__)
        told = (inspect.getdoc(law) or "").partition("\n\n")[0]
        section += nodes.paragraph("", told)
        section += nodes.literal_block(law.equation, law.equation, language="none")
        section += _table([("Symbol", "Unit"), *law.units.items()])
        section += self._footer(law)
        return section

    def _footer(self, law: type[Law]) -> nodes.paragraph:
        footer = nodes.paragraph("", "", nodes.literal("", f"{law.__module__}.{law.__name__}"))
        for number, key in enumerate(law.references):
            footer += nodes.Text("; " if number else ". Sources: ")
            footer += _cited(sources()[key])
        return footer


class Modules(SphinxDirective):
    """``{modules} nelumbo.structure``: what every module of a package offers, from its docstrings."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return one section per module."""
        found = []
        for module in modules_of(self.arguments[0]):
            section = nodes.section(ids=[nodes.make_id(module.__name__)], names=[])
            section += nodes.title("", module.__name__)
            members = "   :no-members:" if hasattr(module, "__path__") else ""  # a package repeats its modules
            lines = StringList([f".. automodule:: {module.__name__}", members, ""], self.get_source_info()[0])
            self.state.nested_parse(lines, self.content_offset, section)
            found.append(section)
        return found


class Sources(SphinxDirective):
    """``{sources}``: everything that a law cites."""

    def run(self) -> list[nodes.Node]:
        """Return one list item per source."""
        entries = sorted(sources().values(), key=lambda entry: (entry.get("author", ""), entry.get("year", "")))
        items = nodes.bullet_list()
        for entry in entries:
            told = nodes.paragraph("", "", _cited(entry), nodes.Text(f": {_clean(entry.get('title', ''))}"))
            items += nodes.list_item("", told)
        return [items]


def _cited(entry: dict[str, str]) -> nodes.Node:
    """Return authors and year, linked where the source has a DOI or an address."""
    authors = [name.partition(",")[0].split()[-1] for name in _clean(entry.get("author", "?")).split(" and ")]
    shown = " & ".join(authors) if len(authors) < 3 else f"{authors[0]} et al."
    text = f"{shown} {entry.get('year', '')}".strip()
    address = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
    return nodes.reference("", text, refuri=address) if address else nodes.Text(text)


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", text))


def _table(rows: list[tuple[str, str]]) -> nodes.table:
    head, *body = (nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in row)) for row in rows)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in rows[0]), cols=len(rows[0]))
    group += nodes.thead("", head)
    group += nodes.tbody("", *body)
    return nodes.table("", group)
