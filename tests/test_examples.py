"""Every example runs and gives a number that is right for a known reason."""

import runpy
from pathlib import Path

import pytest

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


def test_a_membrane_holds_longer_waves_flat_than_a_bare_foil(tmp_path, monkeypatch):
    """Waves that a foil lets grow decay under the film, which takes most of the SEI and bends instead."""
    monkeypatch.chdir(tmp_path)
    waves, results = run_example("floating_membrane")
    assert 0 < waves["bare_foil"] < 0.2e-6
    assert waves["hollow_film"] > 50e-6
    for run in results.values():
        assert not run.failures
        table = run.observables
        rough = table[(table["quantity"] == "roughness_sq") & (table["experiment"] == "plating")]
        first = rough.drop_duplicates("electrode").set_index("electrode")["value"].astype(float)
        assert first["hollow_film"] < 0.3 * first["bare_foil"]


def test_every_example_is_tested():
    assert {path.stem for path in EXAMPLES.glob("*.py")} == {
        "coulombic_efficiency",
        "floating_membrane",
        "thinner_shell",
    }
