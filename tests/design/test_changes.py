"""What was edited between two designs, and nothing that only follows from it."""

import numpy as np

from nelumbo.design.changes import Change, changes
from nelumbo.design.load import load
from nelumbo.design.template import template

TEXT = template("film", "hollow-spheres")


def edited(write, *edits):
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return changes(load(write(TEXT)), load(write(text)))


def test_equal_designs(write):
    assert edited(write) == []


def test_one_edit_is_one_change_with_units(write):
    (change,) = edited(write, ('shell_thickness = "40 nm"', 'shell_thickness = "20 nm"'))
    assert change == Change("particle.one_shell.shell_thickness", "40 nm", "20 nm")
    assert str(change) == "particle.one_shell.shell_thickness: 40 nm → 20 nm"


def test_the_seed_and_an_amount_of_another_kind(write):
    found = edited(write, ("seed = 1 ", "seed = 2 "), ('mass_loading = "0.2 mg/cm^2"', "layers = 2"))
    assert [str(change) for change in found] == [
        "seed: 1 → 2",
        "electrode.hollow_film.membrane.mass_loading: only in the first, 0.2 mg/cm^2",
        "electrode.hollow_film.membrane.layers: only in the second, 2",
    ]


def test_a_part_that_only_one_has_is_one_change(write):
    found = edited(write, ('id = "plating"', 'id = "growth"'))
    assert {str(change) for change in found} == {
        "experiment.plating: only in the first",
        "experiment.growth: only in the second",
    }


def test_another_image_under_the_same_name(tmp_path):
    from nelumbo.design.template import write_template

    write_template(tmp_path / "film.toml", "image")
    first = load(tmp_path / "film.toml")
    (image,) = tmp_path.glob("*.npy")
    labels = np.load(image)
    np.save(image, np.roll(labels, 1, axis=1))
    (change,) = changes(first, load(tmp_path / "film.toml"))
    assert change.key == "content of the image of imaged_film"
    assert change.first != change.second
