import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Phase

ONE, TWO, THREE = ("400 nm",), ("400 nm", "260 nm"), ("400 nm", "260 nm", "120 nm")
SMALL = PackedSpheres(fewest_particles=50, largest_image=100_000, smallest_box=1e-6)


@pytest.fixture
def film(electrode):
    return SMALL.build(electrode(*THREE), np.random.default_rng(1))


def test_equal_loading_fixes_the_counts(electrode):
    density = [electrode(*radii).membrane.particles_per_area for radii in (ONE, TWO, THREE)]
    assert [n / density[2] for n in density] == pytest.approx([1.47, 1.05, 1.0], abs=0.005)


@pytest.mark.parametrize("radii", [(), ONE, THREE])
def test_loading_is_exact(electrode, radii):
    built = SMALL.build(electrode(*radii), np.random.default_rng(0))
    assert built.mass_loading == pytest.approx(2.13e-3, rel=1e-12)
    assert built.binder_loading == pytest.approx(2.13e-3 / 9, rel=1e-12)


def test_areas_and_volumes_follow_from_the_count(film):
    n = len(film.particles.centres) / film.particles.box**2
    assert film.outer_area == pytest.approx(n * 4 * math.pi * 400e-9**2)
    assert film.coated_area == pytest.approx(0.9 * film.outer_area)
    faces = sum(r**2 for r in (360e-9, 260e-9, 220e-9, 120e-9, 80e-9))
    assert film.inner_area == pytest.approx(n * 4 * math.pi * faces)
    cavity = 360e-9**3 - (260e-9**3 - 220e-9**3) - (120e-9**3 - 80e-9**3)
    assert film.cavity_volume == pytest.approx(n * 4 / 3 * math.pi * cavity)


def test_image_holds_what_was_built(film):
    image = film.image
    assert image.fractions.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    assert image.fractions.min() >= 0
    assert np.prod(image.shape) <= SMALL.largest_image
    assert image.shape[1] * image.voxel == pytest.approx(film.particles.box)
    height = image.shape[0] * image.voxel
    assert film.membrane_thickness <= height * (1 + 1e-9)
    assert height < film.membrane_thickness + image.voxel * (1 + 1e-9)
    loading = film.mass_loading / (8960 * 0.7)
    assert image.fractions[Phase.SHELL].mean() * height == pytest.approx(loading, rel=0.02)
    assert image.fractions[Phase.BINDER].mean() * height == pytest.approx(film.binder_loading / 1100, rel=0.1)
    assert not image.fractions[Phase.SOLID].any()


def test_porosity_agrees_with_the_image(film):
    shell, binder = film.image.fractions[Phase.SHELL], film.image.fractions[Phase.BINDER]
    height = film.image.shape[0] * film.image.voxel
    solid = (0.7 * shell.mean() + binder.mean()) * height / film.membrane_thickness
    assert 1 - film.porosity == pytest.approx(solid, rel=0.05)


def test_solid_spheres_are_the_solid_phase(electrode):
    built = SMALL.build(electrode(), np.random.default_rng(0))
    assert built.inner_area == built.cavity_volume == 0.0
    assert not built.image.fractions[Phase.SHELL].any()
    assert built.image.fractions[Phase.SOLID].max() == 1.0


def test_same_seed_same_bits(electrode):
    one, two = (SMALL.build(electrode(*TWO), np.random.default_rng(7)) for _ in range(2))
    assert one.mechanics == two.mechanics
    assert one.image.fractions.tobytes() == two.image.fractions.tobytes()
    assert one.particles.centres.tobytes() == two.particles.centres.tobytes()


def test_lid_flattens_the_film(electrode):
    loose = PackedSpheres(drying=None).pack(electrode(*THREE).membrane, np.random.default_rng(3))
    flat = PackedSpheres().pack(electrode(*THREE).membrane, np.random.default_rng(3))
    assert flat.centres[:, 2].max() < 0.8 * loose.centres[:, 2].max()
    assert flat.centres[:, 2].min() > 0.97 * flat.largest_radius


