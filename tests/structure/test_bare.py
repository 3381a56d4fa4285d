import dataclasses

import numpy as np
import pytest

from nelumbo.structure.bare import BareCollector
from nelumbo.structure.packed import PackedSpheres


@pytest.mark.parametrize("model", [BareCollector(), PackedSpheres()], ids=lambda m: type(m).__name__)
def test_no_membrane_is_the_limit_of_no_film(model, bare):
    film = model.build(bare, np.random.default_rng(0))
    numbers = {f.name: getattr(film, f.name) for f in dataclasses.fields(film)}
    assert numbers.pop("particles") is None
    assert numbers.pop("image") is None
    assert numbers.pop("pinhole_fraction") == 1.0
    assert numbers.pop("porosity") == 1.0
    assert set(dataclasses.astuple(numbers.pop("mechanics"))) == {0.0}
    assert set(numbers.values()) == {0.0}


def test_a_membrane_is_ignored_by_the_control(electrode):
    assert BareCollector().build(electrode(), np.random.default_rng(0)).membrane_thickness == 0.0
