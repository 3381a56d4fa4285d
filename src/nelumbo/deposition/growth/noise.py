"""Quenched unevenness of the first film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Unevenness:
    """Noise of the film at rest, σ_q = max(1 + n ξ, 0.05), inherited by the film that a place grows.

    Attributes:
        size: n, 1. length: correlation length ℓ, m. seed: of the random numbers.
    """

    size: float
    length: float
    seed: int


def correlated_noise(shape: tuple[int, int], length: float, seed: int | np.random.SeedSequence) -> Array:
    """Return a periodic Gaussian field of zero mean and unit variance with ⟨ξ(0)ξ(r)⟩ = exp(−r²/ℓ²).

    The spectrum exp(−k²ℓ²/4) is that of `GrownRoughness`. A direction with one cell has no wave.

    Args:
        shape: cells along y and x. length: ℓ > 0, cells. seed: of the random numbers.
    """
    white = np.random.default_rng(seed).standard_normal(shape)
    ky, kx = (2 * np.pi * np.fft.fftfreq(n) for n in shape)
    square = ky[:, None] ** 2 + kx[None, :] ** 2
    filtered = np.exp(-square * length**2 / 8)  # the root of the spectrum
    filtered[0, 0] = 0.0
    power = float((filtered**2).sum()) / filtered.size
    field: Array = np.fft.ifft2(np.fft.fft2(white) * filtered).real / np.sqrt(power)
    return field
