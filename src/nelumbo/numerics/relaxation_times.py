"""Distribution of relaxation times: a response to frequency as a sum of exponential decays, without a circuit.

Z(ω) = R∞ + ∫ γ(ln τ)/(1 + iωτ) d ln τ,  γ ≥ 0

γ is piecewise linear in ln τ; it minimises |Z − Z_data|²/|Z_data|² + λ ∫(γ″)² d(ln τ)⁵ under γ ≥ 0, R∞ ≥ 0
(Wan, Saccoccio, Chen and Ciucci, Electrochim. Acta 184 (2015) 483, doi 10.1016/j.electacta.2015.09.097).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_PER_DECADE = 20
"""Relaxation times per decade."""
_MARGIN = 10.0
"""By how much the times reach beyond the frequencies on both sides."""


@dataclass(frozen=True)
class Arc:
    """One peak of the distribution: ``resistance`` is its area, ``time`` its mean in ln τ, s."""

    resistance: float
    time: float


@dataclass(frozen=True)
class RelaxationTimes:
    """What was found.

    Attributes:
        times: τ, s, increasing. distribution: γ at τ, in the unit of the response; both of shape (times,).
        series: R∞, what is left at infinite frequency. misfit: rms of the relative residual.
    """

    times: Array
    distribution: Array
    series: float
    misfit: float

    def arcs(self, least: float = 0.01) -> list[Arc]:
        """Return the peaks from short to long times, cut at the minima between them.

        Args:
            least: smallest area of a peak over that of all; smaller ones are left out.
        """
        step = np.log(self.times[1] / self.times[0])
        gamma, logs = self.distribution, np.log(self.times)
        inner = np.flatnonzero((gamma[1:-1] <= gamma[:-2]) & (gamma[1:-1] < gamma[2:])) + 1
        parts = np.split(np.arange(gamma.size), inner)
        areas = [float(gamma[part].sum() * step) for part in parts]
        return [
            Arc(area, float(np.exp(logs[part] @ gamma[part] / gamma[part].sum())))
            for part, area in zip(parts, areas, strict=True)
            if area > least * sum(areas)
        ]


def relaxation_times(
    frequency: Array, response: NDArray[np.complex128], smoothing: float = 1e-6
) -> RelaxationTimes:
    """Return the distribution of relaxation times of a response.

    Peaks nearer than about half a decade merge; what is slower than the lowest frequency is not seen.

    Args:
        frequency: Hz. response: at these frequencies; both of shape (frequencies,). smoothing: λ.
    """
    from scipy.optimize import nnls

    omega = 2 * np.pi * frequency
    ends = np.log10(1 / (_MARGIN * omega.max())), np.log10(_MARGIN / omega.min())
    times = np.logspace(*ends, round((ends[1] - ends[0]) * _PER_DECADE) + 1)
    step = np.log(times[1] / times[0])
    kernel = step / (1 + 1j * omega[:, None] * times)
    columns = np.hstack([np.ones((omega.size, 1)), kernel]) / np.abs(response)[:, None]
    bend = np.sqrt(smoothing * step) * (np.diff(np.eye(times.size), n=2, axis=0) / step**2)
    scale = np.abs(response).max()
    penalty = np.hstack([np.zeros((bend.shape[0], 1)), bend / scale])
    matrix = np.vstack([columns.real, columns.imag, penalty])
    data = response / np.abs(response)
    target = np.concatenate([data.real, data.imag, np.zeros(bend.shape[0])])
    found, _ = nnls(matrix, target)
    residual = columns @ found - data
    return RelaxationTimes(times, found[1:], float(found[0]), float(np.sqrt(np.mean(np.abs(residual) ** 2))))
