"""Run the tests as other processors would, one setting after the other, and print a table of the outcomes.

``make test-anywhere`` runs the fast tests; ``make test-anywhere TESTS=tests/design`` runs those of a folder. Every
setting changes the last bits of results, the order of tests or the number of threads, and no test may depend on
any of them. A probe confirms that a setting has its effect here; a setting without effect is left out.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
KERNELS = ("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake", "NEOVERSEN1", "ARMV8")
"""Kernels of OpenBLAS, from the oldest processors to the newest."""

PROBE = """
import hashlib, json, math
import numpy as np
import scipy.linalg
from numba.core.codegen import get_host_cpu_features
from numba.core.config import CPU_NAME
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from threadpoolctl import threadpool_info

matrix = np.cos(np.arange(90000.0)).reshape(300, 300)
scipy.linalg.solve(matrix @ matrix.T + 300 * np.eye(300), matrix)
x = [1.0 + 1e-3 * n for n in range(20000)]
functions = "".join(repr((math.exp(-v), math.log(v), v**1.7, math.sin(v))) for v in x)
print(json.dumps({
    "numba": CPU_NAME or "host",
    "numpy": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "blas": sorted({pool["architecture"] for pool in threadpool_info() if pool["user_api"] == "blas"}),
    "libm": hashlib.sha256(functions.encode()).hexdigest()[:8],
}))
"""


@dataclass(frozen=True)
class Setting:
    """Environment of one run of the tests, and arguments of pytest.

    Attributes:
        name: what stands in the table. variables: added to the environment. arguments: added to those of pytest.
        shows: key of the probe's answer that must differ from that of the machine as it is; empty if none.
    """

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    shows: str = ""


def probe(variables: dict[str, str]) -> dict | None:
    """What the libraries use in an environment; None if they cannot run in it."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def settings(here: dict) -> Iterator[Setting]:
    """All settings that this machine may be able to run."""
    one = dict.fromkeys(THREADS, "1")
    fixed = ("-p", "no:randomly")
    yield Setting("files in their order, one thread", one, fixed)
    yield Setting("random order", one)
    yield Setting("two threads", dict.fromkeys(THREADS, "2"), fixed)
    yield Setting("Numba for any processor", {**one, "NUMBA_CPU_NAME": "generic"}, fixed, "numba")
    wide = [name for name in here["numpy"] if name.startswith(("AVX512", "X86_V4"))]
    for name, features in (("NumPy without AVX-512", wide), ("NumPy without vectors", here["numpy"])):
        if features:
            yield Setting(name, {**one, "NPY_DISABLE_CPU_FEATURES": " ".join(features)}, fixed, "numpy")
    tunables = "glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-FMA4"
    yield Setting("C library without FMA", {**one, "GLIBC_TUNABLES": tunables}, fixed, "libm")
    if "OPENBLAS_CORETYPE" in os.environ:
        print("OPENBLAS_CORETYPE is set on this machine: other kernels of OpenBLAS are left out", flush=True)
        return
    for kernel in KERNELS:
        yield Setting(f"OpenBLAS for {kernel}", {**one, "OPENBLAS_CORETYPE": kernel}, fixed, "blas")


def cache_of(setting: Setting, folder: Path) -> dict[str, str]:
    """Folder of compiled kernels: one for each processor that Numba compiles for."""
    return {"NUMBA_CACHE_DIR": str(folder / setting.variables.get("NUMBA_CPU_NAME", "host"))}


def outcome(text: str, code: int) -> str:
    """The counts in the last line of pytest."""
    counts = re.findall(r"\d+ (?:passed|failed|errors?|skipped|deselected)", text.strip().rsplit("\n", 1)[-1])
    return ", ".join(counts) if counts else f"ended with {code}"


def run(setting: Setting, tests: list[str], folder: Path) -> tuple[bool, str]:
    """Run the tests in a setting; the output goes to a file."""
    log = folder / (re.sub(r"\W+", "-", setting.name).lower() + ".txt")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *setting.arguments, *tests]
    environment = {**os.environ, **setting.variables, **cache_of(setting, folder)}
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        streams = {"stdout": output, "stderr": subprocess.STDOUT}
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False, **streams).returncode
    text = log.read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("FAILED", "ERROR")):
            print(f"  {line}", flush=True)
    return code == 0, f"{outcome(text, code)}, {time.monotonic() - start:.0f} s"


def main() -> int:
    """Run the tests in every setting."""
    parser = argparse.ArgumentParser(description="Run the tests as other processors would.")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "anywhere", help="for logs and kernels")
    parser.add_argument("--only", default="", help="settings whose name contains this")
    parser.add_argument("tests", nargs="*", help="arguments of pytest")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    here = probe({})
    if here is None:
        print("the libraries do not run on this machine", file=sys.stderr)
        return 1
    print(f"this machine: {here}", flush=True)
    rows, fine, kernels = [], True, [here["blas"]]
    for setting in settings(here):
        if options.only.lower() not in setting.name.lower():
            continue
        there = probe(setting.variables)
        if there is None:
            rows.append((setting.name, "left out", "this processor cannot run it"))
        elif setting.shows and there[setting.shows] in (
            kernels if setting.shows == "blas" else [here[setting.shows]]
        ):
            rows.append((setting.name, "left out", f"the same as another setting: {there[setting.shows]}"))
        else:
            kernels.append(there["blas"])
            print(f"{setting.name} ...", flush=True)
            passed, text = run(setting, options.tests or ["-m", "not slow"], options.folder)
            fine = fine and passed
            rows.append((setting.name, "passed" if passed else "FAILED", text))
    width = max(len(name) for name, *_ in rows)
    print("\n".join(f"{name:{width}}  {verdict:8}  {text}" for name, verdict, text in rows))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
