import numpy as np
import pytest

from nelumbo.materials.lithium_yield import LithiumYield


def test_pillars_and_bulk():
    law = LithiumYield()
    assert law.strength(1e-6) == pytest.approx(105e6)
    assert law.strength(1e-5) == pytest.approx(105e6 * 10**-0.68)
    assert law.strength(1.0) == law.bulk
    assert np.all(np.diff(law.strength(np.geomspace(1e-7, 1e-4, 20))) < 0)
