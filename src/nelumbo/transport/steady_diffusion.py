"""Effective diffusivity of a field of diffusivities, by a steady diffusion experiment on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.elliptic import EllipticProblem
from nelumbo.numerics.finite_volumes import FiniteVolumes
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.percolation import percolation
from nelumbo.transport.flux_spectrum import FluxSpectrum, flux_spectrum
from nelumbo.transport.path_length import PathLengths, path_lengths
from nelumbo.transport.result import areal_resistance

if TYPE_CHECKING:
    import xarray as xr

Field = NDArray[np.float64]
AXES = ("z", "y", "x")


@dataclass(frozen=True)
class EffectiveDiffusivity:
    """Outcome of a steady diffusion experiment along the first axis of its field.

    Attributes:
        ratio: D_eff over the free diffusivity, 1; 0 when nothing percolates.
        porosity: share ε of the volume that conducts, 1. through: voxels that are connected to both ends, in the
            axis order of the experiment.
        tortuosity_factor: τ = ε/ratio, 1; ``inf`` when nothing percolates.
        flux_map: normal flux through the first end over its mean, shape of a plane; zeros when nothing percolates.
        percolates: whether a path leads through. reason: why not, else empty.
        imbalance: largest |Q_k − mean Q|/|mean Q| over all planes k of faces, 1. iterations: of the solver.
        grid: cells of the experiment, which runs along the first axis. axes: the image's names of its axes.
        concentration: c between 1 and 0, in the axis order of the experiment; ``None`` when nothing percolates.
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
    grid: Grid
    axes: tuple[str, str, str] = AXES
    concentration: Field | None = field(default=None, repr=False)
    _volumes: FiniteVolumes | None = field(default=None, repr=False)

    @property
    def flux_variation(self) -> float:
        """Coefficient of variation of the flux through the first end, 1; ``nan`` when nothing percolates."""
        return float(self.flux_map.std()) if self.percolates else float("nan")

    @property
    def flux_spectrum(self) -> FluxSpectrum:
        """On which lengths the flux through the first end varies."""
        return flux_spectrum(self.flux_map, (self.grid.spacing[1], self.grid.spacing[2]))

    def flux(self) -> xr.DataArray:
        """Return the flux −D∇c in every voxel over D Δc/L, that of the free electrolyte.

        Dimensions ``component, z, y, x`` of the image; components are named like the axes. The mean of the
        component along the experiment is `ratio`. It is computed when asked for and takes 24 bytes per voxel.

        Raises:
            StageError: nothing percolates, so there is no flux.
        """
        import xarray as xr

        values, volumes = self._solved()
        free = volumes.unit / (volumes.grid.face_over_distance(0) * self.grid.length)
        data = xr.DataArray(
            volumes.flux(values) / free,
            dims=("component", *self.axes),
            coords={"component": list(self.axes), **self._centres()},
            name="flux",
            attrs={"units": "1", "long_name": "flux over that of the free electrolyte"},
        )
        return data.sel(component=list(AXES)).transpose("component", *AXES)

    def path_lengths(self) -> PathLengths:
        """Return how long the ways through are, by geometry and by flux.

        Raises:
            StageError: nothing percolates, so there is no way.
        """
        values, volumes = self._solved()
        return path_lengths(volumes, values)

    def resistance(self, conductivity: float) -> float:
        """Areal resistance L/(κ D_eff/D) of the image filled with electrolyte, Ω m²; its spacing must be in m.

        Args:
            conductivity: κ of the free electrolyte, S/m.
        """
        return areal_resistance(self.grid.shape[0] * self.grid.spacing[0], conductivity, self.ratio)

    def _solved(self) -> tuple[Field, FiniteVolumes]:
        if self.concentration is None or self._volumes is None:
            raise StageError(f"nothing flows through the image: {self.reason}.", "ask `percolates` first.")
        return self.concentration, self._volumes

    def _centres(self) -> dict[str, Field]:
        sizes = zip(self.axes, self.grid.shape, self.grid.spacing, strict=True)
        return {name: np.arange(0.5, cells, dtype=float) * edge for name, cells, edge in sizes}


