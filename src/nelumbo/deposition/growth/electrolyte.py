"""Quasi-steady salt transport to a reacting surface at a given total current."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import FARADAY
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceSites, overpotential_for
from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.elliptic import EllipticProblem
from nelumbo.numerics.grid import Grid
from nelumbo.numerics.stored_faces import FaceConductances, StoredFaces

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
_LEAST = 1e-6
_TOLERANCE = 1e-11
_ROUGH = 1e-4
"""Tolerance of the response to η: it is multiplied by δη, which Newton's method brings to zero."""
"""Of the diffusion equation: what it leaves would be missing in the volume of the lithium."""


@dataclass(frozen=True)
class ReactingFront:
    """Where reaction happens.

    Attributes:
        cells: flat indices of cells that hold a piece of the surface, shape (n,). area: of the piece, cell faces.
        depth: signed distance of the cell's centre in front of the surface, cells. sites: see `SurfaceSites`.
    """

    cells: Ints
    area: Array
    depth: Array
    sites: SurfaceSites


@dataclass(frozen=True)
class Distribution:
    """Current over a surface.

    Attributes:
        concentration: u of the cells, shape (z, y, x). surface: u at the sites. density: i at the sites, A/m².
        overpotential: η, V. reached: which sites the electrolyte reaches. steps: Newton steps taken.
    """

    concentration: Array
    surface: Array
    density: Array
    overpotential: float
    reached: NDArray[np.bool_]
    steps: int


