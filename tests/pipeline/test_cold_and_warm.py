"""The same bits whether loops were compiled in this run or before, in one process or two."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DESIGN = Path(__file__).parents[2] / "designs" / "wei2024.toml"


def table(folder: Path, loops: Path, *options: str) -> bytes:
    command = [sys.executable, "-m", "nelumbo", "run", str(DESIGN), "-o", str(folder), "--only", "*:plating"]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(loops)}
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return (folder / "observables.csv").read_bytes()


@pytest.mark.slow
def test_cold_and_warm_runs_in_one_and_two_processes_give_the_same_bytes(tmp_path):
    loops = tmp_path / "loops"
    cold = table(tmp_path / "cold", loops, "--jobs", "2")
    compiled = {path.name for path in loops.rglob("*.kept")}
    single = [name for name in compiled if name.count(".") == 2]
    assert single
    assert {f"{name.partition('.')[0]}.kept" for name in single} <= compiled, "all were compiled before the stages"
    assert table(tmp_path / "warm", loops, "--jobs", "1") == cold
    assert {path.name for path in loops.rglob("*.kept")} == compiled, "the second run compiled nothing"
    again = table(tmp_path / "again", tmp_path / "other loops", "--jobs", "1")
    assert again == cold