@dataclass(frozen=True)
class SteadyDiffusion(Law):
    """Solves ∇·(D∇c) = 0 between c = 1 at z = 0 and c = 0 at z = L by finite volumes.

    D_eff = Q L/(A Δc) with Q = Σ_faces T Δc², what the whole field dissipates; τ = ε D/D_eff (Epstein 1989).

    At the solution Q is the flux through every plane. Away from it Σ T Δc² is too large by the square of the error
    only (the Dirichlet principle), where the flux through a plane errs with the error itself.

    Voxels that are not connected to both ends carry no flux and are left out. The solution is accepted when the
    relative residual and the finite imbalance of the flux between all planes are at most `tolerance`.

    Attributes:
        sides: across x and y. ends: where c is held. tolerance: of imbalance and residual, 1.
        max_iterations: of the solver before it gives up.
    """

    equation: ClassVar[str] = "∇·(D∇c) = 0\nD_eff = Q L/(A Δc)\nQ = Σ_faces T Δc²\nτ = ε D/D_eff"
    units: ClassVar[dict[str, str]] = {
        "D": "m^2/s",
        "D_eff": "m^2/s",
        "c": "1",
        "Δc": "1",
        "Q": "m^3/s",
        "T": "m^3/s",
        "L": "m",
        "A": "m^2",
        "ε": "1",
        "τ": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Patankar1980", "Epstein1989", "Cooper2016", "Notay2000", "Notay2010")

    sides: Sides = Sides.PERIODIC
    ends: Ends = Ends.FACE
    tolerance: float = 1e-6
    max_iterations: int = 500

    def solve(
        self,
        ratio: NDArray[np.floating],
        porosity: float,
        spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
        axes: tuple[str, str, str] = AXES,
    ) -> EffectiveDiffusivity:
        """Run the experiment.

        Args:
            ratio: voxel diffusivity over the free diffusivity, finite and ≥ 0, shape (z, y, x).
            porosity: ε, 1. spacing: edge lengths of a voxel along z, y, x, m; only their proportions matter.
            axes: names of the three axes in the results.

        Raises:
            ValueError: a voxel has no finite diffusivity ≥ 0.
            StageError: the solver did not converge, or too little memory.
        """
        if not (np.isfinite(ratio.max(initial=0)) and ratio.min(initial=0) >= 0):
            raise ValueError("the diffusivity of every voxel must be finite and ≥ 0")
        z, y, x = ratio.shape
        grid = Grid((z, y, x), spacing, self.sides, self.ends)
        path = percolation(ratio > 0, self.sides)
        if not path.percolates:
            nothing, infinite = np.zeros(ratio.shape[1:]), float("inf")
            return EffectiveDiffusivity(
                0.0, porosity, path.through, infinite, nothing, False, path.reason, 0.0, 0, grid, axes
            )
        problem = EllipticProblem.of_cells(ratio, grid, inside=path.through)
        del ratio  # when the caller keeps none either, the memory is free before the largest need
        solution = problem.solve(tolerance=self.tolerance, max_iterations=self.max_iterations)
        volumes = problem.volumes
        flows, dissipated = volumes.plane_flows(solution.values)
        imbalance = _imbalance(flows)
        if not (solution.converged and imbalance <= self.tolerance):
            raise StageError(
                f"steady diffusion did not converge in {solution.iterations} iterations: the flux differs by "
                f"{imbalance:.3g} of its mean between planes, the relative residual is {solution.residual:.3g}, "
                f"and both must be at most {self.tolerance:.3g}.",
                solution.remedy or "raise the tolerance.",
            )
        effective = dissipated * grid.length / grid.cross_section
        leaving = volumes.end_flows(solution.values)
        return EffectiveDiffusivity(
            ratio=effective,
            porosity=porosity,
            through=path.through,
            tortuosity_factor=porosity / effective,
            flux_map=leaving / leaving.mean(),
            percolates=True,
            reason="",
            imbalance=imbalance,
            iterations=solution.iterations,
            grid=grid,
            axes=axes,
            concentration=solution.values,
            _volumes=volumes,
        )


def _imbalance(fluxes: Field) -> float:
    """Return max |Q_k − mean Q|/|mean Q|, ``inf`` when that is no finite number or the flux runs uphill."""
    mean = float(fluxes.mean())
    if not (np.isfinite(fluxes).all() and mean > 0):
        return float("inf")
    return float(np.abs(fluxes - mean).max() / mean)
