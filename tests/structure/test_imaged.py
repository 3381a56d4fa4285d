"""A film from its own segmented image is the film."""

import math

import numpy as np
import pytest

import nelumbo
from nelumbo.design.electrode import Electrode
from nelumbo.design.imaged_membrane import ImagedMembrane
from nelumbo.design.template import template
from nelumbo.errors import StageError
from nelumbo.fidelity import fidelity_named
from nelumbo.pipeline import SerialExecutor
from nelumbo.structure import Films, ImagedFilm, PackedSpheres, Phase, Region, save_image, voxelise
from nelumbo.structure.binder import EqualSpheres, NecksAndCoat
from nelumbo.structure.imaged import column_tops, enclosed
from nelumbo.transport.voxel_diffusion import VoxelDiffusion

SEED = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("imaged")


@pytest.fixture(scope="module")
def design(folder):
    """A packed film of thick-walled hollow spheres, its image with room above it, and a design of both."""
    text = template("films").replace('shell_thickness = "40 nm"', 'shell_thickness = "80 nm"')
    text = text.replace("mass_fraction = 0.1", "mass_fraction = 0.08").replace(
        "neck_share = { assumed = 0.3", "neck_share = { assumed = 0.1"
    )
    text = text.replace('mass_loading = "0.2 mg/cm^2" ', 'mass_loading = "0.3 mg/cm^2" ')
    (folder / "packed.toml").write_text(text, encoding="utf-8")
    membrane = nelumbo.load(folder / "packed.toml").electrode[1].membrane
    particles = PackedSpheres(fewest_particles=20, smallest_box=1e-6).pack(membrane, np.random.default_rng(SEED))
    binder = membrane.binder_loading / membrane.binder.material.density
    placement = NecksAndCoat().place(binder, membrane.binder.neck_share, EqualSpheres.of(particles))
    voxel = particles.box / round(particles.box / 25e-9)
    top = float((particles.centres[:, 2] + particles.radii).max()) + placement.coat + 2 * voxel
    save_image(voxelise(particles, placement, Region.film(particles, top), voxel), folder / "film.tif")
    imaged = f"""
[[electrode]]
id = "imaged_film"
collector = "copper_foil"
[electrode.membrane]
image = "film.tif"
voxel = "{voxel * 1e9!r} nm"
phases = {{ electrolyte = [0], shell = [1], solid = [2], binder = [3] }}
metal = "copper"
binder = "ethyl_cellulose"
shell_porosity = 0.3
shell_diffusivity_ratio = 0.05
exchange_current_ratio = 0.1
surface_charge = "0 C/m^2"
"""
    (folder / "both.toml").write_text(text + imaged, encoding="utf-8")
    return nelumbo.load(folder / "both.toml")


@pytest.fixture(scope="module")
def films(design):
    model = Films(PackedSpheres(fewest_particles=20, smallest_box=1e-6, largest_image=500_000))
    return tuple(model.build(electrode, np.random.default_rng(SEED)) for electrode in design.electrode)


TOLERANCES = {
    "membrane_thickness": 0.01,
    "mass_loading": 0.005,
    "binder_loading": 0.10,  # cusps of the necks and coats in the gaps are thinner than a voxel
    "porosity": 0.01,
    "outer_area": 0.06,  # surfaces nearer than a voxel, at the contacts, are lost
    "inner_area": 0.005,
    "coated_area": 0.07,
    "cavity_volume": 0.005,
    "pinhole_fraction": 0.10,
    "packing_fraction": 0.01,
    "mass_variation": 0.02,
}


@pytest.mark.parametrize("quantity", TOLERANCES)
def test_image_says_what_the_film_was_built_to(films, quantity):
    _, built, seen = films
    assert getattr(seen, quantity) == pytest.approx(getattr(built, quantity), rel=TOLERANCES[quantity])


def test_the_same_ball_gets_through_to_a_voxel(films):
    _, built, seen = films
    assert seen.widest_passage == pytest.approx(built.widest_passage, abs=seen.image.voxel)


def test_what_an_image_does_not_know(films):
    _, built, seen = films
    assert seen.particles is None
    assert math.isnan(seen.layers)
    assert math.isnan(seen.contacts_per_particle)
    assert seen.binder.coat == pytest.approx(seen.binder_loading / 1100 / (seen.coated_area / 1.0), rel=1e-9)
    assert seen.mechanics.modulus > 0
    assert seen.wall_exchange_ratio == built.wall_exchange_ratio
    height = seen.image.shape[0] * seen.image.voxel
    assert seen.membrane_thickness == pytest.approx(height)


