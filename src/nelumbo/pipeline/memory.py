"""Peak memory of a stretch of code, as the operating system counts it."""

from __future__ import annotations

import sys
from pathlib import Path

_REFERENCES = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


def reset_peak() -> None:
    """Let `peak_memory` count from now where the system can (Linux); elsewhere it counts from the start."""
    try:
        _REFERENCES.write_text("5")
    except OSError:
        return


def peak_memory() -> int:
    """Return the largest resident set of this process since `reset_peak`, bytes."""
    try:
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return _largest_ever()


def _largest_ever() -> int:
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return int(psutil.Process().memory_info().rss)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024
