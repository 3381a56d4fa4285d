"""Read a TOML file, or say why it cannot be read and in which line."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path
from typing import Any

from nelumbo.errors import DesignError, Problem

_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        DesignError: the file is missing, a directory, empty, not UTF-8 or not TOML.
    """
    text = read_text(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DesignError(str(path), [_syntax_problem(str(error), text)]) from error
    except RecursionError as error:
        problem = Problem("file", "tables of a sensible depth", "tables nested too deeply", "nest less")
        raise DesignError(str(path), [problem]) from error
    if not raw:
        problem = Problem(
            "file", "a design in TOML", "an empty file", "start from a template: `nelumbo new NAME` writes one"
        )
        raise DesignError(str(path), [problem])
    return raw


def read_text(path: Path, key: str = "file") -> str:
    """Return a text file's content, decoded from UTF-8.

    Raises:
        DesignError: the file is missing, a directory, unreadable or not UTF-8; its problem carries ``key``.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        problem = Problem(key, "the path of a file", f"{path}, which does not exist", "correct the path")
        raise DesignError(str(path), [problem]) from error
    except IsADirectoryError as error:
        problem = Problem(key, "the path of a file", f"{path}, a directory", "give the path of a file inside it")
        raise DesignError(str(path), [problem]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(
            key, "a file that can be read", f"{path}: {reason}", "check the path and its permissions"
        )
        raise DesignError(str(path), [problem]) from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(
            f"line {line}",
            "text in UTF-8",
            f"the byte 0x{content[error.start]:02x}, which is not UTF-8",
            "save the file as UTF-8 in your editor",
        )
        raise DesignError(str(path), [problem]) from error


def _syntax_problem(message: str, text: str) -> Problem:
    """Turn the parser's message into a problem at a line."""
    lines = text.splitlines()
    place = _PLACE.search(message)
    number = min(int(place.group(1)), len(lines)) if place else len(lines)
    content = textwrap.shorten(lines[number - 1], 80, placeholder=" ...") if lines else ""
    reason = _PLACE.sub("", message.removesuffix(" (at end of document)"))
    return Problem(
        f"line {number}",
        'valid TOML, such as key = "0.8 um", key = 600 or [table]',
        f"{content or 'the end of the file'} ({reason[:1].lower()}{reason[1:]})",
        "correct this line or the one before; texts with units stand in double quotes",
    )
