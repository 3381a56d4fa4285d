"""Every example runs and gives a number that is right for a known reason."""

import runpy
from dataclasses import replace
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


def test_without_a_film_nothing_is_rough():
    module = runpy.run_path(str(EXAMPLES / "growth_controls.py"))
    bare = [
        control for control in module["CONTROLS"] if control.name in ("bare, all of the film", "bare, no film")
    ]
    tiny = [replace(control, width=8e-6) for control in bare]
    (_, [filmed]), (_, [clean]) = module["main"](tiny, charge=0.1, seeds=1, voxel=0.2e-6)
    assert clean.roughness_sq < 1e-12 < 1e-9 < filmed.roughness_sq


def test_a_law_that_halves_what_dies_halves_what_died():
    loose, pressed = run_example("own_law")
    assert pressed / loose == pytest.approx(0.5, rel=0.02)  # a little more lithium is left to die


def test_a_symmetric_cell_lives_as_long_as_its_excess():
    lived, expected = run_example("symmetric_life")
    assert abs(expected - lived) < 1


def test_plating_on_copper_begins_behind_the_nucleation_barrier():
    assert run_example("cyclic_voltammetry") == pytest.approx(-0.03, abs=1.5e-3)


def test_the_impedance_of_the_fresh_cell_is_its_closed_form():
    from nelumbo.cell.defaults import ETHER, POLYOLEFIN, deposit_electrode
    from nelumbo.cell.impedance import SymmetricImpedance

    fresh, aged = run_example("impedance_over_ageing")
    closed = SymmetricImpedance(deposit_electrode(), ETHER, POLYOLEFIN).at(np.array([1e-3]))
    assert fresh == pytest.approx(1e4 * closed[0].real, rel=1e-3)
    assert 0 < aged < fresh


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


def test_a_cubic_film_conducts_equally_in_all_directions():
    """And no worse than layers across the flow, no better than layers along it (Wiener's bounds)."""
    labels = example_image(layers=3, columns=3)
    mobility = np.array([1.0, 0.05, 0.05])[labels]
    along = run_example("tomography")
    assert along == pytest.approx([along[0]] * 3, rel=1e-4)
    assert 1 / (1 / mobility).mean() < along[0] < mobility.mean()


def test_every_example_is_tested():
    text = Path(__file__).read_text()
    assert all(path.stem in text for path in EXAMPLES.glob("*.py"))
