"""A front of markers in two dimensions, the reference for the voxel front where it neither merges nor folds.

Every marker moves along the normal with V = v₀/((1 − s) + sσ), v₀ such that the mean growth per width is v, and
carries a film with dσ/dt = −σVκ + (1 − σ)/τ; V is averaged over the front with the weight
exp(−d²/2ℓ²) max(n·n′, 0). Normal and curvature are those of the periodic cubic spline through
the markers; a midpoint rule in time.
"""

import numpy as np
from scipy.interpolate import CubicSpline


class Markers:
    def __init__(self, x, z, width, share, healing, cutoff):
        self.x, self.z, self.width = x, z, width
        self.share, self.healing, self.cutoff = share, healing, cutoff
        self.film = np.ones(x.size)

    def _geometry(self, x, z):
        t = np.arange(x.size + 1)
        bx = CubicSpline(t, np.append(x, x[0] + self.width) - t * self.width / x.size, bc_type="periodic")
        bz = CubicSpline(t, np.append(z, z[0]), bc_type="periodic")
        dx, dz = bx(t[:-1], 1) + self.width / x.size, bz(t[:-1], 1)
        ddx, ddz = bx(t[:-1], 2), bz(t[:-1], 2)
        length = np.hypot(dx, dz)
        return -dz / length, dx / length, -(dx * ddz - dz * ddx) / length**3, length

    def _rates(self, x, z, film, speed):
        nx, nz, curvature, length = self._geometry(x, z)
        apart = (x[:, None] - x + self.width / 2) % self.width - self.width / 2
        facing = np.maximum(nx[:, None] * nx + nz[:, None] * nz, 0)
        weight = length * facing * np.exp(-(apart**2 + (z[:, None] - z) ** 2) / (2 * self.cutoff**2))
        fast = weight @ (1 / ((1 - self.share) + self.share * film)) / weight.sum(1)
        v = speed * self.width / (fast * length).sum() * fast
        return v * nx, v * nz, -film * v * curvature + (1 - film) / self.healing

    def grow(self, speed, time, steps):
        dt = time / steps
        for _ in range(steps):
            state = (self.x, self.z, self.film)
            half = [a + dt / 2 * b for a, b in zip(state, self._rates(*state, speed), strict=True)]
            full = [a + dt * b for a, b in zip(state, self._rates(*half, speed), strict=True)]
            self.x, self.z, self.film = full

    def mean_height(self, columns):
        """Mean height of a front without folds over each of ``columns`` columns, the first centred on x = 0."""
        fine = (np.arange(columns * 20) + 0.5) / 20 * self.width / columns - self.width / columns / 2
        x = np.concatenate([self.x - self.width, self.x, self.x + self.width])
        return np.interp(fine, x, np.tile(self.z, 3)).reshape(columns, 20).mean(1)