@pytest.mark.parametrize(
    "experiments", [("plating",), pytest.param(("symmetric", "efficiency"), marks=pytest.mark.slow)]
)
def test_a_run_takes_the_image_through_every_stage(experiments, design, tmp_path):
    chosen = tuple(e for e in design.experiment if e.id in experiments)
    small = design.model_copy(update={"experiment": chosen, "electrode": design.electrode[1:]})
    quick = fidelity_named("quick")
    model = Films(PackedSpheres(fewest_particles=20, smallest_box=1e-6))
    fidelity = type(quick)(
        **{**vars(quick), "structure": model, "transport": VoxelDiffusion(largest=200_000), "realisations": 1}
    )
    results = nelumbo.run(small, fidelity, folder=tmp_path / "run", executor=SerialExecutor())
    assert not results.failures
    table = results.observables.set_index(["electrode", "experiment", "quantity"]).value.sort_index()
    packed, imaged = table["hollow_film"], table["imaged_film"]
    for quantity, tolerance in (
        ("membrane_thickness", 0.1),
        ("porosity", 0.05),
        ("tortuosity_factor", 0.1),
        ("cavity_capacity", 0.01),
    ):
        assert imaged["structure"][quantity] == pytest.approx(packed["structure"][quantity], rel=tolerance)
    assert "layers" not in imaged["structure"]
    assert "layers" in packed["structure"]
    for experiment in chosen:
        # No front grows where cavities are not known one by one, so nothing tells of the film.
        told = {quantity for quantity in packed[experiment.id].index if not quantity.startswith("film_")}
        assert set(imaged[experiment.id].index) == told


def test_image_that_changed_after_the_design_was_read_is_refused(design, folder, tmp_path):
    membrane = design.electrode[2].membrane
    copy = tmp_path / "film.tif"
    copy.write_bytes((folder / "film.tif").read_bytes())
    moved = membrane.model_copy(update={"image": str(copy)})
    assert ImagedFilm().build(moved).porosity > 0
    copy.write_bytes((folder / "film.tif").read_bytes() + b"\0")
    with pytest.raises(StageError, match="has changed since the design was read"):
        ImagedFilm().build(moved)
    copy.unlink()
    with pytest.raises(StageError, match="does not exist"):
        ImagedFilm().build(moved)


def test_packing_leaves_images_to_films(design):
    with pytest.raises(StageError, match="no particles to pack"):
        PackedSpheres().build(design.electrode[2], np.random.default_rng(0))


def labels() -> np.ndarray:
    """A tube of shell that the sides close, above it a slab of solid with a hole, half of it under binder."""
    phases = np.zeros((12, 12, 12), np.uint8)
    phases[1:6, 2:8] = Phase.SHELL
    phases[2:5, 3:7] = Phase.ELECTROLYTE
    phases[9] = Phase.SOLID
    phases[9, 4, 4] = Phase.ELECTROLYTE
    phases[10, :5] = Phase.BINDER
    return phases


def test_cavities_are_what_no_path_leads_into():
    phases = labels()
    cavity = enclosed(phases == Phase.ELECTROLYTE)
    assert np.count_nonzero(cavity) == 3 * 4 * 12
    assert cavity[2:5, 3:7].all()
    phases[1, 5, 0] = Phase.ELECTROLYTE
    assert not enclosed(phases == Phase.ELECTROLYTE).any()


def test_numbers_of_a_small_image(tmp_path, design):
    membrane = design.electrode[2].membrane
    np.save(tmp_path / "small.npy", labels())
    small = ImagedMembrane.model_construct(
        **{**dict(membrane), "image": str(tmp_path / "small.npy"), "sha256": None, "voxel": 1e-7}
    )
    film = ImagedFilm().build(small)
    assert film.membrane_thickness == pytest.approx(1.1e-6)  # most columns end with solid, half with binder
    shell, solid, binder = (5 * 6 - 3 * 4) * 12, 143, 60
    assert film.mass_loading == pytest.approx((0.7 * shell + solid) * 8960 * 1e-7 / 144)
    assert film.binder_loading == pytest.approx(binder * 1100 * 1e-7 / 144)
    assert film.porosity == pytest.approx(1 - (0.7 * shell + solid + binder) / (11 * 144))
    assert film.cavity_volume == pytest.approx(144 * 1e-7 / 144)
    assert film.pinhole_fraction == 0.0
    assert column_tops(labels())[4, 4] == 11
    assert film.image.fractions.shape == (4, 11, 12, 12)
    assert film.image.fractions[Phase.SHELL].sum() == shell


def test_ball_through_a_square_hole(tmp_path, design):
    slab = np.zeros((10, 20, 20), np.uint8)
    slab[4:6] = Phase.SOLID
    slab[4:6, 8:15, 9:14] = Phase.ELECTROLYTE
    np.save(tmp_path / "slab.npy", slab)
    film = design.electrode[2].membrane.model_copy(
        update={"image": str(tmp_path / "slab.npy"), "sha256": None, "voxel": 1e-7}
    )
    assert ImagedFilm().build(film).widest_passage == pytest.approx(5e-7, abs=3e-8)


def test_label_without_a_phase_or_no_metal_is_refused(tmp_path, design):
    membrane = design.electrode[2].membrane
    for content, told in ((labels() + 1, "labels 4"), (np.zeros((6, 10, 10), np.uint8), "no metal")):
        np.save(tmp_path / "wrong.npy", content)
        wrong = membrane.model_copy(update={"image": str(tmp_path / "wrong.npy"), "sha256": None})
        with pytest.raises(StageError, match=told):
            ImagedFilm().build(wrong)


def test_bare_collector_stays_bare(design):
    assert isinstance(design.electrode[0], Electrode)
    assert Films().build(design.electrode[0], np.random.default_rng(0)).membrane_thickness == 0.0
