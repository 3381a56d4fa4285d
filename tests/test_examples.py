"""Every example runs and gives a number that is right for a known reason."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from nelumbo.design.example_image import example_image

EXAMPLES = Path(__file__).parents[1] / "examples"


def run_example(name):
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))["main"]()


def test_lithium_on_copper_loses_a_little():
    assert 0.9 < run_example("coulombic_efficiency") < 1


def test_thinner_shells_make_more_particles_of_the_same_mass(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = run_example("thinner_shell")
    thick, thin = (results[name]["hollow_film"].structure for name in ("40 nm", "20 nm"))
    assert thin.mass_loading == pytest.approx(thick.mass_loading)
    masses = [results[name].design.electrode[1].membrane.particle.mass for name in ("40 nm", "20 nm")]
    assert thin.outer_area / thick.outer_area == pytest.approx(masses[0] / masses[1])
    assert thin.cavity_volume > masses[0] / masses[1] * thick.cavity_volume


def test_a_cubic_film_conducts_equally_in_all_directions():
    """And no worse than layers across the flow, no better than layers along it (Wiener's bounds)."""
    labels = example_image(layers=3, columns=3)
    mobility = np.array([1.0, 0.05, 0.05])[labels]
    along = run_example("tomography")
    assert along == pytest.approx([along[0]] * 3, rel=1e-4)
    assert 1 / (1 / mobility).mean() < along[0] < mobility.mean()


def test_every_example_is_tested():
    names = {path.stem for path in EXAMPLES.glob("*.py")}
    assert names == {"coulombic_efficiency", "thinner_shell", "tomography"}
