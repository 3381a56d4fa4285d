"""Commented designs to start from."""

from __future__ import annotations

from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from nelumbo.design.quantity import NAME_IN_WORDS, Identifier
from nelumbo.errors import DesignError, Problem

_TEMPLATE = "hollow_spheres"


def template(name: str) -> str:
    """Return a complete, commented design file called ``name``: a bare foil beside a hollow-sphere membrane.

    Raises:
        DesignError: ``name`` cannot be the name of a design.
    """
    try:
        TypeAdapter(Identifier).validate_python(name)
    except ValidationError as error:
        problem = Problem("name", NAME_IN_WORDS, repr(name), "choose another name, such as my_film")
        raise DesignError(f"{name}.toml", [problem]) from error
    text = (files("nelumbo.design") / "templates" / f"{_TEMPLATE}.toml").read_text(encoding="utf-8")
    return text.replace(f'name = "{_TEMPLATE}"', f'name = "{name}"', 1)
