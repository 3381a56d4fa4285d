"""What compiling the loops costs, one by one, in processor time: into an empty folder, in one process.

python benchmarks/compile_cost.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_EACH = """
import sys
from pathlib import Path
from time import process_time
from numba import njit
from nelumbo.numerics.kernels import loop
njit(lambda x: x + 1)(1.0)  # what starting the compiler takes belongs to no loop
apart = ("__init__", "cache", "loop", "threads")
modules = [path.stem for path in Path(loop.__file__).parent.glob("*.py") if path.stem not in apart]
for group in loop.families(modules):
    for name in group:
        start = process_time()
        loop.loop_named(name).prepare()
        print(f"{process_time() - start:.2f} {name}")
"""


def main() -> None:
    """Print a line per loop, the dearest first, and the sum."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", _EACH]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        kept = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    if done.returncode:
        raise SystemExit(done.stderr)
    found = sorted(((float(line.split()[0]), line.split()[1]) for line in done.stdout.splitlines()), reverse=True)
    for seconds, name in found:
        print(f"{seconds:6.2f} s  {name}")
    print(f"{sum(seconds for seconds, _ in found):6.2f} s  {len(found)} loops, {kept / 1e6:.1f} MB on disk")


if __name__ == "__main__":
    main()
