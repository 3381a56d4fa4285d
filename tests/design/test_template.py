import pytest

from nelumbo.design.load import load
from nelumbo.design.template import template
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
