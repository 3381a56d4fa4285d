"""Where compiled loops are kept between runs."""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any


def compiled(function: Callable[..., Any], **options: Any) -> Any:
    """Return Numba's dispatcher of a function, its machine code kept in `cache_folder`."""
    from numba import njit
    from numba.core import config

    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        return njit(cache=True, nogil=True, **options)(function)
    finally:
        config.CACHE_DIR = before


@cache
def cache_folder() -> Path:
    """Return the folder in which the loops of this source are kept for this processor.

    Numba compiles a function again when its own file has changed, but not when that of a function it calls has:
    the folder is named by the content of all kernels, the versions of the compiler and the processor.
    """
    made_by = f"{sys.version} {version('numba')} {version('llvmlite')} {_processor()}"
    content = hashlib.sha256(made_by.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.name.encode() + source.read_bytes())
    folder = _room() / f"nelumbo-{content.hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    return folder


def is_kept(name: str) -> bool:
    """Whether a loop, ``module.name``, or all loops of a module were compiled before."""
    return _mark(name).exists()


def keep(name: str) -> None:
    """Note that a loop, or all loops of a module, are compiled."""
    _mark(name).touch()


def _mark(name: str) -> Path:
    return cache_folder() / f"{name}.kept"


def _processor() -> str:
    """Return what machine code depends on: the processor, its features, and the settings of Numba."""
    settings = [os.environ.get(f"NUMBA_{name}", "") for name in ("CPU_NAME", "CPU_FEATURES", "OPT")]
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = [platform.processor()]
    seen = dict.fromkeys(
        line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))
    )
    return " ".join([platform.machine(), *settings, *(seen or lines[:1])])


def _room() -> Path:
    """Return a folder that can be written: Numba's own, that of the package, or the user's.

    Where there is none, it is a folder of this process, which goes with it and which processes that are started
    later inherit; it is private because code is read from it.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    rooms = [Path(named)] if named else [Path(__file__).parent / "__pycache__", home / "nelumbo"]
    for room in rooms:
        if _can_be_written(room):
            return room
    private = Path(tempfile.mkdtemp(prefix="nelumbo-kernels-"))
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(private)
    return private


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
