import pickle
from pathlib import Path

import pytest

from nelumbo.design.load import load

PUBLISHED = Path(__file__).parents[2] / "designs" / "wei2024.toml"


@pytest.fixture(scope="module")
def published():
    return load(PUBLISHED)


def by_id(members, name):
    return next(member for member in members if member.id == name)


def test_published_campaign_is_whole(published):
    assert [e.id for e in published.electrode] == ["cu_foil", "cu_np", "homs_1s", "homs_2s", "homs_3s"]
    assert len(published.experiment) == 14
    assert len(published.pairs()) == 14 * 5 - 3 - 4 - 2
    assert by_id(published.experiment, "symmetric").capacity == pytest.approx(3.6e4)
    assert by_id(published.experiment, "in_situ_optical").charges == (pytest.approx(6.67 * 0.5 * 3.6e4),)


def test_measured_values_are_joined_by_id(published):
    datum = by_id(published.measured, "S1")
    assert datum.value == 40
    for name in ("homs_1s", "homs_2s", "homs_3s"):
        membrane = by_id(published.electrode, name).membrane
        assert membrane.particle.shell_thickness == pytest.approx(40e-9)
        provenance = published.provenance_of(f"electrode.{name}.membrane.particle.shell_thickness")
        assert (provenance.kind, provenance.note) == ("measured", "S1")


def test_same_loading_gives_equal_mass_of_metal(published):
    (loading,) = {e.membrane.mass_loading for e in published.electrode if e.membrane}
    assert loading == pytest.approx(2.13e-3)
    for electrode in published.electrode[1:]:
        membrane = electrode.membrane
        assert membrane.particles_per_area * membrane.particle.mass == pytest.approx(2.13e-3)


def test_provenance_keys_are_those_of_the_file(published):
    assert published.provenance["particle.three_shells.shell_outer_radii"].kind == "assumed"
    assert published.provenance["electrode.homs_3s.membrane.mass_loading"].kind == "assumed"
    assert published.provenance["solid.copper.density"].kind == "sourced"
    assert "current_density" not in published.provenance
    assert published.provenance_of("experiment.plating.current_density") is None
    assert published.provenance_of("experiment.plating_site.current_density").kind == "assumed"


def test_keys_of_parts_lead_to_the_library(published):
    key = "electrode.homs_2s.membrane.particle.material.density"
    assert published.key_in_file(key) == "solid.copper.density"
    assert (
        published.key_in_file("electrode.homs_1s.membrane.mass_loading")
        == "electrode.homs_3s.membrane.mass_loading"
    )
    assert published.key_in_file("lithium.film.noise") == "lithium.film.noise"


def test_loading_is_shared_over_several_electrodes(good, write):
    second = good[
        good.index('[[electrode]]\nid = "hollow_film"') : good.index("# ---", good.index('hollow_film"\ncoll'))
    ]
    thin = second.replace("hollow_film", "thin").replace(
        'mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "middle"'
    )
    middle = thin.replace('"middle"', '"hollow_film"').replace("thin", "middle")
    design = load(write(good + thin + middle))
    assert by_id(design.electrode, "thin").membrane.mass_loading == pytest.approx(2e-3)
    assert (
        design.key_in_file("electrode.thin.membrane.mass_loading") == "electrode.hollow_film.membrane.mass_loading"
    )


def test_parts_may_stand_where_they_are_used(good, write):
    inline = good.replace(
        'collector = "copper_foil"\n[electrode',
        'collector = { thickness = "8 um", exchange_current_ratio = { assumed = 1.0, why = "as the other" }, '
        'nucleation_overpotential = "30 mV" }\n[electrode',
    )
    design = load(write(inline))
    assert design.electrode[1].collector.thickness == pytest.approx(8e-6)
    assert design.electrode[0].collector.thickness == pytest.approx(10e-6)
    assert design.provenance["electrode.hollow_film.collector.exchange_current_ratio"].note == "as the other"


def test_measured_count_stays_a_whole_number(good, write):
    data = "id,electrode,experiment,condition,quantity,value,unit,kind,note\nN1,any,any,,cycles,200,1,number,\n"
    text = good.replace("cycles = 200\n", 'cycles = { measured = "N1", unit = "1" }\n')
    design = load(write('measured = "data.csv"\n' + text, data=data))
    assert by_id(design.experiment, "efficiency").cycles == 200


def test_byte_order_mark_and_carriage_returns_are_read(good, write):
    plain = load(write(good))
    windows = load(write(b"\xef\xbb\xbf" + good.replace("\n", "\r\n").encode()))
    assert windows == plain


def test_design_is_a_value(published):
    again = load(PUBLISHED)
    assert again == published
    assert hash(again) == hash(published)
    assert pickle.loads(pickle.dumps(published)) == published
    with pytest.raises(TypeError):
        published.electrolyte["ether"] = None


AGGREGATE = """
[particle.cluster]
shape = "aggregate"
primary = "one_shell"
diameter = { assumed = "3 um", why = "a guess" }
"""


def test_aggregate_takes_its_primary_from_the_library(good, write):
    design = load(write(good.replace('particle = "one_shell"', 'particle = "cluster"') + AGGREGATE))
    particle = design.electrode[1].membrane.particle
    assert particle.primary == load(write(good)).electrode[1].membrane.particle
    assert design.key_in_file("electrode.hollow_film.membrane.particle.primary.shell_thickness") == (
        "particle.one_shell.shell_thickness"
    )
    assert design.provenance_of("electrode.hollow_film.membrane.particle.diameter").note == "a guess"
    assert pickle.loads(pickle.dumps(design)) == design


@pytest.mark.parametrize(("amount", "height"), [('thickness = "2 um"', 2e-6), ("layers = 3", 2.106e-6)])
def test_film_is_built_to_a_thickness_instead_of_a_loading(amount, height, good, write):
    membrane = load(write(good.replace('mass_loading = "0.2 mg/cm^2" ', amount))).electrode[1].membrane
    assert membrane.film_thickness == pytest.approx(height, rel=1e-3)
    assert membrane.mass_loading is membrane.particles_per_area is membrane.binder_loading is None


def test_spread_of_sizes_changes_the_count_at_equal_loading(good, write):
    """A shell weighs about as its area, (1 + c²) times the mean one's: so many fewer weigh the same."""
    equal = load(write(good)).electrode[1].membrane
    text = good.replace('["400 nm"]', '["400 nm"]\nsize_variation = 0.2')
    mixed = load(write(text)).electrode[1].membrane
    assert equal.particles_per_area / mixed.particles_per_area == pytest.approx(1.04, abs=0.005)
    assert mixed.particles_per_area * mixed.particle.mean_mass == pytest.approx(mixed.mass_loading)
