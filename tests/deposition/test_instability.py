import numpy as np
import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.instability import FilmInstability
from nelumbo.materials.elastic_layer import ElasticLayer

FILM = ElasticLayer(10e9, 0.3, 30e-9)
K = np.geomspace(1e4, 1e8, 50)


def front(**changes):
    values = {
        "velocity": 1.35e-9,
        "film_share": 0.9,
        "healing_time": 300.0,
        "resistance": 2e-3,
        "surface_energy": 0.5,
        "layers": (FILM,),
        "height_per_charge": LITHIUM_HEIGHT_PER_CHARGE,
    }
    return FilmInstability(**{**values, **changes})


def test_roots_satisfy_the_dispersion_relation():
    law = front()
    damping = law.mobility * law.restoring_pressure(K)
    for root in law.growth_rates(K):
        left = (root + damping) * (root + 1 / 300)
        scale = (np.abs(root) + damping) * (np.abs(root) + 1 / 300)
        np.testing.assert_allclose(left / scale, 0.9 * (1.35e-9 * K) ** 2 / scale, atol=1e-12)


def test_a_front_without_film_only_decays():
    law = front(film_share=0.0)
    assert np.all(law.growth_rates(K)[0] < 0)
    initial, noise = law.amplification(K, 3600.0)
    damping = law.mobility * law.restoring_pressure(K)
    slow = damping * 3600 < 30
    np.testing.assert_allclose(initial[slow], -damping[slow] * 3600, rtol=1e-6, atol=1e-9)
    assert np.all(noise == -np.inf)


def test_a_membrane_lowers_every_growth_rate():
    membrane = ElasticLayer(1e9, 0.3, 1.5e-6)
    assert np.all(front(layers=(FILM, membrane)).growth_rates(K)[0] < front().growth_rates(K)[0])


def test_no_overflow_after_a_very_long_time():
    for part in front().amplification(K, 1e9):
        assert np.all(np.isfinite(part))
        assert part.max() > 1e3


def test_mobility():
    assert front().mobility == pytest.approx((1.3e-5 / 96485.33212) ** 2 / 2e-3)
