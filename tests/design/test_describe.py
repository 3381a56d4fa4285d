import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.design.describe import describe
from nelumbo.design.load import load


@pytest.fixture
def description(good, write):
    return describe(load(write(good)))


def row(description, section, name):
    rows = next(s.rows for s in description.sections if s.key == section)
    return next(r for r in rows if r.name == name)


def test_values_are_shown_in_units_for_people(description):
    assert row(description, "particle.one_shell", "shell_outer_radii").value == "400"
    assert row(description, "particle.one_shell", "shell_outer_radii").unit == "nm"
    thickness = row(description, "collector.copper_foil", "thickness")
    assert (thickness.value, thickness.unit) == ("10", "um")
    assert row(description, "solid.copper", "strength").unit == "MPa"
    assert row(description, "solid.copper", "youngs_modulus").unit == "GPa"
    window = row(description, "cathode.lfp", "voltage_window")
    assert (window.value, window.unit) == ("2.5, 3.8", "V")
    assert row(description, "electrolyte.ether", "temperature").value == "298.15"


def test_every_value_says_where_it_comes_from(description):
    assert row(description, "solid.copper", "density").source == "sourced"
    assert "CRC" in row(description, "solid.copper", "density").note
    assert row(description, "lithium", "film.noise").source == "assumed"
    assert row(description, "separator.polyolefin", "thickness").source == "stated"
    assert row(description, "electrode.hollow_film", "membrane.particle").value == "one_shell"


def test_assumed_values_come_once_with_their_key(description):
    keys = [r.key for r in description.assumed]
    assert "binder.ethyl_cellulose.neck_share" in keys
    assert "electrode.hollow_film.membrane.inner_share" in keys
    assert len(keys) == len(set(keys))
    assert all(r.note for r in description.assumed)


def test_derived_numbers(description):
    assert float(row(description, "lithium", "height_per_capacity").value) == pytest.approx(4.85, abs=0.005)
    per_area = row(description, "electrode.hollow_film", "particles_per_area")
    mass = row(description, "particle.one_shell", "mass")
    assert per_area.unit == "1/um^2"
    # 0.2 mg/cm² are 2 pg/µm²
    assert float(per_area.value) * float(mass.value) == pytest.approx(2.0, rel=1e-3)
    shell, hole = (
        float(row(description, "particle.one_shell", n).value) for n in ("solid_volume", "cavity_volume")
    )
    assert shell + hole == pytest.approx(0.268083, rel=1e-3)
    cavity = row(description, "electrode.hollow_film", "cavity_capacity")
    expected = float(per_area.value) * hole * 1e-6 / LITHIUM_HEIGHT_PER_CHARGE / 3.6e4
    assert float(cavity.value) == pytest.approx(expected, rel=1e-3)
    assert float(row(description, "cathode.lfp", "active_loading").value) == pytest.approx(2 / 170 * 1e3, rel=1e-3)
    assert float(row(description, "experiment.full_lfp", "current_density").value) == pytest.approx(1.0)
    assert float(row(description, "experiment.full_lfp", "n_to_p").value) == pytest.approx(1.5)
    assert row(description, "experiment.plating", "dense_height").value == "4.85, 14.55"


def test_copied_loading_names_its_source(good, write):
    film = good[good.index('[[electrode]]\nid = "hollow_film"') : good.index("# ---", good.index("packing = "))]
    copy = film.replace('id = "hollow_film"', 'id = "copy"').replace(
        'mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "hollow_film"'
    )
    loading = row(describe(load(write(good + copy))), "electrode.copy", "membrane.mass_loading")
    assert (loading.value, loading.unit) == ("0.2", "mg/cm^2")
    assert loading.key == "electrode.hollow_film.membrane.mass_loading"
    assert "hollow_film" in loading.note


def test_list_with_one_assumed_member_counts_as_assumed(good, write):
    text = good.replace('["400 nm"]', '["400 nm", { assumed = "250 nm", why = "a guess" }]')
    radii = row(describe(load(write(text))), "particle.one_shell", "shell_outer_radii")
    assert (radii.value, radii.source, radii.note) == ("400, 250", "assumed", "a guess")


def test_text_holds_sections_and_assumptions(description):
    text = str(description)
    assert "[electrode.hollow_film]" in text
    assert f"{len(description.assumed)} values are assumed" in text


def test_film_of_given_layers_says_its_thickness(good, write):
    found = describe(load(write(good.replace('mass_loading = "0.2 mg/cm^2" ', "layers = 2"))))
    thickness = row(found, "electrode.hollow_film", "thickness")
    assert (thickness.value, thickness.unit, thickness.source) == ("1.453", "um", "derived")
    names = [r.name for s in found.sections if s.key == "electrode.hollow_film" for r in s.rows]
    assert "membrane.layers" in names
    assert not {"membrane.mass_loading", "particles_per_area", "binder_loading"} & set(names)


def test_aggregate_names_its_primary(good, write):
    text = good.replace('particle = "one_shell"', 'particle = "cluster"')
    text += '\n[particle.cluster]\nshape = "aggregate"\nprimary = "one_shell"\ndiameter = "3 um"\n'
    found = describe(load(write(text)))
    assert row(found, "particle.cluster", "primary").value == "one_shell"
    assert row(found, "particle.cluster", "diameter").value == "3"
    assert row(found, "particle.one_shell", "shell_thickness").value == "40"
