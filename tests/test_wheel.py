"""The built wheel alone, in a fresh environment, gives PyBaMM the cells by name."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNREACHABLE = ("connection", "name resolution", "network is unreachable", "timed out")
PROGRAM = """
import pybamm
solution = pybamm.Simulation(pybamm.Model("LithiumCopper")).solve([0, 3600])
print(solution["Discharge capacity [A.h]"].entries[-1])
values = pybamm.ParameterValues("LithiumLFP")
print(pybamm.Simulation(pybamm.Model("LithiumSPMe"), parameter_values=values).solve([0, 600]).termination)
import nelumbo
print(nelumbo.__file__)
"""


def call(folder, *words):
    """Run a command outside the repository, without its source on the path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode and any(word in said.lower() for word in UNREACHABLE):
        pytest.skip("no package index in reach to install the dependencies from")
    assert done.returncode == 0, said
    return done.stdout


@pytest.mark.slow
def test_the_wheel_alone_gives_pybamm_the_cells(tmp_path):
    call(tmp_path, sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT))
    [wheel] = tmp_path.glob("nelumbo-*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = str(tmp_path / "env" / "bin" / "python")
    call(tmp_path, python, "-m", "pip", "install", str(wheel))
    capacity, ended, where = call(tmp_path, python, "-c", PROGRAM).splitlines()[-3:]
    assert float(capacity) == pytest.approx(10.0)
    assert ended == "final time"
    assert Path(where).is_relative_to(tmp_path / "env")
