"""Loops compiled for one signature each, when they are first needed, and kept on disk.

A loop is what Python calls. Its types are fixed where it is written, so that the same machine code runs whatever
was called before it; another type, precision or memory layout is refused. An inner function is called by loops
only, and its types are inferred.

A module's functions are compiled by one process at a time. Another process that needs them waits, then reads what
the first one has written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from threading import Lock
from typing import Any

from filelock import FileLock
from numba.core.dispatcher import Dispatcher

from nelumbo.numerics.kernels.cache import cache_folder, compiled, is_kept, keep

_PACKAGE = "nelumbo.numerics.kernels"
_PREPARING = Lock()
_LOOPS: dict[str, Loop] = {}
"""The loops of all modules that are imported, by ``module.name``."""


@dataclass(eq=False)
class Loop:
    """A compiled function of one signature.

    Attributes:
        signature: of Numba, result and arguments.
        dispatcher: of Numba, compiles and calls.
    """

    signature: Any
    dispatcher: Any
    _entry: Any = field(default=None, init=False, repr=False)

    def __call__(self, *arguments: Any) -> Any:
        """Call the loop, after compiling or reading it if this is the first call in the process.

        Raises:
            TypeError: an argument does not have the type, precision and memory layout of the signature.
        """
        if self._entry is None:
            self.prepare()
        return self._entry(*arguments)

    @property
    def python(self) -> Callable[..., Any]:
        """The function itself, for `numba.njit` to compile for other types."""
        return self.dispatcher.py_func  # type: ignore[no-any-return]

    @property
    def module(self) -> str:
        """Last part of the module's name."""
        return str(self.dispatcher.py_func.__module__.rpartition(".")[2])

    @property
    def name(self) -> str:
        """Module and function, ``module.name``."""
        return f"{self.module}.{self.dispatcher.py_func.__name__}"

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """Modules of the loop and of the inner functions that it is made of, sorted."""
        found: set[Any] = set()
        _follow(self.dispatcher, found)
        return tuple(sorted({each.py_func.__module__.rpartition(".")[2] for each in found}))

    def prepare(self) -> None:
        """Compile the loop, or read it from disk; threads that need it meanwhile wait."""
        with _PREPARING, ExitStack() as held:
            if self._entry is not None:
                return
            if not is_kept(self.name):
                for module in self.modules:
                    held.enter_context(FileLock(cache_folder() / f"{module}.lock"))
            self.dispatcher.compile(self.signature)
            keep(self.name)
            self.dispatcher.disable_compile()
            self._entry = self.dispatcher


def loop(signature: Any, **options: Any) -> Callable[[Callable[..., Any]], Loop]:
    """Make a function a `Loop`.

    Args:
        signature: of Numba, as ``void(float64[:, ::1], int64)``. options: of `numba.njit`.
    """

    def decorate(function: Callable[..., Any]) -> Loop:
        made = Loop(signature, compiled(function, no_cfunc_wrapper=True, **options))
        _LOOPS[made.name] = made
        return made

    return decorate


def inner(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Make a function one that loops alone call: an entry from Python would take a seventh of its compiling.

    Args:
        function: the function. options: of `numba.njit`.
    """
    if function is None:
        return lambda decorated: inner(decorated, **options)
    return compiled(function, no_cfunc_wrapper=True, no_cpython_wrapper=True, **options)


def families(modules: Iterable[str]) -> list[list[str]]:
    """Return the names of the loops of modules, in groups that share no function and can be compiled side by side.

    Args:
        modules: last parts of their names, as ``stencil``.
    """
    wanted = sorted(set(modules))
    for module in wanted:
        import_module(f"{_PACKAGE}.{module}")
    groups: list[tuple[set[str], list[str]]] = []
    for name, each in sorted(_LOOPS.items()):
        if each.module in wanted:
            together = [group for group in groups if group[0].intersection(each.modules)]
            groups = [group for group in groups if group not in together]
            shared = set(each.modules).union(*(group[0] for group in together))
            groups.append((shared, [n for group in together for n in group[1]] + [name]))
    return [sorted(names) for _, names in groups]


def loop_named(name: str) -> Loop:
    """Return the loop ``module.name``."""
    import_module(f"{_PACKAGE}.{name.partition('.')[0]}")
    return _LOOPS[name]


def prepare(names: Iterable[str]) -> None:
    """Compile loops, ``module.name``, or read them from disk."""
    for name in names:
        loop_named(name).prepare()


def _follow(dispatcher: Any, found: set[Any]) -> None:
    """Add a compiled function and all that it calls."""
    found.add(dispatcher)
    function = dispatcher.py_func
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if isinstance(called, Dispatcher) and called not in found:
            _follow(called, found)
