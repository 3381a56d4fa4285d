"""How many threads the compiled loops take."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

# Threads that wait for others should sleep, not spin: where programs share the cores, spinning costs all of them
# many times their work. The OpenMP library reads this when Numba loads it.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numba
from threadpoolctl import threadpool_info


def share_cores() -> int:
    """Give the loops as many threads as linear algebra has here, and return how many that are.

    Whoever keeps NumPy to one thread, by ``OMP_NUM_THREADS`` or `threadpoolctl.threadpool_limits` in one of
    several processes, means these loops too; Numba itself would take all cores.
    """
    allowed = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    threads: int = max(1, min([int(numba.config.NUMBA_NUM_THREADS), *allowed]))
    numba.set_num_threads(threads)
    return threads


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the loops inside to one thread."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        yield
    finally:
        numba.set_num_threads(before)
