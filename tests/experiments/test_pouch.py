from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.experiments.pouch import Pouch, stack_masses
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2, MG_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
NO_MEMBRANE = bare_transport()
(TEST,) = (x for x in DESIGN.experiment if x.kind == "pouch")


def sample(structure=None) -> Sample:
    return Sample(DESIGN.electrode[0], (structure or bare_structure(),), (NO_MEMBRANE,), (LOSSLESS,))


def test_masses_by_hand():
    cathode = DESIGN.cathode["ncm811"].model_copy(update={"areal_capacity": 3.8 * MAH_PER_CM2})
    masses = {name: mass / MG_PER_CM2 for name, mass in stack_masses(TEST, sample(), DESIGN, cathode).items()}
    assert masses["cathode_active"] == pytest.approx(3.8 / 200 * 1e3)
    assert masses["cathode_binder_and_carbon"] == pytest.approx(19 / 0.8 - 19)
    assert masses["aluminium"] == pytest.approx(12e-4 * 2700 / 2)
    assert masses["copper"] == pytest.approx(10e-4 * 8960 * 6 / 10)  # 6 foils for 10 sides
    assert masses["lithium"] == pytest.approx(3 * 3.6 / 96485.33 * 6.942e3, rel=1e-4)
    assert masses["separator"] == pytest.approx(25e-4 * 0.61 * 900)
    assert masses["electrolyte"] == pytest.approx(3 * 3.8)
    assert masses["membrane"] == 0
    rest = sum(mass for name, mass in masses.items() if name != "tabs_and_bag")
    assert masses["tabs_and_bag"] == pytest.approx(0.08 * rest)


def test_energy_is_that_of_the_trace_over_the_mass_of_all_parts():
    outcome = Pouch(utilisation=1.0).measure(TEST, sample(), DESIGN)
    values = {row.quantity: row.value for row in outcome.observables}
    assert {row.condition for row in outcome.observables} == {"c_rate=0.2"}
    trace = outcome.records["cycle_1"]
    out = trace.current < 0
    energy = np.trapezoid(-trace.current[out] * trace.voltage[out], trace.time[out]) / 3600
    assert values["energy_density"] == pytest.approx(energy / sum(outcome.breakdown.values()), rel=1e-3)
    charge = np.trapezoid(-trace.current[out], trace.time[out]) / 3600
    assert values["discharge_capacity"] == pytest.approx(charge / outcome.breakdown["cathode_active"], rel=1e-2)


def test_a_membrane_weighs():
    light = Pouch(utilisation=1.0).measure(TEST, sample(), DESIGN)
    heavy = Pouch(utilisation=1.0).measure(
        TEST, sample(replace(bare_structure(), mass_loading=2e-3, binder_loading=2e-4)), DESIGN
    )
    assert heavy.breakdown["membrane"] == pytest.approx(2.2e-3)
    assert heavy.observables[0].value == light.observables[0].value
    assert heavy.observables[1].value < light.observables[1].value


def test_utilisation_scales_capacity_and_energy():
    full, part = (Pouch(utilisation=u).measure(TEST, sample(), DESIGN) for u in (1.0, 0.9))
    for a, b in zip(full.observables, part.observables, strict=True):
        assert b.value == pytest.approx(0.9 * a.value)
