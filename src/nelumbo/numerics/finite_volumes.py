"""Finite volumes on the cells of a box: what flows through their faces, and what holds at the ends and sides."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.grid import Ends, Grid, Sides

Field = NDArray[np.float64]
Mask = NDArray[np.bool_]
Held = tuple[float | None, float | None]


class FiniteVolumes:
    """Conductances T = A/d · 2 D_i D_j/(D_i + D_j) of the faces of equal cells, never stored but for 1/D.

    The flux through a face is that of the two half-cells in series (Patankar 1980, eq. 4.9), which is exact for
    layers normal to the flux. Values and fluxes that go in and out have the shape of the box and the units of D, u
    and the spacing; inside, conductances are divided by ``unit``, that of the best conducting face normal to z.

    Attributes:
        grid: the box. held: u at the ends z = 0 and z = L; ``None`` where nothing passes.
        rho: D_max/D with ghost cells, as `kernels.conductances` describes. g: 2 A/d per axis over that of z.
        unit: D_max A/d.

    Args:
        coefficient: D ≥ 0 per cell, shape ``grid.shape``; below 1e-10 of the largest it counts as 0.
        grid, held: as above. inside: cells that take part; the others are closed.

    Raises:
        ValueError: D is not finite and ≥ 0, has another shape, or is 0 everywhere.
    """

    def __init__(
        self, coefficient: NDArray[np.floating], grid: Grid, held: Held, inside: Mask | None = None
    ) -> None:
        from nelumbo.numerics.kernels.conductances import CLOSED, OPEN

        if coefficient.shape != grid.shape or (inside is not None and inside.shape != grid.shape):
            raise ValueError(f"coefficient and inside must have the grid's shape {grid.shape}")
        least, most = float(coefficient.min()), float(coefficient.max())
        if not (least >= 0 and np.isfinite(most) and most > 0):
            raise ValueError(f"coefficients must be finite, ≥ 0 and not all 0, got {least:.3g} to {most:.3g}")
        self.grid, self.held = grid, held
        self.unit = most * grid.face_over_distance(0)
        self.g = tuple(2 * grid.face_over_distance(axis) / grid.face_over_distance(0) for axis in range(3))
        self.rho: Field = np.full([n + 2 for n in grid.shape], CLOSED)
        is_open = coefficient > most / OPEN
        if inside is not None:
            is_open &= inside
        np.divide(most, coefficient, out=self.rho[1:-1, 1:-1, 1:-1], where=is_open, dtype=float)
        for axis in (1, 2):
            line = np.moveaxis(self.rho[1:-1], axis, 0)
            line[0], line[-1] = line[-2], line[1]
        self._set_ghosts(CLOSED)

    @property
    def medium(self) -> tuple[Field, Field]:
        """What the conductances are made of, as `kernels.conductances` describes."""
        return self.rho, np.empty((3, 0, 0, 0))

    @property
    def hold(self) -> Field | None:
        """T from every cell to where u is held: none but those of the ends."""
        return None

    @property
    def brought(self) -> Field | None:
        """T u of what is held, per cell: none but what the ends bring."""
        return None

    def single(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the medium in single precision."""
        from nelumbo.numerics.kernels.conductances import CLOSED_SINGLE

        rho = np.minimum(self.rho, CLOSED_SINGLE, dtype=np.float32, casting="same_kind")
        return rho, np.empty((3, 0, 0, 0), np.float32)

    @property
    def open(self) -> Mask:
        """Cells that conduct, shape (z, y, x)."""
        from nelumbo.numerics.kernels.conductances import CLOSED

        is_open: Mask = self.rho[1:-1, 1:-1, 1:-1] < CLOSED
        return is_open

    def padded(self, values: Field) -> Field:
        """Return values with ghost cells, 0 in closed ones."""
        u: Field = np.zeros(self.rho.shape)
        np.copyto(u[1:-1, 1:-1, 1:-1], values, where=self.open)
        u[:, 0], u[:, -1] = u[:, -2], u[:, 1]
        u[:, :, 0], u[:, :, -1] = u[:, :, -2], u[:, :, 1]
        for ghost, held in ((0, self.held[0]), (-1, self.held[1])):
            u[ghost] = 0.0 if held is None else held
        return u

    def end(self, top: bool) -> Field:
        """Return the conductance of the faces of one end over ``unit``, shape (y, x)."""
        ghost, neighbour = (-1, -2) if top else (0, 1)
        rho = self.rho[:, 1:-1, 1:-1]
        conductance: Field = self.g[0] / (rho[ghost] + rho[neighbour])
        return conductance

    def plane_flows(self, values: Field) -> tuple[Field, float]:
        """Return the flow in +z through the Nz + 1 planes of faces, and Σ T Δu² over these and all other faces.

        The flow is in units of u D length. For f = r = 0 and ends at 1 and 0 the sum is the flow, to second
        order in the error of u, and never less than it: the Dirichlet principle.
        """
        from nelumbo.numerics.kernels.stencil import flows
        from nelumbo.numerics.kernels.threads import over_planes, share_cores

        planes = self.grid.shape[0] + 1
        sums = np.empty((planes, 2))
        over_planes(flows, planes, self.rho.size, share_cores(), self.padded(values), self.rho, self.g, sums)
        sums *= self.unit
        return sums[:, 0].copy(), float(sums[:, 1].sum())

    def end_flows(self, values: Field) -> Field:
        """Return the flow in +z through each face of the end z = 0, shape (y, x)."""
        held = 0.0 if self.held[0] is None else self.held[0]
        entering: Field = self.unit * self.end(top=False) * (held - values[0])
        return entering

    def flux(self, values: Field) -> Field:
        """Return the flux −D∇u at the cell centres, shape (3, z, y, x), components along z, y, x.

        A component is the mean of what goes through the two faces of a cell, over their area.
        """
        u = self.padded(values)
        inner = slice(1, -1)
        components = np.empty((3, *self.grid.shape))
        for axis in range(3):
            # One ghost cell at both ends along the axis, none across.
            line = tuple(slice(None) if a == axis else inner for a in range(3))
            there, rho = np.moveaxis(u[line], axis, 0), np.moveaxis(self.rho[line], axis, 0)
            face = self.g[axis] * (there[:-1] - there[1:]) / (rho[:-1] + rho[1:])
            area = prod(self.grid.spacing) / self.grid.spacing[axis]
            components[axis] = np.moveaxis(face[:-1] + face[1:], 0, axis) * (self.unit / (2 * area))
        return components

    def _set_ghosts(self, closed: float) -> None:
        """Put the boundary conditions into the ghosts of ρ, which are those of a periodic box so far."""
        rho = self.rho
        for axis in (1, 2):
            # The only cell along a periodic axis is its own neighbour: nothing flows.
            if self.grid.sides is Sides.NO_FLUX or self.grid.shape[axis] == 1:
                np.moveaxis(rho, axis, 0)[[0, -1]] = closed
        for ghost, neighbour, held in ((0, 1, self.held[0]), (-1, -2, self.held[1])):
            if held is None:
                rho[ghost] = closed
            elif self.grid.ends is Ends.OUTSIDE:
                rho[ghost] = rho[neighbour]
            else:
                rho[ghost] = np.where(rho[neighbour] < closed, 0.0, closed)
