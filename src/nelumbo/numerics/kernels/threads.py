"""How many threads the compiled loops take, and how their planes are shared among them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

SERIAL = 10_000
"""Work, in cells, that is left to one thread: to wake another takes longer."""


def share_cores() -> int:
    """Return how many threads loops may take: as many as linear algebra has here.

    Whoever keeps NumPy to one thread, by ``OMP_NUM_THREADS`` or `threadpoolctl.threadpool_limits` in one of
    several processes, means these loops too.
    """
    allowed = [pool.num_threads for pool in _algebra().lib_controllers]
    affinity: Any = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min([int(cores), *map(int, allowed)]))


def over_planes(loop: Callable[..., Any], planes: int, work: int, threads: int, *arguments: Any) -> None:
    """Call a loop on ranges of planes, ``loop(*arguments, first, last)``, side by side on threads.

    Args:
        loop: releases the interpreter's lock, and writes no plane twice.
        planes: how many there are. work: cells in all of them.
        threads: how many may be taken.
    """
    count = 1 if work < SERIAL else min(threads, planes)
    if count == 1:
        loop(*arguments, 0, planes)
        return
    ends = [planes * n // count for n in range(count + 1)]
    list(_pool(threads).map(lambda n: loop(*arguments, ends[n], ends[n + 1]), range(count)))


@cache
def _algebra() -> ThreadpoolController:
    """Return what knows the threads of the linear algebra; to look for the libraries anew takes milliseconds."""
    return ThreadpoolController().select(user_api="blas")


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="loops")
