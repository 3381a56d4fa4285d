"""Directives that read the package: the laws of a stage, the methods of a solver, its modules, the sources."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from textwrap import dedent
from types import ModuleType

from docstrings import is_equation, sections_cut
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nelumbo.law import Law

_ENTRY = re.compile(r"^@\w+\{(?P<key>[^,\s]+),(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*?)\},?\s*$", re.MULTILINE | re.DOTALL)

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FORMULA = re.compile(r"[−√ΣΦ∫²^]|\bln\b")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name, directive in (("laws", Laws), ("methods", Methods), ("modules", Modules), ("sources", Sources)):
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
    """``{laws} nelumbo.structure``: every law with equation, units and sources that the page has not shown yet."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return one section per law."""
        shown = self.env.temp_data.setdefault("nelumbo laws", set())
        found = [
            law
            for package in self.arguments[0].split()
            for module in modules_of(package)
            for law in laws_of(module)
            if law not in shown
        ]
        shown.update(found)
        for law in found:
            self.env.note_dependency(inspect.getfile(law))
        return [self._section(law) for law in found]

    def _section(self, law: type[Law]) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"{law.__module__}-{law.__name__}")], names=[])
        section += nodes.title("", _CAPITAL.sub(" ", law.__name__))
        first, *rest = explained(law)
        section += first
        equations = re.sub(r";\s{2,}", "\n", law.equation)
        section += nodes.literal_block(equations, equations, language="none")
        section += _symbols(law.units)
        section += [node for node in rest if not isinstance(node, nodes.literal_block)]  # the equation again
        section += self._footer(law)
        return section

    def _footer(self, law: type[Law]) -> nodes.paragraph:
        footer = nodes.paragraph("", "", nodes.literal("", f"{law.__module__}.{law.__name__}"))
        for number, key in enumerate(law.references):
            footer += nodes.Text("; " if number else ". Sources: ")
            footer += _cited(sources()[key])
        return footer


class Methods(SphinxDirective):
    """``{methods} nelumbo.numerics.elliptic``: what modules say, and all that takes more than a sentence."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return one section per module."""
        return [self._section(importlib.import_module(name)) for name in self.arguments[0].split()]

    def _section(self, module: ModuleType) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"methods-{module.__name__}")], names=[])
        section += nodes.title("", module.__name__.removeprefix("nelumbo."))
        section += explained(module)
        self.env.note_dependency(str(module.__file__))
        for name, thing in vars(module).items():
            own = callable(thing) and getattr(thing, "__module__", "") == module.__name__
            if own and not name.startswith("_"):
                told = [*explained(thing), *_formulas(thing)]
                if len(told) > 1:
                    section += nodes.paragraph("", "", nodes.literal("", name), classes=["method"])
                    section += told
        return section


def explained(thing: object) -> list[nodes.Node]:
    """Return a docstring up to its lists of arguments and attributes; equations stand as they are typed."""
    return [
        nodes.literal_block(text, text, language="none")
        if is_equation(paragraph)
        else nodes.paragraph("", "", *_with_code(re.sub("::$", ":", " ".join(paragraph.split()))))
        for paragraph in sections_cut(inspect.getdoc(thing) or "")
        for text in [dedent(paragraph)]
    ]


def _formulas(thing: object) -> list[nodes.Node]:
    """Return a list of what a class computes by a formula that the first sentence of a method tells."""
    items = [
        nodes.list_item("", nodes.paragraph("", "", nodes.literal("", name), nodes.Text(": "), *_with_code(told)))
        for name, member in (vars(thing).items() if isinstance(thing, type) else ())
        for told in [" ".join((inspect.getdoc(member) or "").partition("\n\n")[0].split())]
        if not name.startswith("_") and _FORMULA.search(told)
    ]
    return [nodes.bullet_list("", *items)] if items else []


def _with_code(text: str) -> list[nodes.Node]:
    """Return text whose words in backticks are code."""
    parts = re.split(r"`+([^`]+)`+", text)
    return [nodes.literal("", part) if n % 2 else nodes.Text(part) for n, part in enumerate(parts) if part]


def _symbols(units: Mapping[str, str]) -> nodes.paragraph:
    """Return every symbol with its unit, in a line."""
    told = nodes.paragraph("", "", classes=["symbols"])
    for number, (symbol, unit) in enumerate(units.items()):
        base, _, index = symbol.partition("_")
        told += nodes.Text(", " if number else "")
        told += nodes.emphasis("", base)
        if index:
            told += nodes.subscript("", index.strip("{}"))
        told += nodes.Text(f"\N{NO-BREAK SPACE}{_written(unit)}")
    return told


def _written(unit: str) -> str:
    """Return a unit as in print; numbers without one are marked by a bracket."""
    raised = re.sub(r"\^(-?\d+)", lambda power: power[1].translate(_RAISED), unit)
    return "[1]" if unit in ("", "1") else raised.replace("ohm", "Ω").replace(" ", "\N{NO-BREAK SPACE}")


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
