"""Every law says its equation, the units of its symbols and its sources."""

import inspect
import pkgutil
import re
from importlib import import_module
from importlib.resources import files

import pytest

import nelumbo
from nelumbo.law import Law

ENTRIES = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
BIBLIOGRAPHY = ENTRIES.findall((files("nelumbo.materials") / "references.bib").read_text(encoding="utf-8"))


def subclasses(cls: type) -> set[type]:
    return {cls} | {found for child in cls.__subclasses__() for found in subclasses(child)}


def laws() -> list[type[Law]]:
    """Every final law of the package."""
    for module in pkgutil.walk_packages(nelumbo.__path__, "nelumbo."):
        import_module(module.name)
    ours = [cls for cls in subclasses(Law) - {Law} if cls.__module__.startswith("nelumbo.")]
    return sorted((c for c in ours if not inspect.isabstract(c)), key=lambda c: f"{c.__module__}.{c.__name__}")


LAWS = laws()


def test_the_laws_are_found():
    assert {"DeadLithium", "SEIGrowth", "Roughening", "Inspection"} <= {law.__name__ for law in LAWS}


def test_references_are_unique():
    assert len(BIBLIOGRAPHY) == len(set(BIBLIOGRAPHY))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.__module__.removeprefix('nelumbo.')}.{law.__name__}")
def test_law(law: type[Law]):
    assert law.equation.strip()
    assert law.units
    strange = [symbol for symbol in law.units if symbol not in law.equation]
    assert not strange, f"units of symbols that the equation does not have: {strange}"
    assert all(unit.strip() for unit in law.units.values())
    assert law.references
    assert set(law.references) <= set(BIBLIOGRAPHY), "cite keys of materials/references.bib"
    assert not law.__subclasses__(), "a class is abstract or final"
    assert inspect.getdoc(law)