@dataclass(frozen=True)
class SteadyElectrolyte(Law):
    """A binary salt without anion flux, quasi-steady in front of a surface.

    i = F D′ ∇c,  D′ = D/(1 − t₊);  ∇²c = 0;  φ = (RT/F) ln(c/c₀);  c = c₀ at a distance L above the box

    In the time in which a front grows by a micrometre salt diffuses hundreds of micrometres, so the field is
    that of the momentary front. At a surface that bounds a cell, i = F D′ (c − c_s)/d over the distance d from
    the centre.

    Attributes:
        concentration: c₀, mol/m³. diffusivity: D, m²/s. transference: t₊. reach: L, m.
    """

    equation: ClassVar[str] = "i = F D′ ∇c,  D′ = D/(1 − t₊);  ∇²c = 0;  φ = (RT/F) ln(c/c₀);  c = c₀ at L"
    units: ClassVar[dict[str, str]] = {
        "i": "A/m^2",
        "c": "mol/m^3",
        "D′": "m^2/s",
        "t₊": "1",
        "φ": "V",
        "c₀": "mol/m^3",
        "L": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    concentration: float
    diffusivity: float
    transference: float
    reach: float

    def limiting_current(self, distance: float) -> float:
        """Return i_lim = F D′ c₀/L, A/m², over ``distance`` > 0, m."""
        return FARADAY * self.diffusivity / (1 - self.transference) * self.concentration / distance

    def held(self, voxel: float, shape: tuple[int, int, int]) -> Array:
        """Return the coefficients of the top plane towards the bulk, shape (z, y, x)."""
        top = np.zeros(shape)
        top[-1] = 1 / (0.5 + self.reach / voxel)
        return top

    def distribute(
        self, faces: FaceConductances, front: ReactingFront, surface: FilmedSurface, voxel: float, current: float,
        guess: tuple[Array, float],
    ) -> Distribution:  # fmt: skip
        """Return the distribution at which Σ area·i is the current: Newton's method on u and η together.

        With u = p + q δη every step solves the linearised problem for two right-hand sides; the last equation,
        of the current, then gives δη.

        Args:
            faces: diffusivity over that of the free electrolyte times the open share of the face.
            front: the surface. surface: its law. voxel: m. current: Σ area·i, A/m² times cell faces.
            guess: u, shape (z, y, x), and η, V.

        Raises:
            StageError: the current exceeds what diffusion brings.
        """
        diffusion = EllipticProblem.of_faces(faces, Grid(faces.z.shape, (1.0, 1.0, 1.0)))
        unknown = diffusion.volumes.open
        unit = self.limiting_current(voxel)  # A/m² for a drop of u by one over a voxel
        reached = unknown.ravel()[front.cells]
        front = _only(front, reached)
        u = np.where(unknown, guess[0], 1.0)
        change = np.where(unknown, guess[0] - 1.0, 0.0)
        at_surface = np.maximum(u.ravel()[front.cells], 1e-3)
        response = np.zeros(u.shape)
        start = replace(front.sites, concentration=at_surface)
        eta, _ = overpotential_for(surface, start, front.area, current, guess[1])
        layer, largest = front.depth / unit, 4 * surface.transfer.thermal_voltage
        for step in range(60):
            found = surface.current(eta, replace(front.sites, concentration=at_surface))
            # c_s follows the centre of the cell through the resistance of the layer d between them.
            at_u, at_eta = found.by_concentration, found.by_overpotential
            damp = 1 / np.maximum(1 + at_u * layer, 0.1)
            centre = u.ravel()[front.cells]
            lag = centre - at_surface - found.density * layer
            density = found.density + at_u * damp * lag
            by_u, by_eta = at_u * damp, at_eta * damp
            reaction = _spread(front, by_u, u.shape) / unit
            source = _spread(front, by_u * (centre - 1.0) - density, u.shape) / unit
            diffusion.set_reaction(reaction)
            fixed = _solved(diffusion, source, change, _TOLERANCE)
            response = _solved(diffusion, _spread(front, -by_eta, u.shape) / unit, response, _ROUGH)
            moved = fixed.ravel()[front.cells] + 1.0 - centre
            follow = response.ravel()[front.cells]
            missing = current - float((front.area * (density + by_u * moved)).sum())
            slope = float((front.area * (by_eta + by_u * follow)).sum())
            if slope <= 0:
                break
            change_eta = min(max(missing / slope, -largest), largest)
            change = fixed + response * change_eta
            shift = moved + follow * change_eta
            u = np.where(unknown, change + 1.0, 1.0)
            eta += change_eta
            wanted = at_surface + damp * (lag + shift - at_eta * change_eta * layer)
            new = np.maximum(wanted, np.maximum(0.2 * at_surface, _LEAST))
            moved_most = float(np.max(np.abs(new / at_surface - 1), initial=0.0))
            at_surface = new
            if moved_most < 1e-7 and abs(missing) < 1e-7 * abs(current):
                last = surface.current(eta, replace(front.sites, concentration=at_surface))
                return Distribution(u, at_surface, last.density, eta, reached, step + 1)
        raise StageError(
            f"no overpotential drives the current {current:.4g} A/m² times cell faces through the electrolyte.",
            "lower the current, or shorten the distance to the bulk: it exceeds what diffusion brings.",
        )


def _solved(diffusion: EllipticProblem[StoredFaces], source: Array, start: Array, tolerance: float) -> Array:
    """Return u of one right-hand side.

    Raises:
        StageError: the iteration does not converge.
    """
    solution = diffusion.solve(source, start=start, tolerance=tolerance)
    if not solution.converged:
        raise StageError(
            f"diffusion around the front stopped at a relative residual of {solution.residual:.2g}.",
            "use smaller cells, or look whether the open cells are nearly cut off from where u is held.",
        )
    return solution.values


def _only(front: ReactingFront, kept: NDArray[np.bool_]) -> ReactingFront:
    """Return the part of the surface that is kept."""
    return ReactingFront(front.cells[kept], front.area[kept], front.depth[kept], front.sites.of(kept))


def _spread(front: ReactingFront, values: Array, shape: tuple[int, ...]) -> Array:
    """Return area·values summed into the cells, shape (z, y, x)."""
    size = int(np.prod(shape))
    return np.asarray(np.bincount(front.cells, front.area * values, size), float).reshape(shape)
