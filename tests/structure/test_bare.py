import dataclasses
import math

import numpy as np

from nelumbo.structure.packed import PackedSpheres


def test_no_membrane_is_the_limit_of_no_film(bare):
    film = PackedSpheres().build(bare, np.random.default_rng(0))
    numbers = {f.name: getattr(film, f.name) for f in dataclasses.fields(film)}
    assert numbers.pop("particles") is None
    assert numbers.pop("image") is None
    assert numbers.pop("pinhole_fraction") == 1.0
    assert numbers.pop("porosity") == 1.0
    assert numbers.pop("widest_passage") == math.inf
    assert set(dataclasses.astuple(numbers.pop("mechanics"))) == {0.0, (), None}
    assert set(dataclasses.astuple(numbers.pop("binder"))) == {0.0}
    assert set(numbers.values()) == {0.0}
