"""Which waves of a lithium front grow under a membrane, and which it holds flat."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from nelumbo.deposition.film_covered import film_covered_front
from nelumbo.deposition.instability import FilmInstability
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.materials.elastic_layer import ElasticLayer

_LONGEST, _SAMPLES = math.log(1e3), 300


def dispersion(
    wavelength: ArrayLike,
    current_density: float,
    lithium: Lithium,
    electrolyte: Electrolyte,
    *,
    membrane: ElasticLayer | None = None,
    film_share: float = 1.0,
) -> NDArray[np.float64]:
    """Return the growth rate ω of waves of a flat front, 1/s, of the same shape as the wavelength.

    ω is the larger root of (ω + C)(ω + 1/τ) = s v² k² (see `FilmInstability`); below zero the wave decays.

    Args:
        wavelength: 2π/k, m. current_density: of plating, A/m².
        lithium: with its film. electrolyte: gives kinetics and resistance of the film.
        membrane: bonded to the lithium; `nelumbo.deposition.film_covered.membrane_layer` makes it of a structure.
        film_share: share of the film that is on the moving lithium, 1.
    """
    front = film_covered_front(lithium, electrolyte, film_share, current_density, membrane=membrane)
    return front.growth_rates(2 * np.pi / np.asarray(wavelength, dtype=np.float64))[0]


def longest_flat_wave(front: FilmInstability) -> float:
    """Return the wavelength above which all waves grow, m: ``inf`` where none does, 0 where all do.

    s v² k² τ = C(k) has one root among the waves that are long against every layer. A strong drive lets some of
    those grow again that are as short as a layer is thick: such a layer resists them as a half-space, with k only.
    Waves shorter than twice the thickness of the thinnest layer are not waves of a film any more, and not counted.
    """

    def excess(logarithm: NDArray[np.float64]) -> NDArray[np.float64]:
        k = 2 * np.pi * np.exp(-logarithm)
        drive = front.film_share * (front.velocity * k) ** 2 * front.healing_time
        return np.asarray(np.log(drive) - np.log(front.damping(k)))

    if front.film_share == 0:
        return math.inf
    logarithms = np.linspace(math.log(2 * min(layer.thickness for layer in front.layers)), _LONGEST, _SAMPLES)
    grows = excess(logarithms) > 0
    if grows.all() or not grows[-1]:
        return 0.0 if grows[-1] else math.inf
    last = int(np.flatnonzero(~grows)[-1])
    return math.exp(brentq(lambda x: float(excess(np.array(x))), *logarithms[last : last + 2], xtol=1e-12))
