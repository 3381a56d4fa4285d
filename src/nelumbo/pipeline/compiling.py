"""Compile the loops of a run once, before its stages start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, wait

from nelumbo.numerics.kernels.cache import is_kept, keep
from nelumbo.pipeline.observers import Compiling, Event

_LOOK = 0.2
"""Time between two looks at what has been compiled, s."""


def compile_loops(modules: Iterable[str], executor: Executor, tell: Callable[[Event], None]) -> None:
    """Compile the loops of modules of `nelumbo.numerics.kernels` that are not on disk yet.

    Loops that share functions are compiled one after the other in one process, the others side by side.

    Args:
        modules: last parts of their names. executor: does the work. tell: is called with every event.
    """
    missing = [module for module in sorted(set(modules)) if not is_kept(module)]
    if not missing:
        return
    from nelumbo.numerics.kernels.loop import families, prepare

    groups = families(missing)
    names = [name for group in groups for name in group if not is_kept(name)]  # an interrupted run left some
    futures = [executor.submit(prepare, group) for group in sorted(groups, key=len, reverse=True)]
    running = set(futures)
    while running:
        tell(Compiling(sum(map(is_kept, names)), len(names)))
        _, running = wait(running, timeout=_LOOK)
    for future in futures:
        future.result()
    tell(Compiling(len(names), len(names)))
    for module in missing:
        keep(module)
