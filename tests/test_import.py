"""``import nelumbo`` is quick because heavy libraries load when they are needed."""

import subprocess
import sys

HEAVY = ("pybamm", "numba", "matplotlib", "pandas", "scipy", "pydantic", "pint")
PROGRAM = f"""
import sys, time
start = time.perf_counter()
import nelumbo
print(time.perf_counter() - start, *sorted(set(sys.modules) & set({HEAVY!r})))
"""


def test_import_is_quick_and_light():
    runs = [
        subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    assert all(len(run) == 1 for run in runs), f"import nelumbo loads {runs[0][1:]}"
    assert min(float(run[0]) for run in runs) < 0.3
