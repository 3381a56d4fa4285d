"""nelumbo: a virtual laboratory for lithium-metal anodes protected by structured membranes.

One design file goes in; structure, transport, lithium growth, cycle life, cells and a report come out.
Heavy libraries (PyBaMM, Numba, matplotlib) load only when a stage needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nelumbo.design.load import load
    from nelumbo.pipeline import run

_LAZY = {"load": "nelumbo.design.load", "run": "nelumbo.pipeline"}
_SUBPACKAGES = {
    "cell",
    "cycling",
    "deposition",
    "design",
    "experiments",
    "materials",
    "structure",
    "transport",
}

__all__ = ["__version__", "load", "run"]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _SUBPACKAGES:
        return import_module(f"nelumbo.{name}")
    raise AttributeError(f"module 'nelumbo' has no attribute {name!r}")
