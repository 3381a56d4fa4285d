"""Keep a run folder to one run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nelumbo.errors import NelumboError


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder against other runs; the system lets go when the process ends, however it ends.

    Where folders cannot be locked (Windows, some network drives) nothing is held.

    Raises:
        NelumboError: another run works in the folder.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise NelumboError(
            f"another run works in {folder}: wait for its end or choose another folder with -o"
        ) from error
    except OSError:
        pass
    try:
        yield
    finally:
        os.close(handle)
