from dataclasses import replace

import pytest

from nelumbo.experiments.result import Sample
from nelumbo.experiments.structure_sensitivity import CHANGES, StructureSensitivity, quick_films, variants
from nelumbo.observables import condition


@pytest.fixture
def electrodes(design):
    return {electrode.id: electrode for electrode in design.electrode}


def changed(electrode):
    """Membranes by condition."""
    return {where: variant.membrane for where, variant in variants(electrode)}


def test_only_values_that_a_film_has_are_changed(electrodes):
    tried = {id: {where.split("=")[0] for where in changed(e)} - {""} for id, e in electrodes.items()}
    assert tried["cu_foil"] == set()
    assert tried["cu_np"] == set(CHANGES) - {"shell_gap_factor", "shell_porosity", "inner_share"}
    assert tried["homs_3s"] == set(CHANGES) - {"diameter_factor", "aggregate_um", "sticking_probability"}
    assert tried["homs_1s"] == tried["homs_3s"] - {"shell_gap_factor", "inner_share"}


def test_each_variant_differs_in_what_it_says(electrodes):
    shells = changed(electrodes["homs_3s"])
    assert shells[""] == electrodes["homs_3s"].membrane
    assert shells["neck_share=0.1"].binder.neck_share == 0.1
    assert shells["inner_share=0"].inner_share == 0.0
    assert shells["size_variation=0.1"].particle.size_variation == 0.1
    assert shells["shell_gap_factor=0.7"].particle.shell_outer_radii == pytest.approx((400e-9, 290e-9, 180e-9))
    assert {membrane.mass_loading for membrane in shells.values()} == {shells[""].mass_loading}
    spheres = changed(electrodes["cu_np"])
    assert spheres["diameter_factor=1.5"].particle.diameter == pytest.approx(120e-9)
    assert spheres["aggregate_um=0.4"].particle.primary == spheres[""].particle
    assert spheres["aggregate_um=0.4"].particle.diameter == pytest.approx(400e-9)
    assert spheres["sticking_probability=0.6"].packing.sticking_probability == 0.6


def test_a_gap_that_leaves_no_room_for_the_inner_shell_is_not_tried(electrodes):
    electrode = electrodes["homs_3s"]
    particle = electrode.membrane.particle.model_copy(update={"shell_outer_radii": (400e-9, 260e-9, 90e-9)})
    membrane = electrode.membrane.model_copy(update={"particle": particle})
    found = changed(electrode.model_copy(update={"membrane": membrane}))
    assert "shell_gap_factor=0.7" in found
    assert "shell_gap_factor=1.3" not in found


def test_rows_follow_from_the_same_random_numbers(design, electrodes):
    small = replace(quick_films(), fewest_particles=60)
    sample = Sample(electrodes["homs_2s"], (), (), ())
    outcome = StructureSensitivity(model=small, realisations=2).measure(None, sample, design)
    value = {(row.condition, row.quantity): row.value for row in outcome.observables}
    less, more = (condition(binder_mass_fraction=share) for share in (0.05, 0.13))
    assert value[less, "membrane_thickness"] == value["", "membrane_thickness"]
    assert value[less, "binder_coat"] < value["", "binder_coat"] < value[more, "binder_coat"]
    assert value[less, "modulus"] < value["", "modulus"] < value[more, "modulus"]
    assert value["shell_porosity=0.5", "outer_area"] == pytest.approx(value["", "outer_area"] * 0.7 / 0.5)
    assert all(row.sd is None or row.sd > 0 for row in outcome.observables)


def test_what_cannot_be_built_is_noted(design, electrodes):
    full = electrodes["homs_3s"]
    binder = full.membrane.binder.model_copy(update={"mass_fraction": 0.3})
    membrane = full.membrane.model_copy(update={"binder": binder})
    sample = Sample(full.model_copy(update={"membrane": membrane}), (), (), ())
    small = replace(quick_films(), fewest_particles=60)
    outcome = StructureSensitivity(model=small).measure(None, sample, design)
    assert any(note.startswith("size_variation=0.1 cannot be built") for note in outcome.notes)
    assert {row.condition for row in outcome.observables} >= {"binder_mass_fraction=0.05"}
