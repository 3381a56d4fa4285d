"""What ``nelumbo doctor`` examines, one check after the other; each says what it found and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from nelumbo.cli.known_answers import KnownAnswer, known_answers
from nelumbo.pipeline.executors import process_pool, processors

_ROOM = 1e9
"""Bytes; a run of the published campaign at full fidelity leaves less."""
_MEMORY = 2e9
"""Bytes for each process."""


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        name: of the check. fine: whether nelumbo can work with it. found: in words. remedy: what to do otherwise.
    """

    name: str
    fine: bool
    found: str
    remedy: str


@dataclass(frozen=True)
class Check:
    """Something to examine.

    Attributes:
        name: in words. look: says whether it is fine, and what it found. remedy: what to do when it is not.
    """

    name: str
    look: Callable[[], tuple[bool, str]]
    remedy: str

    def find(self) -> Finding:
        """Examine; whatever is raised is a finding, too."""
        try:
            fine, found = self.look()
        except Exception as error:
            fine, found = False, f"{type(error).__name__}: {error}"
        return Finding(self.name, fine, found, self.remedy)


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.platform(terse=True)}"


def _libraries() -> tuple[bool, str]:
    """Compare what is installed with what nelumbo's metadata asks for."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in requires("nelumbo") or ()]
    needed = [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    wrong: list[str] = []
    right: list[str] = []
    for requirement in needed:
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            wrong.append(f"{requirement} is missing")
            continue
        fits = requirement.specifier.contains(found, prereleases=True)
        (right if fits else wrong).append(f"{requirement.name} {found}" + ("" if fits else f", not {requirement}"))
    return not wrong, "; ".join(wrong) if wrong else ", ".join(right)


def _processors() -> tuple[bool, str]:
    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    return True, f"{processors()} to use (OMP_NUM_THREADS {threads}; a run gives each of its processes one thread)"


def _memory() -> tuple[bool, str]:
    import psutil

    free = psutil.virtual_memory().available
    return free > _MEMORY, f"{free / 1e9:.1f} GB free"


def _room() -> tuple[bool, str]:
    free = shutil.disk_usage(Path.cwd()).free
    return free > _ROOM, f"{free / 1e9:.0f} GB free in {Path.cwd()}"


def _folder() -> tuple[bool, str]:
    with tempfile.NamedTemporaryFile(dir=Path.cwd(), prefix=".nelumbo-doctor-") as file:
        file.write(b"x")
    return True, f"{Path.cwd()} can be written"


def _compiler_cache() -> tuple[bool, str]:
    """Ask where a compiled kernel is kept; without such a place, Numba compiles in every process or refuses to."""
    from nelumbo.numerics.kernels.cache import cache_folder

    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".nelumbo-doctor-"):
        return True, f"kernels are kept in {folder}"


def _workers() -> tuple[bool, str]:
    with process_pool(1) as pool:
        process = pool.submit(os.getpid).result(timeout=60)
    here = process == os.getpid()
    return (
        True,
        "none can be started; stages run one by one" if here else "another one was started and answered",
    )


def _answer(known: KnownAnswer, pool: Executor) -> Check:
    computed = pool.submit(known.compute)

    def look() -> tuple[bool, str]:
        found = computed.result()
        told = f"{known.quantity} = {found:.6g} {known.unit}, known: {known.value:.6g} {known.unit}"
        return abs(found - known.value) <= known.tolerance * abs(known.value), told.replace(" ,", ",").rstrip()

    return Check(known.name, look, "reinstall nelumbo in a fresh environment; if it stays, report it")


INSTALLATION: tuple[Check, ...] = (
    Check("Python", _python, "install Python 3.11 or newer"),
    Check("libraries", _libraries, "install nelumbo again: pip install --upgrade nelumbo"),
    Check("processors", _processors, ""),
    Check("memory", _memory, "close other programs, or run with --jobs 1"),
    Check("disk", _room, "make room, or keep results on another disk with -o"),
    Check("this folder", _folder, "go to a folder of your own, or keep results elsewhere with -o"),
    Check("compiler's cache", _compiler_cache, "set NUMBA_CACHE_DIR to a folder that you can write"),
    Check("processes", _workers, "run with --jobs 1"),
)


def checks(pool: Executor) -> tuple[Check, ...]:
    """Return all checks in the order in which they are told; the last ones compute something that is known.

    They do so in ``pool`` from now on: the first time, loops are compiled for that.
    """
    return (*INSTALLATION, *(_answer(known, pool) for known in known_answers()))
