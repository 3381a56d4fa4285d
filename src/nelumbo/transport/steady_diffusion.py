"""Effective diffusivity of a voxel image, by a steady diffusion experiment on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.diffusion import assemble, end_flux, plane_fluxes
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.linear import conjugate_gradients
from nelumbo.numerics.multigrid import BlockMultigrid
from nelumbo.numerics.percolation import percolation
from nelumbo.transport.mixing import PartialVolumes

Field = NDArray[np.float64]


@dataclass(frozen=True)
class EffectiveDiffusivity:
    """Outcome of a steady diffusion experiment along z.

    Attributes:
        ratio: D_eff over the free diffusivity, 1; 0 when nothing percolates.
        porosity: share ε of the volume that conducts, 1. through: voxels that are connected to both ends, shape
            (z, y, x).
        tortuosity_factor: τ = ε/ratio, 1; ``inf`` when nothing percolates.
        flux_map: normal flux through the end z = 0 over its mean, shape (y, x); zeros when nothing percolates.
        percolates: whether a path leads through. reason: why not, else empty.
        imbalance: largest |Q_k − mean Q|/|mean Q| over all planes k of faces, 1. iterations: of the solver.
    """

    ratio: float
    porosity: float
    through: NDArray[np.bool_]
    tortuosity_factor: float
    flux_map: Field
    percolates: bool
    reason: str
    imbalance: float
    iterations: int

    @property
    def flux_variation(self) -> float:
        """Coefficient of variation of the flux through the end z = 0, 1; ``nan`` when nothing percolates."""
        return float(self.flux_map.std()) if self.percolates else float("nan")


@dataclass(frozen=True)
class SteadyDiffusion(Law):
    """Solves ∇·(D∇c) = 0 between c = 1 at z = 0 and c = 0 at z = L by finite volumes.

    D_eff = Q L/(A Δc), where Q is the flux through every plane; τ = ε D/D_eff (Epstein 1989).

    Voxels that are not connected to both ends carry no flux and are left out. The solution is accepted when the
    relative residual and the finite imbalance of the flux between all planes are at most `tolerance`.

    Attributes:
        sides: across x and y. ends: where c is held. tolerance: of imbalance and residual, 1.
        max_iterations: of the solver before it gives up.
    """

    equation: ClassVar[str] = "∇·(D∇c) = 0\nD_eff = Q L/(A Δc)\nτ = ε D/D_eff"
    units: ClassVar[dict[str, str]] = {
        "D": "m^2/s",
        "D_eff": "m^2/s",
        "c": "1",
        "Δc": "1",
        "Q": "m^3/s",
        "L": "m",
        "A": "m^2",
        "ε": "1",
        "τ": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Patankar1980", "Epstein1989", "Cooper2016", "Notay2010")

    sides: Sides = Sides.PERIODIC
    ends: Ends = Ends.FACE
    tolerance: float = 1e-6
    max_iterations: int = 500

    def solve(
        self, ratio: Field, porosity: float, spacing: tuple[float, float, float] = (1.0, 1.0, 1.0)
    ) -> EffectiveDiffusivity:
        """Run the experiment.

        Args:
            ratio: voxel diffusivity over the free diffusivity, finite and ≥ 0, shape (z, y, x).
            porosity: ε, 1. spacing: edge lengths of a voxel along z, y, x, m; only their proportions matter.

        Raises:
            ValueError: a voxel has no finite diffusivity ≥ 0.
            StageError: the solver did not converge.
        """
        if not (np.isfinite(ratio).all() and (ratio >= 0).all()):
            raise ValueError("the diffusivity of every voxel must be finite and ≥ 0")
        z, y, x = ratio.shape
        grid = Grid((z, y, x), spacing, self.sides, self.ends)
        path = percolation(ratio > 0, self.sides)
        if not path.percolates:
            nothing = np.zeros(ratio.shape[1:])
            return EffectiveDiffusivity(
                0.0, porosity, path.through, float("inf"), nothing, False, path.reason, 0.0, 0
            )

        ratio = np.where(path.through, ratio, 0.0)
        values, iterations = self._concentration(ratio, grid, path.through)
        fluxes = plane_fluxes(values, ratio, grid)
        effective = float(fluxes.mean()) * grid.length / grid.cross_section
        leaving = end_flux(values, ratio, grid)
        return EffectiveDiffusivity(
            ratio=effective,
            porosity=porosity,
            through=path.through,
            tortuosity_factor=porosity / effective,
            flux_map=leaving / leaving.mean(),
            percolates=True,
            reason="",
            imbalance=_imbalance(fluxes),
            iterations=iterations,
        )

    def _concentration(self, ratio: Field, grid: Grid, through: NDArray[np.bool_]) -> tuple[Field, int]:
        system = assemble(ratio, grid)
        values = np.zeros(grid.shape)

        def balanced(unknowns: Field) -> bool:
            values[through] = unknowns
            return _imbalance(plane_fluxes(values, ratio, grid)) <= self.tolerance

        guess = 1 - (system.cells[:, 0] + 0.5) / grid.shape[0]
        solution = conjugate_gradients(
            system.matrix,
            system.rhs,
            guess,
            precondition=BlockMultigrid(system.matrix, system.cells),
            accept=balanced,
            tolerance=self.tolerance,
            max_iterations=self.max_iterations,
        )
        values[through] = solution.values
        if not solution.converged:
            reached = _imbalance(plane_fluxes(values, ratio, grid))
            raise StageError(
                f"steady diffusion did not converge in {solution.iterations} iterations: the flux differs by "
                f"{reached:.3g} of its mean between planes, the relative residual is {solution.residual:.3g}, "
                f"and both must be at most {self.tolerance:.3g}.",
                "raise max_iterations or the tolerance, or set diffusivities below 1e-6 of the largest to zero.",
            )
        return values, solution.iterations


def effective_diffusivity(
    image: NDArray[Any],
    diffusivity: Mapping[int, float],
    *,
    axis: int = 0,
    spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
    sides: Sides = Sides.PERIODIC,
    ends: Ends = Ends.FACE,
    tolerance: float = 1e-6,
) -> EffectiveDiffusivity:
    """Return the effective diffusivity of any segmented image, relative to the largest of its phases.

    The porosity is the volume share of all phases of D > 0. Partial volumes are mixed by `PartialVolumes`.

    Args:
        image: integer or boolean labels, shape (z, y, x), or partial volumes of the phases 0, 1, …, shape
            (phase, z, y, x).
        diffusivity: of every phase, ≥ 0, in any one unit. axis: of the mean flux, 0 to 2.
        spacing: edge lengths of a voxel along the image's z, y, x, m; only their proportions matter.
        sides, ends: boundary conditions. tolerance: largest imbalance of the flux between planes, 1.

    Raises:
        ValueError: a phase has no diffusivity, one is negative, all are zero, or the image has another shape.
        StageError: the solver did not converge.

    Example:
        >>> import numpy as np
        >>> layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 4, 4), int)
        >>> round(effective_diffusivity(layers, {0: 1.0, 1: 0.25}).ratio, 6)
        0.4
    """
    if image.size == 0:
        raise ValueError(f"image must have at least one voxel, got shape {image.shape}")
    if axis not in (0, 1, 2):
        raise ValueError(f"axis must be 0, 1 or 2, got {axis}")
    wrong = {phase: d for phase, d in diffusivity.items() if not (np.isfinite(d) and d >= 0)}
    if wrong or not any(d > 0 for d in diffusivity.values()):
        raise ValueError(f"diffusivities must be finite, ≥ 0 and not all 0, got {dict(diffusivity)}")
    field, porosity = _diffusivities(image, diffusivity)
    ratio = np.moveaxis(field, axis, 0) / max(diffusivity.values())
    along, *across = (spacing[a] for a in (axis, *(a for a in range(3) if a != axis)))
    model = SteadyDiffusion(sides=sides, ends=ends, tolerance=tolerance)
    return model.solve(ratio, porosity, (along, across[0], across[1]))


def _diffusivities(image: NDArray[Any], diffusivity: Mapping[int, float]) -> tuple[Field, float]:
    """Return the diffusivity of every voxel and the volume share of the phases that conduct."""
    if image.ndim == 3 and (np.issubdtype(image.dtype, np.integer) or image.dtype == bool):
        phases, of_voxel = np.unique(image, return_inverse=True)
        field = _by_phase(phases.tolist(), diffusivity)[of_voxel.reshape(image.shape)]
        return field, float(np.mean(field > 0))
    if image.ndim == 4 and np.issubdtype(image.dtype, np.floating):
        if not (np.all(image >= 0) and np.allclose(image.sum(axis=0), 1, atol=1e-4)):
            raise ValueError("partial volumes must be ≥ 0 and sum to 1 in every voxel")
        of_phase = _by_phase(list(range(len(image))), diffusivity)
        open_share = image[of_phase > 0].sum(axis=0, dtype=float)
        return PartialVolumes().mix(image, of_phase), float(open_share.mean())
    raise ValueError(
        "image must hold integer labels of shape (z, y, x) or floating partial volumes of shape (phase, z, y, x), "
        f"got {image.dtype} of shape {image.shape}"
    )


def _by_phase(phases: list[int], diffusivity: Mapping[int, float]) -> Field:
    missing = [phase for phase in phases if phase not in diffusivity]
    if missing:
        raise ValueError(f"no diffusivity for phase(s) {missing} of the image; given: {sorted(diffusivity)}")
    return np.array([diffusivity[phase] for phase in phases], dtype=float)


def _imbalance(fluxes: Field) -> float:
    """Return max |Q_k − mean Q|/|mean Q|, ``inf`` when that is no finite number or the flux runs uphill."""
    mean = float(fluxes.mean())
    if not (np.isfinite(fluxes).all() and mean > 0):
        return float("inf")
    return float(np.abs(fluxes - mean).max() / mean)