def test_too_much_binder_is_refused_with_the_most_that_fits(electrode):
    with pytest.raises(StageError, match=r"mass fraction of 0\.3") as refusal:
        SMALL.build(electrode(*THREE, mass_fraction=0.3), np.random.default_rng(1))
    most = float(refusal.value.remedy.rstrip(".").split()[-1])
    assert 0.1 < most < 0.3
    full = SMALL.build(electrode(*THREE, mass_fraction=most), np.random.default_rng(1))
    assert full.porosity > 0
    with pytest.raises(StageError):
        SMALL.build(electrode(*THREE, mass_fraction=most + 0.002), np.random.default_rng(1))


def test_without_binder_nothing_holds(electrode):
    loose = SMALL.build(electrode(*ONE, mass_fraction=0.0), np.random.default_rng(1))
    assert loose.binder.coat == loose.binder.neck_radius == loose.coated_area == 0.0
    assert loose.mechanics.modulus == loose.mechanics.strength == loose.mechanics.puncture_pressure == 0.0


def test_thin_loading_leaves_the_collector_bare(electrode):
    sparse = SMALL.build(electrode(*ONE, loading="0.01 mg/cm^2"), np.random.default_rng(1))
    n = len(sparse.particles.centres) / sparse.particles.box**2
    assert sparse.pinhole_fraction == pytest.approx(1 - n * math.pi * 400e-9**2, abs=0.01)
    assert sparse.layers == pytest.approx(1.0, abs=0.05)


def test_small_particles_get_a_smaller_box_instead_of_endless_work(electrode):
    model = PackedSpheres(fewest_particles=10, smallest_box=5e-6, most_particles=300)
    particles = model.pack(electrode().membrane, np.random.default_rng(1))
    assert 300 <= len(particles.centres) <= 301
    assert particles.box > 10 * particles.largest_radius


@pytest.mark.parametrize("particle", ["mixed", "aggregate"])
def test_film_of_unequal_bodies_is_whole(particle, electrode, membrane, shapes):
    shape = {
        "mixed": {**shapes.shells(*TWO), "size_variation": 0.1},
        "aggregate": shapes.aggregate("200 nm", size_variation=0.1),
    }
    packing = shapes.rolling if particle == "mixed" else shapes.sticking
    design = membrane(shape[particle], packing, mass_loading="0.213 mg/cm^2")
    built = SMALL.build(electrode().model_copy(update={"membrane": design}), np.random.default_rng(0))
    assert built.mass_loading == pytest.approx(2.13e-3, rel=1e-12)
    height = built.image.shape[0] * built.image.voxel
    phase = Phase.SHELL if particle == "mixed" else Phase.SOLID
    metal = built.image.fractions[phase].mean() * height
    assert metal == pytest.approx(2.13e-3 / (8960 * (0.7 if particle == "mixed" else 1.0)), rel=0.03)
    assert built.layers == pytest.approx(
        1 + (built.membrane_thickness / design.particle.diameter_across - 1) / math.sqrt(2 / 3)
    )
    assert 0 < built.porosity < 1
    assert built.mechanics.modulus > 0


def test_films_with_something_in_common_are_those_built_alone(electrode):
    """Of the first the second has the bed, the third the widest ball too, the last nothing."""
    first, bound = electrode(*TWO), electrode(*TWO, mass_fraction=0.05)
    stiffer = first.model_copy(update={"membrane": first.membrane.model_copy(update={"inner_share": 1.0})})
    calls = []

    def rng() -> np.random.Generator:
        calls.append(1)
        return np.random.default_rng(1)

    build = SMALL.repeated(rng)
    for wanted, drawn in ((first, 1), (bound, 1), (stiffer, 1), (electrode(*THREE), 2)):
        alone, film = SMALL.build(wanted, np.random.default_rng(1)), build(wanted)
        assert len(calls) == drawn
        np.testing.assert_array_equal(film.particles.centres, alone.particles.centres)
        np.testing.assert_array_equal(film.image.fractions, alone.image.fractions)
        without = {"particles": None, "image": None}
        assert replace(film, **without) == replace(alone, **without)
