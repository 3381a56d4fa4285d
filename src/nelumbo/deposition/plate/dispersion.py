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

_SHORTEST, _LONGEST = 1e-10, 1e3


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

    ω is the larger root of (ω + C)(ω + 1/τ) = s v² k² (see `FilmInstability`); where it is negative the wave decays.

    Args:
        wavelength: 2π/k, m. current_density: of plating, A/m².
        lithium: with its film. electrolyte: gives kinetics and resistance of the film.
        membrane: bonded to the lithium; `nelumbo.deposition.film_covered.membrane_layer` makes it of a structure.
        film_share: share of the film that is on the moving lithium, 1.
    """
    front = film_covered_front(lithium, electrolyte, film_share, current_density, membrane=membrane)
    return front.growth_rates(2 * np.pi / np.asarray(wavelength, dtype=np.float64))[0]


def longest_flat_wave(front: FilmInstability) -> float:
    """Return the wavelength below which every wave decays, m; ``inf`` where all waves do.

    s v² k² τ = C(k) has one root for a rigid metal, since C/k² increases with k.
    """

    def excess(logarithm: float) -> float:
        k = np.array(2 * np.pi / math.exp(logarithm))
        drive = front.film_share * (front.velocity * k) ** 2 * front.healing_time
        return float(np.log(drive) - np.log(front.damping(k)))

    if front.film_share == 0 or excess(math.log(_LONGEST)) <= 0:
        return math.inf
    return math.exp(brentq(excess, math.log(_SHORTEST), math.log(_LONGEST), xtol=1e-12))
