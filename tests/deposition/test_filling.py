from dataclasses import replace

import numpy as np
import pytest
from film_cases import ELECTROLYTE, LITHIUM

from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.result import State
from nelumbo.design.electrode import Collector, Electrode
from nelumbo.errors import StageError
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import BinderPlacement, Mechanics, Particles, Phase, Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MAH_PER_CM2

WALLS = [(400e-9, 360e-9), (260e-9, 220e-9), (120e-9, 80e-9)]

BARE = bare_structure()
FILM = Structure(
    membrane_thickness=1.5e-6,
    mass_loading=2e-3,
    binder_loading=2e-4,
    layers=2.0,
    porosity=0.6,
    contacts_per_particle=5.7,
    outer_area=6.6,
    inner_area=11.0,
    coated_area=6.6,
    cavity_volume=0.109 * MAH_PER_CM2 * 1.347e-10,
    packing_fraction=0.55,
    contacts_per_area=9e12,
    mass_variation=0.1,
    widest_passage=1e-7,
    pinhole_fraction=0.0,
    binder=BinderPlacement(neck_radius=50e-9, coat=15e-9),
    wall_exchange_ratio=0.1,
    mechanics=Mechanics(0.5e9, 0.3, 0.5e9 / 0.91 * 1.5e-6**3 / 12, 5e6, 0.01, 20e6, 0.4e-6),
    particles=Particles.alike(np.zeros((1, 3)), WALLS, Phase.SHELL, 2e-6, np.zeros((0, 2), dtype=np.int64)),
    image=None,
)
ELECTRODE = Electrode(
    id="any",
    collector=Collector(thickness="10 um", exchange_current_ratio=1.0, nucleation_overpotential="30 mV"),
)
CHARGES = tuple(q * MAH_PER_CM2 for q in (0.0, 0.1, 0.5, 1.0, 3.0, 5.0))
MODEL = ChargeExactFilling(film_share=FilmShare(reactivity=1.0))
LIMITS = ("underneath", "lithium_thickness", "total_thickness", "roughness_sq", "tip_height", "overpotential")


def transport(structure, percolates=True):
    ratio = 0.4 if structure.membrane_thickness else 1.0
    return Transport(
        structure.membrane_thickness,
        0.6,
        ratio,
        1.5,
        0.1,
        percolates,
        "" if percolates else "sealed",
        0,
        None,
        0,
        0,
        0,
    )


def plate(structure, model=MODEL, current=10.0, charges=CHARGES, lithium=LITHIUM, electrolyte=ELECTROLYTE):
    return model.plate(ELECTRODE, structure, transport(structure), lithium, electrolyte, current, charges)


@pytest.mark.parametrize("structure", [BARE, FILM, replace(FILM, coated_area=3.0)])
def test_charge_is_exact(structure):
    for deposit in plate(structure):
        assert deposit.inside + deposit.underneath + deposit.on_top == pytest.approx(deposit.charge, rel=1e-12)


def test_bare_copper_is_the_limit_of_a_vanishing_membrane():
    thin = replace(
        FILM,
        membrane_thickness=1e-15,
        outer_area=1e-9,
        inner_area=1e-9,
        coated_area=0.0,
        cavity_volume=1e-18,
        mechanics=Mechanics(1e-3, 0.3, 1e-30, 0, 0, 0, 1e-9),
        particles=None,
    )
    for vanishing, bare in zip(plate(thin), plate(BARE), strict=True):
        for name in LIMITS:  # only the name differs: a membrane without strength counts as punctured
            assert getattr(vanishing, name) == pytest.approx(getattr(bare, name), rel=1e-5, abs=1e-14)


