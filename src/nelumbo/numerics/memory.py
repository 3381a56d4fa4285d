"""Whether a computation fits into the memory that is there, asked before it starts."""

from __future__ import annotations

from nelumbo.errors import StageError


def require_memory(needed: float, what: str) -> None:
    """Refuse a computation that would not fit.

    Args:
        needed: bytes at its peak. what: the computation in words.

    Raises:
        StageError: less than ``needed`` is available.
    """
    import psutil

    available = psutil.virtual_memory().available
    if needed > available:
        raise StageError(
            f"{what} needs {needed / 1e9:.3g} GB of memory, and {available / 1e9:.3g} GB are available.",
            "take an image of fewer voxels (halving every axis needs an eighth), or end other programs.",
        )
