"""nelumbo: a virtual laboratory for lithium-metal anodes protected by structured membranes.

One design file goes in; structure, transport, lithium growth, cycle life, cells and a report come out.
Heavy libraries (PyBaMM, Numba, matplotlib) load only when a stage needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nelumbo.design.load import load
    from nelumbo.pipeline import run

__all__ = ["__version__", "load", "run"]

__getattr__, __dir__ = lazily(
    __name__,
    {"load": "nelumbo.design.load", "run": "nelumbo.pipeline"},
    modules=(
        *("cell", "cycling", "deposition", "design", "errors", "experiments", "materials", "pipeline"),
        *("records", "report", "structure", "study", "transport", "units"),
    ),
)
