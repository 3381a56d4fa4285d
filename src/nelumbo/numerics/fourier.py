"""Periodic fields on a plane and their Fourier coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Array = NDArray[np.float64]
Waves = NDArray[np.complex128]


@dataclass(frozen=True)
class FourierGrid:
    """Equal square cells, periodic in y and x; a single row is a line.

    f(x) = Σ f̂(k) e^(ik·x),  f̂(0) is the mean of f

    Attributes:
        cells: number along y and x. spacing: edge of a cell, m. workers: threads of the transforms.
    """

    cells: tuple[int, int]
    spacing: float
    workers: int = 1

    @cached_property
    def along_y(self) -> Array:
        """Component k_y, shape (y, 1), 1/m."""
        waves: Array = 2 * np.pi * scipy.fft.fftfreq(self.cells[0], self.spacing)[:, None]
        return waves

    @cached_property
    def along_x(self) -> Array:
        """Component k_x, shape (1, waves), 1/m."""
        waves: Array = 2 * np.pi * scipy.fft.rfftfreq(self.cells[1], self.spacing)[None, :]
        return waves

    @cached_property
    def wavenumber(self) -> Array:
        """|k|, shape (y, waves), 1/m."""
        return np.hypot(self.along_y, self.along_x)

    @cached_property
    def resolved(self) -> Array:
        """1 for waves that a product of two fields gets right, 0 for the aliased third of every direction."""
        limit = 2 / 3 * np.pi / self.spacing * (1 - 1e-12)
        return ((np.abs(self.along_y) < limit) & (self.along_x < limit)).astype(float)

    @cached_property
    def _pairs(self) -> Array:
        """How many waves of the full spectrum each coefficient stands for, shape (1, waves)."""
        pairs = np.full((1, self.along_x.size), 2.0)
        pairs[0, 0] = 1.0
        if self.cells[1] % 2 == 0:
            pairs[0, -1] = 1.0
        return pairs

    @cached_property
    def _slopes(self) -> tuple[Waves, Waves]:
        """Factors i k_y and i k_x; the shortest wave of an even grid has no slope."""
        y, x = (
            np.where(np.abs(k) < np.pi / self.spacing * (1 - 1e-12), k, 0.0) for k in (self.along_y, self.along_x)
        )
        return 1j * y, 1j * x

    def waves(self, field: Array) -> Waves:
        """Return the coefficients of fields of shape (…, y, x)."""
        found: Waves = scipy.fft.rfft2(field, norm="forward", workers=self.workers)
        return found

    def field(self, waves: Waves) -> Array:
        """Return the fields of coefficients of shape (…, y, waves)."""
        found: Array = scipy.fft.irfft2(waves, s=self.cells, norm="forward", workers=self.workers)
        return found

    def gradient(self, waves: Waves) -> tuple[Array, Array]:
        """Return the fields ∂f/∂y and ∂f/∂x."""
        y, x = self._slopes
        return self.field(y * waves), self.field(x * waves)

    def curvatures(self, waves: Waves) -> tuple[Array, Array, Array]:
        """Return the fields ∂²f/∂y², ∂²f/∂x² and ∂²f/∂y∂x."""
        y, x = self._slopes
        along_y, along_x = (self.field(-(k**2) * waves) for k in (self.along_y, self.along_x))
        return along_y, along_x, self.field(y * x * waves)

    def mean_product(self, first: Waves, second: Waves) -> float:
        """Return the mean of f g, without leaving the coefficients."""
        return float((self._pairs * (first.real * second.real + first.imag * second.imag)).sum())

    def mean_square(self, waves: Waves) -> float:
        """Return the mean of f²."""
        return self.mean_product(waves, waves)
