"""The public relation between wavelength and growth rate."""

import math

import numpy as np
import pytest
from film_cases import ELECTROLYTE, LITHIUM

import nelumbo
from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.film_covered import film_covered_front
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.elastic_layer import ElasticLayer

MEMBRANE = ElasticLayer(0.8e9, 0.2, 1.2e-6)
dispersion, longest_flat_wave = nelumbo.deposition.plate.dispersion, nelumbo.deposition.plate.longest_flat_wave


def test_long_waves_without_healing_grow_at_the_speed_of_the_front():
    """For C → 0 and τ → ∞ the relation is ω = √s v k."""
    healthy = LITHIUM.model_copy(update={"film": LITHIUM.film.model_copy(update={"healing_time": 1e12})})
    transfer = ButlerVolmer(100.0, 298.15).resistance(10.0)
    share = 16e-4 / (16e-4 + transfer)
    expected = np.sqrt(share) * 10 * LITHIUM_HEIGHT_PER_CHARGE * 2 * np.pi / 1e-3
    assert dispersion(1e-3, 10.0, healthy, ELECTROLYTE) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("membrane", [None, MEMBRANE])
@pytest.mark.parametrize("current", [3.0, 6.0, 10.0])
def test_the_longest_flat_wave_is_where_the_rate_changes_sign(membrane, current):
    front = film_covered_front(LITHIUM, ELECTROLYTE, 1.0, current, membrane=membrane)
    edge = longest_flat_wave(front)
    below, at, above = dispersion(
        edge * np.array([0.99, 1, 1.01]), current, LITHIUM, ELECTROLYTE, membrane=membrane
    )
    assert below < 0 < above
    assert abs(at) < 1e-3 * above


def test_a_plate_holds_what_its_bending_stiffness_says():
    """k_c² = (s v²τ/M − γ)/B of a plate that is thin against the wave, with a soft film."""
    soft = LITHIUM.film.model_copy(update={"youngs_modulus": 1.0})
    lithium = LITHIUM.model_copy(update={"film": soft})
    plate = ElasticLayer(1e12, 0.3, 100e-9)
    front = film_covered_front(lithium, ELECTROLYTE, 1.0, 10.0, membrane=plate)
    drive = front.film_share * front.velocity**2 * 300 / front.mobility
    expected = 2 * math.pi / math.sqrt((drive - 0.5) / plate.bending_stiffness)
    assert longest_flat_wave(front) == pytest.approx(expected, rel=5e-3)
    assert 2 * math.pi / expected * plate.thickness < 0.2


def test_nothing_grows_without_a_film_on_the_lithium():
    front = film_covered_front(LITHIUM, ELECTROLYTE, 0.0, 10.0)
    assert longest_flat_wave(front) == math.inf
    assert np.all(dispersion(np.geomspace(1e-7, 1e-3, 20), 10.0, LITHIUM, ELECTROLYTE, film_share=0.0) < 0)


def test_slow_plating_is_flat_under_surface_energy_alone():
    """Nothing grows where s v²τ/M < γ."""
    front = film_covered_front(LITHIUM, ELECTROLYTE, 1.0, 1.0)
    assert front.film_share * front.velocity**2 * 300 / front.mobility < 0.5
    assert longest_flat_wave(front) == math.inf


def test_what_no_layer_resists_is_nowhere_flat():
    soft = LITHIUM.film.model_copy(update={"youngs_modulus": 1.0})
    lithium = LITHIUM.model_copy(update={"film": soft})
    assert longest_flat_wave(film_covered_front(lithium, ELECTROLYTE, 1.0, 10.0)) == 0.0
