import pytest

from nelumbo.design.load import load
from nelumbo.design.template import template, write_template
from nelumbo.errors import DesignError


def test_template_is_a_design_with_a_bare_and_a_covered_electrode(write):
    design = load(write(template("my_film")))
    assert design.name == "my_film"
    assert [electrode.membrane is None for electrode in design.electrode] == [True, False]
    assert len({experiment.kind for experiment in design.experiment}) >= 3
    assert design.measured == ()


@pytest.mark.parametrize("name", ["", "my-film", "1film", "a" * 41, "film\n", 'x"'])
def test_name_that_no_design_can_have_is_refused(name):
    with pytest.raises(DesignError) as caught:
        template(name)
    assert caught.value.problems[0].got == repr(name)


@pytest.mark.parametrize(("file", "name"), [
    ("my-thin film.toml", "my_thin_film"),
    ("20nm.toml", "film_20nm"),
    ("плёнка 🪷.toml", "film"),
    ("Größe.toml", "Gr_e"),
    (f"{'a' * 60}.toml", "a" * 40),
])  # fmt: skip
def test_any_name_of_a_file_gives_a_design_that_may_be_called_so(file, name, tmp_path):
    (written,) = write_template(tmp_path / file, "bare")
    assert written.name == file
    assert load(written).name == name
