"""Films to a loading, to a thickness and to a number of layers."""

import math

import numpy as np
import pytest

from nelumbo.structure.amount import built_to
from nelumbo.structure.descriptors import (
    close_packed_layers,
    film_thickness,
    pinhole_fraction,
    volume_below,
)
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Particles, Phase

THREE = ("400 nm", "260 nm", "120 nm")
SMALL = PackedSpheres(fewest_particles=60, smallest_box=1e-6, most_particles=1500)


def column(count: int) -> Particles:
    """A tower of spheres of radius one."""
    centres = np.stack([np.zeros(count), np.zeros(count), 1 + 2 * np.arange(count)], axis=1)
    return Particles.alike(centres, [(1.0, 0.0)], Phase.SOLID, 10.0, np.empty((0, 2), np.int64))


@pytest.mark.parametrize("guess", [1, 7, 90, 500])
def test_search_finds_the_number(guess):
    tries = []

    def build(count):
        tries.append(count)
        return column(count)

    wanted = film_thickness(column(37))
    assert len(built_to(wanted + 0.2, build, 100, guess).centres) == 37
    assert len(built_to(wanted - 0.9, build, 100, guess).centres) == 37
    assert len(tries) <= 30
    assert len(built_to(1000.0, column, 12, guess).centres) == 12


def test_of_equally_thick_films_the_largest_is_taken():
    def build(count):
        heap = column(count)
        heap.centres[:, 2] = np.where(np.arange(count) < 40, 1.0, 3.0)
        return heap

    assert len(built_to(2.0, build, 100, 60).centres) == 40


@pytest.mark.parametrize("variation", [0.0, 0.15])
@pytest.mark.parametrize("particle", ["sphere", "shells", "aggregate"])
def test_loading_is_exact_with_sizes(particle, variation, membrane, shapes):
    shape = {"sphere": shapes.sphere, "shells": shapes.shells(*THREE), "aggregate": shapes.aggregate("200 nm")}
    packing = shapes.rolling if particle == "shells" else shapes.sticking
    design = membrane({**shape[particle], "size_variation": variation}, packing, mass_loading="0.1 mg/cm^2")
    built = SMALL.pack(design, np.random.default_rng(0))
    primary = design.particle.primary
    loading = built.wall_volume * (1 - primary.wall_porosity) * primary.material.density
    assert loading == pytest.approx(1e-3, rel=1e-12)
    assert len(np.unique(built.radii)) == 1 or variation > 0
    if particle == "aggregate":
        inner = built.bodies[built.contacts[:, 0]] == built.bodies[built.contacts[:, 1]]
        assert 0 < np.count_nonzero(~inner) < np.count_nonzero(inner)
        assert np.array_equal(np.unique(built.bodies), np.arange(built.bodies[-1] + 1))


def test_descriptors_count_every_particle_by_itself(membrane, shapes):
    shape = {**shapes.shells(*THREE), "size_variation": 0.1}
    built = SMALL.pack(membrane(shape, shapes.rolling, mass_loading="0.1 mg/cm^2"), np.random.default_rng(0))
    scale = built.radii / 400e-9
    radii = [[400e-9 * s, 260e-9 * s, 120e-9 * s] for s in scale]
    outer = sum(4 * math.pi * r[0] ** 2 for r in radii) / built.area
    inner = (
        sum(4 * math.pi * (sum((x - 40e-9) ** 2 for x in r) + r[1] ** 2 + r[2] ** 2) for r in radii) / built.area
    )
    hollow = sum(r[0] ** 3 - sum(x**3 - (x - 40e-9) ** 3 for x in r) for r in radii) * 4 / 3 * math.pi / built.area
    assert built.outer_area == pytest.approx(outer)
    assert built.inner_area == pytest.approx(inner)
    assert built.cavity_volume == pytest.approx(hollow)


@pytest.mark.parametrize("wanted", [0.6e-6, 1.1e-6])
def test_sticking_film_reaches_its_thickness(wanted, membrane, shapes):
    """What sticks where it falls is not moved by what comes later: one particle more or less decides."""
    design = membrane(shapes.sphere, shapes.sticking, thickness=f"{wanted * 1e6} um")
    built = SMALL.pack(design, np.random.default_rng(2))
    assert film_thickness(built) == pytest.approx(wanted, abs=0.5 * wanted / len(built.centres) + 1e-9)


