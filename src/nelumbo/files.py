"""Files that appear whole or not at all, and what is told when they cannot be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nelumbo.errors import FolderError

DRAFT = r"\.[\w.-]+\.\d+\.tmp"
"""Pattern of the names of files that a killed process left half written."""


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file under another name, see it through to the disk, then give it its own.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    data = content.encode() if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusals to write into a `FolderError`, which ends a run and says how it goes on."""
    try:
        yield
    except OSError as error:
        raise FolderError(str(error.filename or folder), error.strerror or str(error)) from error