def test_smooth_dense_lithium_has_the_height_of_its_charge():
    calm = LITHIUM.model_copy(
        update={
            "initial_roughness": 1e-12,
            "deposit_porosity": 0.2,
            "film": LITHIUM.film.model_copy(update={"noise": 0.0}),
        }
    )
    without_film = ELECTROLYTE.model_copy(update={"sei_resistance": 0.0})
    (deposit,) = plate(BARE, charges=(MAH_PER_CM2,), lithium=calm, electrolyte=without_film)
    assert deposit.lithium_thickness == pytest.approx(4.85e-6 / 0.8, rel=1e-3)
    assert deposit.deposit_porosity == pytest.approx(0.2, abs=1e-5)
    assert deposit.state is State.SMOOTH


def test_the_membrane_floats_on_the_lithium():
    for deposit in plate(FILM):
        assert deposit.total_thickness - deposit.lithium_thickness == pytest.approx(1.5e-6, rel=1e-9)
    assert plate(FILM)[0].lithium_thickness == 0.0


def test_cavities_fill_first_and_then_hold_their_capacity():
    inside = [deposit.inside / MAH_PER_CM2 for deposit in plate(FILM)]
    assert 0 < inside[1] < 0.109
    np.testing.assert_allclose(inside[3:], 0.109, rtol=1e-3)


def test_film_makes_bare_lithium_rough_and_the_membrane_keeps_it_flat():
    bare, film = plate(BARE), plate(FILM)
    assert all(b.roughness_sq > 3 * f.roughness_sq for b, f in zip(bare[1:], film[1:], strict=True))
    assert bare[-1].state is State.DENDRITIC
    assert film[-1].state is State.SMOOTH


def test_a_thicker_film_on_the_lithium_makes_it_rougher():
    rough = [
        plate(
            FILM,
            charges=CHARGES[-1:],
            electrolyte=ELECTROLYTE.model_copy(update={"sei_resistance": resistance}),
        )[0].roughness_sq
        for resistance in (4e-4, 16e-4, 64e-4)
    ]
    assert rough == sorted(rough)
    assert rough[2] > 1.2 * rough[0]


def test_controls_switch_each_protection_off():
    (free,) = plate(FILM, replace(MODEL, bonded=False), charges=CHARGES[-1:])
    (neither,) = plate(FILM, ChargeExactFilling(FilmShare(0.0), bonded=False), charges=CHARGES[-1:])
    (whole,), (bare,) = plate(FILM, charges=CHARGES[-1:]), plate(BARE, charges=CHARGES[-1:])
    assert whole.roughness_sq < free.roughness_sq < neither.roughness_sq
    assert neither.roughness_sq == pytest.approx(bare.roughness_sq, rel=0.1)


def test_a_weak_membrane_is_punctured():
    weak = replace(FILM, mechanics=replace(FILM.mechanics, puncture_pressure=0.1e6))
    (deposit,) = plate(weak, charges=CHARGES[-1:])
    assert deposit.state is State.PUNCTURED
    assert deposit.punctured_fraction > 0.01


def test_overpotential_is_kinetics_and_series_resistances():
    (bare,), (film,) = plate(BARE, charges=CHARGES[-1:]), plate(FILM, charges=CHARGES[-1:])
    kinetics = float(ButlerVolmer(100.0, 298.15).overpotential(10.0))
    assert bare.overpotential == pytest.approx(kinetics + 10 * 16e-4, rel=1e-9)
    assert film.overpotential == pytest.approx(kinetics + 10 * (16e-4 / 7.6 + 1.5e-6 / 0.4), rel=1e-9)
    assert plate(FILM)[0].overpotential < film.overpotential  # the walls still share the current


def test_uncoated_faces_take_lithium_on_top():
    open_film = replace(FILM, coated_area=3.6)
    deposit = plate(open_film)[-1]
    assert deposit.on_top == pytest.approx(0.3 * deposit.underneath)


def test_a_sealed_film_is_refused():
    with pytest.raises(StageError, match="sealed"):
        MODEL.plate(ELECTRODE, FILM, transport(FILM, False), LITHIUM, ELECTROLYTE, 10.0, CHARGES)