def test_pressed_film_reaches_its_layers(membrane, shapes):
    design = membrane(shapes.shells(*THREE), shapes.rolling, layers=2)
    built = SMALL.pack(design, np.random.default_rng(0))
    assert close_packed_layers(film_thickness(built), 800e-9) == pytest.approx(2, abs=0.04)
    same = SMALL.pack(design, np.random.default_rng(0))
    assert same.centres.tobytes() == built.centres.tobytes()


def test_one_layer_is_a_full_one(membrane, shapes):
    design = membrane(shapes.shells(*THREE), shapes.rolling, layers=1)
    built = SMALL.pack(design, np.random.default_rng(1))
    covered = len(built.centres) * math.pi * 400e-9**2 / built.area
    assert film_thickness(built) == pytest.approx(800e-9, rel=1e-4)
    assert 0.6 < covered < math.pi / math.sqrt(12) * 1.02


def test_mass_loading_of_a_film_of_given_thickness_is_an_output(membrane, shapes, electrode):
    bench = electrode(*THREE)
    design = membrane(shapes.shells(*THREE), shapes.rolling, thickness="1.5 um")
    built = SMALL.build(bench.model_copy(update={"membrane": design}), np.random.default_rng(0))
    metal = len(built.particles.centres) / built.particles.area * design.particle.mass
    assert built.mass_loading == pytest.approx(metal)
    assert built.binder_loading == pytest.approx(metal / 19)
    assert built.membrane_thickness == pytest.approx(1.5e-6, rel=0.03)


@pytest.mark.parametrize(
    "amount", [{"mass_loading": "0.02 mg/cm^2"}, {"mass_loading": "0.1 mg/cm^2"}, {"thickness": "1 um"}]
)
@pytest.mark.parametrize("particle", ["sphere", "varied", "pairs", "aggregate"])
@pytest.mark.parametrize("sticking", [0.0, 1.0])
def test_no_film_is_looser_than_the_design_allows(sticking, particle, amount, membrane, shapes):
    """The binder fraction that fills the voids of the film stays below the bound that refuses designs."""
    shape = {
        "sphere": shapes.sphere,
        "varied": {**shapes.sphere, "size_variation": 0.4},
        "pairs": shapes.aggregate("100 nm"),
        "aggregate": shapes.aggregate("300 nm", size_variation=0.2),
    }
    packing = {"method": "sticking_drop", "sticking_probability": sticking}
    design = membrane(shape[particle], packing, **amount)
    model = PackedSpheres(fewest_particles=300, smallest_box=0.5e-6, most_particles=600)
    built = model.pack(design, np.random.default_rng(0))
    height = film_thickness(built)
    void = height - volume_below(height, built.centres, built.radii) / built.area
    binder = void * design.binder.material.density
    metal = built.wall_volume * design.particle.primary.material.density
    assert binder / (binder + metal) < design.largest_binder_fraction


def mass_variation(built: Particles, window: float) -> float:
    """Coefficient of variation of the mass in square windows, by the centres of equal particles."""
    cells = max(1, round(built.box / window))
    counts, *_ = np.histogram2d(*(built.centres[:, :2].T % built.box), bins=cells, range=[[0, built.box]] * 2)
    return float(counts.std() / counts.mean())


def test_aggregates_make_a_film_uneven(membrane, shapes):
    """At equal loading, larger aggregates leave more pinholes and more uneven mass."""
    model = PackedSpheres(smallest_box=2.5e-6, most_particles=10_000)
    holes, spread = [], []
    for shape in (shapes.sphere, shapes.aggregate("200 nm"), shapes.aggregate("400 nm")):
        films = [
            model.pack(membrane(shape, shapes.sticking, mass_loading="0.213 mg/cm^2"), np.random.default_rng(seed))
            for seed in range(3)
        ]
        holes.append(np.mean([pinhole_fraction(film) for film in films]))
        spread.append(np.mean([mass_variation(film, 0.5e-6) for film in films]))
    assert holes[0] < 0.01
    assert holes[1] > 2 * holes[0]
    assert holes[2] > 2 * holes[1]
    assert spread[0] < spread[1] < spread[2]
