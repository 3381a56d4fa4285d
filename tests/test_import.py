"""``import nelumbo`` is quick because heavy libraries load when needed; its names are there all the same."""

import subprocess
import sys
from importlib import import_module

import pytest

import nelumbo

HEAVY = ("pybamm", "numba", "matplotlib", "pandas", "scipy", "pydantic", "pint")
PROGRAM = f"""
import sys, time
start = time.process_time()
import nelumbo
ours, loaded = time.process_time() - start, sorted(set(sys.modules) & set({HEAVY!r}))
import numpy
print(ours / (time.process_time() - start - ours), *loaded)
"""
"""Prints the processor time of the import over that of ``import numpy``, and the heavy libraries that it loads."""


def test_import_is_quick_and_light():
    runs = [
        subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    assert all(len(run) == 1 for run in runs), f"import nelumbo loads {runs[0][1:]}"
    assert min(float(run[0]) for run in runs) < 0.75


def test_diffusion_of_an_image_needs_one_import():
    """The example of the docstring, in a fresh interpreter."""
    program = """
import numpy as np
import nelumbo
layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 4, 4), int)
print(nelumbo.transport.effective_diffusivity(layers, {0: 1.0, 1: 0.25}).ratio)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert float(done.stdout) == pytest.approx(0.4, rel=1e-6)


@pytest.mark.parametrize("name", ["nelumbo", "nelumbo.structure", "nelumbo.transport", "nelumbo.cell"])
def test_offered_names_exist_and_are_listed(name):
    package = import_module(name)
    assert set(package.__all__) <= set(dir(package))
    for offered in dir(package):
        getattr(package, offered)


def test_a_name_that_is_not_offered():
    with pytest.raises(AttributeError, match="module 'nelumbo' has no attribute 'runn'"):
        _ = nelumbo.runn
