"""Commented designs to start from: one frame, and for each kind of film the lines that it needs in it."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from nelumbo.design.quantity import NAME_IN_WORDS, Identifier
from nelumbo.errors import DesignError, NelumboError, Problem

TEMPLATES = ("hollow-spheres", "solid-particles", "image", "bare")
"""Kinds of films that a design can start with."""

_ID = re.compile(r'^id = "(\w+)"$', re.MULTILINE)


def template(name: str, kind: str = TEMPLATES[0]) -> str:
    """Return a complete, commented design file called ``name``: a bare foil, beside a film unless it is ``bare``.

    A design of an image names the file that `write_template` puts beside it.

    Raises:
        DesignError: ``name`` cannot be the name of a design.
        NelumboError: ``kind`` is not one of `TEMPLATES`.
    """
    if kind not in TEMPLATES:
        raise NelumboError(f"unknown template {kind!r}; there are: {', '.join(TEMPLATES)}")
    try:
        TypeAdapter(Identifier).validate_python(name)
    except ValidationError as error:
        problem = Problem("name", NAME_IN_WORDS, repr(name), "choose another name, such as my_film")
        raise DesignError(f"{name}.toml", [problem]) from error
    words = {"name": name, "image": _image(name), **_pieces(_read(kind.replace("-", "_")))}
    words["electrodes"] = ", ".join(f'"{id}"' for id in ("bare_foil", *_ID.findall(words["electrode"])))
    text = _read("frame")
    while "<<" in text:  # an inserted piece may hold words itself
        text = re.sub(r"<<(\w+)>>", lambda word: words[word[1]], text)
    return re.sub(r"\n{3,}", "\n\n", text)


def write_template(path: Path, kind: str = TEMPLATES[0]) -> list[Path]:
    """Write a design, called like its file as far as names allow, and what it names; return the new files.

    Raises:
        NelumboError: a file exists, the folder does not, or ``kind`` is not one of `TEMPLATES`.
    """
    name = _name_like(path.stem)
    text = template(name, kind)
    image = path.with_name(_image(name))
    written = [path, image] if kind == "image" else [path]
    for file in written:
        if file.exists():
            raise NelumboError(f"{file} exists: choose another name or remove the file")
    if not path.parent.is_dir():
        raise NelumboError(f"there is no folder {path.parent}: make it first, or choose another")
    if kind == "image":
        import numpy as np

        from nelumbo.design.example_image import example_image

        np.save(image, example_image())
    path.write_text(text, encoding="utf-8")
    return written


def _name_like(stem: str) -> str:
    """Return the name of a design nearest to that of a file, which may have blanks, hyphens and any script."""
    letters = re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_")
    return (letters if letters[:1].isalpha() else f"film_{letters}".rstrip("_"))[:40]


def _image(name: str) -> str:
    return f"{name}_image.npy"


def _read(name: str) -> str:
    return (files("nelumbo.design") / "templates" / f"{name}.toml").read_text(encoding="utf-8")


def _pieces(text: str) -> dict[str, str]:
    """Return what follows each ``<<name>>`` that has a line of its own."""
    _, *parts = re.split(r"^<<(\w+)>>\n", text, flags=re.MULTILINE)
    return {name: piece.rstrip("\n") for name, piece in zip(parts[::2], parts[1::2], strict=True)}
