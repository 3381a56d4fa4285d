"""Where compiled loops are kept between runs."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from numba import njit
from numba.core import config


def _find_room() -> None:
    """Give Numba a folder of this process where it finds none itself: package and home may both be read-only.

    Without one it refuses to define a loop at all. Processes that are started later inherit the folder, which goes
    with this process; it is private because code is read from it.
    """
    try:
        njit(cache=True)(_nothing)
    except RuntimeError:
        folder = tempfile.mkdtemp(prefix="nelumbo-kernels-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["NUMBA_CACHE_DIR"] = folder
        config.reload_config()


def _nothing() -> None:
    """Stand for any loop."""


def cache_folder() -> str:
    """Return the folder in which loops of this package are kept."""
    return str(njit(cache=True)(_nothing).stats.cache_path)


_find_room()
