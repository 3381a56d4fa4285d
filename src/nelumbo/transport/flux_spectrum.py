"""On which lengths the flux on the electrode plane varies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]


@dataclass(frozen=True)
class FluxSpectrum:
    """Power of a periodic map in rings of wave numbers, Σ P = variance (Parseval).

    P(q) = Σ_{k in ring q} |ĵ(k)|², ĵ(k) = (1/N) Σ_n j_n exp(−i k·r_n) without the mean

    Attributes:
        wave_number: mean |k| = 2π/λ of the modes of each ring, 1/m. power: of all modes of the ring, in squares
            of the map. modes: how many there are; ``power/modes`` is the radial average.
    """

    wave_number: Field
    power: Field
    modes: NDArray[np.int64]

    @property
    def variance(self) -> float:
        """Of the map."""
        return float(self.power.sum())

    @property
    def dominant_length(self) -> float:
        """Power-weighted mean of the wave lengths 2π/|k|, m; ``nan`` for a uniform map."""
        if self.variance == 0:
            return float("nan")
        return float((self.power * 2 * np.pi / self.wave_number).sum() / self.variance)


def flux_spectrum(flux_map: Field, spacing: tuple[float, float]) -> FluxSpectrum:
    """Return the radially averaged power spectrum of a map; rings are as wide as the least wave number.

    Args:
        flux_map: shape (y, x), taken as periodic. spacing: edge lengths of a cell along y and x, m.
    """
    ny, nx = flux_map.shape
    power = np.abs(np.fft.fft2(flux_map - flux_map.mean()) / flux_map.size) ** 2
    ky, kx = (2 * np.pi * np.fft.fftfreq(n, d) for n, d in zip((ny, nx), spacing, strict=True))
    size = np.hypot(ky[:, None], kx[None, :]).ravel()[1:]
    if size.size == 0:
        return FluxSpectrum(np.empty(0), np.empty(0), np.empty(0, np.int64))
    ring = np.rint(size / size.min()).astype(int)
    modes = np.bincount(ring)
    there = modes > 0
    sums = np.zeros((modes.size, 2))
    np.add.at(sums, ring, np.stack([size, power.ravel()[1:]], axis=1))
    return FluxSpectrum(sums[there, 0] / modes[there], sums[there, 1], modes[there])
